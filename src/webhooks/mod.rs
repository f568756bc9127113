//! Webhooks: what happens in the shop is told to other systems, signed, in order, and again until it arrives.
//!
//! Invariants (D3, S9): the outbox of events is the `events` table itself, written with every change; a webhook
//! remembers the last number it has looked at, and moves on in the transaction that enqueues its deliveries,
//! so that no writer can forget it and none pays for it. A delivery is logged, keeps its id and its body
//! whenever it is tried again, and goes out in the order of its conversation.

mod actions;
mod body;
mod deliver;
mod fan_out;
pub mod forget;
mod model;
mod notice;
mod routes;
mod sign;
mod store;

pub use deliver::{DELIVER, deliver};
pub use fan_out::start;
pub use routes::router;
pub use sign::is_signed;
pub use store::deliveries::forget_old;
