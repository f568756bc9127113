use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all};
use crate::error::Result;
use crate::ids::{EntryId, ShopId};
use crate::knowledge::model::Usage;

/// Notes that an answer of an entry was given to a buyer.
pub async fn note_use(conn: &mut Conn<'_>, shop_id: ShopId, id: EntryId, now: Time) -> Result<()> {
    add(conn, shop_id, id, Usage { asked: 1, last_used_at: Some(now), ..Usage::default() }).await
}

/// Notes what a buyer thinks of it, and thought before.
pub async fn move_thumb(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: EntryId,
    before: Option<bool>,
    after: Option<bool>,
) -> Result<()> {
    let moved = |up: bool| i64::from(after == Some(up)) - i64::from(before == Some(up));
    let (thumbs_up, thumbs_down) = (moved(true), moved(false));
    add(conn, shop_id, id, Usage { thumbs_up, thumbs_down, ..Usage::default() }).await
}

/// Adds to the counts of an entry that is there.
async fn add(conn: &mut Conn<'_>, shop_id: ShopId, id: EntryId, more: Usage) -> Result<()> {
    const SQL: &str = "INSERT INTO knowledge_usage (entry_id, shop_id, asked, thumbs_up, thumbs_down, last_used_at)
        SELECT id, shop_id, $3, $4, $5, $6 FROM knowledge_entries WHERE shop_id = $1 AND id = $2
        ON CONFLICT (entry_id) DO UPDATE SET asked = knowledge_usage.asked + excluded.asked,
        thumbs_up = knowledge_usage.thumbs_up + excluded.thumbs_up,
        thumbs_down = knowledge_usage.thumbs_down + excluded.thumbs_down,
        last_used_at = COALESCE(excluded.last_used_at, knowledge_usage.last_used_at)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(shop_id)
            .bind(id)
            .bind(more.asked)
            .bind(more.thumbs_up)
            .bind(more.thumbs_down)
            .bind(more.last_used_at)
    )?;
    Ok(())
}

/// Approved questions by how often they were answered, with their titles.
pub async fn most_asked(conn: &mut Conn<'_>, shop_id: ShopId, limit: i64) -> Result<Vec<(EntryId, String)>> {
    const SQL: &str = "SELECT entry.id, entry.title FROM knowledge_usage used
        JOIN knowledge_entries entry ON entry.id = used.entry_id
        WHERE used.shop_id = $1 AND used.asked > 0 AND entry.state = 1 AND entry.kind = 0
        ORDER BY used.asked DESC, entry.id LIMIT $2";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(limit))?)
}
