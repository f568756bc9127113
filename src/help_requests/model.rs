use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Time;
use crate::ids::{ConversationId, GroupId, HelpRequestId, ShopId, StaffId};

/// A question to colleagues in a conversation, as it is stored, with the words of its notes.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct HelpRequestRow {
    pub id: HelpRequestId,
    pub shop_id: ShopId,
    pub conversation_id: ConversationId,
    pub asked_by: StaffId,
    pub staff_id: Option<StaffId>,
    pub group_id: Option<GroupId>,
    pub asked_at: Time,
    pub answered_by: Option<StaffId>,
    pub answered_at: Option<Time>,
    pub closed_at: Option<Time>,
    pub customer_name: String,
    pub text: Option<String>,
    pub answer: Option<String>,
}

/// A question to colleagues in a conversation; its buyer sees nothing of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HelpRequest {
    pub id: HelpRequestId,
    pub conversation_id: ConversationId,
    pub customer_name: String,
    pub asked_by: StaffId,
    /// The colleague who is asked; null: a group is.
    pub staff_id: Option<StaffId>,
    pub group_id: Option<GroupId>,
    /// The note that asks; null if it was taken back or erased.
    pub text: Option<String>,
    pub asked_at: Time,
    /// The note that answers; null before, and if it was taken back or erased.
    pub answer: Option<String>,
    pub answered_by: Option<StaffId>,
    pub answered_at: Option<Time>,
    /// When whoever asked had no more need of it.
    pub closed_at: Option<Time>,
}

impl From<HelpRequestRow> for HelpRequest {
    fn from(row: HelpRequestRow) -> Self {
        let HelpRequestRow { id, conversation_id, asked_by, staff_id, group_id, asked_at, .. } = row;
        let HelpRequestRow { answered_by, answered_at, closed_at, customer_name, text, answer, .. } = row;
        Self {
            id,
            conversation_id,
            customer_name,
            asked_by,
            staff_id,
            group_id,
            text,
            asked_at,
            answer,
            answered_by,
            answered_at,
            closed_at,
        }
    }
}

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    Colleague(StaffId),
    Group(GroupId),
}
