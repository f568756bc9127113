//! The generic channel: another system hands in what buyers write, as signed JSON, and is told of replies by a webhook.
//!
//! Invariants (S9): nothing is read before the signature over the raw body holds; what is older than the window is
//! refused; a message's own id is taken once for ever, so that a repeat is answered with the first.

mod actions;
mod model;
mod routes;

pub use routes::router;
