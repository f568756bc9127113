//! The entries of one shop, ready to be asked.

use std::collections::HashSet;

use zg_text::fold;

pub type EntryId = uuid::Uuid;

/// What can be asked for: an entry and the ways in which people ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: EntryId,
    /// At least one; the first is the entry's title.
    pub phrasings: Vec<String>,
}

/// How sure the engine must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strictness {
    /// From this confidence on it answers.
    pub answer: f32,
    /// From this confidence on it asks "did you mean".
    pub suggest: f32,
}

impl Default for Strictness {
    fn default() -> Self {
        Self { answer: 0.75, suggest: 0.3 }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Answer,
    Suggest,
    HandOver,
}

/// What spoke for an entry, each from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Signals {
    /// Words and characters shared with the nearest phrasing.
    pub words: f32,
    /// What the shop's own phrasings taught the engine; none where an entry has too few of them.
    pub learned: Option<f32>,
    /// Nearness in meaning; none without an encoder.
    pub meaning: Option<f32>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub entry: EntryId,
    /// Likelihood that the question asks for this entry, from 0 to 1.
    pub score: f32,
    /// The phrasing that is nearest to the question, by its place in the entry.
    pub phrasing: usize,
    pub signals: Signals,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// The likeliest first.
    pub candidates: Vec<Candidate>,
    /// Likelihood that the first candidate is right, from 0 to 1; low when nothing in the knowledge is asked for.
    pub confidence: f32,
}

impl Ranking {
    pub fn decision(&self, strictness: Strictness) -> Decision {
        match self.confidence {
            _ if self.candidates.is_empty() => Decision::HandOver,
            sure if sure >= strictness.answer => Decision::Answer,
            sure if sure >= strictness.suggest => Decision::Suggest,
            _ => Decision::HandOver,
        }
    }
}

/// Immutable: whoever changes an entry gets a new index.
#[derive(Debug, Clone, Default)]
pub struct Index {
    entries: Vec<(Entry, Vec<HashSet<char>>)>,
}

impl Index {
    pub fn build(entries: Vec<Entry>) -> Self {
        let characters = |entry: &Entry| entry.phrasings.iter().map(|phrasing| characters(phrasing)).collect();
        let entries = entries.into_iter().map(|entry| (characters(&entry), entry)).map(|(seen, entry)| (entry, seen));
        Self { entries: entries.collect() }
    }

    /// The entries a question may ask for, at most `limit`.
    pub fn ask(&self, question: &str, limit: usize) -> Ranking {
        let asked = characters(question);
        let mut candidates: Vec<Candidate> = self.entries.iter().filter_map(|one| candidate(&asked, one)).collect();
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
        candidates.truncate(limit);
        let confidence = candidates.first().map_or(0.0, |first| first.score);
        Ranking { candidates, confidence }
    }
}

fn characters(text: &str) -> HashSet<char> {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn candidate(asked: &HashSet<char>, (entry, phrasings): &(Entry, Vec<HashSet<char>>)) -> Option<Candidate> {
    let nearness =
        |seen: &HashSet<char>| asked.intersection(seen).count() as f32 / asked.union(seen).count().max(1) as f32;
    let (phrasing, words) =
        phrasings.iter().map(nearness).enumerate().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
    let signals = Signals { words, ..Signals::default() };
    (words > 0.0).then_some(Candidate { entry: entry.id, score: words, phrasing, signals })
}
