//! Writes an SQLite database anew, without what its free space still holds.

use sqlx::sqlite::SqlitePool;

use super::Db;

/// How often readers are waited for, and how long each time.
const TRIES: u32 = 20;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(250);

impl Db {
    /// Removes from an SQLite file, and from its log, what was deleted before. Writers wait meanwhile.
    ///
    /// Deleted rows live on in free pages and in the gaps of used ones. SQLite's `secure_delete` empties the pages but
    /// not gaps that were left when rows moved to another page; only writing the whole file anew does. PostgreSQL's
    /// vacuum frees rows by itself.
    pub async fn compact(&self) -> Result<(), sqlx::Error> {
        let Self::Sqlite { write, .. } = self else { return Ok(()) };
        sqlx::query("VACUUM").execute(write).await?;
        empty_log(write).await
    }

    /// Bytes of an SQLite database, which [`Self::compact`] writes twice; none on PostgreSQL, where it does nothing.
    pub async fn bytes_to_compact(&self) -> Result<u64, sqlx::Error> {
        if matches!(self, Self::Postgres(_)) {
            return Ok(0);
        }
        Ok(self.sizes().await?.database_bytes)
    }
}

/// Brings the log into the file and cuts it to nothing: it holds pages as they were before.
async fn empty_log(write: &SqlitePool) -> Result<(), sqlx::Error> {
    for _ in 0..TRIES {
        let (busy, _, _): (i64, i64, i64) =
            sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(write).await?;
        if busy == 0 {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(sqlx::Error::PoolTimedOut)
}
