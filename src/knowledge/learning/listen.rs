//! From events to conversations that are looked at when they are quiet, and the task that does both, on the process that leads.

use std::collections::BTreeMap;
use std::time::Duration;

use super::look::{self, Memory};
use super::store::{self, Reader};
use crate::app::App;
use crate::clock::Time;
use crate::conversations;
use crate::error::Result;
use crate::events::{self, EventKind};
use crate::ids::ConversationId;

/// Nobody waits for it: what other processes stored is found as soon as one's own.
const LOOK_EVERY: Duration = Duration::from_secs(1);
const EVENTS_AT_ONCE: i64 = 2_000;
/// When nobody has said anything for so long, what was not pressed is not going to be. What is solved is over at once.
const QUIET_SECONDS: i64 = 5 * 60;

pub fn start(app: App) {
    app.jobs.clone().spawn(async move {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut memory = Memory::default();
        loop {
            tokio::select! {
                () = app.jobs.stopping().cancelled() => return,
                _ = ticks.tick() => {}
            }
            if !app.jobs.leads() {
                memory = Memory::default();
                continue;
            }
            let goes_on = || !app.jobs.stopping().is_cancelled() && app.jobs.leads();
            while goes_on() && listen(&app).await {}
            while goes_on() && look::look(&app, &mut memory).await {}
        }
    });
}

/// Reads the next events of every shop that is behind; whether there may be more.
async fn listen(app: &App) -> bool {
    let behind = async { store::behind(&mut app.db.reader().await?.conn()).await };
    let behind = match behind.await {
        Ok(behind) => behind,
        Err(error) => {
            tracing::warn!(%error, "could not look for conversations to learn from");
            return false;
        }
    };
    let mut more = false;
    for reader in behind {
        // The trouble of one shop keeps no other from learning.
        match read_on(app, reader).await {
            Ok(read) => more |= read,
            Err(error) => tracing::warn!(shop = %reader.shop_id, %error, "a shop's conversations could not be read"),
        }
    }
    more
}

/// Notes the conversations of the next events and moves on behind them, both or neither; whether it was a full page.
async fn read_on(app: &App, reader: Reader) -> Result<bool> {
    let mut read = app.db.reader().await?;
    let mut conn = read.conn();
    let events = events::after(&mut conn, reader.shop_id, reader.seq, EVENTS_AT_ONCE).await?;
    let Some(last) = events.last().map(|event| event.seq) else { return Ok(false) };
    let said =
        events.iter().filter(|event| matches!(event.kind, EventKind::MessageCreated | EventKind::MessageUpdated));
    let mut touched: BTreeMap<ConversationId, Time> =
        said.filter_map(|event| Some((event.conversation_id?, event.at.plus_seconds(QUIET_SECONDS)))).collect();
    let ids: Vec<ConversationId> = touched.keys().copied().collect();
    for id in conversations::solved_among(&mut conn, reader.shop_id, &ids).await? {
        touched.insert(id, app.clock.now());
    }
    drop(read);
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    if !store::move_on(&mut conn, reader, last).await? {
        return Ok(false);
    }
    store::look_at(&mut conn, reader.shop_id, &touched.into_iter().collect::<Vec<_>>()).await?;
    tx.commit().await?;
    Ok(events.len() as i64 == EVENTS_AT_ONCE)
}
