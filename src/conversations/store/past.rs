//! SQL of conversations that colleagues may learn from: no spam, and of customers who are neither blocked nor erased.

use crate::clock::Time;
use crate::db::{Conn, Script, fetch_all, select_in};
use crate::error::Result;
use crate::ids::{ConversationId, CustomerId, InboxId, ShopId};

/// A conversation whose words are there.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Past {
    pub id: ConversationId,
    pub inbox_id: InboxId,
    pub customer_id: CustomerId,
    pub created_at: Time,
}

macro_rules! past_sql {
    ($tail:literal) => {
        concat!(
            "SELECT conv.id, conv.inbox_id, conv.customer_id, conv.created_at
             FROM conversations conv JOIN customers cust ON cust.id = conv.customer_id
             WHERE conv.erased_at IS NULL AND cust.erased_at IS NULL AND NOT cust.blocked
                AND conv.shelf IS NULL AND conv.shop_id = ",
            $tail
        )
    };
}

/// Those that began before another, the newest first.
pub async fn past_before(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    before: (Time, ConversationId),
    limit: i64,
) -> Result<Vec<Past>> {
    const SQL: &str =
        past_sql!("$1 AND (conv.created_at, conv.id) < ($2, $3) ORDER BY conv.created_at DESC, conv.id DESC LIMIT $4");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(before.0).bind(before.1).bind(limit))?)
}

/// Those among these conversations.
pub async fn past_among(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[ConversationId]) -> Result<Vec<Past>> {
    const HEAD: &str = past_sql!("");
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND conv.id IN", ids.iter().copied(), "");
    Ok(script.fetch(conn).await?)
}

/// Those of these customers.
pub async fn past_of_customers(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[CustomerId]) -> Result<Vec<Past>> {
    const HEAD: &str = past_sql!("");
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND conv.customer_id IN", ids.iter().copied(), "");
    Ok(script.fetch(conn).await?)
}
