use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asked::{Asked, Decision, Explanation, Situation};
use crate::clock::Time;
use crate::db::stored_enum;
use crate::ids::{AnswerId, AskJobId, EntryId, ShopId, StaffId};

stored_enum! {
    /// How far many questions are.
    AskJobState {
        Waiting = 0,
        Running = 1,
        Done = 2,
        Failed = 3,
    }
}

/// What all questions of a job have in common.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct How {
    pub limit: usize,
    pub situation: Situation,
}

/// Many questions asked at once.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
pub struct AskJob {
    pub id: AskJobId,
    #[serde(skip)]
    pub shop_id: ShopId,
    pub asked_by: StaffId,
    pub state: AskJobState,
    #[serde(skip)]
    pub how: String,
    /// Questions answered so far.
    pub done: i64,
    pub total: i64,
    /// What came of those: how many are to be answered, suggested, handed over.
    pub answer: i64,
    pub suggest: i64,
    pub hand_over: i64,
    pub created_at: Time,
    pub finished_at: Option<Time>,
    /// Then it is forgotten with its results.
    pub expires_at: Time,
}

/// What came of one question of a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AskResult {
    /// Its place among the questions, from 1.
    pub number: i64,
    pub question: String,
    pub decision: Decision,
    /// Likelihood from 0 to 1 that the first entry is right.
    pub confidence: f32,
    /// The likeliest first.
    pub ranked: Vec<ShortHit>,
}

/// An entry that a question of a job may ask for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskShortHit)]
pub struct ShortHit {
    pub entry_id: EntryId,
    pub external_id: Option<String>,
    pub title: String,
    /// Likelihood from 0 to 1.
    pub score: f32,
    /// The answer that fits the situation; null where none does.
    pub answer_id: Option<AnswerId>,
    /// The phrasing that is nearest to the question.
    pub phrasing: String,
    pub explanation: Explanation,
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ResultRow {
    pub number: i64,
    pub question: String,
    /// JSON.
    pub result: Option<String>,
}

impl AskResult {
    pub fn of(number: i64, question: String, asked: Asked) -> Self {
        let short = |hit: super::Hit| ShortHit {
            entry_id: hit.entry_id,
            external_id: hit.external_id,
            title: hit.title,
            score: hit.score,
            answer_id: hit.answer.map(|answer| answer.id),
            phrasing: hit.phrasing,
            explanation: hit.explanation,
        };
        let ranked = asked.ranked.into_iter().map(short).collect();
        Self { number, question, decision: asked.decision, confidence: asked.confidence, ranked }
    }
}
