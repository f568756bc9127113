//! The rows of files.

pub mod forget;

use crate::db::{Conn, Script, execute, fetch_all, fetch_optional, select_in};
use crate::error::Result;
use crate::files::model::FileRow;
use crate::ids::{CustomerId, FileId, ShopId};

pub async fn insert(conn: &mut Conn<'_>, file: &FileRow) -> Result<()> {
    const SQL: &str = "INSERT INTO files
        (id, shop_id, staff_id, customer_id, name, mime, size, width, height, has_thumb, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(file.id)
            .bind(file.shop_id)
            .bind(file.staff_id)
            .bind(file.customer_id)
            .bind(&file.name)
            .bind(&file.mime)
            .bind(file.size)
            .bind(file.width)
            .bind(file.height)
            .bind(file.has_thumb)
            .bind(file.created_at)
    )?;
    Ok(())
}

/// A file by its id alone: for whoever holds its signed address.
pub async fn find(conn: &mut Conn<'_>, id: FileId) -> Result<Option<FileRow>> {
    const SQL: &str =
        "SELECT id, shop_id, staff_id, customer_id, name, mime, size, width, height, has_thumb, created_at
        FROM files WHERE id = $1";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(id))?)
}

/// Files by id, whatever their shop: for callers that check who brought them.
pub fn get_many(script: &mut Script, ids: impl IntoIterator<Item = FileId>) {
    const HEAD: &str =
        "SELECT id, shop_id, staff_id, customer_id, name, mime, size, width, height, has_thumb, created_at
        FROM files WHERE id IN";
    select_in!(script, [], HEAD, ids, "");
}

/// The newest files of all shops.
pub async fn newest(conn: &mut Conn<'_>, limit: i64) -> Result<Vec<(ShopId, FileId)>> {
    const SQL: &str = "SELECT shop_id, id FROM files ORDER BY created_at DESC, id DESC LIMIT $1";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(limit))?)
}

/// Gives the files a customer sent to another one: the two turned out to be one person.
pub async fn hand_over(conn: &mut Conn<'_>, shop_id: ShopId, from: CustomerId, to: CustomerId) -> Result<()> {
    const SQL: &str = "UPDATE files SET customer_id = $3 WHERE shop_id = $1 AND customer_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(from).bind(to))?;
    Ok(())
}
