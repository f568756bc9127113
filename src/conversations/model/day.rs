//! What one colleague did in a while, and in which conversations: every figure with what is behind it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Time;
use crate::ids::{ConversationId, CustomerId};
use crate::targets::{Breaches, Target};

/// What a colleague did in a while. A round begins with the first buyer's message that nobody has answered and ends with
/// the first reply of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct DayFigures {
    /// Conversations in which they wrote to the buyer.
    pub conversations: i64,
    pub replies: i64,
    /// Rounds that they ended.
    pub rounds: i64,
    /// The mean wait of these rounds; null where there is none.
    pub average_reply_ms: Option<i64>,
    /// The longest of these waits.
    pub longest_reply_ms: Option<i64>,
    /// Of the conversations that are theirs, solved in this while.
    pub solved: i64,
    /// Targets that were missed while a conversation was theirs.
    pub breaches: Breaches,
}

/// A conversation behind such figures: they wrote in it, it was theirs when a target was missed, or it was solved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow, ToSchema)]
pub struct DayConversation {
    pub id: ConversationId,
    pub number: i64,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub replies: i64,
    pub rounds: i64,
    /// The mean wait of the rounds that they ended in it.
    pub average_reply_ms: Option<i64>,
    /// Targets that were missed in it while it was theirs.
    pub breaches: i64,
    /// When the last of all this happened.
    pub at: Time,
    pub solved: bool,
}

/// A conversation behind one figure of today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow, ToSchema)]
pub struct FigureConversation {
    pub id: ConversationId,
    pub number: i64,
    pub customer_id: CustomerId,
    pub customer_name: String,
    /// When it came to count.
    pub at: Time,
    /// How long the first reply took; null before it, and where the figure is another.
    pub first_reply_ms: Option<i64>,
    /// The target that was missed in it; null: none, or the figure is another.
    pub target: Option<Target>,
}
