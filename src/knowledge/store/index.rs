//! What an index of approved entries is made of.

use super::from_json;
use crate::db::{Conn, fetch_all};
use crate::error::Result;
use crate::ids::{EntryId, Seq, ShopId};
use crate::knowledge::model::{Answer, EntryState};

/// An approved entry that changed.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Changed {
    pub id: EntryId,
    pub title: String,
    pub external_id: Option<String>,
    pub is_starter: bool,
}

/// The approved entries that changed after a number.
pub async fn changed(conn: &mut Conn<'_>, shop_id: ShopId, after: Seq) -> Result<Vec<Changed>> {
    const SQL: &str = "SELECT id, title, external_id, is_starter FROM knowledge_entries
        WHERE shop_id = $1 AND seq > $2 AND state = $3";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(after).bind(EntryState::Approved))?)
}

/// Their phrasings, in the order of each entry.
pub async fn phrasings(conn: &mut Conn<'_>, shop_id: ShopId, after: Seq) -> Result<Vec<(EntryId, String)>> {
    const SQL: &str = "SELECT p.entry_id, p.text FROM knowledge_entries entry
        JOIN knowledge_phrasings p ON p.entry_id = entry.id
        WHERE entry.shop_id = $1 AND entry.seq > $2 AND entry.state = $3 ORDER BY p.entry_id, p.position";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(after).bind(EntryState::Approved))?)
}

/// Their answers, in the order of each entry.
pub async fn answers(conn: &mut Conn<'_>, shop_id: ShopId, after: Seq) -> Result<Vec<(EntryId, Answer)>> {
    const SQL: &str = "SELECT a.entry_id, a.content FROM knowledge_entries entry
        JOIN knowledge_answers a ON a.entry_id = entry.id
        WHERE entry.shop_id = $1 AND entry.seq > $2 AND entry.state = $3 ORDER BY a.entry_id, a.position";
    let rows: Vec<(EntryId, String)> =
        fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(after).bind(EntryState::Approved))?;
    rows.into_iter().map(|(id, content)| Ok((id, from_json(&content)?))).collect()
}

/// All approved entries: what is not among them is held no longer.
pub async fn approved(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<EntryId>> {
    const SQL: &str = "SELECT id FROM knowledge_entries WHERE shop_id = $1 AND state = $2";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(EntryState::Approved))?)
}
