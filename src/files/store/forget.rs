//! SQL of files that go.

use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_one};
use crate::error::Result;
use crate::files::model::FileRow;
use crate::ids::{ConversationId, CustomerId, FileId, ShopId};

/// Removes the row of a file that no message, no knowledge and no canned reply shows; false if one does, or there is no such file.
pub async fn delete_unused(conn: &mut Conn<'_>, shop_id: ShopId, id: FileId) -> Result<bool> {
    const SQL: &str = "DELETE FROM files WHERE shop_id = $1 AND id = $2
        AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.file_id = files.id)
        AND NOT EXISTS (SELECT 1 FROM knowledge_files known WHERE known.file_id = files.id)
        AND NOT EXISTS (SELECT 1 FROM canned_replies reply WHERE reply.file_id = files.id)";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))? > 0)
}

/// Lets the bytes of a file go at a time.
pub async fn doom(conn: &mut Conn<'_>, shop_id: ShopId, id: FileId, due_at: Time) -> Result<()> {
    const SQL: &str = "INSERT INTO doomed_files (file_id, shop_id, due_at) VALUES ($2, $1, $3)
        ON CONFLICT (file_id) DO UPDATE SET due_at = excluded.due_at";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(due_at))?;
    Ok(())
}

/// Lets doomed bytes stay longer; false if they are not doomed any more.
pub async fn put_off_doom(conn: &mut Conn<'_>, shop_id: ShopId, id: FileId, due_at: Time) -> Result<bool> {
    const SQL: &str = "UPDATE doomed_files SET due_at = $3 WHERE shop_id = $1 AND file_id = $2";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(due_at))? > 0)
}

/// Files of all shops whose bytes are to go now.
pub async fn due(conn: &mut Conn<'_>, now: Time, limit: i64) -> Result<Vec<(ShopId, FileId)>> {
    const SQL: &str = "SELECT shop_id, file_id FROM doomed_files WHERE due_at <= $1 ORDER BY due_at, file_id LIMIT $2";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(now).bind(limit))?)
}

pub async fn buried(conn: &mut Conn<'_>, shop_id: ShopId, id: FileId) -> Result<()> {
    const SQL: &str = "DELETE FROM doomed_files WHERE shop_id = $1 AND file_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// Files of all shops that customers brought between two times, that nothing shows and no hold keeps, the oldest first.
pub async fn unsent(conn: &mut Conn<'_>, after: Time, before: Time, limit: i64) -> Result<Vec<(ShopId, FileId)>> {
    const SQL: &str = "SELECT file.shop_id, file.id FROM files file
        WHERE file.customer_id IS NOT NULL AND file.created_at > $1 AND file.created_at <= $2
        AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.file_id = file.id)
        AND NOT EXISTS (SELECT 1 FROM knowledge_files known WHERE known.file_id = file.id)
        AND NOT EXISTS (SELECT 1 FROM canned_replies reply WHERE reply.file_id = file.id)
        AND NOT EXISTS (SELECT 1 FROM legal_holds hold WHERE hold.customer_id = file.customer_id
            AND hold.conversation_id IS NULL)
        ORDER BY file.created_at, file.id LIMIT $3";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(after).bind(before).bind(limit))?)
}

/// What a customer brought.
pub async fn of_customer(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<Vec<FileId>> {
    const SQL: &str = "SELECT id FROM files WHERE customer_id = $1 AND shop_id = $2 ORDER BY created_at, id";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(id).bind(shop_id))?)
}

/// What a customer brought or was shown; with what passed between colleagues, if asked for.
pub async fn seen_by_customer(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: CustomerId,
    notes_too: bool,
) -> Result<Vec<FileRow>> {
    const SQL: &str =
        "SELECT id, shop_id, staff_id, customer_id, name, mime, size, width, height, has_thumb, created_at
        FROM files WHERE shop_id = $2 AND (customer_id = $1 OR id IN
            (SELECT m.file_id FROM conversations conv JOIN messages m ON m.conversation_id = conv.id
             WHERE conv.customer_id = $1 AND m.file_id IS NOT NULL AND ($3 OR m.kind < 4)))
        ORDER BY created_at, id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(id).bind(shop_id).bind(notes_too))?)
}

/// An old file, and one of the conversations that show it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Brought {
    pub id: FileId,
    pub name: String,
    pub size: i64,
    pub created_at: Time,
    pub conversation_id: Option<ConversationId>,
}

macro_rules! old_sql {
    ($head:literal, $tail:literal) => {
        concat!(
            $head,
            " FROM files file WHERE file.shop_id = $1 AND file.created_at < $2
             AND NOT EXISTS (SELECT 1 FROM knowledge_files known WHERE known.file_id = file.id)
             AND NOT EXISTS (SELECT 1 FROM canned_replies reply WHERE reply.file_id = file.id)
             AND NOT EXISTS (SELECT 1 FROM legal_holds hold WHERE hold.customer_id = file.customer_id
                AND hold.conversation_id IS NULL)
             AND NOT EXISTS (SELECT 1 FROM messages m JOIN conversations conv ON conv.id = m.conversation_id
                JOIN legal_holds hold ON hold.customer_id = conv.customer_id
                WHERE m.file_id = file.id AND (hold.conversation_id IS NULL OR hold.conversation_id = conv.id)) ",
            $tail
        )
    };
}

/// Files that came in before a time, and that no hold, no knowledge and no canned reply keeps, the oldest first.
pub async fn older_than(conn: &mut Conn<'_>, shop_id: ShopId, before: Time, limit: i64) -> Result<Vec<Brought>> {
    const SQL: &str = old_sql!(
        "SELECT file.id, file.name, file.size, file.created_at,
         (SELECT m.conversation_id FROM messages m WHERE m.file_id = file.id ORDER BY m.num LIMIT 1) AS conversation_id",
        "ORDER BY file.created_at, file.id LIMIT $3"
    );
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(before).bind(limit))?)
}

pub async fn count_old(conn: &mut Conn<'_>, shop_id: ShopId, before: Time) -> Result<i64> {
    const SQL: &str = old_sql!("SELECT COUNT(*)", "");
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(before))?)
}
