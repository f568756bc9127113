//! Help requests: a colleague or a group is asked inside a conversation, unseen by the buyer.
//!
//! Invariants: question and answer are notes of the thread, which come in by the one door of messages; a request only
//! knows which notes they are, so that erasing a conversation leaves no words here. The first answer counts; whoever asked
//! closes it.

mod actions;
mod model;
mod routes;
mod store;

pub use actions::{Words, ask};
pub use model::Whom;
pub use routes::router;
pub use store::{count_waiting_for, follow_messages, forget_conversation};
