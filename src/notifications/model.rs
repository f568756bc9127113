use serde::{Deserialize, Serialize};
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

/// What a kind is heard, shown and sent as: one chooses by these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Attention {
    /// Replies that are late, and rules that were switched off.
    Late,
    /// What became one's own, and follow-ups.
    Mine,
    Mention,
}

impl NotificationKind {
    pub fn attention(self) -> Attention {
        match self {
            Self::Mentioned => Attention::Mention,
            Self::Assigned | Self::Transferred | Self::FollowUp => Attention::Mine,
            Self::DueSoon | Self::Overdue | Self::StillWaiting | Self::RuleStopped => Attention::Late,
        }
    }

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
