//! Tags are made, changed, put elsewhere and archived.

pub mod reasons;

use super::model::{NewTag, Tag, TagChange, TagUsage};
use super::store;
use super::tree::{MOST_TAGS, Tree};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission, rules};
use crate::clock::Time;
use crate::db::{Conn, Script};
use crate::error::{Error, Result};
use crate::events::{self, Event, NewEvent};
use crate::ids::TagId;

/// All tags of the shop, siblings in their order.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Tag>> {
    actor.require(Permission::ReadConversations)?;
    Ok(store::tree(&mut app.db.reader().await?.conn(), actor.shop_id).await?.tags)
}

/// How many conversations have each tag.
pub async fn usage(app: &App, actor: &Actor) -> Result<Vec<TagUsage>> {
    actor.require(Permission::ReadConversations)?;
    store::usage(&mut app.db.reader().await?.conn(), actor.shop_id).await
}

/// Makes a tag, the last among its siblings.
pub async fn create(app: &App, actor: &Actor, new: NewTag) -> Result<Tag> {
    actor.require(Permission::ManageTags)?;
    let NewTag { parent_id, name, hue } = new;
    let name = rules::clean_name("name", &name)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let tree = store::tree(&mut conn, actor.shop_id).await?;
    if tree.tags.len() >= MOST_TAGS {
        return Err(Error::Conflict("too_many_tags"));
    }
    tree.check_place(None, parent_id)?;
    tree.check_name(None, parent_id, &name)?;
    let position = tree.siblings(parent_id).last().map_or(0, |last| last.position + 1);
    let inherited = parent_id.and_then(|parent| tree.find(parent)).map(|parent| parent.hue);
    let hue = hue.or(inherited).unwrap_or_default();
    let (id, version, archived_at) = (TagId::new(), 1, None);
    let tag = Tag { id, parent_id, name, hue, position, version, archived_at, created_at: now, updated_at: now };
    let mut script = Script::of(&conn);
    store::insert(&mut script, actor.shop_id, std::slice::from_ref(&tag));
    script.run(&mut conn).await?;
    let entry = Entry::new(Action::TagCreated).on(subject(&tag)).note("path", path_above(&tree, &tag));
    let told = record(&mut conn, actor, now, id, entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(tag)
}

/// Renames, recolours, archives or brings back a tag.
pub async fn update(app: &App, actor: &Actor, id: TagId, change: TagChange, version: Option<i64>) -> Result<Tag> {
    actor.require(Permission::ManageTags)?;
    let name = change.name.map(|name| rules::clean_name("name", &name)).transpose()?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let tree = store::tree(&mut conn, actor.shop_id).await?;
    let before = seen(&tree, id, version)?;
    let mut tag = before.next(now);
    if let Some(name) = name {
        tree.check_name(Some(id), tag.parent_id, &name)?;
        tag.name = name;
    }
    tag.hue = change.hue.unwrap_or(tag.hue);
    tag.archived_at = match change.archived {
        Some(true) => before.archived_at.or(Some(now)),
        Some(false) => None,
        None => before.archived_at,
    };
    let action = match (before.archived_at, tag.archived_at) {
        (None, Some(_)) => Action::TagArchived,
        (Some(_), None) => Action::TagRestored,
        _ => Action::TagUpdated,
    };
    let entry = Entry::new(action).on(subject(&tag)).changed("name", &before.name, &tag.name);
    let entry =
        entry.changed("hue", &before.hue, &tag.hue).changed("archived_at", &before.archived_at, &tag.archived_at);
    if entry.is_idle() {
        return Ok(before.clone());
    }
    store::update(&mut conn, actor.shop_id, &tag).await?;
    let told = record(&mut conn, actor, now, id, entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(tag)
}

/// Where a tag is to stand.
#[derive(Debug, Clone, Copy)]
pub struct Stand {
    pub parent_id: Option<TagId>,
    /// Among those that stand there, from 0; whatever is more is the end.
    pub position: usize,
}

/// Puts a tag, with all below it, elsewhere.
pub async fn put(app: &App, actor: &Actor, id: TagId, stand: Stand, version: Option<i64>) -> Result<Tag> {
    actor.require(Permission::ManageTags)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let tree = store::tree(&mut conn, actor.shop_id).await?;
    let before = seen(&tree, id, version)?;
    let Stand { parent_id, position } = stand;
    if parent_id != before.parent_id {
        tree.check_place(Some(id), parent_id)?;
        tree.check_name(Some(id), parent_id, &before.name)?;
    }
    let mut order: Vec<TagId> =
        tree.siblings(parent_id).iter().map(|tag| tag.id).filter(|other| *other != id).collect();
    let position = position.min(order.len());
    order.insert(position, id);
    let was = tree.siblings(before.parent_id).iter().position(|tag| tag.id == id);
    let tag = Tag { parent_id, position: i64::try_from(position).unwrap_or(i64::MAX), ..before.next(now) };
    let entry = Entry::new(Action::TagMoved)
        .on(subject(&tag))
        .changed("parent", &path_above(&tree, before), &path_above(&tree, &tag))
        .changed("position", &was, &Some(position));
    if entry.is_idle() {
        return Ok(before.clone());
    }
    store::update(&mut conn, actor.shop_id, &tag).await?;
    let mut script = Script::of(&conn);
    store::arrange(&mut script, actor.shop_id, &order);
    script.run(&mut conn).await?;
    let told = record(&mut conn, actor, now, id, entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(tag)
}

/// The tag, if it is still what the caller saw.
fn seen(tree: &Tree, id: TagId, version: Option<i64>) -> Result<&Tag> {
    let tag = tree.find(id).ok_or(Error::NotFound)?;
    if version.is_some_and(|seen| seen != tag.version) {
        let current = serde_json::json!({ "tag": tag });
        return Err(Error::ConflictWith("tag_changed", Box::new(current)));
    }
    Ok(tag)
}

fn path_above(tree: &Tree, tag: &Tag) -> Option<String> {
    tag.parent_id.map(|parent| tree.path(parent))
}

fn subject(tag: &Tag) -> Subject {
    Subject::new("tag", tag.id, Some(&tag.name))
}

async fn record(conn: &mut Conn<'_>, actor: &Actor, now: Time, id: TagId, entry: Entry) -> Result<Vec<Event>> {
    audit::record(conn, actor.shop_id, actor, now, entry).await?;
    events::record(conn, actor.shop_id, now, &[NewEvent::tag_updated(Some(id))]).await
}
