//! Macros: looked up, written, changed, deleted, brought back.

use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission, rules};
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, Event, NewEvent};
use crate::ids::{MacroId, StaffId};
use crate::macros::model::{Macro, MacroContent, MacroRow};
use crate::macros::store::all as store;
use crate::steps::{self, Ground, Hands};

/// More than anybody finds again.
const MOST_SHARED: i64 = 200;
const MOST_OWN: i64 = 50;
/// A macro that was deleted can come back for so long.
const KEPT_SECONDS: i64 = 86_400;

/// Macros of the shop and one's own, the most used first.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Macro>> {
    actor.require(Permission::ReadConversations)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let rows = store::list(&mut conn, actor.shop_id, actor.staff_id).await?;
    let ground = Ground::load(&mut conn, actor.shop_id).await?;
    rows.into_iter().map(|row| shown(&ground, row)).collect()
}

pub async fn create(app: &App, actor: &Actor, content: MacroContent) -> Result<Macro> {
    let owner_id = owner_for(actor, content.shared)?;
    let content = clean(content)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    check_room(&mut conn, actor, owner_id).await?;
    let id = MacroId::new();
    let row = MacroRow {
        id,
        owner_id,
        name: content.name.clone(),
        steps: json(&content)?,
        enabled: content.enabled,
        version: 1,
        uses: 0,
        last_used_at: None,
        last_used_by: None,
        changed_by: Some(actor.staff_id),
        created_at: now,
        updated_at: now,
    };
    check(&mut conn, actor, &row, &content).await?;
    store::insert(&mut conn, actor.shop_id, &row).await?;
    let entry = Entry::new(Action::MacroCreated).on(subject(&row));
    let told = tell(&mut conn, actor, now, &row, (owner_id.is_none(), Some(entry))).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(row.shown(content.steps, Vec::new()))
}

/// Lets a macro be something else from now on, if it is still as it was read.
pub async fn replace(
    app: &App,
    actor: &Actor,
    id: MacroId,
    version: Option<i64>,
    content: MacroContent,
) -> Result<Macro> {
    let content = clean(content)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = find(&mut conn, actor, id).await?;
    owner_for(actor, before.owner_id.is_none())?;
    let owner_id = owner_for(actor, content.shared)?;
    if version.is_some_and(|seen| seen != before.version) {
        let ground = Ground::load(&mut conn, actor.shop_id).await?;
        let current = serde_json::json!({ "macro": shown(&ground, before)? });
        return Err(Error::ConflictWith("macro_changed", Box::new(current)));
    }
    if before.owner_id != owner_id {
        check_room(&mut conn, actor, owner_id).await?;
    }
    let row = MacroRow {
        owner_id,
        name: content.name.clone(),
        steps: json(&content)?,
        enabled: content.enabled,
        version: before.version + 1,
        changed_by: Some(actor.staff_id),
        updated_at: now,
        ..before.clone()
    };
    check(&mut conn, actor, &row, &content).await?;
    store::update(&mut conn, actor.shop_id, &row).await?;
    let is_shared = before.owner_id.is_none() || owner_id.is_none();
    let entry = Some(changes(&before, &row)).filter(|entry| !entry.is_idle());
    let told = tell(&mut conn, actor, now, &row, (is_shared, entry)).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(row.shown(content.steps, Vec::new()))
}

/// What one keeps to oneself stays out of the log, also where it becomes the shop's.
fn changes(before: &MacroRow, after: &MacroRow) -> Entry {
    let shared = |row: &MacroRow| row.owner_id.is_none();
    let entry = Entry::new(Action::MacroUpdated).on(subject(after)).changed("shared", &shared(before), &shared(after));
    if before.owner_id != after.owner_id {
        return entry;
    }
    let steps = |row: &MacroRow| row.stored_steps().unwrap_or_default();
    entry.changed("name", &before.name, &after.name).changed("enabled", &before.enabled, &after.enabled).changed(
        "steps",
        &steps(before),
        &steps(after),
    )
}

