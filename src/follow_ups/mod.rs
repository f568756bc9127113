//! Follow-ups: somebody is reminded of a conversation at a time, whatever becomes of it until then.
//!
//! Invariants: a follow-up hides nothing and outlives solving, since slow buyers come back; the job that reminds is stored in
//! the transaction that decides the time, and marks the follow-up in the transaction that tells of it, so that each time
//! reminds once, whichever process does it. Its words go with those of the conversation.

mod actions;
mod model;
mod remind;
mod routes;
mod store;

pub use actions::{Wanted as WantedFollowUp, create, finish};
pub use remind::{REMIND, remind};
pub use routes::router;
pub use store::{all_of_conversation, count_due, forget_conversation, move_all, move_some};
