//! Looks for due jobs and begins as many as there are places.

use std::time::Duration;

use uuid::Uuid;

use super::places::Places;
use super::{attempt, store};
use crate::app::App;
use crate::clock::Time;
use crate::error::Result;

/// The clock is looked at this often; a snooze ends within as much of its time.
const LOOK_EVERY: Duration = Duration::from_millis(500);

pub(super) fn start(app: App) {
    let places = Places::new(app.jobs.bell.clone());
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = app.jobs.stopping.cancelled() => return,
                _ = ticks.tick() => {}
                () = app.jobs.bell.notified() => {}
            }
            if let Err(error) = begin_due(&app, &places).await {
                tracing::warn!(%error, "could not look for due jobs");
            }
        }
    });
}

async fn begin_due(app: &App, places: &Places) -> Result<()> {
    let now = app.clock.now();
    let mut due = Vec::new();
    let mut reader = app.db.reader().await?;
    let mut strayed = Vec::new();
    for target in store::targets(&mut reader.conn()).await? {
        let free = places.free_for(&target);
        if free > 0 {
            let ids = store::due(&mut reader.conn(), &target, now, free).await?;
            // Nothing more may be due, or it is hidden.
            if ids.len() < free {
                strayed.extend(store::strayed(&mut reader.conn(), &target, now).await?);
            }
            due.extend(ids.into_iter().filter(|id| !places.has(*id)));
        }
    }
    drop(reader);
    if !strayed.is_empty() {
        send_back(app, &strayed).await?;
        app.jobs.ring();
    }
    if due.is_empty() {
        return Ok(());
    }
    let lease = Uuid::new_v4();
    let mut tx = app.db.begin().await?;
    let jobs = store::lease(&mut tx.conn(), &due, lease, now, attempt::leased_until(now)).await?;
    tx.commit().await?;
    for job in jobs {
        let place = places.take(&job);
        let app = app.clone();
        app.jobs.running.clone().spawn(async move {
            attempt::run(&app, &job, lease).await;
            drop(place);
        });
    }
    Ok(())
}

/// Lets jobs wait for what stands before them in their lanes, so that they hide nobody.
async fn send_back(app: &App, strayed: &[(String, Time)]) -> Result<()> {
    let mut tx = app.db.begin().await?;
    for (lane, until) in strayed {
        store::put_off_lane(&mut tx.conn(), lane, *until).await?;
    }
    Ok(tx.commit().await?)
}
