//! SQL of jobs.

pub(super) mod leases;

use uuid::Uuid;

use super::model::{DeadLetter, Job, NewJob};
use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_all, fetch_one, fetch_optional, insert_rows, select_in};
use crate::error::Result;
use crate::ids::{ConversationId, JobId, ShopId};

pub(super) const WAKE_CONVERSATION: &str = "wake_conversation";

/// So many due jobs of a target are looked at for those whose turn it is. They are found because no job of a lane is due
/// before the first of it: [`enqueue`] and [`put_off_lane`] see to that, and [`strayed`] finds what slipped past them.
const LOOKED_AT: i64 = 200;

/// Stores jobs that can run at once.
pub async fn enqueue(conn: &mut Conn<'_>, jobs: &[NewJob], now: Time) -> Result<()> {
    const HEAD: &str =
        "INSERT INTO jobs (id, shop_id, kind, payload, target, lane, place, about, run_at, attempts, created_at) ";
    let mut script = Script::of(conn);
    for chunk in jobs.chunks(100) {
        insert_rows!(
            &mut script,
            HEAD,
            chunk,
            |b, job| {
                b.push_bind(job.id);
                b.push_bind(job.shop_id);
                b.push_bind(job.kind);
                b.push_bind(&job.payload);
                b.push_bind(&job.target);
                b.push_bind(&job.lane);
                b.push_bind(job.place);
                b.push_bind(&job.about);
                // No sooner than whatever stands before it in its lane: else those that have to wait could be all that
                // is looked at, and hide the ones that need not.
                b.push("(SELECT COALESCE(MAX(ahead.run_at), ").push_bind_unseparated(now);
                b.push_unseparated(") FROM (SELECT run_at FROM jobs WHERE dead_at IS NULL AND lane = ");
                b.push_bind_unseparated(&job.lane);
                b.push_unseparated(" ORDER BY place DESC LIMIT 1) ahead WHERE ahead.run_at > ");
                b.push_bind_unseparated(now).push_unseparated(")");
                b.push_bind(0_i64);
                b.push_bind(now);
            },
            ""
        );
    }
    script.run(conn).await?;
    Ok(())
}

/// Runs a job now, whatever became of it before: what is late already holds nothing up, so it leaves its lane.
pub async fn replay_or_enqueue(conn: &mut Conn<'_>, job: &NewJob, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE jobs SET run_at = $3, attempts = 0, dead_at = NULL, lane = NULL
        WHERE shop_id = $1 AND id = $2";
    let known = execute!(conn, sqlx::query(SQL).bind(job.shop_id).bind(job.id).bind(now))?;
    if known == 0 {
        enqueue(conn, std::slice::from_ref(job), now).await?;
    }
    Ok(())
}

/// Stores a job for a time; one that waits under the same key is replaced.
pub async fn enqueue_once(conn: &mut Conn<'_>, job: &NewJob, key: &str, at: Time, now: Time) -> Result<()> {
    const SQL: &str = "INSERT INTO jobs (id, shop_id, kind, payload, target, lane, place, about, dedupe_key, run_at,
            attempts, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11)
        ON CONFLICT (dedupe_key) DO UPDATE SET payload = excluded.payload, run_at = excluded.run_at, attempts = 0,
            leased_until = NULL, lease = NULL, dead_at = NULL";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(job.id)
            .bind(job.shop_id)
            .bind(job.kind)
            .bind(&job.payload)
            .bind(&job.target)
            .bind(&job.lane)
            .bind(job.place)
            .bind(&job.about)
            .bind(key)
            .bind(at)
            .bind(now)
    )?;
    Ok(())
}

/// Forgets the job that waits under a key.
pub async fn discard_once(conn: &mut Conn<'_>, shop_id: ShopId, key: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM jobs WHERE dedupe_key = $1 AND shop_id = $2";
    execute!(conn, sqlx::query(SQL).bind(key).bind(shop_id))?;
    Ok(())
}

/// Brings a snoozed conversation back at its time; a later snooze of the same one replaces this.
pub async fn wake_conversation(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: ConversationId,
    at: Time,
    now: Time,
) -> Result<()> {
    let job = NewJob {
        id: JobId::new(),
        shop_id,
        kind: WAKE_CONVERSATION,
        payload: id.to_string(),
        target: String::new(),
        lane: None,
        place: 0,
        about: None,
    };
    enqueue_once(conn, &job, &wake_key(id), at, now).await
}

/// Leaves a snoozed conversation where it is.
pub async fn never_wake(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    discard_once(conn, shop_id, &wake_key(id)).await
}

