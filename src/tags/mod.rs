//! Tags: what conversations are about, in the words of the shop, and why they were closed.
//!
//! Invariants: tags form a tree of at most four levels without rings, in which siblings have different names; they are
//! archived and never deleted, so that what a conversation is tagged with can always be named; which conversation has
//! which tags is written by `conversations` alone.

mod actions;
mod model;
mod routes;
mod starter;
mod store;
mod tree;
#[cfg(test)]
mod tree_tests;

pub use actions::reasons::{Closing, save as save_reasons};
pub use model::{ClosingReasons, ReasonPolicy};
pub use routes::router;
pub use starter::add as add_starter_set;
pub use store::tree;
pub use tree::Tree;
