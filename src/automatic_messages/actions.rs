//! What a shop says by itself.

use super::model::Settings;
use super::{clean, starter, store};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;
use crate::events::{self, NewEvent};
use crate::ids::ShopId;
use crate::versioned::Versioned;

pub async fn show(app: &App, actor: &Actor) -> Result<Versioned<Settings>> {
    actor.require(Permission::ReadConversations)?;
    store::settings(&mut app.db.reader().await?.conn(), actor.shop_id).await
}

/// Decides what the shop says by itself, from what buyers write from then on.
pub async fn save(app: &App, actor: &Actor, wanted: Settings, version: Option<i64>) -> Result<Versioned<Settings>> {
    actor.require(Permission::ManageReception)?;
    let settings = clean::settings(app, actor.shop_id, wanted).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    // Taken first: it holds the shop, and nothing that is said from here on has a smaller number.
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::shop_updated()]).await?;
    let before = store::settings(&mut conn, actor.shop_id).await?;
    let after = before.replaced_by(settings, version)?;
    store::save_settings(&mut conn, actor.shop_id, &after, now).await?;
    if after.settings.does_anything() {
        let seq = told.last().map_or(0, |event| event.seq);
        store::begin_reading(&mut conn, actor.shop_id, seq).await?;
    } else {
        store::stop_reading(&mut conn, actor.shop_id).await?;
    }
    let entry = noted(&before.settings, &after.settings);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    tx.commit().await?;
    app.live.publish(told);
    Ok(after)
}

fn noted(before: &Settings, after: &Settings) -> Entry {
    Entry::new(Action::AutomaticMessagesUpdated)
        .changed("messages", &before.messages, &after.messages)
        .changed("waiting_seconds", &before.waiting_seconds, &after.waiting_seconds)
        .changed("waiting_again_seconds", &before.waiting_again_seconds, &after.waiting_again_seconds)
        .changed("apology_seconds", &before.apology_seconds, &after.apology_seconds)
        .changed("busy_queue", &before.busy_queue, &after.busy_queue)
        .changed("close_idle_hours", &before.close_idle_hours, &after.close_idle_hours)
        .changed("greet_again", &before.greet_again, &after.greet_again)
        .changed("collect_offline", &before.collect_offline, &after.collect_offline)
        .changed("contacts", &before.contacts, &after.contacts)
}

/// What a new shop begins with.
pub async fn begin(conn: &mut Conn<'_>, shop_id: ShopId, now: Time) -> Result<()> {
    let settings = Versioned { settings: starter::starter()?, version: 1 };
    store::save_settings(conn, shop_id, &settings, now).await?;
    store::begin_reading(conn, shop_id, 0).await
}
