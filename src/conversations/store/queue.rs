//! What the queue is given out by: who waits, who has how much in hand, who was left.

use super::{conversation_columns, conversation_sql};
use crate::clock::Time;
use crate::conversations::model::{ConversationRow, Stage, Status};
use crate::conversations::rules;
use crate::conversations::views::Cursor;
use crate::db::{Conn, Script, fetch_all, fetch_one, select_in};
use crate::error::Result;
use crate::ids::{ConversationId, CustomerId, GroupId, InboxId, ShopId, StaffId};
use crate::inboxes::Channel;

/// A conversation that nobody owns.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Queued {
    pub id: ConversationId,
    pub rank: i64,
    pub waiting_since: Option<Time>,
    pub updated_at: Time,
    pub inbox_id: InboxId,
    pub customer_id: CustomerId,
    pub channel: Channel,
    pub stage: Stage,
    pub group_id: Option<GroupId>,
    pub called_at: Option<Time>,
    pub tier: Option<String>,
    pub locale: Option<String>,
    pub page_url: Option<String>,
    pub page_title: Option<String>,
    /// Who owned the buyer's conversation before this one.
    pub before: Option<StaffId>,
}

macro_rules! queued_sql {
    () => {
        "SELECT conv.id, conv.rank, conv.waiting_since, conv.updated_at, conv.inbox_id, conv.customer_id, inbox.channel, conv.stage,
            conv.group_id, conv.called_at, cust.tier, cust.locale, cust.page_url, cust.page_title,
            (SELECT past.assignee_id FROM conversations past WHERE past.customer_id = conv.customer_id
                AND past.id <> conv.id AND past.assignee_id IS NOT NULL AND past.updated_at > $1
                ORDER BY past.created_at DESC LIMIT 1) AS before
         FROM conversations conv
         JOIN customers cust ON cust.id = conv.customer_id
         JOIN inboxes inbox ON inbox.id = conv.inbox_id
         WHERE conv.shop_id = $2 AND conv.status = 0 AND NOT conv.imported AND NOT cust.blocked
            AND cust.erased_at IS NULL"
    };
}

/// A page of the queue, those who wait longest first.
pub async fn page(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    served_after: Time,
    after: Cursor,
    limit: i64,
) -> Result<Vec<Queued>> {
    const SQL: &str =
        concat!(queued_sql!(), " AND (conv.rank, conv.id) > ($3, $4) ORDER BY conv.rank, conv.id LIMIT $5");
    Ok(fetch_all!(
        conn,
        sqlx::query_as(SQL).bind(served_after).bind(shop_id).bind(after.rank).bind(after.id).bind(limit)
    )?)
}

/// Those in the queue whose tier is one of these and who wait longest.
pub async fn of_tiers(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    served_after: Time,
    tiers: &[String],
    limit: i64,
) -> Result<Vec<Queued>> {
    const SQL: &str = concat!(
        queued_sql!(),
        " AND cust.tier IN (SELECT value FROM json_each($3)) ORDER BY conv.rank, conv.id LIMIT $4"
    );
    const POSTGRES: &str = concat!(
        queued_sql!(),
        " AND cust.tier IN (SELECT jsonb_array_elements_text(CAST($3 AS JSONB))) ORDER BY conv.rank, conv.id LIMIT $4"
    );
    let sql = if matches!(conn, Conn::Sqlite(_)) { SQL } else { POSTGRES };
    let tiers = serde_json::to_string(tiers).map_err(anyhow::Error::from)?;
    Ok(fetch_all!(conn, sqlx::query_as(sql).bind(served_after).bind(shop_id).bind(&tiers).bind(limit))?)
}

/// Longer queues are told as this long.
const LONGEST: i64 = 1000;

/// How many wait in the queue.
pub async fn length(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM (SELECT 1 FROM conversations WHERE shop_id = $1 AND status = 0
        AND waiting_since IS NOT NULL LIMIT $2) waiting";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(LONGEST))?)
}

/// How many conversations of a channel somebody has in hand.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct InHand {
    pub assignee_id: StaffId,
    pub channel: Channel,
    pub count: i64,
}

/// What these colleagues have in hand before a rank: what is idle lies behind it.
pub async fn in_hand(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    before: i64,
    staff: impl IntoIterator<Item = StaffId>,
) -> Result<Vec<InHand>> {
    const HEAD: &str = "SELECT conv.assignee_id, inbox.channel, COUNT(*) AS count FROM conversations conv
        JOIN inboxes inbox ON inbox.id = conv.inbox_id WHERE conv.status IN (1, 2) AND conv.shop_id = ";
    let mut query = Script::of(conn);
    let script = &mut query;
    select_in!(
        script,
        [HEAD => shop_id, " AND conv.rank < " => before],
        " AND conv.assignee_id IN",
        staff,
        "GROUP BY conv.assignee_id, inbox.channel"
    );
    Ok(query.fetch(conn).await?)
}

/// Conversations that were answered before a time and in which nobody has said or done anything since; none that somebody
/// is to follow up.
pub async fn idle(conn: &mut Conn<'_>, shop_id: ShopId, before: Time, limit: i64) -> Result<Vec<ConversationRow>> {
    const SQL: &str = conversation_sql!(
        "WHERE conv.shop_id = $1 AND conv.status IN (0, 2) AND conv.rank >= $2 AND conv.waiting_since IS NULL
            AND conv.last_message_at < $3 AND NOT conv.imported
            AND NOT EXISTS (SELECT 1 FROM follow_ups follow
                WHERE follow.conversation_id = conv.id AND follow.done_at IS NULL)
         ORDER BY conv.rank DESC, conv.id LIMIT $4"
    );
    let rank = rules::answered_rank(before);
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(rank).bind(before).bind(limit))?)
}

/// Who owns conversations in which a buyer waits.
pub async fn owners(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<StaffId>> {
    const SQL: &str = "SELECT owner_id FROM tallies WHERE shop_id = $1 AND status = $2 AND total > 0 AND owner_id <> $1
        ORDER BY owner_id";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(Status::Open))?)
}

/// The conversations of these colleagues in which a buyer waits.
pub async fn left_by(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff: impl IntoIterator<Item = StaffId>,
) -> Result<Vec<ConversationId>> {
    let mut query = Script::of(conn);
    let script = &mut query;
    select_in!(
        script,
        ["SELECT id FROM conversations WHERE status IN (1, 2) AND waiting_since IS NOT NULL AND shop_id = " => shop_id],
        " AND assignee_id IN",
        staff,
        "ORDER BY rank, id"
    );
    let ids: Vec<(ConversationId,)> = query.fetch(conn).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}
