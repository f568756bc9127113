//! SQL of the sealing key, and of sealed columns whatever their table.

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::column::Column;
use super::model::{Sealed, VERSION};
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_optional};
use crate::error::Result;

/// The id of the key this database is sealed with; none before anything was.
pub async fn key_id(conn: &mut Conn<'_>) -> Result<Option<String>> {
    const SQL: &str = "SELECT key_id FROM sealing_key WHERE place = 1";
    Ok(fetch_optional!(conn, sqlx::query_scalar(SQL))?)
}

/// Notes the first key; false if there is one already.
pub async fn insert_key_id(conn: &mut Conn<'_>, id: &str, now: Time) -> Result<bool> {
    const SQL: &str = "INSERT INTO sealing_key (place, key_id, sealed_at) VALUES (1, $1, $2) ON CONFLICT DO NOTHING";
    Ok(execute!(conn, sqlx::query(SQL).bind(id).bind(now))? > 0)
}

pub async fn update_key_id(conn: &mut Conn<'_>, id: &str, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE sealing_key SET key_id = $1, sealed_at = $2 WHERE place = 1";
    execute!(conn, sqlx::query(SQL).bind(id).bind(now))?;
    Ok(())
}

/// Values of a column that this key has not sealed, a batch of them.
pub async fn not_sealed_with(
    conn: &mut Conn<'_>,
    column: Column,
    key_id: &str,
    most: i64,
) -> Result<Vec<(Uuid, Sealed)>> {
    let Column { table, id, column, .. } = column;
    let sql = format!(
        "SELECT {id}, {column} FROM {table} WHERE {column} IS NOT NULL AND {column} NOT LIKE $1 ORDER BY {id} LIMIT $2"
    );
    let sealed = format!("{VERSION}{key_id}.%");
    Ok(fetch_all!(conn, sqlx::query_as(AssertSqlSafe(sql)).bind(sealed).bind(most))?)
}

/// The rows whose value of a column is there.
pub async fn rows(conn: &mut Conn<'_>, column: Column) -> Result<Vec<Uuid>> {
    let Column { table, id, column, .. } = column;
    let sql = format!("SELECT {id} FROM {table} WHERE {column} IS NOT NULL");
    Ok(fetch_all!(conn, sqlx::query_scalar(AssertSqlSafe(sql)))?)
}

/// Sets a value, whatever it was.
pub async fn set(conn: &mut Conn<'_>, column: Column, row: Uuid, value: Option<&Sealed>) -> Result<()> {
    let Column { table, id, column, .. } = column;
    let sql = format!("UPDATE {table} SET {column} = $2 WHERE {id} = $1");
    execute!(conn, sqlx::query(AssertSqlSafe(sql)).bind(row).bind(value))?;
    Ok(())
}

/// Puts a value in the place of the one that was read.
pub async fn replace(conn: &mut Conn<'_>, column: Column, row: Uuid, read: &Sealed, value: &Sealed) -> Result<()> {
    let Column { table, id, column, .. } = column;
    let sql = format!("UPDATE {table} SET {column} = $3 WHERE {id} = $1 AND {column} = $2");
    execute!(conn, sqlx::query(AssertSqlSafe(sql)).bind(row).bind(read).bind(value))?;
    Ok(())
}
