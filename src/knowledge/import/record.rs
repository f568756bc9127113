//! What one row says of an entry, before rows are put together.

use crate::error::FieldError;
use crate::knowledge::model::{Answer, EntryKind, EntryState};

/// So many errors are told; a file with more has one cause for most of them.
pub const MOST_ERRORS: usize = 100;

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

/// What is wrong with a file, row by row.
#[derive(Debug, Default)]
pub struct Errors {
    pub first: Vec<FieldError>,
    pub count: usize,
}

impl Errors {
    pub fn add(&mut self, row: usize, field: impl Into<String>, code: impl Into<String>) {
        self.count += 1;
        if self.first.len() < MOST_ERRORS {
            self.first.push(FieldError { row: Some(row), field: field.into(), code: code.into() });
        }
    }
}
