//! The bot: answers buyers from the shop's knowledge where the shop lets it, and suggests answers to colleagues.
//!
//! Invariants: a buyer's message is acknowledged before the bot knows of it; what the bot says enters through
//! [`Intake`](crate::conversations::Intake) under an id made of the message it answers, so that a message is answered
//! once however often the work is begun; it never makes an answer up, never speaks after a person, and a person who
//! is asked for is always called.

mod actions;
mod choose;
mod greeting;
mod listen;
mod model;
mod past;
mod post;
mod reply;
mod report;
mod routes;
mod sizing;
mod store;
mod topics;
mod understand;
mod words;

pub use actions::{of_shop as settings_of_shop, save as save_settings};
pub use greeting::{HotQuestion, hot_questions};
pub use listen::start;
pub use model::{Mode, Settings, SuggestionOutcome};
pub use past::{PastReplies, start as start_past_replies};
pub use reply::{ANSWER, answer};
pub use routes::{router, widget_router};
pub use store::{follow as move_uses, uses as suggestion_outcomes};
