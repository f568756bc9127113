use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_optional};
use crate::error::Result;
use crate::ids::{RunId, ShopId};
use crate::privacy::model::{RetentionRule, RunRow, RunState};

/// The rules that are on, in the order in which they run.
pub async fn rules(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<RetentionRule>> {
    const SQL: &str = "SELECT subject, days, ending FROM retention_rules WHERE shop_id = $1 ORDER BY subject";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

/// Puts these rules in the place of those before.
pub async fn set_rules(conn: &mut Conn<'_>, shop_id: ShopId, rules: &[RetentionRule]) -> Result<()> {
    const CLEAR: &str = "DELETE FROM retention_rules WHERE shop_id = $1";
    const SQL: &str = "INSERT INTO retention_rules (shop_id, subject, days, ending) VALUES ($1, $2, $3, $4)";
    execute!(conn, sqlx::query(CLEAR).bind(shop_id))?;
    for rule in rules {
        execute!(conn, sqlx::query(SQL).bind(shop_id).bind(rule.subject).bind(rule.days).bind(rule.ending))?;
    }
    Ok(())
}

macro_rules! run_sql {
    ($tail:literal) => {
        concat!("SELECT id, state, rules, removed, started_at, finished_at FROM retention_runs ", $tail)
    };
}

/// The run that was begun and neither finished nor given up.
pub async fn unfinished(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Option<RunRow>> {
    const SQL: &str = run_sql!("WHERE shop_id = $1 AND state = $2 ORDER BY id DESC LIMIT 1");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(RunState::Running))?)
}

pub async fn insert_run(conn: &mut Conn<'_>, shop_id: ShopId, row: &RunRow) -> Result<()> {
    const SQL: &str = "INSERT INTO retention_runs (id, shop_id, state, rules, removed, started_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(shop_id)
            .bind(row.state)
            .bind(&row.rules)
            .bind(&row.removed)
            .bind(row.started_at)
    )?;
    Ok(())
}

/// Notes what went so far, and how the run stands.
pub async fn save_run(conn: &mut Conn<'_>, shop_id: ShopId, row: &RunRow) -> Result<()> {
    const SQL: &str = "UPDATE retention_runs SET state = $3, removed = $4, finished_at = $5
        WHERE shop_id = $1 AND id = $2";
    execute!(
        conn,
        sqlx::query(SQL).bind(shop_id).bind(row.id).bind(row.state).bind(&row.removed).bind(row.finished_at)
    )?;
    Ok(())
}

/// A page of the shop's runs, the newest first.
pub async fn runs(conn: &mut Conn<'_>, shop_id: ShopId, before: RunId, limit: i64) -> Result<Vec<RunRow>> {
    const SQL: &str = run_sql!("WHERE shop_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(before).bind(limit))?)
}

/// How long runs are looked back at.
const KEPT_SECONDS: i64 = 400 * 24 * 3600;

/// Forgets runs of long ago.
pub async fn forget_old_runs(conn: &mut Conn<'_>, shop_id: ShopId, now: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM retention_runs WHERE shop_id = $1 AND started_at < $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(now.plus_seconds(-KEPT_SECONDS)))?;
    Ok(())
}
