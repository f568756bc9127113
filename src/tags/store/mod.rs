pub mod reasons;

use super::model::{Tag, TagUsage};
use super::tree::Tree;
use crate::db::{Conn, Script, execute, fetch_all, insert_rows, statement};
use crate::error::Result;
use crate::ids::{ShopId, TagId};

/// All tags of a shop, archived ones too, siblings in their order.
pub async fn tree(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Tree> {
    const SQL: &str =
        "SELECT id, parent_id, name, hue, position, version, archived_at, created_at, updated_at FROM tags
        WHERE shop_id = $1 ORDER BY position, id";
    Ok(Tree { tags: fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))? })
}

pub fn insert(script: &mut Script, shop_id: ShopId, tags: &[Tag]) {
    const HEAD: &str = "INSERT INTO tags
        (id, shop_id, parent_id, name, hue, position, version, archived_at, created_at, updated_at) ";
    for chunk in tags.chunks(100) {
        insert_rows!(
            script,
            HEAD,
            chunk,
            |b, tag| {
                b.push_bind(tag.id);
                b.push_bind(shop_id);
                b.push_bind(tag.parent_id);
                b.push_bind(tag.name.clone());
                b.push_bind(tag.hue);
                b.push_bind(tag.position);
                b.push_bind(tag.version);
                b.push_bind(tag.archived_at);
                b.push_bind(tag.created_at);
                b.push_bind(tag.updated_at);
            },
            ""
        );
    }
}

pub async fn update(conn: &mut Conn<'_>, shop_id: ShopId, tag: &Tag) -> Result<()> {
    const SQL: &str = "UPDATE tags SET parent_id = $3, name = $4, hue = $5, version = $6, archived_at = $7,
        updated_at = $8 WHERE shop_id = $1 AND id = $2";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(shop_id)
            .bind(tag.id)
            .bind(tag.parent_id)
            .bind(tag.name.clone())
            .bind(tag.hue)
            .bind(tag.version)
            .bind(tag.archived_at)
            .bind(tag.updated_at)
    )?;
    Ok(())
}

/// Puts siblings one after the other.
pub fn arrange(script: &mut Script, shop_id: ShopId, ids: &[TagId]) {
    for (position, id) in (0_i64..).zip(ids) {
        statement!(
            script,
            ["UPDATE tags SET position = " => position, " WHERE shop_id = " => shop_id, " AND id = " => *id],
            ""
        );
    }
}

/// How many conversations have each tag or one below it; tags that none has are left out.
pub async fn usage(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<TagUsage>> {
    const SQL: &str = "WITH RECURSIVE lines (top, id) AS (
            SELECT tag.id, tag.id FROM tags tag WHERE tag.shop_id = $1
            UNION SELECT lines.top, tag.id FROM lines JOIN tags tag ON tag.parent_id = lines.id WHERE tag.shop_id = $1)
        SELECT lines.top AS tag_id,
            COUNT(DISTINCT CASE WHEN conv.status IN (0, 1, 2) THEN conv.id END) AS in_work,
            COUNT(DISTINCT CASE WHEN conv.status = 4 AND conv.shelf IS NULL THEN conv.id END) AS solved
        FROM lines JOIN conversation_tags put ON put.tag_id = lines.id AND put.shop_id = $1
        JOIN conversations conv ON conv.id = put.conversation_id GROUP BY lines.top";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}
