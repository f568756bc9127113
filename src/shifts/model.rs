use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Time;
use crate::conversations::{DayConversation, DayFigures};
use crate::ids::{GroupId, HandOverNoteId, ShiftId, StaffId};

/// A while in which a colleague serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow, ToSchema)]
pub struct Shift {
    pub id: ShiftId,
    pub began_at: Time,
    /// Null while it runs.
    pub ended_at: Option<Time>,
}

/// What there is to look at when a shift begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShiftChecklist {
    /// The caller's conversations in work, left over from before.
    pub left_over: i64,
    /// Of these, how many buyers wait for an answer.
    pub left_over_waiting: i64,
    /// Offline messages of the shop that nobody has answered.
    pub offline: i64,
    /// Buyers whom nobody serves yet.
    pub queue: i64,
    /// Buyers of the shop who have waited longer than they should.
    pub overdue: i64,
    /// What the caller put off and comes back before midnight.
    pub coming_back: i64,
    /// What the caller is to follow up before midnight.
    pub follow_ups: i64,
    /// Questions of colleagues to the caller that nobody has answered.
    pub help_requests: i64,
}

/// What one shift tells the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow, ToSchema)]
pub struct HandOverNote {
    pub id: HandOverNoteId,
    pub author_id: StaffId,
    /// For whom; null: for everybody.
    pub group_id: Option<GroupId>,
    pub text: String,
    pub at: Time,
    /// When the caller read it; null: not yet.
    pub read_at: Option<Time>,
}

/// The caller's shift as it begins.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShiftPage {
    /// The running one.
    pub shift: Option<Shift>,
    pub checklist: ShiftChecklist,
    /// Of the last seven days and for the caller, the newest first; at most 50.
    pub notes: Vec<HandOverNote>,
}

/// What the caller did in the running shift; without one, since midnight.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShiftDay {
    pub since: Time,
    /// Since a shift began; otherwise since midnight.
    pub on_shift: bool,
    pub figures: DayFigures,
    /// The conversations behind the figures, the newest first; at most 200.
    pub conversations: Vec<DayConversation>,
}

/// What became of the conversations of a shift that ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShiftEnded {
    pub shift: Shift,
    pub handed_over: i64,
    /// Conversations that are still the caller's.
    pub kept: i64,
}
