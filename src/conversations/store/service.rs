use crate::clock::Time;
use crate::conversations::model::{Served, ServedCase, Settled, SettledCase};
use crate::db::{Conn, fetch_all, fetch_one};
use crate::error::Result;
use crate::ids::ShopId;

/// More say no more, and would be read from half of the shop's messages.
const MOST: i64 = 2_000;

/// `$1` the shop, `$2` since when, `$3` how many. What was merged into a conversation may have been said before it began.
macro_rules! served_sql {
    ($columns:literal, $join:literal) => {
        concat!(
            "SELECT conv.created_at, conv.solved_at,
            MIN(CASE WHEN m.author = 1 AND m.kind < 4
                OR m.kind = 5 AND m.event LIKE '{\"name\":\"assigned\"%\"assignee_id\":\"%' THEN m.created_at END) AS taken_at,
            MIN(CASE WHEN m.author = 1 AND m.kind < 4 THEN m.created_at END) AS replied_at,
            COUNT(CASE WHEN m.author = 1 AND m.kind < 4 THEN 1 END) AS replies,
            COUNT(CASE WHEN m.author = 1 THEN m.waited_since END) AS rounds,
            CAST(SUM(CASE WHEN m.author = 1 THEN m.created_at - m.waited_since END) AS BIGINT) AS waited_ms,
            (SELECT COUNT(*) FROM target_breaches late WHERE late.conversation_id = conv.id AND late.target = 0) AS late",
            $columns,
            " FROM (SELECT id, number, customer_id, created_at, solved_at FROM conversations
                WHERE shop_id = $1 AND created_at >= $2 AND NOT imported AND shelf IS NULL
                ORDER BY created_at DESC LIMIT $3) conv
            JOIN messages m ON m.conversation_id = conv.id AND m.created_at >= conv.created_at",
            $join,
            " GROUP BY conv.id, conv.created_at, conv.solved_at",
            $columns
        )
    };
}

/// What the newest conversations since a time tell of how they were served.
pub async fn served(conn: &mut Conn<'_>, shop_id: ShopId, since: Time) -> Result<Vec<Served>> {
    const SQL: &str = served_sql!("", "");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(since).bind(MOST))?)
}

/// The same, and which conversation tells it.
pub async fn served_cases(conn: &mut Conn<'_>, shop_id: ShopId, since: Time) -> Result<Vec<ServedCase>> {
    const SQL: &str = served_sql!(
        ", conv.id, conv.number, conv.customer_id, cust.name",
        " JOIN customers cust ON cust.id = conv.customer_id"
    );
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(since).bind(MOST))?)
}

/// `$1` the shop, `$2` and `$3` from when until when it was solved, `$4` within how long they come back, `$5` how many.
macro_rules! settled_sql {
    ($columns:literal, $join:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM (SELECT done.id, done.number, done.customer_id, done.solved_at, CASE WHEN EXISTS
                (SELECT 1 FROM conversations later WHERE later.customer_id = done.customer_id
                    AND later.shop_id = $1 AND later.id <> done.id AND later.created_at > done.solved_at
                    AND later.created_at <= done.solved_at + $4 AND NOT later.imported AND later.shelf IS NULL)
            OR EXISTS (SELECT 1 FROM messages solved JOIN messages again ON again.conversation_id = solved.conversation_id
                    AND again.seq > solved.seq AND again.author = 0 AND again.created_at <= solved.created_at + $4
                WHERE solved.conversation_id = done.id AND solved.shop_id = $1 AND solved.kind = 5
                    AND solved.event LIKE '{\"name\":\"solved\"%') THEN 1 END AS came_back
            FROM (SELECT id, number, customer_id, solved_at FROM conversations WHERE shop_id = $1 AND status = 4
                AND solved_at >= $2 AND solved_at < $3 AND NOT imported AND shelf IS NULL
                ORDER BY solved_at DESC LIMIT $5) done) conv",
            $join
        )
    };
}

/// Of what was solved in a while, how many customers wrote again within `return_ms`.
pub async fn settled(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    (from, until): (Time, Time),
    return_ms: i64,
) -> Result<Settled> {
    const SQL: &str = settled_sql!("COUNT(*), COUNT(conv.came_back)", "");
    let (solved, came_back): (i64, i64) =
        fetch_one!(conn, sqlx::query_as(SQL).bind(shop_id).bind(from).bind(until).bind(return_ms).bind(MOST))?;
    Ok(Settled { from, until, solved, came_back })
}

/// Those conversations themselves: first those whose customers came back, of each the newest first.
pub async fn settled_cases(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    (from, until): (Time, Time),
    return_ms: i64,
    limit: i64,
) -> Result<Vec<SettledCase>> {
    const SQL: &str = concat!(
        settled_sql!(
            "conv.id, conv.number, conv.customer_id, cust.name, conv.solved_at, conv.came_back IS NOT NULL AS came_back",
            " JOIN customers cust ON cust.id = conv.customer_id"
        ),
        " ORDER BY conv.came_back IS NULL, conv.solved_at DESC, conv.id LIMIT $6"
    );
    Ok(fetch_all!(
        conn,
        sqlx::query_as(SQL).bind(shop_id).bind(from).bind(until).bind(return_ms).bind(MOST).bind(limit)
    )?)
}
