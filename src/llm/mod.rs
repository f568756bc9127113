//! The language model that a shop may let help its colleagues: drafts grounded in the shop's knowledge, another tone,
//! summaries, translation, what a conversation is about and its tags. Any server that speaks the chat completions protocol; off until a shop names one.
//!
//! Invariants (S11): a model is sent this conversation, approved knowledge and names of tags of this shop, masked, and nothing else;
//! what it says is hostile input, which reaches a colleague as plain text without an address that was not given to it,
//! and a buyer only when a colleague sends it; it has no tools; each request has an end in time, size and tokens, and
//! ends when nobody listens; no message waits for it.

mod actions;
mod budget;
mod choices;
mod clean;
mod client;
mod ground;
mod heard;
mod model;
mod prompt;
mod routes;
mod store;
mod trouble;
mod veil;

pub use routes::router;
