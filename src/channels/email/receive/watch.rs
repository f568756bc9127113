//! Who is looked into when: every mailbox for itself, by the process that leads.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::look::look;
use crate::app::App;
use crate::channels::email::model::MailboxRow;
use crate::channels::email::store::mailboxes as store;
use crate::clock::Time;
use crate::error::Result;
use crate::events::{self, NewEvent};
use crate::ids::InboxId;

/// The clock is looked at this often.
const TICK: Duration = Duration::from_millis(500);
const LOOK_EVERY_SECONDS: i64 = 15;
/// One that fails is asked less and less often: providers lock out who knocks too much.
const LONGEST_PAUSE_SECONDS: i64 = 300;
const LOOK_WITHIN: Duration = Duration::from_secs(90);
const SIDE_BY_SIDE: usize = 32;

/// What this process remembers of its looks.
#[derive(Debug, Default)]
struct Memory(Mutex<HashMap<InboxId, Looked>>);

#[derive(Debug, Clone, Copy)]
struct Looked {
    at: Time,
    failures: u32,
    under_way: bool,
    /// Whether it stands in the mailbox's row: where it does not any more, the mailbox was connected anew.
    noted: bool,
}

pub fn start(app: App) {
    let (memory, places) = (Arc::new(Memory::default()), Arc::new(Semaphore::new(SIDE_BY_SIDE)));
    app.jobs.clone().spawn(async move {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = app.jobs.stopping().cancelled() => return,
                _ = ticks.tick() => {}
            }
            // The people of a demo are made up: nobody writes to them.
            if !app.jobs.leads() || app.demo.is_on() {
                continue;
            }
            if let Err(error) = begin_due(&app, &memory, &places).await {
                tracing::warn!(%error, "could not find out which mailboxes to look into");
            }
        }
    });
}

async fn begin_due(app: &App, memory: &Arc<Memory>, places: &Arc<Semaphore>) -> Result<()> {
    let rows = store::open(&mut app.db.reader().await?.conn()).await?;
    for row in rows {
        if !memory.begin(&row, app.clock.now()) {
            continue;
        }
        let (app, memory, places) = (app.clone(), memory.clone(), places.clone());
        app.jobs.clone().spawn(async move {
            let _place = places.acquire().await;
            tokio::select! {
                () = app.jobs.stopping().cancelled() => {}
                () = look_and_note(&app, &memory, &row) => {}
            }
        });
    }
    Ok(())
}

async fn look_and_note(app: &App, memory: &Memory, row: &MailboxRow) {
    let looked = timeout(LOOK_WITHIN, look(app, row)).await.unwrap_or(Ok(Err("too_slow")));
    let noted = match &looked {
        Ok(outcome) => note(app, row, outcome.err()).await,
        Err(error) => {
            tracing::warn!(inbox = %row.inbox_id, %error, "what lies in a mailbox could not be stored");
            Ok(())
        }
    };
    if let Err(error) = &noted {
        tracing::warn!(inbox = %row.inbox_id, %error, "how a look into a mailbox went could not be stored");
    }
    memory.end(row.inbox_id, app.clock.now(), matches!(looked, Ok(Ok(()))), noted.is_ok());
}

async fn note(app: &App, row: &MailboxRow, failure: Option<&'static str>) -> Result<()> {
    if let Some(code) = failure {
        tracing::warn!(inbox = %row.inbox_id, code, "a mailbox could not be looked into");
    }
    let now = app.clock.now();
    if row.failure.as_deref() == failure {
        let mut tx = app.db.begin().await?;
        store::looked(&mut tx.conn(), row, failure, now).await?;
        return Ok(tx.commit().await?);
    }
    // The desks show which mailboxes fail.
    let mut tx = app.db.begin_in(&[row.shop_id]).await?;
    let mut conn = tx.conn();
    store::looked(&mut conn, row, failure, now).await?;
    let told = events::record(&mut conn, row.shop_id, now, &[NewEvent::inbox_updated(row.inbox_id)]).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

impl Memory {
    /// Whether a mailbox is to be looked into now; then nobody else here does.
    fn begin(&self, row: &MailboxRow, now: Time) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.get(&row.inbox_id).copied();
        let is_due = known.is_none_or(|looked| {
            let is_new = row.checked_at.is_none() && looked.noted;
            !looked.under_way && (is_new || now >= looked.at.plus_seconds(pause_seconds(looked.failures)))
        });
        if is_due {
            let failures = known.map_or(0, |looked| looked.failures);
            all.insert(row.inbox_id, Looked { at: now, failures, under_way: true, noted: false });
        }
        is_due
    }

    fn end(&self, id: InboxId, now: Time, well: bool, noted: bool) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (begun, failures) = all.get(&id).map_or((now, 0), |looked| (looked.at, looked.failures));
        // What came while it was looked into was perhaps not seen: the pause counts from the beginning. Whoever does not
        // answer is left alone from the end on.
        let (at, failures) = if well { (begun, 0) } else { (now, failures.saturating_add(1)) };
        all.insert(id, Looked { at, failures, under_way: false, noted });
    }
}

fn pause_seconds(failures: u32) -> i64 {
    let longer = 1_i64.checked_shl(failures.min(10)).unwrap_or(i64::MAX);
    LOOK_EVERY_SECONDS.saturating_mul(longer).min(LONGEST_PAUSE_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_is_asked_less_often() {
        let pauses: Vec<i64> = (0..7).map(pause_seconds).collect();
        assert_eq!(pauses, [15, 30, 60, 120, 240, 300, 300]);
        assert_eq!(pause_seconds(u32::MAX), 300);
    }
}
