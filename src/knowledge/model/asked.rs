use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::{Answer, BuyingStage, OrderState};
use crate::ids::{EntryId, InboxId};

/// What is known of whoever asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Situation {
    /// A product code of the shop.
    pub product: Option<String>,
    pub order_state: Option<OrderState>,
    pub stage: Option<BuyingStage>,
    pub inbox_id: Option<InboxId>,
}

/// What somebody asks.
#[derive(Debug, Clone)]
pub struct Question {
    pub text: String,
    /// So many entries at most.
    pub limit: usize,
    pub situation: Situation,
    pub strictness: zg_answer::Strictness,
}

impl Question {
    /// With as many entries as an agent looks at, and as sure as the engine is by itself.
    pub fn new(text: impl Into<String>) -> Self {
        let (situation, strictness) = (Situation::default(), zg_answer::Strictness::default());
        Self { text: text.into(), limit: 5, situation, strictness }
    }
}

/// What to do with a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskDecision)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The first entry is meant.
    Answer,
    /// One of the first three may be: ask.
    Suggest,
    /// A person should answer.
    HandOver,
}

/// What spoke for an entry, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskExplanation)]
pub struct Explanation {
    /// Words and characters shared with the nearest phrasing.
    pub words: f32,
    /// What the shop's own phrasings taught; null where the entry has too few of them.
    pub learned: Option<f32>,
    /// Nearness in meaning; null without an encoder.
    pub meaning: Option<f32>,
    /// A keyword of an emergency answer stands in the question.
    pub emergency: bool,
}

/// An entry that a question may ask for.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = AskHit)]
pub struct Hit {
    pub entry_id: EntryId,
    pub external_id: Option<String>,
    pub title: String,
    /// Likelihood from 0 to 1.
    pub score: f32,
    /// The answer that fits the situation; null where none does.
    pub answer: Option<Answer>,
    /// The phrasing that is nearest to the question.
    pub phrasing: String,
    pub explanation: Explanation,
}

/// What the shop's knowledge says to a question.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Asked {
    pub decision: Decision,
    /// Likelihood from 0 to 1 that the first entry is right.
    pub confidence: f32,
    /// The likeliest first.
    pub ranked: Vec<Hit>,
    /// The question as it was compared: width, case and traditional characters are gone.
    pub normalised: String,
}
