use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_one, fetch_optional, own_or_shared};
use crate::error::Result;
use crate::ids::{MacroId, ShopId, StaffId};
use crate::macros::model::MacroRow;

macro_rules! macro_sql {
    ($tail:literal) => {
        concat!(
            "SELECT id, owner_id, name, steps, enabled, version, uses, last_used_at, last_used_by, changed_by, created_at,
             updated_at FROM macros WHERE shop_id = $1 AND ",
            own_or_shared!("owner_id"),
            " ",
            $tail
        )
    };
}

/// Those of the shop and of one colleague, the most used first.
pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId) -> Result<Vec<MacroRow>> {
    const SQL: &str = macro_sql!("AND deleted_at IS NULL ORDER BY uses DESC, created_at, id");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff_id))?)
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId, id: MacroId) -> Result<Option<MacroRow>> {
    const SQL: &str = macro_sql!("AND deleted_at IS NULL AND id = $3");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff_id).bind(id))?)
}

pub async fn find_deleted(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    id: MacroId,
) -> Result<Option<MacroRow>> {
    const SQL: &str = macro_sql!("AND deleted_at IS NOT NULL AND id = $3");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff_id).bind(id))?)
}

/// How many there are of the shop, or of one colleague.
pub async fn count(conn: &mut Conn<'_>, shop_id: ShopId, owner_id: Option<StaffId>) -> Result<i64> {
    const SHARED: &str = "SELECT COUNT(*) FROM macros WHERE shop_id = $1 AND owner_id IS NULL AND deleted_at IS NULL";
    const OWN: &str = "SELECT COUNT(*) FROM macros WHERE shop_id = $1 AND owner_id = $2 AND deleted_at IS NULL";
    Ok(match owner_id {
        None => fetch_one!(conn, sqlx::query_scalar(SHARED).bind(shop_id))?,
        Some(owner_id) => fetch_one!(conn, sqlx::query_scalar(OWN).bind(shop_id).bind(owner_id))?,
    })
}

pub async fn insert(conn: &mut Conn<'_>, shop_id: ShopId, row: &MacroRow) -> Result<()> {
    const SQL: &str = "INSERT INTO macros
        (id, shop_id, owner_id, name, steps, enabled, version, uses, changed_by, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(shop_id)
            .bind(row.owner_id)
            .bind(&row.name)
            .bind(&row.steps)
            .bind(row.enabled)
            .bind(row.version)
            .bind(row.uses)
            .bind(row.changed_by)
            .bind(row.created_at)
            .bind(row.updated_at)
    )?;
    Ok(())
}

pub async fn update(conn: &mut Conn<'_>, shop_id: ShopId, row: &MacroRow) -> Result<()> {
    const SQL: &str = "UPDATE macros SET owner_id = $3, name = $4, steps = $5, enabled = $6, version = $7,
        changed_by = $8, updated_at = $9 WHERE shop_id = $1 AND id = $2";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(shop_id)
            .bind(row.id)
            .bind(row.owner_id)
            .bind(&row.name)
            .bind(&row.steps)
            .bind(row.enabled)
            .bind(row.version)
            .bind(row.changed_by)
            .bind(row.updated_at)
    )?;
    Ok(())
}

/// Lets a macro be gone, or come back.
pub async fn set_deleted(conn: &mut Conn<'_>, shop_id: ShopId, id: MacroId, at: Option<Time>) -> Result<()> {
    const SQL: &str = "UPDATE macros SET deleted_at = $3 WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(at))?;
    Ok(())
}

/// Removes for good what was deleted before a time and of which no run is kept.
pub async fn forget(conn: &mut Conn<'_>, shop_id: ShopId, before: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM macros WHERE shop_id = $1 AND deleted_at < $2
        AND NOT EXISTS (SELECT 1 FROM macro_runs run WHERE run.macro_id = macros.id)";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(before))?;
    Ok(())
}

pub async fn note_use(conn: &mut Conn<'_>, shop_id: ShopId, id: MacroId, by: StaffId, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE macros SET uses = uses + 1, last_used_at = $3, last_used_by = $4
        WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(now).bind(by))?;
    Ok(())
}
