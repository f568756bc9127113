//! How the queue is given out: settings, groups, what each colleague takes.

use std::collections::{BTreeMap, HashMap};

use super::model::{AgentView, Capacity, Group, Settings, Skills};
use super::store::{self, GroupRow};
use super::{clean, desk};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{self, Actor, Permission, rules};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::{GroupId, InboxId, ShopId, StaffId};
use crate::inboxes;
use crate::live::Presence;
use crate::versioned::Versioned;

const MOST_GROUPS: i64 = 100;

pub async fn show(app: &App, actor: &Actor) -> Result<Versioned<Settings>> {
    actor.require(Permission::ReadConversations)?;
    store::settings(&mut app.db.reader().await?.conn(), actor.shop_id).await
}

pub async fn save(app: &App, actor: &Actor, wanted: Settings, version: Option<i64>) -> Result<Versioned<Settings>> {
    actor.require(Permission::ManageReception)?;
    let settings = clean::settings(wanted)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = store::settings(&mut conn, actor.shop_id).await?;
    let after = before.replaced_by(settings, version)?;
    store::save_settings(&mut conn, actor.shop_id, &after, now).await?;
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::shop_updated()]).await?;
    let entry = Entry::new(Action::ReceptionUpdated)
        .changed("assignment", &before.settings.assignment, &after.settings.assignment)
        .changed("capacity", &before.settings.capacity, &after.settings.capacity)
        .changed("idle_minutes", &before.settings.idle_minutes, &after.settings.idle_minutes)
        .changed("returning_hours", &before.settings.returning_hours, &after.settings.returning_hours)
        .changed("vip_tiers", &before.settings.vip_tiers, &after.settings.vip_tiers)
        .changed("long_wait_seconds", &before.settings.long_wait_seconds, &after.settings.long_wait_seconds)
        .changed("overflow_seconds", &before.settings.overflow_seconds, &after.settings.overflow_seconds)
        .changed("absence_seconds", &before.settings.absence_seconds, &after.settings.absence_seconds)
        .changed("locked", &before.settings.locked, &after.settings.locked)
        .changed("show_position", &before.settings.show_position, &after.settings.show_position);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    tx.commit().await?;
    app.live.publish(told);
    Ok(after)
}

pub async fn groups(app: &App, actor: &Actor) -> Result<Vec<Group>> {
    actor.require(Permission::ReadConversations)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let rows = store::groups(&mut conn, actor.shop_id).await?;
    let members = store::members(&mut conn, actor.shop_id).await?;
    rows.iter().map(|row| shown(row, &members)).collect()
}

/// What a group is to be.
pub struct Wanted {
    pub name: String,
    pub skills: Skills,
    pub member_ids: Vec<StaffId>,
}

pub async fn create_group(app: &App, actor: &Actor, wanted: Wanted) -> Result<Group> {
    actor.require(Permission::ManageReception)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    if store::count_groups(&mut conn, actor.shop_id).await? >= MOST_GROUPS {
        return Err(Error::Conflict("too_many_groups"));
    }
    let wanted = checked(app, &mut conn, actor.shop_id, None, wanted).await?;
    let row = GroupRow {
        id: GroupId::new(),
        shop_id: actor.shop_id,
        name: wanted.name,
        skills: serde_json::to_string(&wanted.skills).map_err(anyhow::Error::from)?,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    store::save_group(&mut conn, &row).await?;
    store::set_members(&mut conn, actor.shop_id, row.id, &wanted.member_ids).await?;
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::shop_updated()]).await?;
    let entry = Entry::new(Action::GroupCreated).on(Subject::group(row.id, &row.name));
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    shown(&row, &wanted.member_ids.iter().map(|id| (row.id, *id)).collect::<Vec<_>>())
}

pub async fn replace_group(app: &App, actor: &Actor, id: GroupId, wanted: Wanted) -> Result<Group> {
    actor.require(Permission::ManageReception)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = store::group(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let were: Vec<StaffId> = members_of(&store::members(&mut conn, actor.shop_id).await?, id);
    let wanted = checked(app, &mut conn, actor.shop_id, Some(id), wanted).await?;
    let row = GroupRow {
        name: wanted.name,
        skills: serde_json::to_string(&wanted.skills).map_err(anyhow::Error::from)?,
        version: before.version + 1,
        updated_at: now,
        ..before.clone()
    };
    store::save_group(&mut conn, &row).await?;
    store::set_members(&mut conn, actor.shop_id, id, &wanted.member_ids).await?;
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::shop_updated()]).await?;
    let entry = Entry::new(Action::GroupUpdated)
        .on(Subject::group(id, &row.name))
        .changed("name", &before.name, &row.name)
        .changed("skills", &before.skills()?, &wanted.skills)
        .changed("member_ids", &were, &wanted.member_ids);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    tx.commit().await?;
    app.live.publish(told);
    shown(&row, &wanted.member_ids.iter().map(|member| (id, *member)).collect::<Vec<_>>())
}

pub async fn delete_group(app: &App, actor: &Actor, id: GroupId) -> Result<()> {
    actor.require(Permission::ManageReception)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = store::group(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    store::delete_group(&mut conn, actor.shop_id, id).await?;
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::shop_updated()]).await?;
    let entry = Entry::new(Action::GroupDeleted).on(Subject::group(id, &row.name));
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

