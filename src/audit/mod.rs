//! Who did what: every sign-in, every change of staff, customers, settings and ways in, every export.
//!
//! Invariants (S12): an entry is written in the transaction of what it records, so that neither is there without the
//! other; entries are numbered without gaps within a shop and never changed or removed; no secret and nothing that
//! customers wrote or are called gets in, so that erasing a customer leaves the log as it is.

mod action;
mod actions;
mod entry;
mod export;
mod model;
mod routes;
mod store;
mod who;

pub use action::Action;
pub use actions::{record, record_everywhere};
pub use entry::{Entry, Subject};
pub use model::AuditEntry;
pub use routes::router;
pub use who::{ActorKind, Origin, Who};
