use crate::canned_replies::model::FolderRow;
use crate::db::{Conn, Script, execute, fetch_all, fetch_one, insert_rows, own_or_shared, statement};
use crate::error::Result;
use crate::ids::{CannedReplyFolderId, ShopId, StaffId};

/// Folders of the shop and of one colleague.
pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId) -> Result<Vec<FolderRow>> {
    const SQL: &str = concat!(
        "SELECT id, owner_id, parent_id, name, position, created_at FROM canned_reply_folders
        WHERE shop_id = $1 AND ",
        own_or_shared!("owner_id"),
        " ORDER BY position, id"
    );
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff_id))?)
}

pub fn insert(script: &mut Script, shop_id: ShopId, rows: &[FolderRow]) {
    const HEAD: &str =
        "INSERT INTO canned_reply_folders (id, shop_id, owner_id, parent_id, name, position, created_at) ";
    for chunk in rows.chunks(100) {
        insert_rows!(
            script,
            HEAD,
            chunk,
            |b, row| {
                b.push_bind(row.id);
                b.push_bind(shop_id);
                b.push_bind(row.owner_id);
                b.push_bind(row.parent_id);
                b.push_bind(row.name.clone());
                b.push_bind(row.position);
                b.push_bind(row.created_at);
            },
            ""
        );
    }
}

pub async fn rename(conn: &mut Conn<'_>, shop_id: ShopId, id: CannedReplyFolderId, name: &str) -> Result<()> {
    const SQL: &str = "UPDATE canned_reply_folders SET name = $3 WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(name))?;
    Ok(())
}

/// Puts folders after each other into another one, or beside all.
pub fn arrange(
    script: &mut Script,
    shop_id: ShopId,
    parent_id: Option<CannedReplyFolderId>,
    ids: &[CannedReplyFolderId],
) {
    for (position, id) in (0_i64..).zip(ids) {
        statement!(
            script,
            [
                "UPDATE canned_reply_folders SET parent_id = " => parent_id,
                ", position = " => position,
                " WHERE shop_id = " => shop_id,
                " AND id = " => *id
            ],
            ""
        );
    }
}

/// Whether replies or other folders are in it.
pub async fn is_used(conn: &mut Conn<'_>, shop_id: ShopId, id: CannedReplyFolderId) -> Result<bool> {
    const SQL: &str = "SELECT
        (SELECT COUNT(*) FROM canned_replies WHERE shop_id = $1 AND folder_id = $2 AND deleted_at IS NULL)
        + (SELECT COUNT(*) FROM canned_reply_folders WHERE shop_id = $1 AND parent_id = $2)";
    let count: i64 = fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id))?;
    Ok(count > 0)
}

/// Deleted replies that may come back do so beside the folders.
pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, id: CannedReplyFolderId) -> Result<()> {
    const FREE: &str = "UPDATE canned_replies SET folder_id = NULL WHERE shop_id = $1 AND folder_id = $2";
    const DELETE: &str = "DELETE FROM canned_reply_folders WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(FREE).bind(shop_id).bind(id))?;
    execute!(conn, sqlx::query(DELETE).bind(shop_id).bind(id))?;
    Ok(())
}
