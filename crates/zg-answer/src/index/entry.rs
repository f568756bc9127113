//! What can be asked for, read once.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::Vector;
use crate::text::{Term, essence, fingerprint, normal, spoken, terms};
use crate::{Embed, Vectors};

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
#[derive(Debug, Clone)]
pub(super) struct Read {
    text: String,
    /// Equal for texts that are the same but for spelling.
    pub fingerprint: u64,
    pub terms: Vec<Term>,
    pub meaning: Option<Vector>,
}

/// Where the meaning of a text is to be had.
pub(super) struct Meanings<'a> {
    pub encoder: &'a dyn Embed,
    /// What need not be asked again.
    pub kept: &'a Vectors,
}

impl Meanings<'_> {
    fn of(&self, text: &str) -> Vector {
        self.kept.get(text).cloned().unwrap_or_else(|| Vector::new(&self.encoder.embed(&spoken(text))))
    }
}

/// So many phrasings of an entry, spread over all of them, say well enough what it means.
const MOST_MEANINGS: usize = 200;

impl Known {
    /// Reads what was not read before.
    pub fn new(entry: &Entry, before: Option<&Self>) -> Self {
        let before = before.map_or(&[][..], |before| &before.read);
        let before: HashMap<&str, &Arc<Read>> = before.iter().map(|read| (read.text.as_str(), read)).collect();
        let read =
            |text: &String| before.get(text.as_str()).map_or_else(|| Arc::new(Read::new(text)), |read| (*read).clone());
        Self { id: entry.id, read: entry.phrasings.iter().map(read).collect() }
    }

    /// How many phrasings there are whose meaning should be known and must be asked for.
    pub fn unclear(&self, kept: &Vectors) -> usize {
        let stride = self.stride();
        let unclear = self.read.iter().step_by(stride).filter(|read| read.is_unclear());
        unclear.filter(|read| kept.get(&read.text).is_none()).count()
    }

    /// With the meanings of its phrasings.
    pub fn understood(&self, meanings: &Meanings<'_>) -> Self {
        let stride = self.stride();
        let understood = |(place, read): (usize, &Arc<Read>)| match read.is_unclear() && place.is_multiple_of(stride) {
            true => Arc::new(Read::clone(read).understood(meanings)),
            false => read.clone(),
        };
        Self { id: self.id, read: self.read.iter().enumerate().map(understood).collect() }
    }

    /// Keeps what its phrasings mean.
    pub fn keep(&self, vectors: &mut Vectors) {
        for read in &self.read {
            read.meaning.iter().for_each(|meaning| vectors.add(&read.text, meaning));
        }
    }

    fn stride(&self) -> usize {
        self.read.len().div_ceil(MOST_MEANINGS).max(1)
    }
}

impl Read {
    pub fn new(text: &str) -> Self {
        let fingerprint = fingerprint(&essence(text));
        Self { fingerprint, terms: terms(&normal(text)), meaning: None, text: text.to_owned() }
    }

    pub fn understood(self, meanings: &Meanings<'_>) -> Self {
        let meaning = (!self.is_empty()).then(|| meanings.of(&self.text));
        Self { meaning, ..self }
    }

    /// Shares nothing with any text.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its meaning should be known and is not.
    pub fn is_unclear(&self) -> bool {
        self.meaning.is_none() && !self.is_empty()
    }
}
