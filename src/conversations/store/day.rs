use crate::clock::Time;
use crate::conversations::model::{DayConversation, DayFigures};
use crate::db::{Conn, fetch_all, fetch_one};
use crate::error::Result;
use crate::ids::{ConversationId, ShopId, StaffId};
use crate::targets;

/// What a colleague did since a time.
pub async fn figures(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId, since: Time) -> Result<DayFigures> {
    const REPLIES: &str = "SELECT COUNT(DISTINCT conversation_id), COUNT(*), COUNT(waited_since),
            CAST(AVG(created_at - waited_since) AS BIGINT), CAST(MAX(created_at - waited_since) AS BIGINT)
        FROM messages WHERE shop_id = $1 AND staff_id = $2 AND author = 1 AND kind < 4 AND created_at >= $3
            AND conversation_id NOT IN (SELECT id FROM conversations WHERE shop_id = $1 AND shelf < 2)";
    const SOLVED: &str = "SELECT COUNT(*) FROM conversations WHERE shop_id = $1 AND status = 4 AND assignee_id = $2
        AND solved_at >= $3 AND NOT imported AND shelf IS NULL";
    let (conversations, replies, rounds, average_reply_ms, longest_reply_ms) =
        fetch_one!(conn, sqlx::query_as(REPLIES).bind(shop_id).bind(staff).bind(since))?;
    let solved: i64 = fetch_one!(conn, sqlx::query_scalar(SOLVED).bind(shop_id).bind(staff).bind(since))?;
    let breaches = targets::breaches_of(conn, shop_id, staff, since).await?;
    Ok(DayFigures { conversations, replies, rounds, average_reply_ms, longest_reply_ms, solved, breaches })
}

/// The conversations behind these figures, the newest first.
pub async fn conversations(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff: StaffId,
    since: Time,
    limit: i64,
) -> Result<Vec<DayConversation>> {
    const SQL: &str = "SELECT conv.id, conv.number, conv.customer_id, cust.name AS customer_name, day.replies,
            day.rounds, CASE WHEN day.rounds > 0 THEN day.waited / day.rounds END AS average_reply_ms,
            day.breaches, day.at, conv.status = 4 AS solved
        FROM (SELECT conversation_id, CAST(SUM(reply) AS BIGINT) AS replies, CAST(SUM(round) AS BIGINT) AS rounds,
                CAST(SUM(waited) AS BIGINT) AS waited, CAST(SUM(breach) AS BIGINT) AS breaches, MAX(at) AS at
            FROM (SELECT conversation_id, 1 AS reply, CASE WHEN waited_since IS NULL THEN 0 ELSE 1 END AS round,
                    COALESCE(created_at - waited_since, 0) AS waited, 0 AS breach, created_at AS at
                FROM messages
                WHERE shop_id = $1 AND staff_id = $2 AND author = 1 AND kind < 4 AND created_at >= $3
                UNION ALL SELECT conversation_id, 0, 0, 0, 1, due_at FROM target_breaches
                WHERE shop_id = $1 AND owner_id = $2 AND due_at >= $3
                UNION ALL SELECT id, 0, 0, 0, 0, solved_at FROM conversations
                WHERE shop_id = $1 AND assignee_id = $2 AND status = 4 AND solved_at >= $3 AND NOT imported) one
            GROUP BY conversation_id) day
        JOIN conversations conv ON conv.id = day.conversation_id AND (conv.shelf IS NULL OR conv.shelf = 2)
        JOIN customers cust ON cust.id = conv.customer_id
        ORDER BY day.at DESC, conv.id LIMIT $4";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff).bind(since).bind(limit))?)
}

/// A colleague's conversations in work, the longest wait first.
pub async fn in_work_of(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff: StaffId,
    limit: i64,
) -> Result<Vec<ConversationId>> {
    const SQL: &str = "SELECT id FROM conversations WHERE shop_id = $1 AND assignee_id = $2 AND status IN (1, 2)
        ORDER BY rank, id LIMIT $3";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(staff).bind(limit))?)
}

/// How many conversations that a colleague put off come back before a time.
pub async fn coming_back(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId, before: Time) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM conversations WHERE shop_id = $1 AND status = 3 AND assignee_id = $2
        AND snoozed_until < $3";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(staff).bind(before))?)
}
