//! What can be asked for, read once.

use std::sync::Arc;

use crate::Embed;
use crate::model::Vector;
use crate::text::{Term, essence, fingerprint, normal, terms};

pub type EntryId = uuid::Uuid;

/// What can be asked for: an entry and the ways in which people ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: EntryId,
    /// At least one; the first is the entry's title.
    pub phrasings: Vec<String>,
}

/// An entry with what comparing needs of it.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub id: EntryId,
    pub read: Vec<Arc<Read>>,
}

/// A text with what comparing needs of it.
#[derive(Debug)]
pub(super) struct Read {
    /// Equal for texts that are the same but for spelling.
    pub fingerprint: u64,
    pub terms: Vec<Term>,
    pub meaning: Option<Vector>,
}

/// So many phrasings of an entry, spread over all of them, say well enough what it means.
const MOST_MEANINGS: usize = 200;

impl Known {
    pub fn new(entry: &Entry, encoder: Option<&dyn Embed>) -> Self {
        let stride = entry.phrasings.len().div_ceil(MOST_MEANINGS).max(1);
        let encoder_of = |place: usize| encoder.filter(|_| place.is_multiple_of(stride));
        let read = entry.phrasings.iter().enumerate().map(|(place, text)| Arc::new(Read::new(text, encoder_of(place))));
        Self { id: entry.id, read: read.collect() }
    }
}

impl Read {
    /// Shares nothing with any text.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    pub fn new(text: &str, encoder: Option<&dyn Embed>) -> Self {
        let terms = terms(&normal(text));
        let meaning = encoder.filter(|_| !terms.is_empty()).map(|encoder| Vector::new(&encoder.embed(text)));
        Self { fingerprint: fingerprint(&essence(text)), terms, meaning }
    }
}