/// Whether somebody may write to the buyer of a colleague's conversation, and take it.
pub async fn may_take_over(conn: &mut Conn<'_>, actor: &Actor) -> Result<bool> {
    if actor.require(Permission::ManageReception).is_ok() {
        return Ok(true);
    }
    let settings = store::settings(conn, actor.shop_id).await?.settings;
    Ok(!settings.locked)
}

/// What a group of the shop is called.
pub async fn group_name(conn: &mut Conn<'_>, shop_id: ShopId, id: GroupId) -> Result<Option<String>> {
    Ok(store::group(conn, shop_id, id).await?.map(|row| row.name))
}

/// The groups of the shop.
pub async fn group_ids(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<GroupId>> {
    Ok(store::groups(conn, shop_id).await?.into_iter().map(|row| row.id).collect())
}

/// All who may be given conversations, and how much each has in hand.
pub async fn agents(app: &App, actor: &Actor) -> Result<Vec<AgentView>> {
    actor.require(Permission::ReadConversations)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let settings = store::settings(&mut conn, actor.shop_id).await?.settings;
    let serving = auth::who_serve(&mut conn, actor.shop_id).await?;
    let members = store::members(&mut conn, actor.shop_id).await?;
    let said = store::capacities(&mut conn, actor.shop_id).await?;
    let ids: Vec<StaffId> = serving.iter().map(|(id, _)| *id).collect();
    let loads = desk::loads(&mut conn, actor.shop_id, &settings, &ids, app.clock.now()).await?;
    let said: HashMap<StaffId, Option<Capacity>> =
        said.iter().map(|row| Ok((row.staff_id, row.capacity()?))).collect::<Result<_>>()?;
    let view = |(id, chosen): &(StaffId, Presence)| {
        let capacity = said.get(id).cloned().flatten();
        let most = capacity.as_ref().map_or(settings.capacity, |capacity| capacity.total);
        let is_there = *chosen == Presence::Online && app.live.is_connected(actor.shop_id, *id);
        AgentView {
            staff_id: *id,
            most,
            capacity,
            load: loads.get(id).map_or(0, |by_channel: &BTreeMap<_, i64>| by_channel.values().sum()),
            available: is_there && most > 0,
            group_ids: members.iter().filter(|(_, member)| member == id).map(|(group, _)| *group).collect(),
        }
    };
    Ok(serving.iter().map(view).collect())
}

/// Says how much a colleague takes at once; nothing: as much as the shop says.
pub async fn set_capacity(app: &App, actor: &Actor, staff: StaffId, wanted: Option<Capacity>) -> Result<()> {
    actor.require(Permission::ManageReception)?;
    wanted.as_ref().map_or(Ok(()), clean::capacity)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    if !auth::can_take_conversations(&mut conn, actor.shop_id, staff).await? {
        return Err(Error::NotFound);
    }
    let said = store::capacities(&mut conn, actor.shop_id).await?;
    let before = said.iter().find(|row| row.staff_id == staff).map(store::CapacityRow::capacity).transpose()?.flatten();
    store::set_capacity(&mut conn, actor.shop_id, staff, wanted.as_ref()).await?;
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::staff_updated(staff)]).await?;
    let name = auth::brief(&mut conn, staff).await?.map(|brief| brief.name).unwrap_or_default();
    let entry =
        Entry::new(Action::CapacityUpdated).on(Subject::staff(staff, &name)).changed("capacity", &before, &wanted);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

async fn checked(
    app: &App,
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    but: Option<GroupId>,
    wanted: Wanted,
) -> Result<Wanted> {
    let name = rules::clean_name("name", &wanted.name)?;
    let is_taken = |row: &GroupRow| Some(row.id) != but && zg_text::fold(&row.name) == zg_text::fold(&name);
    if store::groups(conn, shop_id).await?.iter().any(is_taken) {
        return Err(Error::invalid("name", "taken"));
    }
    let skills = clean::skills(wanted.skills)?;
    let known: Vec<InboxId> = inboxes::of_shop(app, shop_id).await?.into_iter().map(|inbox| inbox.id).collect();
    if skills.inboxes.iter().any(|inbox| !known.contains(inbox)) {
        return Err(Error::invalid("skills.inboxes", "unknown"));
    }
    let mut member_ids = wanted.member_ids;
    member_ids.sort_unstable();
    member_ids.dedup();
    let serving = auth::who_serve(conn, shop_id).await?;
    if member_ids.iter().any(|member| serving.iter().all(|(id, _)| id != member)) {
        return Err(Error::invalid("member_ids", "unknown"));
    }
    Ok(Wanted { name, skills, member_ids })
}

fn members_of(members: &[(GroupId, StaffId)], id: GroupId) -> Vec<StaffId> {
    members.iter().filter(|(group, _)| *group == id).map(|(_, member)| *member).collect()
}

fn shown(row: &GroupRow, members: &[(GroupId, StaffId)]) -> Result<Group> {
    let (name, member_ids) = (row.name.clone(), members_of(members, row.id));
    Ok(Group {
        id: row.id,
        name,
        skills: row.skills()?,
        member_ids,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
