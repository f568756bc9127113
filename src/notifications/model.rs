use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Time;
use crate::db::stored_enum;
use crate::ids::{ConversationId, NotificationId, StaffId};

stored_enum! {
    /// What one is told of.
    NotificationKind {
        /// A reply is nearly due.
        DueSoon = 0,
        /// A reply, or the end of a conversation, is late.
        Overdue = 1,
        /// A buyer still waits long after a reply was due; told to leads.
        StillWaiting = 2,
        /// The queue gave one a conversation.
        Assigned = 3,
        /// A colleague did.
        Transferred = 4,
        /// A colleague named one in a note.
        Mentioned = 5,
        /// The time of a follow-up has come.
        FollowUp = 6,
        /// A rule fired too often and was switched off; the conversation is the last it fired at.
        RuleStopped = 7,
    }
}

impl NotificationKind {
    /// Whether several that nobody has read yet are told as one.
    pub fn gathers(self) -> bool {
        matches!(self, Self::DueSoon | Self::Overdue | Self::StillWaiting | Self::Assigned)
    }
}

/// What somebody is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewNotification {
    pub staff_id: StaffId,
    pub kind: NotificationKind,
    pub conversation_id: ConversationId,
    pub by_id: Option<StaffId>,
}

/// What its reader is told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow, ToSchema)]
pub struct Notification {
    pub id: NotificationId,
    pub kind: NotificationKind,
    /// The newest of the conversations it is about.
    pub conversation_id: ConversationId,
    pub conversation_number: i64,
    pub customer_name: String,
    /// How many conversations it is about.
    pub conversations: i64,
    /// The colleague who did it; null: it happened by itself.
    pub by_id: Option<StaffId>,
    pub at: Time,
    pub read_at: Option<Time>,
}
