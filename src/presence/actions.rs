use super::model::{Chosen, Settings};
use super::{clean, store};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{self, Actor, Permission};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::{ShopId, StaffId};
use crate::live::Presence;
use crate::shops;
use crate::versioned::Versioned;

pub async fn show(app: &App, actor: &Actor) -> Result<Versioned<Settings>> {
    actor.require(Permission::ReadConversations)?;
    read(&mut app.db.reader().await?.conn(), actor.shop_id).await
}

pub async fn save(app: &App, actor: &Actor, wanted: Settings, version: Option<i64>) -> Result<Versioned<Settings>> {
    actor.require(Permission::ManageReception)?;
    let settings = clean::settings(wanted)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = read(&mut conn, actor.shop_id).await?;
    let after = before.replaced_by(settings, version)?;
    store::save_settings(&mut conn, actor.shop_id, &after, now).await?;
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::shop_updated()]).await?;
    let entry = Entry::new(Action::PresenceUpdated)
        .changed("reasons", &before.settings.reasons, &after.settings.reasons)
        .changed("away_after_minutes", &before.settings.away_after_minutes, &after.settings.away_after_minutes)
        .changed("comes_back", &before.settings.comes_back, &after.settings.comes_back);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    tx.commit().await?;
    app.live.publish(told);
    Ok(after)
}

async fn read(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Versioned<Settings>> {
    if let Some(stored) = store::settings(conn, shop_id).await? {
        return Ok(stored);
    }
    let shop = shops::find(conn, shop_id).await?.ok_or(Error::NotFound)?;
    Ok(Versioned { settings: Settings::at_first(&shop.locale), version: 0 })
}

/// Chooses one's presence and tells the colleagues.
pub async fn choose(
    app: &App,
    shop_id: ShopId,
    staff: StaffId,
    presence: Presence,
    reason: Option<String>,
) -> Result<()> {
    if presence == Presence::Offline {
        return Err(Error::invalid("presence", "not_choosable"));
    }
    let now = app.clock.now();
    let chosen = Chosen::new(staff, presence, clean::reason(presence, reason)?, now);
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    auth::set_presence(&mut conn, shop_id, &chosen).await?;
    store::note_change(&mut conn, shop_id, &chosen, now).await?;
    // Who chooses is there.
    store::note_active(&mut conn, shop_id, staff, now).await?;
    tx.commit().await?;
    app.live.presence_chosen(shop_id, &chosen);
    Ok(())
}

/// Somebody touches a desk: they are there, and online again if only their absence had sent them away.
pub async fn be_active(app: &App, actor: &Actor) -> Result<()> {
    let (shop_id, staff, now) = (actor.shop_id, actor.staff_id, app.clock.now());
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    store::note_active(&mut conn, shop_id, staff, now).await?;
    let chosen = auth::presences(&mut conn, shop_id).await?.into_iter().find(|chosen| chosen.id == staff);
    let comes_back =
        chosen.is_some_and(|chosen| chosen.presence_automatic) && read(&mut conn, shop_id).await?.settings.comes_back;
    tx.commit().await?;
    if comes_back {
        choose(app, shop_id, staff, Presence::Online, None).await?;
    }
    Ok(())
}

/// Somebody has opened the first of their desks, which is as good as touching one.
pub async fn note_arrival(app: &App, actor: &Actor) -> Result<()> {
    let mut tx = app.db.begin().await?;
    store::note_active(&mut tx.conn(), actor.shop_id, actor.staff_id, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Lets somebody who has touched no desk for long be away, if that is still so.
pub async fn send_away(app: &App, shop_id: ShopId, staff: StaffId) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    if !store::idle(&mut conn, now).await?.contains(&(shop_id, staff)) {
        return Ok(());
    }
    let chosen = Chosen { presence_automatic: true, ..Chosen::new(staff, Presence::Away, None, now) };
    auth::set_presence(&mut conn, shop_id, &chosen).await?;
    store::note_change(&mut conn, shop_id, &chosen, now).await?;
    tx.commit().await?;
    app.live.presence_chosen(shop_id, &chosen);
    Ok(())
}

/// Notes that somebody came to a desk or left the last one.
pub async fn note_attendance(app: &App, shop_id: ShopId, staff: StaffId, at_desk: bool) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    if !store::set_at_desk(&mut conn, shop_id, staff, at_desk).await? {
        return Ok(());
    }
    let chosen = auth::presences(&mut conn, shop_id).await?.into_iter().find(|chosen| chosen.id == staff);
    let shown = match chosen {
        Some(chosen) if at_desk => chosen,
        _ => Chosen::new(staff, Presence::Offline, None, now),
    };
    store::note_change(&mut conn, shop_id, &shown, now).await?;
    Ok(tx.commit().await?)
}

/// Whether a colleague who answers buyers is there now, online or busy.
pub async fn somebody_serves(app: &App, conn: &mut Conn<'_>, shop_id: ShopId) -> Result<bool> {
    if !app.live.anyone_connected(shop_id) {
        return Ok(false);
    }
    let serving = auth::who_serve(conn, shop_id).await?;
    let is_there = |(id, chosen): &(StaffId, Presence)| {
        matches!(chosen, Presence::Online | Presence::Busy) && app.live.is_connected(shop_id, *id)
    };
    Ok(serving.iter().any(is_there))
}
