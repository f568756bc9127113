//! SQL of customers.

pub mod erase;

use std::collections::HashMap;

use crate::clock::Time;
use crate::customers::blocks;
use crate::customers::model::{CustomerRow, IdentityKind, IdentityRow};
use crate::db::{Conn, Script, execute, fetch_all, fetch_optional, lots, select_in};
use crate::error::Result;
use crate::ids::{CustomerId, ShopId};

pub async fn insert(conn: &mut Conn<'_>, row: &CustomerRow) -> Result<()> {
    const SQL: &str = "INSERT INTO customers
        (id, shop_id, name, email, phone, locale, tier, note, blocked, verified, page_url, page_title, page_at,
        first_seen_at, last_seen_at, erased_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(row.shop_id)
            .bind(&row.name)
            .bind(&row.email)
            .bind(&row.phone)
            .bind(&row.locale)
            .bind(&row.tier)
            .bind(&row.note)
            .bind(row.blocked)
            .bind(row.verified)
            .bind(&row.page_url)
            .bind(&row.page_title)
            .bind(row.page_at)
            .bind(row.first_seen_at)
            .bind(row.last_seen_at)
            .bind(row.erased_at)
    )?;
    Ok(())
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<Option<CustomerRow>> {
    const SQL: &str =
        "SELECT id, shop_id, name, email, phone, locale, tier, note, blocked, verified, conversations_count,
        page_url, page_title, page_at, first_seen_at, last_seen_at, erased_at FROM customers WHERE shop_id = $1 AND id = $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// Whether these customers may come in by a widget; those who are gone are left out.
pub async fn who_is_let_in(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    ids: &[CustomerId],
) -> Result<HashMap<CustomerId, bool>> {
    const HEAD: &str = "SELECT id, erased_at FROM customers WHERE shop_id = ";
    let mut known = HashMap::new();
    for lot in lots(ids) {
        let mut script = Script::of(conn);
        select_in!(&mut script, [HEAD => shop_id], " AND id IN", lot, "");
        let rows = script.fetch::<(CustomerId, Option<Time>)>(conn).await?;
        known.extend(rows.into_iter().map(|(id, erased_at)| (id, erased_at.is_none())));
    }
    Ok(known)
}

/// A page of the list, last seen first, after a place in it.
pub async fn list(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    after: (Time, CustomerId),
    limit: i64,
) -> Result<Vec<CustomerRow>> {
    const SQL: &str =
        "SELECT id, shop_id, name, email, phone, locale, tier, note, blocked, verified, conversations_count,
        page_url, page_title, page_at, first_seen_at, last_seen_at, erased_at FROM customers
        WHERE shop_id = $1 AND (last_seen_at, id) < ($2, $3) AND erased_at IS NULL ORDER BY last_seen_at DESC, id DESC LIMIT $4";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(after.0).bind(after.1).bind(limit))?)
}

/// Stores what staff and signed tokens may change.
pub async fn update(conn: &mut Conn<'_>, row: &CustomerRow) -> Result<()> {
    const SQL: &str = "UPDATE customers SET name = $3, email = $4, phone = $5, locale = $6, tier = $7, note = $8,
        verified = $9 WHERE shop_id = $1 AND id = $2";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.shop_id)
            .bind(row.id)
            .bind(&row.name)
            .bind(&row.email)
            .bind(&row.phone)
            .bind(&row.locale)
            .bind(&row.tier)
            .bind(&row.note)
            .bind(row.verified)
    )?;
    Ok(())
}

/// Notes that a customer was here and on which page.
pub async fn set_page(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: CustomerId,
    url: &str,
    title: Option<&str>,
    now: Time,
) -> Result<()> {
    const SQL: &str = "UPDATE customers SET page_url = $3, page_title = $4, page_at = $5, last_seen_at = $5
        WHERE shop_id = $1 AND id = $2 AND erased_at IS NULL";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(url).bind(title).bind(now))?;
    Ok(())
}

/// Notes that a customer was here.
pub async fn set_seen(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE customers SET last_seen_at = $3 WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(now))?;
    Ok(())
}

/// Gives a customer an identity; false if the identity is somebody's already.
pub async fn add_identity(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    kind: IdentityKind,
    value: &str,
    customer_id: CustomerId,
    now: Time,
) -> Result<bool> {
    const SQL: &str = "INSERT INTO customer_identities (shop_id, kind, value, customer_id, created_at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(kind).bind(value).bind(customer_id).bind(now))? == 1)
}

/// Gives identities and the count of conversations of one customer to another.
pub async fn hand_over(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    from: CustomerId,
    to: CustomerId,
    conversations: i64,
) -> Result<()> {
    const IDENTITIES: &str = "UPDATE customer_identities SET customer_id = $3 WHERE shop_id = $1 AND customer_id = $2";
    const COUNT: &str = "UPDATE customers SET conversations_count = conversations_count + $3
        WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(IDENTITIES).bind(shop_id).bind(from).bind(to))?;
    execute!(conn, sqlx::query(COUNT).bind(shop_id).bind(to).bind(conversations))?;
    Ok(())
}

pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<()> {
    blocks::forget(conn, shop_id, id).await?;
    const SQL: &str = "DELETE FROM customers WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// Whose an identity is.
pub async fn by_identity(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    kind: IdentityKind,
    value: &str,
) -> Result<Option<CustomerRow>> {
    const SQL: &str =
        "SELECT c.id, c.shop_id, c.name, c.email, c.phone, c.locale, c.tier, c.note, c.blocked, c.verified,
        c.conversations_count, c.page_url, c.page_title, c.page_at, c.first_seen_at, c.last_seen_at, c.erased_at
        FROM customer_identities i JOIN customers c ON c.id = i.customer_id
        WHERE i.shop_id = $1 AND i.kind = $2 AND i.value = $3";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(kind).bind(value))?)
}

/// The identities of some customers of a shop.
pub async fn identities(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[CustomerId]) -> Result<Vec<IdentityRow>> {
    const HEAD: &str = "SELECT customer_id, kind, value, created_at FROM customer_identities WHERE shop_id = ";
    const TAIL: &str = "ORDER BY created_at, kind, value";
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND customer_id IN", ids.iter().copied(), TAIL);
    Ok(script.fetch(conn).await?)
}
