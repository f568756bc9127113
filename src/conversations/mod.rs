//! The heart: messages come in, are answered, assigned, put off and solved.
//!
//! Invariants: every message enters through [`Intake`], which acknowledges it only after its commit is
//! durable; a client id names one message for ever; `waiting_since` is set exactly while a buyer's
//! message is unanswered; tallies, search words and events move in the same transaction.

mod actions;
mod append;
mod bulk;
mod draft;
mod episode;
pub mod erase;
mod figures;
mod give;
pub mod history;
mod intake;
mod merge;
pub mod model;
mod rate;
pub(crate) mod read_marks;
mod recent;
pub(crate) mod regroup;
pub(crate) mod routes;
mod rules;
pub(crate) mod spam;
pub(crate) mod store;
mod tag;
mod tail;
pub(crate) mod tallies;
mod transcript;
pub(crate) mod views;

pub use actions::{Place, assign, close_idle, leave_note, mark_offline, recall, reopen, snooze, solve, update, wake};
pub use append::Fresh;
pub use episode::{Episode, episode};
pub use figures::{midnight, totals};
pub use give::{Move, MoveReason, give, idle_rank};
pub use intake::Intake;
pub use merge::hand_over;
pub use model::{
    AnswerSource, Author, BotAct, BotButton, BotPart, Card, Conversation, ConversationRow, DayConversation, DayFigures,
    HandOverReason, Kind, Message, MessageRow, NewMessage, Posted, Press, Sender, Shelf, SizeSource, Stage, Standing,
    Status, Touchpoint,
};
pub use rate::{Rated, rate};
pub use recent::recent;
pub use routes::{StaffPost, router, send as send_by_staff};
pub use rules::clean_text;
pub use store::figures::first_replies;
pub use store::get as find_row;
pub use store::heard::{Heard, heard};
pub use store::messages::by_seq as message_at;
pub use store::past::{Past, past_among, past_before, past_of_customers};
pub use store::regroup::{forget_old as forget_old_regroupings, merged_of};
pub(crate) use store::{asides, day as day_of, queue, waits};
pub use store::{came_before, solved_among};
pub use tag::{solve_because, tag};
pub use tail::tail;
pub(crate) use views::Cursor;
pub use views::{View, ViewCount, counts};
