//! Of several processes one does what the clock asks for, such as backups: whoever holds the lease.
//!
//! Invariant: a process takes itself for the leader only while its lease runs, counted from before it asked for it;
//! when it falls silent, another leads within [`LEASE`] and [`ASK_EVERY`].

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::store::leases;
use crate::app::App;
use crate::error::Result;

const NAME: &str = "scheduler";
const LEASE: Duration = Duration::from_secs(15);
const ASK_EVERY: Duration = Duration::from_secs(4);

/// Whether this process leads; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Leader(Arc<Mutex<Option<Instant>>>);

impl Leader {
    pub fn is_me(&self) -> bool {
        let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that nobody can turn back.
        until.is_some_and(|until| Instant::now() < until)
    }

    fn set(&self, until: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }
}

/// Asks for the lease until the server stops, and gives it back then.
pub fn start(app: &App) {
    let (app, me) = (app.clone(), Uuid::now_v7());
    app.jobs.running.clone().spawn(async move {
        let mut ticks = tokio::time::interval(ASK_EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = app.jobs.stopping.cancelled() => break,
                _ = ticks.tick() => {}
            }
            let asked_at = Instant::now();
            match take(&app, me).await {
                Ok(true) => {
                    if !app.jobs.leader.is_me() {
                        tracing::info!("this process does what the clock asks for");
                    }
                    app.jobs.leader.set(Some(asked_at + LEASE));
                }
                Ok(false) => app.jobs.leader.set(None),
                // What is held runs out by itself.
                Err(error) => tracing::warn!(%error, "could not ask who leads"),
            }
        }
        if app.jobs.leader.is_me()
            && let Err(error) = give_back(&app, me).await
        {
            tracing::debug!(%error, "the lease was not given back; it runs out");
        }
        app.jobs.leader.set(None);
    });
}

async fn take(app: &App, me: Uuid) -> Result<bool> {
    let now = app.clock.now();
    let until = now.plus_seconds(LEASE.as_secs().cast_signed());
    let mut tx = app.db.begin().await?;
    let mine = leases::take(&mut tx.conn(), NAME, me, now, until).await?;
    tx.commit().await?;
    Ok(mine)
}

async fn give_back(app: &App, me: Uuid) -> Result<()> {
    let mut tx = app.db.begin().await?;
    leases::give_back(&mut tx.conn(), NAME, me).await?;
    Ok(tx.commit().await?)
}
