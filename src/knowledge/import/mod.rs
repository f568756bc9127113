//! Knowledge from elsewhere: tables (CSV, XLSX), labelled questions (JSON), training files, handbooks.
//!
//! Invariants: everything is read, checked and decided before anything is written, and a file with one bad row changes
//! nothing; the same file brings nothing new the second time; phrasings that colleagues added are never taken away.

mod actions;
mod gather;
mod guidelines;
mod labelled;
mod nlu;
mod plan;
mod record;
mod report;
mod sheet;
mod source;
mod table;
pub mod words;

pub use actions::{How, import, import_records};
pub use labelled::answer as everyday;
pub use record::{Key, Record};
pub use report::{ImportStep, KnowledgeImportReport};
pub use table::NEXT_VARIANT;
