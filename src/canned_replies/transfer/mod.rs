//! Replies as a table, out and in. Known by folder and title: the same table brings nothing new, and a table with one bad
//! row changes nothing.

mod columns;
mod export;
mod import;
mod plan;

pub use export::export;
pub use import::import;
pub use plan::CannedReplyImportReport;
