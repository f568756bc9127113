//! How a shop has served lately, and what one conversation tells of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Time;
use crate::ids::{ConversationId, CustomerId};

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

/// The same, and which conversation tells it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ServedCase {
    #[sqlx(flatten)]
    pub served: Served,
    pub id: ConversationId,
    pub number: i64,
    pub customer_id: CustomerId,
    #[sqlx(rename = "name")]
    pub customer_name: String,
}

/// A conversation that was solved long enough ago to say whether its customer came back.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SettledCase {
    pub id: ConversationId,
    pub number: i64,
    pub customer_id: CustomerId,
    #[sqlx(rename = "name")]
    pub customer_name: String,
    pub solved_at: Time,
    pub came_back: bool,
}

/// Which of these figures is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceFigure {
    /// How soon they had somebody to serve them: the longest first.
    Taken,
    /// How long the first reply took: the longest first.
    FirstReply,
    /// Those in which a person replied, or the first reply is late: the late ones first, then the longest.
    InTime,
    /// The mean wait of a round in them: the longest first.
    AverageReply,
    /// How long until they were solved: the longest first.
    Solve,
    /// How many replies they have: the most first.
    Replies,
    /// What was solved long enough ago: first those whose customers came back.
    Settled,
}

/// A conversation behind one of these figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ServiceConversation {
    pub id: ConversationId,
    pub number: i64,
    pub customer_id: CustomerId,
    pub customer_name: String,
    /// When it began; for `settled`, when it was solved.
    pub at: Time,
    /// What it adds to the figure; null where the figure is no time, or it has none.
    pub value_ms: Option<i64>,
    /// Replies of people in it; null for `settled`.
    pub replies: Option<i64>,
    /// For `in_time` the first reply is late; for `settled` the customer came back.
    pub missed: bool,
}
