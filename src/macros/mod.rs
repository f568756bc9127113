//! Macros: lists of steps that a colleague takes with one key, shared by the shop or one's own.
//!
//! Invariants: one's own macro answers to colleagues like one that is not there; what a list names was there when it was stored,
//! and what has gone since is told wherever it is shown; a sender's id names one run for ever, which is taken once and can be
//! taken back for a few minutes by whoever took it; shared ones are written by whoever manages what the shop says, and every
//! change of them is recorded.

mod actions;
mod model;
mod routes;
mod store;

pub use actions::all::create;
pub use actions::runs::used;
pub use model::MacroContent;
pub use routes::router;
pub use store::runs::forget_conversation;
