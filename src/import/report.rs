//! What became of a file: counts, or what is wrong with it, row by row.

use serde::Serialize;
use utoipa::ToSchema;

use crate::error::FieldError;

/// So many errors are told; a file with more has one cause for most of them.
pub const MOST_ERRORS: usize = 100;

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
    pub errors: Vec<FieldError>,
    /// How many errors there are in all.
    pub error_count: usize,
}

impl Report {
    pub fn add_error(&mut self, row: usize, field: impl Into<String>, code: impl Into<String>) {
        self.error_count += 1;
        if self.errors.len() < MOST_ERRORS {
            self.errors.push(FieldError { row: Some(row), ..FieldError::new(field, code) });
        }
    }

    pub fn is_clean(&self) -> bool {
        self.error_count == 0
    }
}
