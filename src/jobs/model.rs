use serde::Serialize;
use utoipa::ToSchema;

use super::schedule;
use crate::clock::Time;
use crate::ids::{JobId, ShopId};

/// A job that a worker holds.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Job {
    pub id: JobId,
    pub shop_id: ShopId,
    pub kind: String,
    pub payload: String,
    pub target: String,
    pub lane: Option<String>,
    /// With the one under way.
    pub attempts: i64,
}

impl Job {
    /// Whether a failure of this attempt makes a dead letter.
    pub fn is_last_attempt(&self) -> bool {
        schedule::is_last(self.attempts)
    }
}

/// A job to be enqueued.
#[derive(Debug, Clone)]
pub struct NewJob {
    pub id: JobId,
    pub shop_id: ShopId,
    pub kind: &'static str,
    pub payload: String,
    /// Whose places it takes; empty for work of the server itself.
    pub target: String,
    /// Jobs of a lane run one after the other, by their place.
    pub lane: Option<String>,
    pub place: i64,
    /// For whoever reads it as a dead letter.
    pub about: Option<String>,
}

/// What an attempt came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// To be tried again, if tries are left.
    Failed(String),
    /// As failed, but not before a time that the other side asked for.
    FailedUntil(String, Time),
    /// No try can help.
    Hopeless(String),
}

/// Work that was given up; it waits for somebody to replay or discard it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
pub struct DeadLetter {
    pub id: JobId,
    /// `answer_buyer`, `deliver_webhook`, `wake_conversation`, `remind_follow_up`, `fire_rules`, `export_customer`, `erase_customer`,
    /// `retain`, `compact`, `ask_knowledge`, `end_block`, `push_notification`, `send_mail`,
    /// `read_mail`, `send_reply`.
    pub kind: String,
    /// In words of the job, such as the event and the address it should go to.
    pub about: Option<String>,
    pub attempts: i64,
    /// Why the last attempt failed.
    pub error: Option<String>,
    pub created_at: Time,
    pub dead_at: Time,
}
