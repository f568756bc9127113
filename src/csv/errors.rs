//! What is wrong with a file.

use crate::error::FieldError;

/// So many errors are told; a file with more has one cause for most of them.
const MOST_ERRORS: usize = 100;

/// What is wrong with a file, row by row.
#[derive(Debug, Default)]
pub struct RowErrors {
    pub first: Vec<FieldError>,
    pub count: usize,
}

impl RowErrors {
    pub fn add(&mut self, row: usize, field: impl Into<String>, code: impl Into<String>) {
        self.count += 1;
        if self.first.len() < MOST_ERRORS {
            self.first.push(FieldError { row: Some(row), ..FieldError::new(field, code) });
        }
    }
}
