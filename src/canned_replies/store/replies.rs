use crate::canned_replies::model::{Place, ReplyRow};
use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_all, fetch_one, fetch_optional, insert_rows, own_or_shared, statement};
use crate::error::Result;
use crate::ids::{CannedReplyFolderId, CannedReplyId, FileId, ShopId, StaffId};

macro_rules! reply_sql {
    ($tail:literal) => {
        concat!(
            "SELECT reply.id, reply.shop_id, reply.owner_id, reply.folder_id, reply.title, reply.shortcut, reply.text,
             reply.file_id, reply.card, reply.next_steps, reply.position, reply.revision, reply.uses, reply.last_used_at,
             reply.last_used_by, reply.changed_by, reply.created_at, reply.updated_at,
             file.name AS file_name, file.mime AS file_mime, file.size AS file_size, file.width AS file_width,
             file.height AS file_height, file.has_thumb AS file_has_thumb
             FROM canned_replies reply LEFT JOIN files file ON file.id = reply.file_id AND file.shop_id = reply.shop_id
             WHERE reply.shop_id = $1 AND ",
            own_or_shared!("reply.owner_id"),
            " ",
            $tail
        )
    };
}

/// Replies of the shop and of one colleague.
pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId) -> Result<Vec<ReplyRow>> {
    const SQL: &str = reply_sql!("AND reply.deleted_at IS NULL ORDER BY reply.position, reply.id");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff_id))?)
}

pub async fn find(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    id: CannedReplyId,
) -> Result<Option<ReplyRow>> {
    const SQL: &str = reply_sql!("AND reply.deleted_at IS NULL AND reply.id = $3");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff_id).bind(id))?)
}

/// All replies of a shop with whose own they are.
pub async fn owners(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<(CannedReplyId, Option<StaffId>)>> {
    const SQL: &str = "SELECT id, owner_id FROM canned_replies WHERE shop_id = $1 AND deleted_at IS NULL";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

/// As a colleague finds it; for nobody only what is the shop's.
pub async fn find_of(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: Option<StaffId>,
    id: CannedReplyId,
) -> Result<Option<ReplyRow>> {
    const SHARED: &str = reply_sql!("AND reply.owner_id IS NULL AND reply.deleted_at IS NULL AND reply.id = $3");
    match staff_id {
        Some(staff_id) => find(conn, shop_id, staff_id, id).await,
        None => Ok(fetch_optional!(conn, sqlx::query_as(SHARED).bind(shop_id).bind(staff_id).bind(id))?),
    }
}

pub async fn find_deleted(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    id: CannedReplyId,
) -> Result<Option<ReplyRow>> {
    const SQL: &str = reply_sql!("AND reply.deleted_at IS NOT NULL AND reply.id = $3");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff_id).bind(id))?)
}

/// How many there are of the shop, or of one colleague.
pub async fn count(conn: &mut Conn<'_>, shop_id: ShopId, owner_id: Option<StaffId>) -> Result<i64> {
    const SHARED: &str =
        "SELECT COUNT(*) FROM canned_replies WHERE shop_id = $1 AND owner_id IS NULL AND deleted_at IS NULL";
    const OWN: &str = "SELECT COUNT(*) FROM canned_replies WHERE shop_id = $1 AND owner_id = $2 AND deleted_at IS NULL";
    Ok(match owner_id {
        None => fetch_one!(conn, sqlx::query_scalar(SHARED).bind(shop_id))?,
        Some(owner_id) => fetch_one!(conn, sqlx::query_scalar(OWN).bind(shop_id).bind(owner_id))?,
    })
}

/// The place after the last of a folder, among those that somebody sees.
pub async fn next_position(conn: &mut Conn<'_>, shop_id: ShopId, place: Place) -> Result<i64> {
    const SQL: &str = "SELECT COALESCE(MAX(position), -1) + 1 FROM canned_replies WHERE shop_id = $1
        AND (owner_id = $2 OR (owner_id IS NULL AND $3)) AND (folder_id = $4 OR (folder_id IS NULL AND $5))";
    Ok(fetch_one!(
        conn,
        sqlx::query_scalar(SQL)
            .bind(shop_id)
            .bind(place.owner_id)
            .bind(place.owner_id.is_none())
            .bind(place.folder_id)
            .bind(place.folder_id.is_none())
    )?)
}

