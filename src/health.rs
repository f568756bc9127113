//! Whether the server can do its work: read, and write so that it lasts.
//!
//! Invariant: "ready" was true at most a second ago, whatever was remembered before.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::app::App;
use crate::error::{Error, Result};

const ANSWERS_WITHIN: Duration = Duration::from_secs(2);
/// A write is tried so often and no more: anybody may ask.
const WRITE_EVERY: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub struct Health {
    /// When a write last went well.
    written: Mutex<Option<Instant>>,
}

impl Health {
    /// Refuses with the reason when the server is stopping or its database does not take reads or writes.
    pub async fn check(&self, app: &App) -> Result<()> {
        if app.live.is_closing() {
            return Err(Error::Unavailable("stopping"));
        }
        match tokio::time::timeout(ANSWERS_WITHIN, self.try_database(app)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                tracing::warn!(%error, "not ready: the database refuses");
                Err(Error::Unavailable("database_unavailable"))
            }
            Err(_) => {
                tracing::warn!("not ready: the database does not answer");
                Err(Error::Unavailable("database_unavailable"))
            }
        }
    }

    async fn try_database(&self, app: &App) -> Result<()> {
        app.db.ping().await?;
        let mut written = self.written.lock().await;
        if written.is_none_or(|at| at.elapsed() >= WRITE_EVERY) {
            *written = None;
            app.db.takes_writes().await?;
            *written = Some(Instant::now());
        }
        Ok(())
    }
}
