use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Time;
use crate::conversations::Status;
use crate::ids::{ConversationId, FollowUpId, StaffId};

/// A reminder on a conversation, which its buyer does not see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow, ToSchema)]
pub struct FollowUp {
    pub id: FollowUpId,
    pub conversation_id: ConversationId,
    pub conversation_number: i64,
    pub conversation_status: Status,
    pub customer_name: String,
    /// Whom it reminds: where it is for whoever owns the conversation, its owner now; null while nobody does.
    pub staff_id: Option<StaffId>,
    /// Null: a rule made it where nobody owned the conversation.
    pub created_by: Option<StaffId>,
    /// What is to be done.
    pub text: String,
    pub due_at: Time,
    pub created_at: Time,
    /// When it reminded; null before, and since it was put off.
    pub reminded_at: Option<Time>,
    pub done_at: Option<Time>,
    pub done_by: Option<StaffId>,
}

/// What somebody is to be reminded of.
#[derive(Debug)]
pub struct NewFollowUp {
    pub id: FollowUpId,
    pub conversation_id: ConversationId,
    /// None: whoever owns the conversation.
    pub staff_id: Option<StaffId>,
    pub text: String,
    pub due_at: Time,
}

impl NewFollowUp {
    /// Whether it was stored before, rather than another one under its id.
    pub fn is(&self, stored: &FollowUp) -> bool {
        self.conversation_id == stored.conversation_id && self.staff_id == stored.staff_id && self.text == stored.text
    }
}

/// What may change of it: absent stays.
#[derive(Debug, Default)]
pub struct FollowUpChange {
    pub text: Option<String>,
    pub due_at: Option<Time>,
    pub done: Option<bool>,
}
