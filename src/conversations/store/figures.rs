use crate::clock::Time;
use crate::conversations::figures::TodayFigures;
use crate::db::{Conn, fetch_all, fetch_one};
use crate::error::Result;
use crate::ids::{InboxId, ShopId, StaffId};
use crate::targets;

pub async fn today(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId, since: Time) -> Result<TodayFigures> {
    const RECEIVED: &str = "SELECT COUNT(*) FROM conversations WHERE shop_id = $1 AND created_at >= $2 AND NOT imported
            AND shelf IS NULL";
    const REPLIED: &str = "SELECT COUNT(DISTINCT conversation_id) FROM messages
        WHERE shop_id = $1 AND staff_id = $2 AND author = 1 AND kind < 4 AND created_at >= $3
            AND conversation_id NOT IN (SELECT id FROM conversations WHERE shop_id = $1 AND shelf < 2)";
    const SOLVED: &str = "SELECT COUNT(*) FROM conversations WHERE shop_id = $1 AND status = 4 AND assignee_id = $2
        AND solved_at >= $3 AND NOT imported AND shelf IS NULL";
    const WAITING: &str =
        "SELECT CAST(COALESCE(SUM(waiting), 0) AS BIGINT) FROM tallies WHERE shop_id = $1 AND status IN (0, 1, 2)";
    // What was merged into a conversation may have been said before it began.
    const FIRST_REPLIES: &str = "SELECT CAST(MIN(reply.created_at) - conv.created_at AS BIGINT) FROM conversations conv
        JOIN messages reply ON reply.conversation_id = conv.id AND reply.author = 1 AND reply.kind < 4
            AND reply.created_at >= conv.created_at
        WHERE conv.shop_id = $1 AND conv.created_at >= $2 AND NOT conv.imported AND conv.shelf IS NULL
        GROUP BY conv.id, conv.created_at ORDER BY 1";
    // Of a conversation in which nobody has replied yet only a breach tells that it is too late.
    const JUDGED: &str = "SELECT COUNT(*), COUNT(late.conversation_id) FROM conversations conv
        LEFT JOIN target_breaches late ON late.conversation_id = conv.id AND late.target = 0
        WHERE conv.shop_id = $1 AND conv.created_at >= $2 AND NOT conv.imported AND conv.shelf IS NULL
            AND (conv.last_reply_seq > 0 OR late.conversation_id IS NOT NULL)";
    let (received,): (i64,) = fetch_one!(conn, sqlx::query_as(RECEIVED).bind(shop_id).bind(since))?;
    let (replied,): (i64,) = fetch_one!(conn, sqlx::query_as(REPLIED).bind(shop_id).bind(staff).bind(since))?;
    let (solved,): (i64,) = fetch_one!(conn, sqlx::query_as(SOLVED).bind(shop_id).bind(staff).bind(since))?;
    let (waiting,): (i64,) = fetch_one!(conn, sqlx::query_as(WAITING).bind(shop_id))?;
    let waits: Vec<i64> = fetch_all!(conn, sqlx::query_scalar(FIRST_REPLIES).bind(shop_id).bind(since))?;
    let first_reply_ms_median = waits.get(waits.len() / 2).copied();
    let (first_replies, late): (i64, i64) = fetch_one!(conn, sqlx::query_as(JUDGED).bind(shop_id).bind(since))?;
    let first_replies_in_time = first_replies - late;
    let breaches = targets::breaches_since(conn, shop_id, since).await?;
    Ok(TodayFigures {
        received,
        replied,
        solved,
        first_reply_ms_median,
        first_replies,
        first_replies_in_time,
        breaches,
        waiting,
    })
}

/// When a person first answered a buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct FirstReply {
    pub created_at: Time,
    /// When the bot called a person.
    pub called_at: Option<Time>,
    pub replied_at: Time,
}

impl FirstReply {
    /// Since when the buyer waited for a person: from the call on, if there was one.
    pub fn waited_from(&self) -> Time {
        self.called_at.filter(|called| (self.created_at..=self.replied_at).contains(called)).unwrap_or(self.created_at)
    }
}

/// The first human replies of an inbox's newest conversations since a time.
pub async fn first_replies(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    inbox: InboxId,
    since: Time,
    limit: i64,
) -> Result<Vec<FirstReply>> {
    const SQL: &str = "SELECT conv.created_at, conv.called_at, MIN(reply.created_at) AS replied_at FROM
        (SELECT id, created_at, called_at FROM conversations WHERE shop_id = $1 AND inbox_id = $2 AND created_at >= $3
            AND NOT imported AND shelf IS NULL ORDER BY created_at DESC LIMIT $4) conv
        JOIN messages reply ON reply.conversation_id = conv.id AND reply.author = 1 AND reply.kind < 4
            AND reply.created_at >= conv.created_at
        GROUP BY conv.id, conv.created_at, conv.called_at";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(inbox).bind(since).bind(limit))?)
}
