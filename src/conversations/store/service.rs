use crate::clock::Time;
use crate::conversations::model::{Served, Settled};
use crate::db::{Conn, fetch_all, fetch_one};
use crate::error::Result;
use crate::ids::ShopId;

/// More say no more, and would be read from half of the shop's messages.
const MOST: i64 = 2_000;

/// What the newest conversations since a time tell of how they were served.
pub async fn served(conn: &mut Conn<'_>, shop_id: ShopId, since: Time) -> Result<Vec<Served>> {
    // What was merged into a conversation may have been said before it began.
    const SQL: &str = r#"SELECT conv.created_at, conv.solved_at,
            MIN(CASE WHEN m.author = 1 AND m.kind < 4
                OR m.kind = 5 AND m.event LIKE '{"name":"assigned"%"assignee_id":"%' THEN m.created_at END) AS taken_at,
            MIN(CASE WHEN m.author = 1 AND m.kind < 4 THEN m.created_at END) AS replied_at,
            COUNT(CASE WHEN m.author = 1 AND m.kind < 4 THEN 1 END) AS replies,
            COUNT(CASE WHEN m.author = 1 THEN m.waited_since END) AS rounds,
            CAST(SUM(CASE WHEN m.author = 1 THEN m.created_at - m.waited_since END) AS BIGINT) AS waited_ms,
            (SELECT COUNT(*) FROM target_breaches late WHERE late.conversation_id = conv.id AND late.target = 0) AS late
        FROM (SELECT id, created_at, solved_at FROM conversations WHERE shop_id = $1 AND created_at >= $2
            AND NOT imported AND shelf IS NULL ORDER BY created_at DESC LIMIT $3) conv
        JOIN messages m ON m.conversation_id = conv.id AND m.created_at >= conv.created_at
        GROUP BY conv.id, conv.created_at, conv.solved_at"#;
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(since).bind(MOST))?)
}

/// Of what was solved in a while, how many customers wrote again within `return_ms`.
pub async fn settled(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    (from, until): (Time, Time),
    return_ms: i64,
) -> Result<Settled> {
    const SQL: &str = r#"SELECT COUNT(*), COUNT(CASE WHEN EXISTS
                (SELECT 1 FROM conversations later WHERE later.customer_id = conv.customer_id
                    AND later.shop_id = $1 AND later.id <> conv.id AND later.created_at > conv.solved_at
                    AND later.created_at <= conv.solved_at + $4 AND NOT later.imported AND later.shelf IS NULL)
            OR EXISTS (SELECT 1 FROM messages done JOIN messages again ON again.conversation_id = done.conversation_id
                    AND again.seq > done.seq AND again.author = 0 AND again.created_at <= done.created_at + $4
                WHERE done.conversation_id = conv.id AND done.shop_id = $1 AND done.kind = 5
                    AND done.event LIKE '{"name":"solved"%') THEN 1 END)
        FROM (SELECT id, customer_id, solved_at FROM conversations WHERE shop_id = $1 AND status = 4
            AND solved_at >= $2 AND solved_at < $3 AND NOT imported AND shelf IS NULL
            ORDER BY solved_at DESC LIMIT $5) conv"#;
    let (solved, came_back): (i64, i64) =
        fetch_one!(conn, sqlx::query_as(SQL).bind(shop_id).bind(from).bind(until).bind(return_ms).bind(MOST))?;
    Ok(Settled { from, until, solved, came_back })
}