pub fn insert(script: &mut Script, rows: &[ReplyRow]) {
    const HEAD: &str = "INSERT INTO canned_replies (id, shop_id, owner_id, folder_id, title, shortcut, text, file_id,
        card, next_steps, position, revision, uses, changed_by, created_at, updated_at) ";
    for chunk in rows.chunks(100) {
        insert_rows!(
            script,
            HEAD,
            chunk,
            |b, row| {
                b.push_bind(row.id);
                b.push_bind(row.shop_id);
                b.push_bind(row.owner_id);
                b.push_bind(row.folder_id);
                b.push_bind(row.title.clone());
                b.push_bind(row.shortcut.clone());
                b.push_bind(row.text.clone());
                b.push_bind(row.file_id);
                b.push_bind(row.card.clone());
                b.push_bind(row.next_steps.clone());
                b.push_bind(row.position);
                b.push_bind(row.revision);
                b.push_bind(row.uses);
                b.push_bind(row.changed_by);
                b.push_bind(row.created_at);
                b.push_bind(row.updated_at);
            },
            ""
        );
    }
}

pub async fn update(conn: &mut Conn<'_>, row: &ReplyRow) -> Result<()> {
    const SQL: &str = "UPDATE canned_replies SET owner_id = $3, folder_id = $4, title = $5, shortcut = $6, text = $7,
        file_id = $8, card = $9, next_steps = $10, position = $11, revision = $12, changed_by = $13, updated_at = $14
        WHERE shop_id = $1 AND id = $2";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.shop_id)
            .bind(row.id)
            .bind(row.owner_id)
            .bind(row.folder_id)
            .bind(&row.title)
            .bind(&row.shortcut)
            .bind(&row.text)
            .bind(row.file_id)
            .bind(&row.card)
            .bind(&row.next_steps)
            .bind(row.position)
            .bind(row.revision)
            .bind(row.changed_by)
            .bind(row.updated_at)
    )?;
    Ok(())
}

/// Puts replies after each other into a folder, or beside the folders.
pub fn arrange(script: &mut Script, shop_id: ShopId, folder_id: Option<CannedReplyFolderId>, ids: &[CannedReplyId]) {
    for (position, id) in (0_i64..).zip(ids) {
        statement!(
            script,
            [
                "UPDATE canned_replies SET folder_id = " => folder_id,
                ", position = " => position,
                " WHERE shop_id = " => shop_id,
                " AND id = " => *id
            ],
            ""
        );
    }
}

pub async fn note_use(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    id: CannedReplyId,
    now: Time,
) -> Result<bool> {
    const SQL: &str = concat!(
        "UPDATE canned_replies SET uses = uses + 1, last_used_at = $4, last_used_by = $2
        WHERE shop_id = $1 AND id = $3 AND deleted_at IS NULL AND ",
        own_or_shared!("owner_id")
    );
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(staff_id).bind(id).bind(now))? > 0)
}

/// Lets a reply be gone, or come back.
pub async fn set_deleted(conn: &mut Conn<'_>, shop_id: ShopId, id: CannedReplyId, at: Option<Time>) -> Result<()> {
    const SQL: &str = "UPDATE canned_replies SET deleted_at = $3 WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(at))?;
    Ok(())
}

/// Removes for good what was deleted before a time.
pub async fn forget(conn: &mut Conn<'_>, shop_id: ShopId, before: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM canned_replies WHERE shop_id = $1 AND deleted_at < $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(before))?;
    Ok(())
}

/// Whether some colleague of the shop brought a file.
pub async fn is_file_of_staff(conn: &mut Conn<'_>, shop_id: ShopId, id: FileId) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM files WHERE shop_id = $1 AND id = $2 AND staff_id IS NOT NULL";
    let count: i64 = fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id))?;
    Ok(count > 0)
}
