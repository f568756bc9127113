//! The heart: messages come in, are answered, assigned, put off and solved.
//!
//! Invariants: every message enters through [`Intake`], which acknowledges it only after its commit is
//! durable; a client id names one message for ever; `waiting_since` is set exactly while a buyer's
//! message is unanswered; tallies, search words and events move in the same transaction.

mod actions;
mod append;
mod bulk;
mod by;
mod draft;
mod episode;
pub mod erase;
mod figures;
mod filter;
mod give;
pub mod history;
mod intake;
mod leave;
mod may;
mod merge;
pub mod model;
mod next_steps;
mod rate;
pub(crate) mod read_marks;
mod recent;
pub(crate) mod regroup;
mod replay;
pub(crate) mod routes;
mod rules;
mod service;
pub(crate) mod spam;
pub(crate) mod store;
mod tag;
mod tail;
pub(crate) mod tallies;
mod thread;
mod transcript;
pub(crate) mod views;

pub use actions::{Place, assign, close_idle, leave_note, mark_offline, recall, reopen, snooze, solve, update, wake};
pub use append::Fresh;
pub use by::By;
pub use episode::{Episode, episode};
pub use figures::{midnight, totals};
pub use filter::ConversationFilter;
pub use give::{Move, MoveReason, give, idle_rank};
pub use intake::Intake;
pub use leave::id_of as leave_id;
pub use may::reply as may_reply;
pub use merge::hand_over;
pub use model::{
    AnswerSource, Author, BotAct, BotButton, BotPart, Card, Conversation, ConversationRow, DayConversation, DayFigures,
    HandOverReason, Kind, Message, MessageRow, NewMessage, Posted, Press, Sender, Shelf, SizeSource, Stage, Standing,
    Status, Touchpoint,
};
pub use next_steps::{clean as clean_next_steps, part as offer};
pub use rate::{Rated, rate};
pub use recent::recent;
pub use routes::{StaffPost, router, send as send_by_staff};
pub use rules::clean_text;
pub use store::figures::first_replies;
pub use store::filtered::{count, page as filtered};
pub use store::get as find_row;
pub use store::happened::{Happened, Told, before_newest, came_earlier, find_rows, happened, happened_since, threads};
pub use store::heard::{Heard, heard};
pub use store::messages::{by_seq as message_at, get as message};
pub use store::past::{Past, past_among, past_before, past_of_customers};
pub use store::regroup::{forget_old as forget_old_regroupings, merged_of};
pub(crate) use store::{asides, day as day_of, queue, waits};
pub use store::{came_before, solved_among};
pub use tag::{retag, solve_because, tag};
pub use tail::tail;
pub use thread::{Thread, takes};
pub(crate) use views::Cursor;
pub use views::{View, ViewCount, counts};
