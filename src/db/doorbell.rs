//! PostgreSQL's LISTEN and NOTIFY.

use sqlx::postgres::PgListener;

use super::Db;

/// PostgreSQL takes no longer payload.
pub const MOST_BYTES: usize = 7999;

/// A connection that listens to one channel.
#[derive(Debug)]
pub struct Doorbell(PgListener);

/// What a listening connection meets.
#[derive(Debug)]
pub enum Heard {
    Payload(String),
    /// The connection was lost, and what was told meanwhile with it.
    Lost,
}

impl Doorbell {
    pub async fn hear(&mut self) -> Result<Heard, sqlx::Error> {
        let notification = self.0.try_recv().await?;
        Ok(notification.map_or(Heard::Lost, |notification| Heard::Payload(notification.payload().to_owned())))
    }
}

impl Db {
    /// Listens to a channel; `None` on SQLite, which has one process.
    pub async fn listen(&self, channel: &str) -> Result<Option<Doorbell>, sqlx::Error> {
        let Self::Postgres { read, .. } = self else { return Ok(None) };
        let mut listener = PgListener::connect_with(read).await?;
        listener.listen(channel).await?;
        Ok(Some(Doorbell(listener)))
    }

    /// Tells all who listen to a channel.
    pub async fn notify(&self, channel: &str, payload: &str) -> Result<(), sqlx::Error> {
        if let Self::Postgres { read, .. } = self {
            sqlx::query("SELECT pg_notify($1, $2)").bind(channel).bind(payload).execute(read).await?;
        }
        Ok(())
    }
}
