//! How the queue of work stands: for whoever watches it.

use crate::clock::Time;
use crate::db::{Conn, fetch_one};
use crate::error::Result;

/// A due job that nobody has taken for so long says that nobody takes jobs.
const LATE_AFTER_SECONDS: i64 = 15 * 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Figures {
    /// To be done, now or later.
    pub waiting: i64,
    /// Due for a quarter of an hour and in nobody's hands.
    pub late: i64,
    /// Given up.
    pub dead: i64,
}

pub async fn figures(conn: &mut Conn<'_>, now: Time) -> Result<Figures> {
    const SQL: &str = "SELECT
        COALESCE(SUM(CASE WHEN dead_at IS NULL THEN 1 ELSE 0 END), 0) AS waiting,
        COALESCE(SUM(CASE WHEN dead_at IS NULL AND run_at < $1 AND (leased_until IS NULL OR leased_until < $1)
            THEN 1 ELSE 0 END), 0) AS late,
        COALESCE(SUM(CASE WHEN dead_at IS NOT NULL THEN 1 ELSE 0 END), 0) AS dead
        FROM jobs";
    Ok(fetch_one!(conn, sqlx::query_as(SQL).bind(now.plus_seconds(-LATE_AFTER_SECONDS)))?)
}
