//! Saved views: lists of conversations that colleagues make for themselves, or leads for all.
//!
//! Invariants: what a view holds follows from its filter and whoever looks, and is stored nowhere; one's own answers to
//! everybody else like one that is not there; what a filter names stays named when it is archived or gone, and then holds less.

mod actions;
mod model;
mod routes;
mod store;

pub use actions::{Wanted as WantedView, create};
pub use routes::router;
