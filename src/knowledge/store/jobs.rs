//! SQL of many questions at once.

use super::{from_json, json};
use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_all, fetch_optional, insert_rows, statement};
use crate::error::Result;
use crate::ids::{AskJobId, ShopId};
use crate::knowledge::model::{AskJob, AskJobState, AskResult, Decision, ResultRow};

macro_rules! job_sql {
    ($tail:literal) => {
        concat!(
            "SELECT job.id, job.shop_id, job.asked_by, job.state, job.how, job.done, job.total, job.created_at,
             job.finished_at, job.expires_at,
             (SELECT COUNT(*) FROM ask_results r WHERE r.job_id = job.id AND r.decision = 0) AS answer,
             (SELECT COUNT(*) FROM ask_results r WHERE r.job_id = job.id AND r.decision = 1) AS suggest,
             (SELECT COUNT(*) FROM ask_results r WHERE r.job_id = job.id AND r.decision = 2) AS hand_over
             FROM ask_jobs job WHERE job.shop_id = $1 ",
            $tail
        )
    };
}

fn number(decision: Decision) -> i16 {
    match decision {
        Decision::Answer => 0,
        Decision::Suggest => 1,
        Decision::HandOver => 2,
    }
}

pub async fn insert(conn: &mut Conn<'_>, row: &AskJob, questions: &[String]) -> Result<()> {
    const SQL: &str = "INSERT INTO ask_jobs (id, shop_id, asked_by, state, how, done, total, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(row.shop_id)
            .bind(row.asked_by)
            .bind(row.state)
            .bind(&row.how)
            .bind(row.total)
            .bind(row.created_at)
            .bind(row.expires_at)
    )?;
    let numbered: Vec<(i64, &String)> = (1..).zip(questions).collect();
    let mut script = Script::of(conn);
    for chunk in numbered.chunks(200) {
        insert_rows!(
            &mut script,
            "INSERT INTO ask_results (job_id, number, shop_id, question) ",
            chunk,
            |b, question| {
                b.push_bind(row.id);
                b.push_bind(question.0);
                b.push_bind(row.shop_id);
                b.push_bind(question.1.clone());
            },
            ""
        );
    }
    script.run(conn).await?;
    Ok(())
}

/// The jobs of a shop, the newest first.
pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<AskJob>> {
    const SQL: &str = job_sql!("ORDER BY job.id DESC");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: AskJobId) -> Result<Option<AskJob>> {
    const SQL: &str = job_sql!("AND job.id = $2");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// The next questions that were not asked yet.
pub async fn unasked(conn: &mut Conn<'_>, shop_id: ShopId, id: AskJobId, limit: i64) -> Result<Vec<ResultRow>> {
    const SQL: &str = "SELECT number, question, result FROM ask_results
        WHERE shop_id = $1 AND job_id = $2 AND result IS NULL ORDER BY number LIMIT $3";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id).bind(limit))?)
}

/// Notes what came of some questions; false if the job is gone.
pub async fn answered(conn: &mut Conn<'_>, shop_id: ShopId, id: AskJobId, results: &[AskResult]) -> Result<bool> {
    const JOB: &str = "UPDATE ask_jobs SET state = $3, done = done + $4 WHERE shop_id = $1 AND id = $2";
    let more = i64::try_from(results.len()).unwrap_or(i64::MAX);
    let running = AskJobState::Running;
    if execute!(conn, sqlx::query(JOB).bind(shop_id).bind(id).bind(running).bind(more))? == 0 {
        return Ok(false);
    }
    let mut script = Script::of(conn);
    for result in results {
        let text = json(result)?;
        statement!(
            &mut script,
            ["UPDATE ask_results SET decision = " => number(result.decision), ", result = " => text.clone(),
                " WHERE shop_id = " => shop_id, " AND job_id = " => id, " AND number = " => result.number],
            ""
        );
    }
    script.run(conn).await?;
    Ok(true)
}

pub async fn finish(conn: &mut Conn<'_>, shop_id: ShopId, id: AskJobId, state: AskJobState, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE ask_jobs SET state = $3, finished_at = $4 WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(state).bind(now))?;
    Ok(())
}

/// What came of the questions behind a number.
pub async fn results(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: AskJobId,
    after: i64,
    limit: i64,
) -> Result<Vec<AskResult>> {
    const SQL: &str = "SELECT number, question, result FROM ask_results
        WHERE shop_id = $1 AND job_id = $2 AND number > $3 AND result IS NOT NULL ORDER BY number LIMIT $4";
    let rows: Vec<ResultRow> = fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id).bind(after).bind(limit))?;
    rows.iter().filter_map(|row| row.result.as_deref()).map(from_json).collect()
}

pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, id: AskJobId) -> Result<()> {
    const RESULTS: &str = "DELETE FROM ask_results WHERE shop_id = $1 AND job_id = $2";
    const JOB: &str = "DELETE FROM ask_jobs WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(RESULTS).bind(shop_id).bind(id))?;
    execute!(conn, sqlx::query(JOB).bind(shop_id).bind(id))?;
    Ok(())
}

/// Removes jobs of all shops whose time has come.
pub async fn forget_old(conn: &mut Conn<'_>, now: Time) -> Result<()> {
    const RESULTS: &str = "DELETE FROM ask_results WHERE job_id IN (SELECT id FROM ask_jobs WHERE expires_at <= $1)";
    const JOBS: &str = "DELETE FROM ask_jobs WHERE expires_at <= $1";
    execute!(conn, sqlx::query(RESULTS).bind(now))?;
    execute!(conn, sqlx::query(JOBS).bind(now))?;
    Ok(())
}
