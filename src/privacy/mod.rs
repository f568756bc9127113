//! What the shop holds about a person: handed over, erased, and not kept for longer than decided.
//!
//! Invariants (S13): an erasure begins with the person (name, addresses, ways in) in the transaction of the request
//! and is carried on by a job that a crash only interrupts; what a hold protects is erased neither by hand nor by
//! rule; numbers of events and conversations stay as they were, and what they pointed to is simply gone; who was
//! erased stands in a ledger outside the database too, so that a restored backup forgets them again.

mod actions;
mod compact;
mod erase;
mod export;
mod ledger;
mod model;
mod retention;
mod routes;
mod store;

pub use actions::place_hold;
pub use compact::{COMPACT, compact};
pub use erase::{ERASE, erase};
pub use export::{EXPORT, export};
pub use ledger::{LEDGER, bring as bring_ledger, start};
pub use retention::{RETAIN, retain};
pub use routes::router;
pub use store::exports::forget_expired;
pub(crate) use store::hand_over;
pub(crate) use store::holds::holds_conversation;
