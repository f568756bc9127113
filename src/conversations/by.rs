//! Who changes a conversation.

use serde_json::{Value, json};
use uuid::Uuid;

use super::model::ThreadEvent;
use crate::auth::{Actor, Permission};
use crate::error::Result;
use crate::ids::{ShopId, StaffId};

/// Somebody of the staff, or the shop by itself as it was decided beforehand.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    Staff(&'a Actor),
    /// A rule of the shop: whoever made it had the right to, nobody is there to be asked anything, and what it does makes
    /// nobody the owner.
    Rule {
        shop_id: ShopId,
        rule_id: Uuid,
    },
}

impl<'a> From<&'a Actor> for By<'a> {
    fn from(actor: &'a Actor) -> Self {
        Self::Staff(actor)
    }
}

impl<'a> By<'a> {
    pub fn shop_id(self) -> ShopId {
        match self {
            Self::Staff(actor) => actor.shop_id,
            Self::Rule { shop_id, .. } => shop_id,
        }
    }

    pub fn actor(self) -> Option<&'a Actor> {
        match self {
            Self::Staff(actor) => Some(actor),
            Self::Rule { .. } => None,
        }
    }

    pub fn staff_id(self) -> Option<StaffId> {
        self.actor().map(|actor| actor.staff_id)
    }

    pub fn require(self, permission: Permission) -> Result<()> {
        self.actor().map_or(Ok(()), |actor| actor.require(permission))
    }

    /// A line of the thread that says who did it.
    pub(super) fn line(self, name: &str, mut data: Value) -> ThreadEvent {
        match self {
            Self::Staff(actor) => data["by"] = json!(actor.staff_id),
            Self::Rule { rule_id, .. } => data["rule_id"] = json!(rule_id),
        }
        ThreadEvent { name: name.into(), data }
    }
}
