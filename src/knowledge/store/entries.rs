//! The rows of entries themselves.

use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_all, fetch_one, fetch_optional, insert_rows};
use crate::error::Result;
use crate::ids::{CategoryId, EntryId, Seq, ShopId, StaffId};
use crate::knowledge::model::{EntryKind, EntryState};

/// An entry as it is written.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Row {
    pub id: EntryId,
    pub shop_id: ShopId,
    pub category_id: CategoryId,
    pub kind: EntryKind,
    pub title: String,
    pub external_id: Option<String>,
    pub state: EntryState,
    pub is_starter: bool,
    pub version: i64,
    pub revision: i64,
    pub seq: Seq,
    pub no_fallback: bool,
    pub conflict: bool,
    pub words: String,
    pub changed_by: Option<StaffId>,
    pub created_at: Time,
    pub updated_at: Time,
}

pub fn insert(script: &mut Script, rows: &[Row]) {
    const HEAD: &str = "INSERT INTO knowledge_entries (id, shop_id, category_id, kind, title, external_id, state,
        is_starter, version, revision, seq, no_fallback, conflict, words, changed_by, created_at, updated_at) ";
    for chunk in rows.chunks(50) {
        insert_rows!(
            script,
            HEAD,
            chunk,
            |b, row| {
                b.push_bind(row.id);
                b.push_bind(row.shop_id);
                b.push_bind(row.category_id);
                b.push_bind(row.kind);
                b.push_bind(row.title.clone());
                b.push_bind(row.external_id.clone());
                b.push_bind(row.state);
                b.push_bind(row.is_starter);
                b.push_bind(row.version);
                b.push_bind(row.revision);
                b.push_bind(row.seq);
                b.push_bind(row.no_fallback);
                b.push_bind(row.conflict);
                b.push_bind(row.words.clone());
                b.push_bind(row.changed_by);
                b.push_bind(row.created_at);
                b.push_bind(row.updated_at);
            },
            ""
        );
    }
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: EntryId) -> Result<Option<Row>> {
    const SQL: &str = "SELECT id, shop_id, category_id, kind, title, external_id, state, is_starter, version, revision,
        seq, no_fallback, conflict, words, changed_by, created_at, updated_at
        FROM knowledge_entries WHERE shop_id = $1 AND id = $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// What an entry is known by.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Known {
    pub id: EntryId,
    pub external_id: Option<String>,
    pub title: String,
    pub state: EntryState,
}

/// All entries of a shop, the oldest first.
pub async fn known(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<Known>> {
    const SQL: &str = "SELECT id, external_id, title, state FROM knowledge_entries WHERE shop_id = $1
        ORDER BY created_at, id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

pub async fn update(conn: &mut Conn<'_>, row: &Row) -> Result<()> {
    const SQL: &str =
        "UPDATE knowledge_entries SET category_id = $3, kind = $4, title = $5, state = $6, is_starter = $7,
        version = $8, revision = $9, seq = $10, no_fallback = $11, conflict = $12, words = $13, changed_by = $14,
        updated_at = $15 WHERE shop_id = $1 AND id = $2";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.shop_id)
            .bind(row.id)
            .bind(row.category_id)
            .bind(row.kind)
            .bind(&row.title)
            .bind(row.state)
            .bind(row.is_starter)
            .bind(row.version)
            .bind(row.revision)
            .bind(row.seq)
            .bind(row.no_fallback)
            .bind(row.conflict)
            .bind(&row.words)
            .bind(row.changed_by)
            .bind(row.updated_at)
    )?;
    Ok(())
}

pub async fn count(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM knowledge_entries WHERE shop_id = $1";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id))?)
}

/// Removes an entry with all that hangs on it.
pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, id: EntryId) -> Result<()> {
    const PARTS: [&str; 7] = [
        "DELETE FROM knowledge_phrasings WHERE shop_id = $1 AND entry_id = $2",
        "DELETE FROM knowledge_proposals WHERE shop_id = $1 AND entry_id = $2",
        "DELETE FROM knowledge_answers WHERE shop_id = $1 AND entry_id = $2",
        "DELETE FROM knowledge_versions WHERE shop_id = $1 AND entry_id = $2",
        "DELETE FROM knowledge_usage WHERE shop_id = $1 AND entry_id = $2",
        "DELETE FROM knowledge_files WHERE shop_id = $1 AND entry_id = $2",
        "DELETE FROM knowledge_distinct WHERE shop_id = $1 AND (entry_id = $2 OR other_id = $2)",
    ];
    const ENTRY: &str = "DELETE FROM knowledge_entries WHERE shop_id = $1 AND id = $2";
    for part in PARTS {
        execute!(conn, sqlx::query(part).bind(shop_id).bind(id))?;
    }
    execute!(conn, sqlx::query(ENTRY).bind(shop_id).bind(id))?;
    Ok(())
}
