//! Two conversations of a buyer become one, or one becomes two; and the way back.
//!
//! Invariants: no message is lost, doubled or renumbered: it stands in one conversation, and the event that brought it points
//! there. What a conversation says of its messages follows from them. Of two one goes on; the other one stays as a frame without
//! messages that counts nowhere and leads to it. What was said in an inbox is read there and nowhere else, whichever goes on.
//! Undoing is possible while nothing else has happened in either, and restores what both were.

mod apart;
mod before;
mod check;
mod follow;
mod join;
mod marks;
mod merge;
mod split;
mod undo;
mod write;

use crate::clock::Time;
use crate::ids::RegroupingId;

use super::model::ConversationRow;

pub use before::{Before, Kind, Regrouping};
pub use merge::merge;
pub use split::split;
pub use undo::undo;

/// So long it can be undone, if nothing else happens until then.
pub const UNDO_WITHIN_SECONDS: i64 = 10 * 60;

/// What came of it.
#[derive(Debug)]
pub struct Regrouped {
    /// The one to go on with.
    pub conversation: ConversationRow,
    pub other: ConversationRow,
    /// By which it can be undone, and until when.
    pub undo: Option<(RegroupingId, Time)>,
}
