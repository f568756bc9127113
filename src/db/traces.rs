//! What SQLite leaves behind of values that were overwritten. PostgreSQL clears away by itself, and dumps only what is there.

use super::Db;

impl Db {
    /// From now on what is overwritten or deleted is overwritten with zeros, or no longer.
    pub(crate) async fn overwrite_what_goes(&self, on: bool) -> Result<(), sqlx::Error> {
        if let Self::Sqlite { write, .. } = self {
            let sql = if on { "PRAGMA secure_delete = ON" } else { "PRAGMA secure_delete = OFF" };
            sqlx::query(sql).execute(write).await?;
        }
        Ok(())
    }

    /// Moves the write-ahead log into the database and empties it; false if somebody reads from it just now.
    pub(crate) async fn empty_log(&self) -> Result<bool, sqlx::Error> {
        let Self::Sqlite { write, .. } = self else { return Ok(true) };
        let busy: i64 = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(write).await?;
        Ok(busy == 0)
    }
}