fn wake_key(id: ConversationId) -> String {
    format!("{WAKE_CONVERSATION}:{id}")
}

/// All targets that jobs wait for: one step through the index a target, however many jobs each has.
pub(super) async fn targets(conn: &mut Conn<'_>) -> Result<Vec<String>> {
    const SQL: &str = "WITH RECURSIVE step (target) AS (
            SELECT MIN(target) FROM jobs WHERE dead_at IS NULL
            UNION ALL
            SELECT (SELECT MIN(target) FROM jobs WHERE dead_at IS NULL AND target > step.target)
            FROM step WHERE step.target IS NOT NULL)
        SELECT target FROM step WHERE target IS NOT NULL";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL))?)
}

/// Due jobs of a target that nobody holds, the first of each lane only.
pub(super) async fn due(conn: &mut Conn<'_>, target: &str, now: Time, limit: usize) -> Result<Vec<JobId>> {
    const SQL: &str = "SELECT job.id FROM
            (SELECT id, lane, place, run_at FROM jobs
             WHERE target = $1 AND run_at <= $2 AND dead_at IS NULL AND (leased_until IS NULL OR leased_until <= $2)
             ORDER BY run_at, place LIMIT $3) job
        WHERE job.lane IS NULL OR NOT EXISTS
            (SELECT 1 FROM jobs before WHERE before.lane = job.lane AND before.dead_at IS NULL AND before.place < job.place)
        ORDER BY job.run_at, job.place LIMIT $4";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(target).bind(now).bind(LOOKED_AT).bind(limit))?)
}

/// Lanes with jobs that are due before what they wait for, and when that comes: of those that [`due`] looks at. They were
/// enqueued in the same moment as their lane was put off, or for a time of their own.
pub(super) async fn strayed(conn: &mut Conn<'_>, target: &str, now: Time) -> Result<Vec<(String, Time)>> {
    const SQL: &str = "SELECT lane, MAX(first_at) FROM
            (SELECT job.lane, job.run_at,
                (SELECT first.run_at FROM jobs first WHERE first.lane = job.lane AND first.dead_at IS NULL
                 ORDER BY first.place LIMIT 1) AS first_at
             FROM (SELECT lane, run_at FROM jobs
                   WHERE target = $1 AND run_at <= $2 AND dead_at IS NULL AND (leased_until IS NULL OR leased_until <= $2)
                   ORDER BY run_at, place LIMIT $3) job
             WHERE job.lane IS NOT NULL) looked_at
        WHERE first_at > run_at GROUP BY lane ORDER BY lane";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(target).bind(now).bind(LOOKED_AT))?)
}

/// Takes those of these jobs that are still free; another worker does not get them before the lease ends.
pub(super) async fn lease(conn: &mut Conn<'_>, ids: &[JobId], lease: Uuid, now: Time, until: Time) -> Result<Vec<Job>> {
    const HEAD: &str = "SELECT id FROM jobs WHERE dead_at IS NULL AND (leased_until IS NULL OR leased_until <= ";
    // SQLite has one writer; on PostgreSQL another node may be taking the same job.
    let tail = if matches!(conn, Conn::Postgres(_)) { "FOR UPDATE SKIP LOCKED" } else { "" };
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => now], ") AND id IN", ids.iter().copied(), tail);
    let free: Vec<(JobId,)> = script.fetch(conn).await?;
    const SQL: &str = "UPDATE jobs SET leased_until = $1, lease = $2, attempts = attempts + 1 WHERE id = $3
        RETURNING id, shop_id, kind, payload, target, lane, attempts";
    let mut jobs = Vec::with_capacity(free.len());
    for (id,) in free {
        jobs.push(fetch_one!(conn, sqlx::query_as(SQL).bind(until).bind(lease).bind(id))?);
    }
    Ok(jobs)
}

/// Holds a job for longer; false when it is somebody else's by now.
pub(super) async fn renew(conn: &mut Conn<'_>, id: JobId, lease: Uuid, until: Time) -> Result<bool> {
    const SQL: &str = "UPDATE jobs SET leased_until = $3 WHERE id = $1 AND lease = $2";
    Ok(execute!(conn, sqlx::query(SQL).bind(id).bind(lease).bind(until))? > 0)
}

pub(super) async fn finish(conn: &mut Conn<'_>, id: JobId, lease: Uuid) -> Result<()> {
    const SQL: &str = "DELETE FROM jobs WHERE id = $1 AND lease = $2";
    execute!(conn, sqlx::query(SQL).bind(id).bind(lease))?;
    Ok(())
}

