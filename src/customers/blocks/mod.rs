//! Customers who are shut out without noticing it: what they write is taken, answered as ever, and kept where it disturbs nobody.
//!
//! Invariants: a customer is blocked exactly while a row says why and until when; nothing of theirs is in work meanwhile. A
//! block with an end is lifted by a job that is stored with it. Erasing takes the words of a block with the person.

mod actions;
mod end;
mod model;
mod routes;
mod store;

pub use actions::{block, hand_over};
pub use end::{END, end};
pub use model::{Block, Wanted};
pub use routes::router;
pub(crate) use store::find;
pub(super) use store::{forget, of_customers};
