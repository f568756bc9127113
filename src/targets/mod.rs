//! How soon buyers are to be answered, and what happens when they are not.
//!
//! Invariants: when an answer is due is a pure function of the conversation's row, the shop's targets and its hours ([`Book`]),
//! computed when it is shown and stored nowhere; a target that was missed is recorded once, by its wait, whoever notices it
//! and whenever.

mod actions;
mod alerts;
mod book;
mod clean;
mod due;
#[cfg(test)]
mod due_tests;
mod model;
mod notice;
mod routes;
mod store;

pub use actions::save as save_settings;
pub use book::{Book, Books, Pressing};
pub use model::{Rule, Settings, Target};
pub use notice::start;
pub use routes::router;
pub use store::{Breaches, breaches_of, breaches_since, forget_conversation, move_breach};
