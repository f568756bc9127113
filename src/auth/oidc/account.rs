//! Whose account somebody at the provider has: a pure decision over what is known.

use super::id_token::Identity;
use super::model::ProviderRow;
use crate::auth::model::Role;
use crate::error::Error;
use crate::ids::{InvitationId, StaffId};

/// What the shop knows of somebody who comes from the provider for the first time.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The invitation they came with.
    pub invitation: Option<InvitationId>,
    /// An active colleague with the same address.
    pub colleague: Option<StaffId>,
    /// An open invitation to the same address.
    pub invited: Option<InvitationId>,
}

/// What becomes of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Welcome {
    /// Is this colleague, whose account it becomes.
    Colleague(StaffId),
    Invited(InvitationId),
    Newcomer(Role),
}

/// An invitation opens by itself: its address was given to one person. All else hangs on an address that the provider
/// vouches for and the shop's domains allow.
pub fn welcome(provider: &ProviderRow, who: &Identity, known: &Known) -> Result<Welcome, Error> {
    if let Some(id) = known.invitation {
        return Ok(Welcome::Invited(id));
    }
    let email = who.email.as_deref().ok_or(Error::Denied("no_email"))?;
    if !who.email_verified {
        return Err(Error::Denied("email_not_verified"));
    }
    if let Some(id) = known.invited {
        return Ok(Welcome::Invited(id));
    }
    if !provider.takes_address(email) {
        return Err(Error::Denied("foreign_domain"));
    }
    match (known.colleague, provider.newcomer_role) {
        (Some(id), _) => Ok(Welcome::Colleague(id)),
        (None, Some(role)) => Ok(Welcome::Newcomer(role)),
        (None, None) => Err(Error::Denied("not_invited")),
    }
}
