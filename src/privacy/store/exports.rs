use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_optional};
use crate::error::Result;
use crate::ids::{CustomerId, ExportId, ShopId};
use crate::privacy::model::{CustomerExport, ExportState};

macro_rules! export_sql {
    ($tail:literal) => {
        concat!(
            "SELECT export.id, export.shop_id, export.customer_id, cust.name AS customer_name, export.asked_by,
             export.with_notes, export.state, export.done, export.total, export.size, export.created_at,
             export.finished_at, export.expires_at
             FROM customer_exports export JOIN customers cust ON cust.id = export.customer_id ",
            $tail
        )
    };
}

pub async fn insert(conn: &mut Conn<'_>, row: &CustomerExport) -> Result<()> {
    const SQL: &str =
        "INSERT INTO customer_exports (id, shop_id, customer_id, asked_by, with_notes, state, done, total,
        created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(row.shop_id)
            .bind(row.customer_id)
            .bind(row.asked_by)
            .bind(row.with_notes)
            .bind(row.state)
            .bind(row.done)
            .bind(row.total)
            .bind(row.created_at)
    )?;
    Ok(())
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: ExportId) -> Result<Option<CustomerExport>> {
    const SQL: &str = export_sql!("WHERE export.shop_id = $1 AND export.id = $2");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// An export by its id alone: for whoever holds its signed address.
pub async fn find_signed(conn: &mut Conn<'_>, id: ExportId) -> Result<Option<CustomerExport>> {
    const SQL: &str = export_sql!("WHERE export.id = $1");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(id))?)
}

/// A page of the shop's exports, the newest first.
pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId, before: ExportId, limit: i64) -> Result<Vec<CustomerExport>> {
    const SQL: &str = export_sql!("WHERE export.shop_id = $1 AND export.id < $2 ORDER BY export.id DESC LIMIT $3");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(before).bind(limit))?)
}

/// All exports of a customer, the newest first.
pub async fn of_customer(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<Vec<CustomerExport>> {
    const SQL: &str = export_sql!("WHERE export.customer_id = $2 AND export.shop_id = $1 ORDER BY export.id DESC");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// Begins to pack, or begins anew; false if nobody wants it any more.
pub async fn begin(conn: &mut Conn<'_>, shop_id: ShopId, id: ExportId) -> Result<bool> {
    const SQL: &str = "UPDATE customer_exports SET state = $3, done = 0 WHERE shop_id = $1 AND id = $2 AND state < $4";
    let touched =
        execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(ExportState::Running).bind(ExportState::Ready))?;
    Ok(touched > 0)
}

/// Notes how far it is; false if nobody wants it any more.
pub async fn progress(conn: &mut Conn<'_>, shop_id: ShopId, id: ExportId, done: i64) -> Result<bool> {
    const SQL: &str = "UPDATE customer_exports SET done = $3 WHERE shop_id = $1 AND id = $2 AND state = $4";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(done).bind(ExportState::Running))? > 0)
}

/// Marks it as ready; false if nobody wants it any more.
pub async fn finish(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: ExportId,
    size: i64,
    now: Time,
    expires_at: Time,
) -> Result<bool> {
    const SQL: &str = "UPDATE customer_exports SET state = $3, done = total, size = $4, finished_at = $5,
        expires_at = $6 WHERE shop_id = $1 AND id = $2 AND state = $7";
    let touched = execute!(
        conn,
        sqlx::query(SQL)
            .bind(shop_id)
            .bind(id)
            .bind(ExportState::Ready)
            .bind(size)
            .bind(now)
            .bind(expires_at)
            .bind(ExportState::Running)
    )?;
    Ok(touched > 0)
}

pub async fn set_state(conn: &mut Conn<'_>, shop_id: ShopId, id: ExportId, state: ExportState) -> Result<()> {
    const SQL: &str = "UPDATE customer_exports SET state = $3 WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(state))?;
    Ok(())
}

pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, id: ExportId) -> Result<()> {
    const SQL: &str = "DELETE FROM customer_exports WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// Forgets exports of all shops whose time is over; their bytes go by the same time.
pub async fn forget_expired(conn: &mut Conn<'_>, now: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM customer_exports WHERE expires_at <= $1";
    execute!(conn, sqlx::query(SQL).bind(now))?;
    Ok(())
}
