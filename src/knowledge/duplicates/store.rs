use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all};
use crate::error::Result;
use crate::ids::{EntryId, ShopId, StaffId};

/// Pairs that somebody said are not the same; the smaller id comes first.
pub async fn distinct(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<(EntryId, EntryId)>> {
    const SQL: &str = "SELECT entry_id, other_id FROM knowledge_distinct WHERE shop_id = $1";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

/// Notes that a pair is not the same; false if that was known.
pub async fn add(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    (one, other): (EntryId, EntryId),
    by: StaffId,
    at: Time,
) -> Result<bool> {
    const SQL: &str = "INSERT INTO knowledge_distinct (entry_id, other_id, shop_id, decided_by, decided_at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (entry_id, other_id) DO NOTHING";
    Ok(execute!(conn, sqlx::query(SQL).bind(one).bind(other).bind(shop_id).bind(by).bind(at))? > 0)
}

pub async fn remove(conn: &mut Conn<'_>, shop_id: ShopId, (one, other): (EntryId, EntryId)) -> Result<bool> {
    const SQL: &str = "DELETE FROM knowledge_distinct WHERE shop_id = $1 AND entry_id = $2 AND other_id = $3";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(one).bind(other))? > 0)
}
