//! Looks after the queue whenever something may have made a difference.

use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use super::absence::Absences;
use super::desk::{Desk, Policy};
use super::store;
use crate::app::App;
use crate::conversations;
use crate::error::Result;
use crate::ids::ShopId;

/// What time alone changes is found this soon: a wait that became long, an absence, what fell idle.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The first of a rush is looked at at once; whoever comes this soon after a look is looked at with the next of them.
const TOGETHER: Duration = Duration::from_millis(5);

pub fn start(app: App) {
    let (mut commits, mut seats) = (app.live.commits(), app.live.seats());
    app.jobs.clone().spawn(async move {
        let absences = Absences::default();
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut looked_at = Instant::now();
        loop {
            tokio::select! {
                () = app.jobs.stopping().cancelled() => return,
                _ = ticks.tick() => {}
                _ = commits.changed() => {}
                _ = seats.changed() => {}
            }
            sleep_until(looked_at + TOGETHER).await;
            let told = *commits.borrow_and_update();
            let own = look(&app, &absences).await;
            looked_at = Instant::now();
            // What was just given out needs no second look, unless others committed meanwhile.
            if *commits.borrow_and_update() != told.wrapping_add(own) {
                commits.mark_changed();
            }
            app.metrics.looked_after_queues();
        }
    });
}

/// How often it told of what it gave out and left nothing behind.
async fn look(app: &App, absences: &Absences) -> u64 {
    let busy = async { store::busy_shops(&mut app.db.reader().await?.conn()).await };
    let busy = match busy.await {
        Ok(busy) => busy,
        Err(error) => {
            tracing::warn!(%error, "could not look for whom somebody waits");
            return 0;
        }
    };
    let mut told = 0;
    for shop_id in busy {
        // The trouble of one shop keeps no other waiting.
        match give_out(app, absences, shop_id).await {
            Ok(own) => told += u64::from(own),
            Err(error) => tracing::warn!(shop = %shop_id, %error, "a queue could not be given out"),
        }
    }
    told
}

/// Gives out what can be given, and says whether that was told and leaves nothing to give. Looks first without holding
/// anybody up: mostly there is nothing to do.
async fn give_out(app: &App, absences: &Absences, shop_id: ShopId) -> Result<bool> {
    let now = app.clock.now();
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let policy = Policy::load(&mut conn, shop_id).await?;
    if Desk::look(app, &mut conn, &policy, now).await?.moves(app, &mut conn, absences).await?.is_empty() {
        return Ok(false);
    }
    drop(reader);
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    // Decided anew: now nothing changes any more.
    let moves = Desk::look(app, &mut conn, &policy, now).await?.moves(app, &mut conn, absences).await?;
    let given = conversations::give(&mut conn, shop_id, now, &moves).await?;
    store::note_given(&mut conn, shop_id, &moves, now).await?;
    tx.commit().await?;
    app.metrics.gave_out(moves.iter().filter(|one| one.to.is_some()).count() as u64);
    let told = !given.events.is_empty();
    app.live.publish_appended(given);
    // What came back into the queue is given in the next look.
    Ok(told && moves.iter().all(|one| one.to.is_some()))
}
