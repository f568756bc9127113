use super::model::{Block, BlockedCustomer};
use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_all, fetch_optional, select_in};
use crate::error::Result;
use crate::ids::{CustomerId, ShopId};

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<Option<Block>> {
    const SQL: &str = "SELECT customer_id, reason, until_at, blocked_by, blocked_at FROM customer_blocks
        WHERE shop_id = $1 AND customer_id = $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// The blocks of some customers; who is not blocked is not in the list.
pub async fn of_customers(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[CustomerId]) -> Result<Vec<Block>> {
    const HEAD: &str = "SELECT customer_id, reason, until_at, blocked_by, blocked_at FROM customer_blocks
        WHERE shop_id = ";
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND customer_id IN", ids.iter().copied(), "");
    Ok(script.fetch(conn).await?)
}

/// A page of all blocked customers, the newest block first.
pub async fn page(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    after: (Time, CustomerId),
    limit: i64,
) -> Result<Vec<BlockedCustomer>> {
    const SQL: &str = "SELECT block.customer_id, cust.name, cust.tier, cust.verified, block.reason, block.until_at,
            block.blocked_by, block.blocked_at,
            (SELECT conv.id FROM conversations conv WHERE conv.customer_id = cust.id AND conv.shelf < 2
                ORDER BY conv.created_at DESC, conv.id DESC LIMIT 1) AS conversation_id
        FROM customer_blocks block JOIN customers cust ON cust.id = block.customer_id
        WHERE block.shop_id = $1 AND (block.blocked_at, block.customer_id) < ($2, $3)
        ORDER BY block.blocked_at DESC, block.customer_id DESC LIMIT $4";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(after.0).bind(after.1).bind(limit))?)
}

/// Stores a block, in place of an earlier one, and that the customer is blocked.
pub async fn save(conn: &mut Conn<'_>, shop_id: ShopId, block: &Block) -> Result<()> {
    const SQL: &str = "INSERT INTO customer_blocks (customer_id, shop_id, reason, until_at, blocked_by, blocked_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (customer_id) DO UPDATE SET reason = excluded.reason, until_at = excluded.until_at,
            blocked_by = excluded.blocked_by, blocked_at = excluded.blocked_at";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(block.customer_id)
            .bind(shop_id)
            .bind(&block.reason)
            .bind(block.until_at)
            .bind(block.blocked_by)
            .bind(block.blocked_at)
    )?;
    set_blocked(conn, shop_id, block.customer_id, true).await
}

/// Lifts a block.
pub async fn lift(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<()> {
    forget(conn, shop_id, id).await?;
    set_blocked(conn, shop_id, id, false).await
}

async fn set_blocked(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId, blocked: bool) -> Result<()> {
    const SQL: &str = "UPDATE customers SET blocked = $3 WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(blocked))?;
    Ok(())
}

/// Forgets why a customer was blocked.
pub async fn forget(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<()> {
    const SQL: &str = "DELETE FROM customer_blocks WHERE shop_id = $1 AND customer_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}
