use std::collections::HashSet;

use crate::db::{Conn, execute, fetch_all, fetch_one, fetch_optional};
use crate::error::Result;
use crate::ids::{CategoryId, EntryId, ShopId};
use crate::knowledge::model::{Category, DefaultCategory, EntryState};

macro_rules! category_sql {
    ($tail:literal) => {
        concat!(
            "SELECT cat.id, cat.parent_id, cat.key, cat.name, cat.position, cat.created_at,
             (SELECT COUNT(*) FROM knowledge_entries entry WHERE entry.category_id = cat.id AND entry.state <> $2) AS entries
             FROM knowledge_categories cat WHERE cat.shop_id = $1 ",
            $tail
        )
    };
}

pub async fn insert(conn: &mut Conn<'_>, shop_id: ShopId, row: &Category) -> Result<()> {
    const SQL: &str = "INSERT INTO knowledge_categories (id, shop_id, parent_id, key, name, position, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(shop_id)
            .bind(row.parent_id)
            .bind(&row.key)
            .bind(&row.name)
            .bind(row.position)
            .bind(row.created_at)
    )?;
    Ok(())
}

pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<Category>> {
    const SQL: &str = category_sql!("ORDER BY cat.position, cat.id");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(EntryState::Archived))?)
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: CategoryId) -> Result<Option<Category>> {
    const SQL: &str = category_sql!("AND cat.id = $3");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(EntryState::Archived).bind(id))?)
}

pub async fn update(conn: &mut Conn<'_>, shop_id: ShopId, row: &Category) -> Result<()> {
    const SQL: &str = "UPDATE knowledge_categories SET parent_id = $3, key = $4, name = $5, position = $6
        WHERE shop_id = $1 AND id = $2";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(shop_id)
            .bind(row.id)
            .bind(row.parent_id)
            .bind(&row.key)
            .bind(&row.name)
            .bind(row.position)
    )?;
    Ok(())
}

/// Whether entries, archived ones too, or other categories are in it.
pub async fn is_used(conn: &mut Conn<'_>, shop_id: ShopId, id: CategoryId) -> Result<bool> {
    const SQL: &str = "SELECT (SELECT COUNT(*) FROM knowledge_entries WHERE shop_id = $1 AND category_id = $2)
        + (SELECT COUNT(*) FROM knowledge_categories WHERE shop_id = $1 AND parent_id = $2)";
    let count: i64 = fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id))?;
    Ok(count > 0)
}

pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, id: CategoryId) -> Result<()> {
    const SQL: &str = "DELETE FROM knowledge_categories WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// The entries in the drawer for small talk, or in one that is in it.
pub async fn small_talk(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<HashSet<EntryId>> {
    const SQL: &str = "SELECT entry.id FROM knowledge_entries entry
        JOIN knowledge_categories drawer ON drawer.id = entry.category_id
        LEFT JOIN knowledge_categories outer_drawer ON outer_drawer.id = drawer.parent_id
        WHERE entry.shop_id = $1 AND (drawer.key = $2 OR outer_drawer.key = $2)";
    let key = DefaultCategory::SmallTalk.key();
    let ids: Vec<EntryId> = fetch_all!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(key))?;
    Ok(ids.into_iter().collect())
}
