use serde::{Deserialize, Serialize};

use super::{ConversationRow, Status};
use crate::clock::Time;
use crate::ids::{GroupId, StaffId};

/// Where a conversation stood when it was laid aside, so that it can be put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stood {
    pub status: Status,
    pub assignee_id: Option<StaffId>,
    pub group_id: Option<GroupId>,
    pub snoozed_until: Option<Time>,
    pub waiting_since: Option<Time>,
    pub called_at: Option<Time>,
    pub offline_at: Option<Time>,
    pub solved_at: Option<Time>,
    /// So many the buyer had written.
    pub customer_messages: i64,
}

impl Stood {
    pub fn of(row: &ConversationRow) -> Self {
        Self {
            status: row.status,
            assignee_id: row.assignee_id,
            group_id: row.group_id,
            snoozed_until: row.snoozed_until,
            waiting_since: row.waiting_since,
            called_at: row.called_at,
            offline_at: row.offline_at,
            solved_at: row.solved_at,
            customer_messages: row.customer_messages,
        }
    }
}
