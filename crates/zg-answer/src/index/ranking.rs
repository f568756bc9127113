//! What an index answers.

use super::entry::EntryId;

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
    /// What the shop's own phrasings taught the engine; none where there are too few of them.
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
