//! SQL of forgetting customers.

use crate::clock::Time;
use crate::customers::blocks;
use crate::db::{Conn, execute, fetch_all, fetch_one, fetch_optional};
use crate::error::Result;
use crate::ids::{CustomerId, ShopId};

macro_rules! living_sql {
    ($tail:literal) => {
        concat!(
            "SELECT id FROM customers WHERE shop_id = $1 AND erased_at IS NULL
             AND id = COALESCE((SELECT to_id FROM merged_customers WHERE from_id = $2), $2) ",
            $tail
        )
    };
}

/// Overwrites all that says who a customer is, and takes the ways in.
pub async fn wipe(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId, name: &str, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE customers SET name = $3, email = NULL, phone = NULL, locale = NULL, tier = NULL,
        note = NULL, blocked = TRUE, verified = FALSE, page_url = NULL, page_title = NULL, page_at = NULL,
        erased_at = $4 WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(name).bind(now))?;
    blocks::forget(conn, shop_id, id).await?;
    delete_identities(conn, shop_id, id).await
}

pub async fn delete_identities(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<()> {
    const SQL: &str = "DELETE FROM customer_identities WHERE shop_id = $1 AND customer_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// Notes that one customer turned out to be another; whoever was merged into the first follows.
pub async fn note_merge(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    from: CustomerId,
    to: CustomerId,
    now: Time,
) -> Result<()> {
    const FOLLOW: &str = "UPDATE merged_customers SET to_id = $3 WHERE shop_id = $1 AND to_id = $2";
    const SQL: &str = "INSERT INTO merged_customers (from_id, shop_id, to_id, merged_at) VALUES ($2, $1, $3, $4)";
    execute!(conn, sqlx::query(FOLLOW).bind(shop_id).bind(from).bind(to))?;
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(from).bind(to).bind(now))?;
    Ok(())
}

/// All ids that ever stood for a customer, the one of today first.
pub async fn known_as(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<Vec<CustomerId>> {
    const SQL: &str = "SELECT from_id FROM merged_customers WHERE shop_id = $1 AND to_id = $2 ORDER BY from_id";
    let mut ids = vec![id];
    let merged: Vec<CustomerId> = fetch_all!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id))?;
    ids.extend(merged);
    Ok(ids)
}

/// Whether a customer, or whoever it turned out to be, is there and not erased; if so, none can be erased before the
/// caller's transaction ends.
pub async fn lock_living(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<bool> {
    const SQLITE: &str = living_sql!("");
    const POSTGRES: &str = living_sql!("FOR SHARE");
    let sql = if matches!(conn, Conn::Sqlite(_)) { SQLITE } else { POSTGRES };
    let found: Option<CustomerId> = fetch_optional!(conn, sqlx::query_scalar(sql).bind(shop_id).bind(id))?;
    Ok(found.is_some())
}

macro_rules! silent_sql {
    ($head:literal, $tail:literal) => {
        concat!(
            $head,
            " FROM customers cust WHERE cust.shop_id = $1 AND cust.last_seen_at < $2 AND cust.conversations_count = 0
             AND cust.erased_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM legal_holds hold WHERE hold.customer_id = cust.id)
             AND NOT EXISTS (SELECT 1 FROM conversations conv WHERE conv.customer_id = cust.id) ",
            $tail
        )
    };
}

/// Customers last seen before a time of whom the shop has no conversation and whom no hold protects, oldest first.
pub async fn silent(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    before: Time,
    limit: i64,
) -> Result<Vec<(CustomerId, String, Time)>> {
    const SQL: &str =
        silent_sql!("SELECT cust.id, cust.name, cust.last_seen_at", "ORDER BY cust.last_seen_at, cust.id LIMIT $3");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(before).bind(limit))?)
}

pub async fn count_silent(conn: &mut Conn<'_>, shop_id: ShopId, before: Time) -> Result<i64> {
    const SQL: &str = silent_sql!("SELECT COUNT(*)", "");
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(before))?)
}
