//! How alike texts are, whatever the entries.

use super::Index;
use super::entry::{EntryId, Read};
use crate::model::Asked;
use crate::text::Term;

/// A text as it is compared: reading it takes longer than comparing it.
#[derive(Debug, Clone)]
pub struct Text(Read);

/// So many that are roughly the likest are compared part by part.
const COMPARED: usize = 20;
/// Half by words, half by meaning.
const WORDS_COUNT: f32 = 0.5;

impl Index {
    /// Reads a text, by its meaning too where there is an encoder.
    pub fn text(&self, text: &str) -> Text {
        Text(self.read(text))
    }

    /// From 0 (nothing in common) to 1 (the same but for spelling).
    pub fn similarity(&self, a: &str, b: &str) -> f32 {
        self.likeness(&self.text(a), &self.text(b))
    }

    /// As [`Self::similarity`], of texts that were read.
    pub fn likeness(&self, a: &Text, b: &Text) -> f32 {
        self.likeness_of(&a.0, &b.0)
    }

    /// The likeness of a text to a phrasing of an entry, by its place.
    pub fn likeness_to(&self, text: &Text, entry: EntryId, phrasing: usize) -> Option<f32> {
        let place = self.known.binary_search_by_key(&entry, |known| known.id).ok()?;
        let read = self.known[place].read.get(phrasing)?;
        Some(match read.is_unclear() && self.encoder.is_some() {
            true => self.likeness(text, &self.text(read.text())),
            false => self.likeness_of(&text.0, read),
        })
    }

    /// The likest of many texts by its place among them, and its likeness. Microseconds for each.
    pub fn likest<'t>(&self, text: &Text, among: impl IntoIterator<Item = &'t Text>) -> Option<(usize, f32)> {
        let asked = text.0.meaning.as_ref().map(|meaning| Asked::new(&meaning.values()));
        let mut rough: Vec<(f32, usize, &Text)> = among
            .into_iter()
            .enumerate()
            .map(|(place, other)| (nearness(&text.0, asked.as_ref(), &other.0), place, other))
            .collect();
        rough.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let compared = rough.into_iter().take(COMPARED).map(|(_, place, other)| (place, self.likeness(text, other)));
        compared.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
    }

    pub(super) fn likeness_of(&self, a: &Read, b: &Read) -> f32 {
        if a.fingerprint == b.fingerprint {
            return 1.0;
        }
        let words = self.lexical.likeness_of(&a.terms, &b.terms);
        match a.meaning.as_ref().zip(b.meaning.as_ref()) {
            Some((a, b)) => WORDS_COUNT * words + (1.0 - WORDS_COUNT) * a.dot(&Asked::new(&b.values())).clamp(0.0, 1.0),
            None => words,
        }
    }
}

/// A rough likeness that needs no index: by meaning, else by the share of parts in common.
fn nearness(text: &Read, asked: Option<&Asked>, other: &Read) -> f32 {
    if text.fingerprint == other.fingerprint {
        return f32::INFINITY;
    }
    if let Some((meaning, asked)) = other.meaning.as_ref().zip(asked) {
        return meaning.dot(asked);
    }
    let all = text.terms.len() + other.terms.len();
    if all == 0 { 0.0 } else { 2.0 * shared(text, other) as f32 / all as f32 }
}

/// How many parts two texts have in common; both stand in one order.
fn shared(a: &Read, b: &Read) -> usize {
    let mut others = b.terms.iter().peekable();
    let is_shared = |term: &&Term| {
        while others.next_if(|other| other < term).is_some() {}
        others.peek() == Some(term)
    };
    a.terms.iter().filter(is_shared).count()
}
