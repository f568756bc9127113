//! SQL of jobs.

use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all};
use crate::error::Result;
use crate::ids::{ConversationId, JobId, ShopId};

pub(super) const WAKE_CONVERSATION: &str = "wake_conversation";

#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Job {
    pub id: JobId,
    pub shop_id: ShopId,
    pub kind: String,
    pub payload: String,
    pub attempts: i64,
}

/// Brings a snoozed conversation back at its time; a later snooze of the same one replaces this.
pub async fn wake_conversation(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: ConversationId,
    at: Time,
    now: Time,
) -> Result<()> {
    const SQL: &str = "INSERT INTO jobs (id, shop_id, kind, payload, dedupe_key, run_at, attempts, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7)
        ON CONFLICT (dedupe_key) DO UPDATE SET run_at = excluded.run_at, attempts = 0, leased_until = NULL, dead_at = NULL";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(JobId::new())
            .bind(shop_id)
            .bind(WAKE_CONVERSATION)
            .bind(id.to_string())
            .bind(format!("{WAKE_CONVERSATION}:{id}"))
            .bind(at)
            .bind(now)
    )?;
    Ok(())
}

/// Takes due jobs until `leased_until`; another runner does not see them before.
pub(super) async fn lease(conn: &mut Conn<'_>, now: Time, leased_until: Time, limit: i64) -> Result<Vec<Job>> {
    const SQL: &str = "UPDATE jobs SET leased_until = $1, attempts = attempts + 1 WHERE id IN
        (SELECT id FROM jobs WHERE run_at <= $2 AND dead_at IS NULL AND (leased_until IS NULL OR leased_until <= $2)
         ORDER BY run_at LIMIT $3)
        RETURNING id, shop_id, kind, payload, attempts";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(leased_until).bind(now).bind(limit))?)
}

pub(super) async fn finish(conn: &mut Conn<'_>, id: JobId) -> Result<()> {
    const SQL: &str = "DELETE FROM jobs WHERE id = $1 AND leased_until IS NOT NULL";
    execute!(conn, sqlx::query(SQL).bind(id))?;
    Ok(())
}

/// Tries again at a time, or, when there is none, lays the job aside as a dead letter.
pub(super) async fn fail(conn: &mut Conn<'_>, id: JobId, error: &str, again_at: Option<Time>, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE jobs SET last_error = $1, run_at = COALESCE($2, run_at), leased_until = NULL,
        dead_at = CASE WHEN $2 IS NULL THEN $3 END WHERE id = $4";
    execute!(conn, sqlx::query(SQL).bind(error).bind(again_at).bind(now).bind(id))?;
    Ok(())
}

/// When the next job is due.
pub(super) async fn next_due(conn: &mut Conn<'_>) -> Result<Option<Time>> {
    const SQL: &str = "SELECT MIN(run_at) FROM jobs WHERE dead_at IS NULL";
    Ok(crate::db::fetch_one!(conn, sqlx::query_scalar(SQL))?)
}
