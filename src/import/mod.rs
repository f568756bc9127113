//! Bringing real history in from another system. docs/import.md describes the file.
//!
//! Invariants: every row is checked before anything is written, and a file with one bad row changes nothing;
//! ids are made from the file's own ids, so the same file brings nothing new the second time; what comes in
//! is marked as imported and sends nothing: no notification, no job, no automatic word.

mod actions;
mod fields;
mod record;
mod report;
mod routes;
mod source;
mod turns;

pub use actions::{Import, import};
pub use record::{Format, Record};
pub use report::Report;
pub use routes::router;
pub use source::Source;
