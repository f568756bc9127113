//! What one row says of an entry, before rows are put together.

use crate::knowledge::model::{Answer, EntryKind, EntryState};

/// How rows belong together: by what the file calls the entry, else by its title.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    Named(String),
    Titled(i64),
}

#[derive(Debug, Clone)]
pub struct Record {
    /// From 1.
    pub row: usize,
    pub key: Key,
    pub title: String,
    /// By its name or path, as the file says it.
    pub category: Option<String>,
    pub kind: Option<EntryKind>,
    pub state: Option<EntryState>,
    pub phrasings: Vec<String>,
    pub answers: Vec<Answer>,
}
