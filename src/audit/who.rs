//! Who did something, and from where.

use std::net::IpAddr;

use uuid::Uuid;

use crate::auth::{Actor, Client, Means};
use crate::db::stored_enum;
use crate::ids::{StaffId, TokenId};

stored_enum! {
    /// What kind of somebody did it.
    ActorKind {
        /// A member of staff, signed in.
        Staff = 0,
        /// A program with an API token of a member of staff.
        Token = 1,
        /// Whoever sat at the server's terminal.
        Terminal = 2,
        /// The server by itself.
        System = 3,
        /// Somebody who was not let in.
        Stranger = 4,
    }
}

/// Where a request came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origin {
    pub address: Option<IpAddr>,
    pub request_id: Option<Uuid>,
}

/// Who did something; the log adds what they were called then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    pub(super) kind: ActorKind,
    pub(super) staff_id: Option<StaffId>,
    pub(super) token_id: Option<TokenId>,
    pub(super) origin: Origin,
}

impl Who {
    /// The server by itself.
    pub fn system() -> Self {
        Self { kind: ActorKind::System, staff_id: None, token_id: None, origin: Origin::default() }
    }

    /// Whoever sits at the server's terminal.
    pub fn terminal() -> Self {
        Self { kind: ActorKind::Terminal, ..Self::system() }
    }

    /// A member of staff who is just being let in, or has just been made.
    pub fn staff(id: StaffId, client: &Client) -> Self {
        Self { kind: ActorKind::Staff, staff_id: Some(id), token_id: None, origin: client.origin() }
    }

    /// Somebody who was not let in.
    pub fn stranger(client: &Client) -> Self {
        Self { kind: ActorKind::Stranger, staff_id: None, token_id: None, origin: client.origin() }
    }
}

impl From<&Actor> for Who {
    fn from(actor: &Actor) -> Self {
        let (kind, token_id) = match actor.means {
            Means::Session => (ActorKind::Staff, None),
            Means::Token(id) => (ActorKind::Token, Some(id)),
            Means::Terminal => (ActorKind::Terminal, None),
        };
        Self { kind, staff_id: Some(actor.staff_id), token_id, origin: actor.origin }
    }
}

/// The account at the terminal, as far as the environment tells.
pub(super) fn terminal_account() -> Option<String> {
    let named = ["SUDO_USER", "USER", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named
        .map(|name| name.chars().filter(|c| !c.is_control()).take(60).collect())
        .filter(|name: &String| !name.is_empty())
}
