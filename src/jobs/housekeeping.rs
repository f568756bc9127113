//! Clears away what has run out.

use std::time::Duration;

use crate::app::App;
use crate::auth;
use crate::channels::email;
use crate::error::Result;
use crate::files;
use crate::http::idempotency;
use crate::{conversations, knowledge, mail, notifications, presence, privacy, rules, shifts, webhooks};

const EVERY: Duration = Duration::from_secs(10 * 60);

/// Clears away now and then, until the server stops.
pub(super) fn start(app: App) {
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if app.live.is_closing() {
                return;
            }
            if let Err(error) = clear(&app).await {
                tracing::warn!(%error, "could not clear away what has run out");
            }
        }
    });
}

async fn clear(app: &App) -> Result<()> {
    app.auth.limits.forget_idle();
    // What has run out goes at once, whoever leads: a second process finds nothing left to do.
    let mut tx = app.db.begin().await?;
    privacy::forget_expired(&mut tx.conn(), app.clock.now()).await?;
    notifications::forget_old(&mut tx.conn(), app.clock.now()).await?;
    tx.commit().await?;
    files::forget::bury(app).await?;
    if !app.jobs.leads() {
        return Ok(());
    }
    files::forget::forget_unsent(app).await?;
    auth::end_expired_sessions(app).await?;
    auth::forget_unfinished_sign_ins(app).await?;
    let mut tx = app.db.begin().await?;
    idempotency::forget_old(&mut tx.conn(), app.clock.now()).await?;
    webhooks::forget_old(&mut tx.conn(), app.clock.now()).await?;
    presence::forget_old(&mut tx.conn(), app.clock.now()).await?;
    rules::forget_old(&mut tx.conn(), app.clock.now()).await?;
    mail::forget_old(&mut tx.conn(), app.clock.now()).await?;
    email::forget_old(&mut tx.conn(), app.clock.now()).await?;
    shifts::forget_old(&mut tx.conn(), app.clock.now()).await?;
    knowledge::forget_old(&mut tx.conn(), app.clock.now()).await?;
    let undoable = app.clock.now().plus_seconds(-24 * 3600);
    conversations::forget_old_regroupings(&mut tx.conn(), undoable).await?;
    knowledge::forget_old_questions(&mut tx.conn(), app.clock.now()).await?;
    Ok(tx.commit().await?)
}
