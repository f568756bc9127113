//! Shifts: what there is to do when one begins, what was done when it ends, and what one tells the next.
//!
//! Invariants: a colleague has one running shift at most; what is handed over goes through the same door as a transfer by
//! hand; figures are computed from messages when they are read, and every one has its conversations behind it.

mod actions;
mod model;
mod routes;
mod store;

pub use actions::{Words, leave_note};
pub use routes::router;
pub use store::forget_old;
