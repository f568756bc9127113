use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Time;
use crate::ids::{ConversationId, CustomerId, StaffId};

/// Why a customer is blocked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = CustomerBlock)]
pub struct Block {
    #[serde(skip)]
    pub customer_id: CustomerId,
    /// Between colleagues.
    pub reason: Option<String>,
    /// When it ends by itself; null: it does not.
    pub until_at: Option<Time>,
    /// Null: nobody knows any more.
    pub blocked_by: Option<StaffId>,
    pub blocked_at: Time,
}

/// A blocked customer, for the list of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow, ToSchema)]
pub struct BlockedCustomer {
    pub customer_id: CustomerId,
    pub name: String,
    pub tier: Option<String>,
    pub verified: bool,
    /// Between colleagues.
    pub reason: Option<String>,
    /// When it ends by itself; null: it does not.
    pub until_at: Option<Time>,
    /// Null: nobody knows any more.
    pub blocked_by: Option<StaffId>,
    pub blocked_at: Time,
    /// The newest conversation that was laid aside, if there is one.
    pub conversation_id: Option<ConversationId>,
}

/// What somebody asks for.
#[derive(Debug)]
pub struct Wanted {
    pub reason: Option<String>,
    pub until_at: Option<Time>,
}

/// A customer who was blocked just now.
#[derive(Debug)]
pub struct Blocked {
    pub block: Block,
    /// The conversations that were in work and ended with it.
    pub ended: Vec<ConversationId>,
}
