//! Writes an SQLite database anew, without what its free space still holds.

use std::time::Duration;

use super::Db;

/// How often readers are waited for, and how long each time.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(250);

impl Db {
    /// Removes from an SQLite file, and from its log, what was deleted before; writers wait meanwhile. False if
    /// somebody read from the log all the time: then it holds old pages still.
    ///
    /// Deleted rows live on in free pages and in the gaps of used ones. `secure_delete` empties the pages but not gaps
    /// that were left when rows moved to another page; only writing the whole file anew does. PostgreSQL's vacuum
    /// frees rows by itself.
    pub async fn compact(&self) -> Result<bool, sqlx::Error> {
        let Self::Sqlite { write, .. } = self else { return Ok(true) };
        sqlx::query("VACUUM").execute(write).await?;
        for _ in 0..TRIES {
            if self.empty_log().await? {
                return Ok(true);
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(false)
    }

    /// Bytes of an SQLite database, which [`Self::compact`] writes twice; none on PostgreSQL, where it does nothing.
    pub async fn bytes_to_compact(&self) -> Result<u64, sqlx::Error> {
        if matches!(self, Self::Postgres { .. }) {
            return Ok(0);
        }
        Ok(self.sizes().await?.database_bytes)
    }
}
