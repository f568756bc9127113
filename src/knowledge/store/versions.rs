use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_optional};
use crate::error::Result;
use crate::ids::{EntryId, ShopId, StaffId};
use crate::knowledge::model::VersionRow;

/// So many are kept of an entry.
const MOST: i64 = 100;

/// Keeps what an entry said, and drops the oldest of too many.
pub async fn keep(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: EntryId,
    version: i64,
    content: &str,
    said: (Option<StaffId>, Time),
) -> Result<()> {
    const INSERT: &str = "INSERT INTO knowledge_versions (entry_id, version, shop_id, content, changed_by, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    const DROP: &str = "DELETE FROM knowledge_versions WHERE shop_id = $1 AND entry_id = $2 AND version <= $3";
    execute!(conn, sqlx::query(INSERT).bind(id).bind(version).bind(shop_id).bind(content).bind(said.0).bind(said.1))?;
    execute!(conn, sqlx::query(DROP).bind(shop_id).bind(id).bind(version - MOST))?;
    Ok(())
}

/// What an entry said before, the newest first.
pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId, id: EntryId) -> Result<Vec<VersionRow>> {
    const SQL: &str = "SELECT version, content, changed_by, changed_at FROM knowledge_versions
        WHERE shop_id = $1 AND entry_id = $2 ORDER BY version DESC";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: EntryId, version: i64) -> Result<Option<String>> {
    const SQL: &str = "SELECT content FROM knowledge_versions WHERE shop_id = $1 AND entry_id = $2 AND version = $3";
    Ok(fetch_optional!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id).bind(version))?)
}
