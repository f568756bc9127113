use super::model::ViewRow;
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_one, fetch_optional, own_or_shared};
use crate::error::Result;
use crate::ids::{SavedViewId, ShopId, StaffId};

macro_rules! view_sql {
    ($tail:literal) => {
        concat!(
            "SELECT id, owner_id, name, filter, version, created_by, created_at, updated_at FROM saved_views
             WHERE shop_id = $1 AND ",
            own_or_shared!("owner_id"),
            " ",
            $tail
        )
    };
}

/// Those of the shop first, then the viewer's own; the oldest first.
pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId, viewer: StaffId) -> Result<Vec<ViewRow>> {
    const SQL: &str = view_sql!("AND deleted_at IS NULL ORDER BY owner_id IS NOT NULL, created_at, id");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(viewer))?)
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, viewer: StaffId, id: SavedViewId) -> Result<Option<ViewRow>> {
    const SQL: &str = view_sql!("AND id = $3 AND deleted_at IS NULL");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(viewer).bind(id))?)
}

pub async fn find_deleted(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    viewer: StaffId,
    id: SavedViewId,
) -> Result<Option<ViewRow>> {
    const SQL: &str = view_sql!("AND id = $3 AND deleted_at IS NOT NULL");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(viewer).bind(id))?)
}

/// How many are the shop's, or somebody's own.
pub async fn count(conn: &mut Conn<'_>, shop_id: ShopId, owner_id: Option<StaffId>) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM saved_views WHERE shop_id = $1 AND deleted_at IS NULL
        AND (owner_id = $2 OR (owner_id IS NULL AND $2 IS NULL))";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(owner_id))?)
}

pub async fn insert(conn: &mut Conn<'_>, shop_id: ShopId, row: &ViewRow) -> Result<()> {
    const SQL: &str = "INSERT INTO saved_views
        (id, shop_id, owner_id, name, filter, version, created_by, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(shop_id)
            .bind(row.owner_id)
            .bind(&row.name)
            .bind(&row.filter)
            .bind(row.version)
            .bind(row.created_by)
            .bind(row.created_at)
            .bind(row.updated_at)
    )?;
    Ok(())
}

pub async fn update(conn: &mut Conn<'_>, shop_id: ShopId, row: &ViewRow) -> Result<()> {
    const SQL: &str = "UPDATE saved_views SET owner_id = $3, name = $4, filter = $5, version = $6, updated_at = $7
        WHERE shop_id = $1 AND id = $2";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(shop_id)
            .bind(row.id)
            .bind(row.owner_id)
            .bind(&row.name)
            .bind(&row.filter)
            .bind(row.version)
            .bind(row.updated_at)
    )?;
    Ok(())
}

pub async fn set_deleted(conn: &mut Conn<'_>, shop_id: ShopId, id: SavedViewId, at: Option<Time>) -> Result<()> {
    const SQL: &str = "UPDATE saved_views SET deleted_at = $3 WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(at))?;
    Ok(())
}

/// Those deleted before a time are gone for good.
pub async fn forget(conn: &mut Conn<'_>, shop_id: ShopId, before: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM saved_views WHERE shop_id = $1 AND deleted_at < $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(before))?;
    Ok(())
}