/// Deletes a macro; for a day it can come back.
pub async fn delete(app: &App, actor: &Actor, id: MacroId) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = find(&mut conn, actor, id).await?;
    owner_for(actor, row.owner_id.is_none())?;
    store::set_deleted(&mut conn, actor.shop_id, id, Some(now)).await?;
    store::forget(&mut conn, actor.shop_id, now.plus_seconds(-KEPT_SECONDS)).await?;
    let entry = Entry::new(Action::MacroDeleted).on(subject(&row));
    let told = tell(&mut conn, actor, now, &row, (row.owner_id.is_none(), Some(entry))).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

/// Brings a macro back that was deleted today.
pub async fn restore(app: &App, actor: &Actor, id: MacroId) -> Result<Macro> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = store::find_deleted(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    owner_for(actor, row.owner_id.is_none())?;
    check_room(&mut conn, actor, row.owner_id).await?;
    check_name(&mut conn, actor, &row).await?;
    store::set_deleted(&mut conn, actor.shop_id, id, None).await?;
    let entry = Entry::new(Action::MacroRestored).on(subject(&row));
    let told = tell(&mut conn, actor, now, &row, (row.owner_id.is_none(), Some(entry))).await?;
    let ground = Ground::load(&mut conn, actor.shop_id).await?;
    tx.commit().await?;
    app.live.publish(told);
    shown(&ground, row)
}

/// Whose a macro is that somebody writes: nobody's for the shop's, which takes a right of its own.
fn owner_for(actor: &Actor, shared: bool) -> Result<Option<StaffId>> {
    actor.require(if shared { Permission::ManageKnowledge } else { Permission::ServeConversations })?;
    Ok((!shared).then_some(actor.staff_id))
}

pub async fn find(conn: &mut Conn<'_>, actor: &Actor, id: MacroId) -> Result<MacroRow> {
    store::find(conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)
}

fn hands(owner_id: Option<StaffId>) -> Hands {
    owner_id.map_or(Hands::Anybody, Hands::One)
}

fn shown(ground: &Ground, row: MacroRow) -> Result<Macro> {
    let steps = row.stored_steps()?;
    let faults = ground.faults(hands(row.owner_id), &steps);
    Ok(row.shown(steps, faults))
}

fn clean(content: MacroContent) -> Result<MacroContent> {
    let name = rules::clean_name("name", &content.name)?;
    Ok(MacroContent { name, steps: steps::clean(content.steps)?, ..content })
}

fn json(content: &MacroContent) -> Result<String> {
    Ok(serde_json::to_string(&content.steps).map_err(anyhow::Error::from)?)
}

async fn check_room(conn: &mut Conn<'_>, actor: &Actor, owner_id: Option<StaffId>) -> Result<()> {
    let most = if owner_id.is_some() { MOST_OWN } else { MOST_SHARED };
    let there = store::count(conn, actor.shop_id, owner_id).await?;
    if there >= most { Err(Error::Conflict("too_many_macros")) } else { Ok(()) }
}

/// What the steps name is there, and the name is free.
async fn check(conn: &mut Conn<'_>, actor: &Actor, row: &MacroRow, content: &MacroContent) -> Result<()> {
    check_name(conn, actor, row).await?;
    steps::check(conn, actor.shop_id, hands(row.owner_id), &content.steps).await
}

async fn check_name(conn: &mut Conn<'_>, actor: &Actor, row: &MacroRow) -> Result<()> {
    let wanted = zg_text::fold(&row.name);
    let is_same =
        |other: &MacroRow| other.id != row.id && other.owner_id == row.owner_id && zg_text::fold(&other.name) == wanted;
    let all = store::list(conn, actor.shop_id, actor.staff_id).await?;
    if all.iter().any(is_same) { Err(Error::invalid("name", "already_there")) } else { Ok(()) }
}

fn subject(row: &MacroRow) -> Subject {
    Subject::new("macro", row.id, Some(&row.name))
}

/// Records and tells what is shared; what is one's own concerns nobody else.
async fn tell(
    conn: &mut Conn<'_>,
    actor: &Actor,
    now: Time,
    row: &MacroRow,
    (shared, entry): (bool, Option<Entry>),
) -> Result<Vec<Event>> {
    if !shared {
        return Ok(Vec::new());
    }
    if let Some(entry) = entry {
        audit::record(conn, actor.shop_id, actor, now, entry).await?;
    }
    events::record(conn, actor.shop_id, now, &[NewEvent::macro_updated(row.id)]).await
}
