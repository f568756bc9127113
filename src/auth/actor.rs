//! The one who asks, as every action receives them.

use super::model::Role;
use super::permissions::Permission;
use super::second_factor::Step;
use super::secret::TokenHash;
use crate::audit::Origin;
use crate::clock::Time;
use crate::error::{Error, Result};
use crate::ids::{CustomerId, InboxId, SessionId, ShopId, StaffId, TokenId};

/// A member of staff, signed in or through an API token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    pub shop_id: ShopId,
    pub staff_id: StaffId,
    pub role: Role,
    /// None for an API token, and at the terminal.
    pub session: Option<SessionId>,
    /// False for an API token that may only read.
    pub can_write: bool,
    pub means: Means,
    pub origin: Origin,
}

/// What somebody acts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    Session,
    Token(TokenId),
    /// The server's own terminal.
    Terminal,
}

impl Actor {
    /// Whoever sits at the server's terminal and acts for a member of staff.
    pub fn at_terminal(shop_id: ShopId, staff_id: StaffId, role: Role) -> Self {
        let (means, origin) = (Means::Terminal, Origin::default());
        Self { shop_id, staff_id, role, session: None, can_write: true, means, origin }
    }

    /// Whether this person's credential may change anything.
    pub fn require_write(&self) -> Result<()> {
        if self.can_write { Ok(()) } else { Err(Error::Forbidden("read_only_token")) }
    }

    /// Whether this person's role has a permission.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if permission.is_granted_to(self.role) { Ok(()) } else { Err(Error::Forbidden("no_permission")) }
    }
}

/// Somebody whose first proof was right and whose second one is missing: not yet let in.
#[derive(Debug, Clone)]
pub struct HalfSignedIn {
    pub shop_id: ShopId,
    pub staff_id: StaffId,
    pub email: String,
    pub step: Step,
    pub expires_at: Time,
    pub(super) token_hash: TokenHash,
}

/// A buyer in an inbox, known by a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visitor {
    pub shop_id: ShopId,
    pub inbox_id: InboxId,
    pub customer_id: CustomerId,
}
