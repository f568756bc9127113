use serde::{Deserialize, Serialize};

use crate::clock::Time;
use crate::conversations::model::{ConversationRow, Stage, Stood, Touchpoint};
use crate::conversations::rules;
use crate::db::stored_enum;
use crate::ids::{ConversationId, FollowUpId, RegroupingId, Seq, StaffId};
use crate::targets::Target;

stored_enum! {
    /// What was done.
    Kind {
        /// Two became one.
        Merge = 0,
        /// One became two.
        Split = 1,
    }
}

/// What was done to two conversations.
#[derive(Debug, Clone)]
pub struct Regrouping {
    pub id: RegroupingId,
    pub kind: Kind,
    pub kept_id: ConversationId,
    pub other_id: ConversationId,
    pub kept_version: i64,
    pub other_version: i64,
    pub before: Before,
    pub done_at: Time,
    pub undone_at: Option<Time>,
}

/// What both were, and what went from one to the other: ids and numbers only, since words must go when a customer is erased.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Before {
    pub kept: Frame,
    pub other: Frame,
    /// The messages that went over, by their numbers.
    pub moved: Vec<Seq>,
    pub follow_ups: Vec<FollowUpId>,
    /// Up to where colleagues had read in the one that goes on.
    pub marks: Vec<(StaffId, Seq)>,
    /// A missed target of the wait that goes on: as what it was recorded before and is now, and since when.
    pub breach: Option<(Target, Target, Time)>,
    /// What had become part of the other one before.
    pub led: Vec<ConversationId>,
}

/// What of a conversation does not follow from its messages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    pub stood: Stood,
    pub stage: Stage,
    pub touchpoint: Touchpoint,
    pub customer_read_seq: Seq,
    pub staff_read_seq: Seq,
    /// JSON.
    pub tag_ids: Option<String>,
}

impl Frame {
    pub fn of(row: &ConversationRow) -> Self {
        Self {
            stood: Stood::of(row),
            stage: row.stage,
            touchpoint: row.touchpoint,
            customer_read_seq: row.customer_read_seq,
            staff_read_seq: row.staff_read_seq,
            tag_ids: row.tag_ids.clone(),
        }
    }

    /// Makes a conversation what it was, but for what follows from its messages and what was read meanwhile.
    pub fn restore(&self, row: &mut ConversationRow, at: Time) {
        rules::put_back(row, Some(self.stood), None, at);
        row.merged_into_id = None;
        row.stage = self.stage;
        row.touchpoint = self.touchpoint;
        row.tag_ids.clone_from(&self.tag_ids);
    }
}