/// Gives a job back, to be tried again at a time; false when it was somebody else's by then.
pub(super) async fn put_off(conn: &mut Conn<'_>, id: JobId, lease: Uuid, error: &str, at: Time) -> Result<bool> {
    const SQL: &str = "UPDATE jobs SET run_at = $4, last_error = $3, leased_until = NULL, lease = NULL
        WHERE id = $1 AND lease = $2";
    Ok(execute!(conn, sqlx::query(SQL).bind(id).bind(lease).bind(error).bind(at))? > 0)
}

/// Lays a job aside as a dead letter; false when it was somebody else's by then.
pub(super) async fn lay_aside(conn: &mut Conn<'_>, id: JobId, lease: Uuid, error: &str, now: Time) -> Result<bool> {
    const SQL: &str = "UPDATE jobs SET dead_at = $4, last_error = $3, leased_until = NULL, lease = NULL
        WHERE id = $1 AND lease = $2";
    Ok(execute!(conn, sqlx::query(SQL).bind(id).bind(lease).bind(error).bind(now))? > 0)
}

/// Lets a whole lane wait until a time.
pub(super) async fn put_off_lane(conn: &mut Conn<'_>, lane: &str, at: Time) -> Result<()> {
    const SQL: &str = "UPDATE jobs SET run_at = $2 WHERE lane = $1 AND dead_at IS NULL AND run_at < $2";
    execute!(conn, sqlx::query(SQL).bind(lane).bind(at))?;
    Ok(())
}

/// How many jobs wait for a target.
pub async fn waiting_for(conn: &mut Conn<'_>, shop_id: ShopId, target: &str) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM jobs WHERE target = $1 AND dead_at IS NULL AND shop_id = $2";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(target).bind(shop_id))?)
}

/// Lets the jobs of a target that wait for another try run now.
pub async fn hurry_of_target(conn: &mut Conn<'_>, shop_id: ShopId, target: &str, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE jobs SET run_at = $3 WHERE target = $1 AND shop_id = $2 AND dead_at IS NULL
        AND attempts > 0 AND run_at > $3";
    execute!(conn, sqlx::query(SQL).bind(target).bind(shop_id).bind(now))?;
    Ok(())
}

/// Removes all jobs of a target that is gone, dead letters too.
pub async fn discard_of_target(conn: &mut Conn<'_>, shop_id: ShopId, target: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM jobs WHERE target = $1 AND shop_id = $2";
    execute!(conn, sqlx::query(SQL).bind(target).bind(shop_id))?;
    Ok(())
}

/// Removes jobs whose cause is gone, whatever became of them.
pub async fn discard_many(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[JobId]) -> Result<()> {
    const HEAD: &str = "DELETE FROM jobs WHERE shop_id = ";
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND id IN", ids.iter().copied(), "");
    script.run(conn).await?;
    Ok(())
}

/// A page of a shop's dead letters, the newest first.
pub(super) async fn dead_letters(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    before: JobId,
    limit: i64,
) -> Result<Vec<DeadLetter>> {
    const SQL: &str = "SELECT id, kind, about, attempts, last_error AS error, created_at, dead_at FROM jobs
        WHERE shop_id = $1 AND dead_at IS NOT NULL AND id < $2 ORDER BY id DESC LIMIT $3";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(before).bind(limit))?)
}

/// Gives a dead letter all its tries again, out of its lane; what it is about, if the shop has such a one.
pub(super) async fn replay(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: JobId,
    now: Time,
) -> Result<Option<Option<String>>> {
    const SQL: &str = "UPDATE jobs SET run_at = $3, attempts = 0, dead_at = NULL, lane = NULL
        WHERE shop_id = $1 AND id = $2 AND dead_at IS NOT NULL RETURNING about";
    Ok(fetch_optional!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id).bind(now))?)
}

/// As [`replay`], for all of a shop; how many there were.
pub(super) async fn replay_all(conn: &mut Conn<'_>, shop_id: ShopId, now: Time) -> Result<u64> {
    const SQL: &str = "UPDATE jobs SET run_at = $2, attempts = 0, dead_at = NULL, lane = NULL
        WHERE shop_id = $1 AND dead_at IS NOT NULL";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(now))?)
}

/// Removes a dead letter; what it was about, if the shop had such a one.
pub(super) async fn discard(conn: &mut Conn<'_>, shop_id: ShopId, id: JobId) -> Result<Option<Option<String>>> {
    const SQL: &str = "DELETE FROM jobs WHERE shop_id = $1 AND id = $2 AND dead_at IS NOT NULL RETURNING about";
    Ok(fetch_optional!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id))?)
}
