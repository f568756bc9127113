//! What became of a file of knowledge.

use serde::Serialize;
use utoipa::ToSchema;

use crate::ids::EntryId;

/// So many entries are shown before they are brought in.
const EXAMPLES: usize = 20;

/// What an import does with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportStep {
    Create,
    Update,
    /// It says that already.
    Keep,
}

/// One entry of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportExample {
    /// Where the file says it first.
    pub row: usize,
    /// The entry that is there; null for a new one.
    pub entry_id: Option<EntryId>,
    pub step: ImportStep,
    pub title: String,
    pub category: String,
    pub phrasings: usize,
    pub answers: usize,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct KnowledgeImportReport {
    /// Rows, lines or objects that say something.
    pub rows: usize,
    /// Entries they make.
    pub entries: usize,
    pub created: usize,
    pub updated: usize,
    /// Entries that say the same already.
    pub unchanged: usize,
    /// Phrasings of all entries of the file, titles not counted.
    pub phrasings: usize,
    /// Names of categories that were not there.
    pub new_categories: Vec<String>,
    /// Headers that mean nothing here; what stands below them is left out.
    pub ignored_columns: Vec<String>,
    /// The first entries of the file.
    pub examples: Vec<ImportExample>,
}

impl KnowledgeImportReport {
    pub fn count(&mut self, example: ImportExample) {
        self.entries += 1;
        self.phrasings += example.phrasings;
        match example.step {
            ImportStep::Create => self.created += 1,
            ImportStep::Update => self.updated += 1,
            ImportStep::Keep => self.unchanged += 1,
        }
        if self.examples.len() < EXAMPLES {
            self.examples.push(example);
        }
    }
}
