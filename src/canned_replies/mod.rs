//! Canned replies: what agents need not type again, shared by the shop or one's own, with names that are filled in.
//!
//! Invariants: a reply of one's own is seen by nobody else, and answers to colleagues like one that is not there; a text
//! is a template that is checked before it is stored; what it is filled with (names that buyers chose) is never read as
//! a template; shared ones are written by whoever manages what the shop says, and every change of them is recorded.

mod actions;
mod clean;
mod model;
mod moment;
mod routes;
mod starter;
mod store;
pub mod template;
mod transfer;

pub use actions::render::{Filled, Wording, example, fill, of_conversation};
pub use actions::replies::{create, list};
pub use actions::used;
pub use clean::check_template;
pub use model::{CannedReply, CannedReplyContent};
pub use moment::fill as fill_moment;
pub use routes::router;
pub use starter::begin;
pub use store::replies::owners;
