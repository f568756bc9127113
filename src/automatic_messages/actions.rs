//! What a shop says by itself.

use super::model::Settings;
use super::{clean, starter, store};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::ShopId;

/// The settings, and what a client must name to change them as they were read.
pub struct Read {
    pub settings: Settings,
    /// 0 where nobody has decided anything yet.
    pub version: i64,
}

pub async fn show(app: &App, actor: &Actor) -> Result<Read> {
    actor.require(Permission::ReadConversations)?;
    let (settings, version) = store::settings(&mut app.db.reader().await?.conn(), actor.shop_id).await?;
    Ok(Read { settings, version })
}

/// Decides what the shop says by itself, from what buyers write from then on.
pub async fn save(app: &App, actor: &Actor, wanted: Settings, version: Option<i64>) -> Result<Read> {
    actor.require(Permission::ManageReception)?;
    let settings = clean::settings(app, actor.shop_id, wanted).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    // Taken first: it holds the shop, and nothing that is said from here on has a smaller number.
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::shop_updated()]).await?;
    let (before, stored) = store::settings(&mut conn, actor.shop_id).await?;
    if version.is_some_and(|version| version != stored) {
        return Err(Error::Conflict("settings_changed"));
    }
    store::save_settings(&mut conn, actor.shop_id, &settings, stored + 1, now).await?;
    if settings.does_anything() {
        let seq = told.last().map_or(0, |event| event.seq);
        store::begin_reading(&mut conn, actor.shop_id, seq).await?;
    } else {
        store::stop_reading(&mut conn, actor.shop_id).await?;
    }
    let entry = noted(&before, &settings);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    tx.commit().await?;
    app.live.publish(told);
    Ok(Read { settings, version: stored + 1 })
}

fn noted(before: &Settings, after: &Settings) -> Entry {
    Entry::new(Action::AutomaticMessagesUpdated)
        .changed("messages", &before.messages, &after.messages)
        .changed("waiting_seconds", &before.waiting_seconds, &after.waiting_seconds)
        .changed("waiting_again_seconds", &before.waiting_again_seconds, &after.waiting_again_seconds)
        .changed("apology_seconds", &before.apology_seconds, &after.apology_seconds)
        .changed("busy_queue", &before.busy_queue, &after.busy_queue)
        .changed("greet_again", &before.greet_again, &after.greet_again)
        .changed("collect_offline", &before.collect_offline, &after.collect_offline)
        .changed("contacts", &before.contacts, &after.contacts)
}

/// What a new shop begins with.
pub async fn begin(conn: &mut Conn<'_>, shop_id: ShopId, now: Time) -> Result<()> {
    let settings = starter::starter()?;
    store::save_settings(conn, shop_id, &settings, 1, now).await?;
    store::begin_reading(conn, shop_id, 0).await
}
