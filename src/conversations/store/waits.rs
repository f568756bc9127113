//! What targets are held against: who waits, whose wait has ended, what is not solved.

use crate::clock::Time;
use crate::conversations::model::{ConversationRow, Stage, Status};
use crate::conversations::views::Cursor;
use crate::db::{Conn, fetch_all};
use crate::error::Result;
use crate::ids::{ConversationId, InboxId, Seq, ShopId, StaffId};

/// Of a conversation, what its targets hang on.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Measured {
    pub id: ConversationId,
    pub inbox_id: InboxId,
    pub status: Status,
    pub stage: Stage,
    pub tier: Option<String>,
    pub assignee_id: Option<StaffId>,
    pub waiting_since: Option<Time>,
    /// When the bot called a person.
    pub called_at: Option<Time>,
    /// A person has replied in this conversation.
    pub replied: bool,
    pub created_at: Time,
}

impl From<&ConversationRow> for Measured {
    fn from(row: &ConversationRow) -> Self {
        Self {
            id: row.id,
            inbox_id: row.inbox_id,
            status: row.status,
            stage: row.stage,
            tier: row.customer_tier.clone(),
            assignee_id: row.assignee_id,
            waiting_since: row.waiting_since,
            called_at: row.called_at,
            replied: row.last_reply_seq > 0,
            created_at: row.created_at,
        }
    }
}

macro_rules! measured_columns {
    () => {
        "conv.id, conv.inbox_id, conv.status, conv.stage, cust.tier, conv.assignee_id, conv.waiting_since,
         conv.called_at, conv.last_reply_seq > 0 AS replied, conv.created_at"
    };
}

/// The shops that have conversations which are not solved.
pub async fn shops(conn: &mut Conn<'_>) -> Result<Vec<ShopId>> {
    const SQL: &str = "SELECT DISTINCT shop_id FROM tallies WHERE status <> $1 AND total > 0 ORDER BY shop_id";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(Status::Solved))?)
}

/// A page of those who have waited since before a time, the longest wait first.
pub async fn waiting(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    before: Time,
    after: Cursor,
    limit: i64,
) -> Result<Vec<Measured>> {
    // While somebody waits the rank is the time since when.
    const SQL: &str = concat!(
        "SELECT ",
        measured_columns!(),
        " FROM conversations conv JOIN customers cust ON cust.id = conv.customer_id
         WHERE conv.shop_id = $1 AND conv.status IN (0, 1, 2) AND conv.rank <= $2 AND conv.waiting_since IS NOT NULL
            AND NOT conv.imported AND (conv.rank, conv.id) > ($3, $4) ORDER BY conv.rank, conv.id LIMIT $5"
    );
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(before).bind(after.rank).bind(after.id).bind(limit))?)
}

/// A reply that ended a wait.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Ended {
    #[sqlx(flatten)]
    pub measured: Measured,
    pub since: Time,
    pub at: Time,
    /// No person had replied before.
    pub is_first: bool,
}

/// Replies after one number, up to another, for which somebody had waited.
pub async fn ended(conn: &mut Conn<'_>, shop_id: ShopId, after: Seq, upto: Seq) -> Result<Vec<Ended>> {
    const SQL: &str = concat!(
        "SELECT ",
        measured_columns!(),
        ", m.waited_since AS since, m.created_at AS at, NOT EXISTS
            (SELECT 1 FROM messages earlier WHERE earlier.conversation_id = m.conversation_id AND earlier.author = 1
                AND earlier.kind < 4 AND earlier.seq < m.seq) AS is_first
         FROM messages m
         JOIN conversations conv ON conv.id = m.conversation_id AND conv.shop_id = m.shop_id
         JOIN customers cust ON cust.id = conv.customer_id
         WHERE m.shop_id = $1 AND m.seq > $2 AND m.seq <= $3 AND m.waited_since IS NOT NULL
            AND conv.shelf IS NULL ORDER BY m.seq"
    );
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(after).bind(upto))?)
}

/// Conversations that began before a time and are not solved, the oldest rank first.
pub async fn unsolved(conn: &mut Conn<'_>, shop_id: ShopId, begun_before: Time) -> Result<Vec<Measured>> {
    const SQL: &str = concat!(
        "SELECT ",
        measured_columns!(),
        " FROM conversations conv JOIN customers cust ON cust.id = conv.customer_id
         WHERE conv.shop_id = $1 AND conv.status IN (0, 1, 2, 3) AND conv.created_at <= $2 AND NOT conv.imported
         ORDER BY conv.created_at, conv.id"
    );
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(begun_before))?)
}
