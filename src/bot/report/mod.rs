//! What the bot achieved: figures counted from what was said, and the conversations behind each of them.
//!
//! Invariants: every conversation in which the bot spoke ended in one of four ways, and everything it was asked was met in
//! one of seven; a figure is the sum of what its conversations count.

mod count;
mod model;
mod routes;
mod store;

pub use routes::router;
