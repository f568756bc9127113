use super::model::Shop;
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_optional};
use crate::error::Result;
use crate::ids::ShopId;

/// Stores a new shop under the next free number.
pub async fn insert(
    conn: &mut Conn<'_>,
    now: Time,
    name: &str,
    locale: &str,
    timezone: &str,
) -> Result<ShopId, sqlx::Error> {
    const SQL: &str = "INSERT INTO shops (id, num, name, locale, timezone, created_at)
        VALUES ($1, (SELECT COALESCE(MAX(num), 0) + 1 FROM shops), $2, $3, $4, $5)";
    let id = ShopId::new();
    execute!(conn, sqlx::query(SQL).bind(id).bind(name.trim()).bind(locale).bind(timezone).bind(now))?;
    Ok(id)
}

pub async fn find(conn: &mut Conn<'_>, id: ShopId) -> Result<Option<Shop>> {
    const SQL: &str = "SELECT id, name, locale, timezone, created_at FROM shops WHERE id = $1";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(id))?)
}

pub async fn all(conn: &mut Conn<'_>) -> Result<Vec<Shop>> {
    const SQL: &str = "SELECT id, name, locale, timezone, created_at FROM shops ORDER BY created_at";
    Ok(fetch_all!(conn, sqlx::query_as(SQL))?)
}

pub async fn update(conn: &mut Conn<'_>, shop: &Shop) -> Result<()> {
    const SQL: &str = "UPDATE shops SET name = $2, locale = $3, timezone = $4 WHERE id = $1";
    execute!(conn, sqlx::query(SQL).bind(shop.id).bind(&shop.name).bind(&shop.locale).bind(&shop.timezone))?;
    Ok(())
}
