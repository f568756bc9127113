//! Backups that the server makes by itself.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use super::keep::{forget_older, kept_in, new_name};
use super::make::{Keep, make};
use super::note::note;
use crate::app::App;
use crate::audit::Who;
use crate::clock::Time;

const LOOK_EVERY: Duration = Duration::from_secs(2);
/// After a failure the next try waits this long.
const AGAIN_AFTER_SECONDS: i64 = 10 * 60;

/// How scheduled backups went since the server started.
#[derive(Debug, Default)]
pub struct Health {
    failures: AtomicU64,
    not_before: AtomicI64,
}

impl Health {
    pub fn failures(&self) -> u64 {
        self.failures.load(Ordering::Relaxed)
    }
}

/// Makes backups at their times, if a folder for them is named and this process leads, until the server stops.
pub fn start(app: App) {
    if app.config.backup_folder.as_os_str().is_empty() {
        return;
    }
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if app.live.is_closing() {
                return;
            }
            let now = app.clock.now();
            if !app.jobs.leads() || now.0 < app.backups.not_before.load(Ordering::Relaxed) {
                continue;
            }
            if let Err(error) = make_if_due(&app, now).await {
                app.backups.failures.fetch_add(1, Ordering::Relaxed);
                app.backups.not_before.store(now.plus_seconds(AGAIN_AFTER_SECONDS).0, Ordering::Relaxed);
                tracing::error!(error = format!("{error:#}"), "the scheduled backup failed");
            }
        }
    });
}

/// Makes a backup if the newest is old enough, and removes those that are too many.
pub async fn make_if_due(app: &App, now: Time) -> anyhow::Result<()> {
    let config = &app.config;
    let newest = kept_in(&config.backup_folder)?.into_iter().next();
    let due = newest.is_none_or(|newest| newest.created_at.plus_seconds(config.backup_every_seconds()) <= now);
    if !due {
        return Ok(());
    }
    super::tree::make_folder(&config.backup_folder)?;
    let target = config.backup_folder.join(new_name(now));
    let manifest = make(&app.db, config, &target, Keep::WithKey, now).await?;
    tracing::info!(
        backup = %target.display(), rows = manifest.total_rows(), bytes = manifest.total_bytes(), "backed up"
    );
    note(&app.db, &Who::system(), &target, &manifest, now).await;
    let (folder, keep) = (config.backup_folder.clone(), config.backup_keep);
    tokio::task::spawn_blocking(move || forget_older(&folder, keep, now)).await?
}
