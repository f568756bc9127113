//! Runs due jobs.

use std::time::Duration;

use super::store::{self, Job, WAKE_CONVERSATION};
use crate::app::App;
use crate::clock::Time;
use crate::conversations;
use crate::error::{Error, Result};
use crate::ids::ConversationId;

/// The clock is looked at this often; a snooze ends within as much of its time.
const LOOK_EVERY: Duration = Duration::from_millis(500);
const LEASE_SECONDS: i64 = 60;
const JOBS_AT_ONCE: i64 = 50;
/// Pauses double from one second; the last of these tries comes more than a day after the first.
const TRIES: i64 = 18;

pub(super) fn start(app: App) {
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            match run_due(&app).await {
                Ok(()) => {}
                Err(_) if app.live.is_closing() => return,
                Err(error) => tracing::warn!(%error, "could not look for due jobs"),
            }
        }
    });
}

async fn run_due(app: &App) -> Result<()> {
    let now = app.clock.now();
    let mut reader = app.db.reader().await?;
    let due = store::next_due(&mut reader.conn()).await?;
    drop(reader);
    if due.is_none_or(|due| due > now) {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    let jobs = store::lease(&mut tx.conn(), now, now.plus_seconds(LEASE_SECONDS), JOBS_AT_ONCE).await?;
    tx.commit().await?;
    for job in jobs {
        let outcome = run(app, &job).await;
        let mut tx = app.db.begin().await?;
        match outcome {
            Ok(()) => store::finish(&mut tx.conn(), job.id).await?,
            Err(error) => {
                tracing::warn!(job = job.kind, attempts = job.attempts, %error, "a job failed");
                let again = again_at(app.clock.now(), job.attempts);
                store::fail(&mut tx.conn(), job.id, &error.to_string(), again, app.clock.now()).await?;
            }
        }
        tx.commit().await?;
    }
    Ok(())
}

async fn run(app: &App, job: &Job) -> Result<()> {
    match job.kind.as_str() {
        WAKE_CONVERSATION => {
            let id: ConversationId = job.payload.parse().map_err(|_| Error::invalid("payload", "not_an_id"))?;
            conversations::wake(app, job.shop_id, id).await
        }
        _ => Err(Error::invalid("kind", "unknown")),
    }
}

/// When to try again after so many tries; never, after the last.
fn again_at(now: Time, attempts: i64) -> Option<Time> {
    (attempts < TRIES).then(|| now.plus_seconds(1 << attempts.clamp(0, 16)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_job_is_tried_for_more_than_a_day() {
        let pauses: i64 = (1..TRIES).filter_map(|tries| again_at(Time(0), tries)).map(|at| at.0 / 1000).sum();
        assert!(pauses > 24 * 3600, "{pauses} s");
        assert_eq!(again_at(Time(0), TRIES), None);
    }
}
