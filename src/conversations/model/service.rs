//! How a shop has served lately, and what one conversation tells of it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Time;

/// How the shop has served. What there is nothing to count of is null.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ServiceFigures {
    /// Conversations begun since then, at most the newest 2,000.
    pub since: Time,
    pub conversations: i64,
    /// Half of them had somebody to serve them within this: they were given to a person, or a person replied.
    pub taken_ms_median: Option<i64>,
    /// Half of them had the first reply of a person within this.
    pub first_reply_ms_median: Option<i64>,
    /// Conversations in which a person replied, or the first reply is late.
    pub first_replies: i64,
    /// Of these, those in which a person replied within the target.
    pub first_replies_in_time: i64,
    /// The mean wait of all rounds: from the first message that nobody has answered to the reply of a person.
    pub average_reply_ms: Option<i64>,
    /// Of those that are solved, half were within this.
    pub solve_ms_median: Option<i64>,
    /// Replies of people in each conversation that has one.
    pub replies_per_conversation: Option<f64>,
    pub settled: Settled,
}

/// Whether once was enough: of what was solved long enough ago, how many customers came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Settled {
    /// What was solved from then on,
    pub from: Time,
    /// and before then; at most the newest 2,000.
    pub until: Time,
    pub solved: i64,
    /// Whose customer wrote again within three days, in it or in another.
    pub came_back: i64,
}

/// What one conversation tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Served {
    pub created_at: Time,
    pub taken_at: Option<Time>,
    pub replied_at: Option<Time>,
    pub solved_at: Option<Time>,
    pub replies: i64,
    pub rounds: i64,
    /// Of all rounds together.
    pub waited_ms: Option<i64>,
    /// So often the target for the first reply was missed.
    pub late: i64,
}
