//! What goes by itself when it is old: off until the shop decides otherwise, looked at before, at night, in steps.

pub mod night;
mod preview;
mod steps;

pub(super) use preview::preview;

use steps::Tonight;

use super::compact;
use super::model::{RetentionRemoved, RetentionRule, RunRow, RunState};
use super::store::retention as store;
use crate::app::App;
use crate::audit::{self, Action, Entry, Who};
use crate::error::Result;
use crate::files;
use crate::ids::{RunId, ShopId};
use crate::jobs::{Job, Outcome};

/// The kind of its jobs, one a shop.
pub const RETAIN: &str = "retain";

/// A night's work. Cut off it goes on where it was; given up it is begun anew the next night.
pub async fn retain(app: &App, job: &Job) -> Result<Outcome> {
    let rules = store::rules(&mut app.db.reader().await?.conn(), job.shop_id).await?;
    if rules.is_empty() {
        return Ok(Outcome::Done);
    }
    let mut run = begin(app, job.shop_id, &rules).await?;
    let removed = remove(app, job.shop_id, &rules, &mut run).await;
    if let Err(error) = removed {
        if !job.is_last_attempt() {
            return Err(error);
        }
        tracing::error!(shop = %job.shop_id, %error, "a night of retention was given up");
        run.state = RunState::Failed;
    } else {
        run.state = RunState::Done;
    }
    finish(app, job.shop_id, &rules, run).await?;
    Ok(Outcome::Done)
}

/// The run that was cut off, or a new one.
async fn begin(app: &App, shop_id: ShopId, rules: &[RetentionRule]) -> Result<RunRow> {
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    if let Some(run) = store::unfinished(&mut conn, shop_id).await? {
        return Ok(run);
    }
    let run = RunRow {
        id: RunId::new(),
        state: RunState::Running,
        rules: written(&rules)?,
        removed: "[]".into(),
        started_at: app.clock.now(),
        finished_at: None,
    };
    store::insert_run(&mut conn, shop_id, &run).await?;
    store::forget_old_runs(&mut conn, shop_id, run.started_at).await?;
    tx.commit().await?;
    Ok(run)
}

async fn remove(app: &App, shop_id: ShopId, rules: &[RetentionRule], run: &mut RunRow) -> Result<()> {
    let mut removed: Vec<RetentionRemoved> = serde_json::from_str(&run.removed).unwrap_or_default();
    let mut tonight = Tonight::new(app, shop_id, run.started_at);
    for rule in rules {
        loop {
            let count = tonight.step(rule).await?;
            if count == 0 {
                break;
            }
            add(&mut removed, rule, count);
            run.removed = written(&removed)?;
            let mut tx = app.db.begin().await?;
            store::save_run(&mut tx.conn(), shop_id, run).await?;
            tx.commit().await?;
        }
    }
    files::forget::bury(app).await
}

fn add(removed: &mut Vec<RetentionRemoved>, rule: &RetentionRule, count: i64) {
    match removed.iter_mut().find(|known| known.subject == rule.subject) {
        Some(known) => known.count += count,
        None => removed.push(RetentionRemoved { subject: rule.subject, count }),
    }
}

async fn finish(app: &App, shop_id: ShopId, rules: &[RetentionRule], mut run: RunRow) -> Result<()> {
    let now = app.clock.now();
    run.finished_at = Some(now);
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    store::save_run(&mut conn, shop_id, &run).await?;
    let removed: Vec<RetentionRemoved> = serde_json::from_str(&run.removed).unwrap_or_default();
    if !removed.is_empty() {
        let entry = Entry::new(Action::RetentionRun).note("state", run.state).note("removed", removed);
        audit::record(&mut conn, shop_id, Who::system(), now, entry).await?;
        compact::plan(app, &mut conn, shop_id, now).await?;
    }
    night::plan(&mut conn, shop_id, rules, now).await?;
    Ok(tx.commit().await?)
}

fn written(value: &impl serde::Serialize) -> Result<String> {
    Ok(serde_json::to_string(value).map_err(anyhow::Error::from)?)
}
