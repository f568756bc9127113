//! Steps as they are written and stored, and what came of them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Time;
use crate::conversations::{ConversationRow, Stage, Status};
use crate::ids::{CannedReplyId, FollowUpId, GroupId, MessageId, StaffId, TagId};

/// One thing that is done to a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = ConversationStep)]
pub enum Step {
    /// Answers the buyer, with a canned reply or in own words: one of the two.
    Reply {
        #[serde(default)]
        canned_reply_id: Option<CannedReplyId>,
        /// A template of at most 2 000 characters, as canned replies are.
        #[serde(default)]
        text: Option<String>,
    },
    /// Leaves a note of at most 2 000 characters for colleagues.
    Note { text: String },
    /// Puts 1–20 tags on.
    Tag { tag_ids: Vec<TagId> },
    /// Takes 1–20 tags off.
    Untag { tag_ids: Vec<TagId> },
    /// Gives the conversation to somebody.
    Assign {
        to: AssignTo,
        /// With `staff`.
        #[serde(default)]
        staff_id: Option<StaffId>,
        /// With `group`.
        #[serde(default)]
        group_id: Option<GroupId>,
    },
    /// Files it before or after the purchase.
    Stage { stage: Stage },
    /// Lets somebody be reminded of it.
    FollowUp {
        /// From now, within a year.
        in_minutes: i64,
        /// One line of 1–200 characters.
        text: String,
        /// Null: whoever runs it; under a rule, whoever owns the conversation.
        #[serde(default)]
        staff_id: Option<StaffId>,
    },
    /// Puts it off.
    Snooze {
        until: SnoozeTo,
        /// With `minutes`: from now, within a year.
        #[serde(default)]
        minutes: Option<i64>,
    },
    /// Ends the episode, with tags as its reason.
    Solve {
        #[serde(default)]
        tag_ids: Vec<TagId>,
    },
}

/// To whom a conversation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignTo {
    /// Whoever runs the steps; not for rules.
    Me,
    Staff,
    /// The queue, for the members of a group.
    Group,
    Queue,
}

/// Until when a conversation is put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SnoozeTo {
    Minutes,
    /// Until the buyer writes.
    Reply,
    /// Until its inbox opens next.
    Opening,
}

/// Something that a step needs and that is not there any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StepFault {
    /// Which step, from 0.
    pub step: usize,
    /// Which of its fields.
    pub field: &'static str,
    pub code: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    Done,
    /// A reply of a rule that did not fit any more; what follows is done.
    Withheld,
    Failed,
    /// After one that failed.
    Skipped,
}

/// What came of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StepOutcome {
    pub state: StepState,
    /// Why it failed or was withheld, as the same thing done by hand would be refused.
    pub code: Option<String>,
}

/// What came of a run, with what is needed to take it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// One for each step.
    pub items: Vec<StepOutcome>,
    /// How the conversation stood before the first step, and after the last that was done.
    pub before: Stand,
    pub after: Stand,
    /// What was said to the buyer.
    pub replies: Vec<MessageId>,
    pub notes: Vec<MessageId>,
    pub follow_ups: Vec<FollowUpId>,
}

impl Outcome {
    /// Whether every step was done, or withheld for good reason.
    pub fn is_whole(&self) -> bool {
        self.items.iter().all(|item| matches!(item.state, StepState::Done | StepState::Withheld))
    }
}

/// How a conversation stands, as far as steps change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    pub status: Status,
    pub stage: Stage,
    pub assignee_id: Option<StaffId>,
    pub group_id: Option<GroupId>,
    pub snoozed_until: Option<Time>,
    pub tag_ids: Vec<TagId>,
}

impl From<&ConversationRow> for Stand {
    fn from(row: &ConversationRow) -> Self {
        Self {
            status: row.status,
            stage: row.stage,
            assignee_id: row.assignee_id,
            group_id: row.group_id,
            snoozed_until: row.snoozed_until,
            tag_ids: row.tags(),
        }
    }
}

/// What a run changed, as it is told to whoever takes it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UndonePart {
    Reply,
    Note,
    Tags,
    Stage,
    Assignee,
    Status,
    FollowUp,
}

/// What became of one thing that was to be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Undone {
    pub what: UndonePart,
    /// Why it stays as it is: `recall_too_late`, `changed_since` and so on; null: it is as it was.
    pub code: Option<String>,
}
