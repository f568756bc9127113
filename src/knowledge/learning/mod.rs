//! The learning loop: what buyers asked and nobody could answer from the knowledge, gathered into candidates for entries.
//!
//! Invariants: a question is a buyer's message by its number, never a copy of its words, so that whoever is erased is
//! erased here too; which messages are questions follows from the thread alone, so that looking twice finds them
//! once; what somebody dismissed stays dismissed for whatever is asked in the same way.

mod actions;
mod gaps;
mod groups;
mod listen;
mod look;
mod model;
mod routes;
mod store;
mod words;

pub use listen::start;
pub use look::forget_old;
pub use routes::router;
pub use store::{follow, forget, look_again};
