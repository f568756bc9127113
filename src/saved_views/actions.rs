//! Colleagues make lists for themselves, and leads for all.

use uuid::Uuid;

use super::model::{SavedView, ViewRow};
use super::store;
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission, rules};
use crate::clock::Time;
use crate::conversations::{self, ConversationFilter};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, Event, NewEvent};
use crate::ids::{SavedViewId, ShopId, StaffId, derived};

const MAX_NAME_CHARS: usize = 40;
/// A view that was deleted can come back for so long.
const KEPT_SECONDS: i64 = 86_400;
const MOST_SHARED: i64 = 50;
const MOST_OWN: i64 = 50;

/// What a view is to be.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub name: String,
    pub shared: bool,
    pub filter: ConversationFilter,
}

/// Those of the shop and the caller's own, each with what it holds now.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<SavedView>> {
    actor.require(Permission::ReadConversations)?;
    let now = app.clock.now();
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let mut views = Vec::new();
    for row in store::list(&mut conn, actor.shop_id, actor.staff_id).await? {
        let mut view = row.shown()?;
        if view.filter.is_in_work() {
            let viewer = (actor.shop_id, actor.staff_id);
            let (count, waiting) = conversations::count(&mut conn, viewer, &view.filter, now).await?;
            (view.count, view.waiting) = (Some(count), Some(waiting));
        }
        views.push(view);
    }
    Ok(views)
}

/// Makes a view; who tries again has made it once.
pub async fn create(app: &App, actor: &Actor, client_id: Uuid, wanted: Wanted) -> Result<SavedView> {
    let owner_id = owner_for(actor, wanted.shared)?;
    let wanted = checked(wanted)?;
    let now = app.clock.now();
    let (maker, client_id) = (actor.staff_id.to_string(), client_id.to_string());
    let row = ViewRow {
        id: SavedViewId(derived("saved_view", actor.shop_id, &[&maker, &client_id])),
        owner_id,
        name: wanted.name,
        filter: stored(&wanted.filter)?,
        version: 1,
        created_by: actor.staff_id,
        created_at: now,
        updated_at: now,
    };
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    if let Some(made) = store::find(&mut conn, actor.shop_id, actor.staff_id, row.id).await? {
        return made.shown();
    }
    check_room(&mut conn, actor.shop_id, owner_id).await?;
    store::insert(&mut conn, actor.shop_id, &row).await?;
    let entry = Entry::new(Action::SavedViewCreated).on(subject(&row)).note("filter", &wanted.filter);
    let told = record(&mut conn, actor, now, owner_id.is_none(), entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    row.shown()
}

/// Lets a view be another, if it is still as it was read.
pub async fn replace(
    app: &App,
    actor: &Actor,
    id: SavedViewId,
    read: Option<i64>,
    wanted: Wanted,
) -> Result<SavedView> {
    let wanted = checked(wanted)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = store::find(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    owner_for(actor, before.owner_id.is_none())?;
    let owner_id = owner_for(actor, wanted.shared)?;
    if read.is_some_and(|version| version != before.version) {
        return Err(Error::Conflict("saved_view_changed"));
    }
    if before.owner_id != owner_id {
        check_room(&mut conn, actor.shop_id, owner_id).await?;
    }
    let row = ViewRow {
        owner_id,
        name: wanted.name,
        filter: stored(&wanted.filter)?,
        version: before.version + 1,
        updated_at: now,
        ..before.clone()
    };
    store::update(&mut conn, actor.shop_id, &row).await?;
    let is_shared = before.owner_id.is_none() || owner_id.is_none();
    let entry = changes(&before, &row)?;
    let told = record(&mut conn, actor, now, is_shared && !entry.is_idle(), entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    row.shown()
}

/// What one kept to oneself stays out of the log, also where it becomes the shop's.
fn changes(before: &ViewRow, after: &ViewRow) -> Result<Entry> {
    let (was_shared, is_shared) = (before.owner_id.is_none(), after.owner_id.is_none());
    let entry = Entry::new(Action::SavedViewUpdated).on(subject(after)).changed("shared", &was_shared, &is_shared);
    if was_shared != is_shared {
        return Ok(entry);
    }
    Ok(entry.changed("name", &before.name, &after.name).changed("filter", &before.filter()?, &after.filter()?))
}

/// Deletes a view; for a day it can come back.
pub async fn delete(app: &App, actor: &Actor, id: SavedViewId) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = store::find(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    owner_for(actor, row.owner_id.is_none())?;
    store::set_deleted(&mut conn, actor.shop_id, id, Some(now)).await?;
    store::forget(&mut conn, actor.shop_id, now.plus_seconds(-KEPT_SECONDS)).await?;
    let entry = Entry::new(Action::SavedViewDeleted).on(subject(&row));
    let told = record(&mut conn, actor, now, row.owner_id.is_none(), entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

/// Brings a view back that was deleted today.
pub async fn restore(app: &App, actor: &Actor, id: SavedViewId) -> Result<SavedView> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = store::find_deleted(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    owner_for(actor, row.owner_id.is_none())?;
    check_room(&mut conn, actor.shop_id, row.owner_id).await?;
    store::set_deleted(&mut conn, actor.shop_id, id, None).await?;
    let entry = Entry::new(Action::SavedViewRestored).on(subject(&row));
    let told = record(&mut conn, actor, now, row.owner_id.is_none(), entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    row.shown()
}

/// Whose a view is that somebody makes: nobody's for the shop's, which takes a right of its own.
fn owner_for(actor: &Actor, shared: bool) -> Result<Option<StaffId>> {
    actor.require(if shared { Permission::ManageReception } else { Permission::ReadConversations })?;
    Ok((!shared).then_some(actor.staff_id))
}

fn checked(wanted: Wanted) -> Result<Wanted> {
    let name = rules::clean_name("name", &wanted.name)?;
    if name.chars().count() > MAX_NAME_CHARS {
        return Err(Error::invalid("name", "too_long"));
    }
    Ok(Wanted { name, filter: wanted.filter.checked()?, ..wanted })
}

async fn check_room(conn: &mut Conn<'_>, shop_id: ShopId, owner_id: Option<StaffId>) -> Result<()> {
    let most = if owner_id.is_some() { MOST_OWN } else { MOST_SHARED };
    let is_full = store::count(conn, shop_id, owner_id).await? >= most;
    if is_full { Err(Error::Conflict("too_many_saved_views")) } else { Ok(()) }
}

/// What is one's own is told nobody, and stands in no log.
async fn record(conn: &mut Conn<'_>, actor: &Actor, now: Time, shared: bool, entry: Entry) -> Result<Vec<Event>> {
    if !shared {
        return Ok(Vec::new());
    }
    audit::record(conn, actor.shop_id, actor, now, entry).await?;
    events::record(conn, actor.shop_id, now, &[NewEvent::saved_views_updated()]).await
}

fn stored(filter: &ConversationFilter) -> Result<String> {
    Ok(serde_json::to_string(filter).map_err(anyhow::Error::from)?)
}

fn subject(row: &ViewRow) -> Subject {
    Subject::new("saved_view", row.id, Some(&row.name))
}
