//! What became of a file: counts, or what is wrong with it, row by row.

use serde::Serialize;
use utoipa::ToSchema;

/// So many errors are told; a file with more has one cause for most of them.
pub const MOST_ERRORS: usize = 100;

/// What is wrong with one field of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RowError {
    /// The line of the file, from 1.
    pub row: usize,
    /// The field as a path, such as `messages[2].text`; `column 17` where the line is no JSON.
    pub field: String,
    /// Stable, snake_case; clients translate it.
    pub code: String,
}

impl std::fmt::Display for RowError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "row {}, {}: {}", self.row, self.field, self.code)
    }
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Report {
    /// Lines with a conversation.
    pub rows: usize,
    /// Conversations brought in.
    pub imported: usize,
    /// Messages brought in.
    pub messages: usize,
    /// Conversations that were there before.
    pub skipped: usize,
    /// Why nothing was brought in; at most the first hundred.
    pub errors: Vec<RowError>,
    /// How many errors there are in all.
    pub error_count: usize,
}

impl Report {
    pub fn add_error(&mut self, row: usize, field: impl Into<String>, code: impl Into<String>) {
        self.error_count += 1;
        if self.errors.len() < MOST_ERRORS {
            self.errors.push(RowError { row, field: field.into(), code: code.into() });
        }
    }

    pub fn is_clean(&self) -> bool {
        self.error_count == 0
    }
}
