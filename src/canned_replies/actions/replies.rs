//! Replies: looked up, written, changed, deleted, brought back.

use super::{at_most, owner_for, require_change, tell};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission};
use crate::canned_replies::clean;
use crate::canned_replies::model::{CannedReply, CannedReplyContent, CannedReplyList, FolderRow, Place, ReplyRow};
use crate::canned_replies::store::{folders, replies as store};
use crate::db::{Conn, Script};
use crate::error::{Error, Result};
use crate::ids::{CannedReplyId, ShopId};

/// A reply that was deleted can come back for so long.
const KEPT_SECONDS: i64 = 86_400;

/// A reply, and what a client must name to change it as it was read.
pub struct Read {
    pub reply: CannedReply,
    pub revision: i64,
}

impl Read {
    fn of(app: &App, row: ReplyRow) -> Self {
        Self { revision: row.revision, reply: row.shown(&app.files, app.clock.now()) }
    }
}

/// Replies and folders of the shop, and one's own.
pub async fn list(app: &App, actor: &Actor) -> Result<CannedReplyList> {
    actor.require(Permission::ReadConversations)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let drawers = folders::list(&mut conn, actor.shop_id, actor.staff_id).await?;
    let rows = store::list(&mut conn, actor.shop_id, actor.staff_id).await?;
    let now = app.clock.now();
    Ok(CannedReplyList {
        folders: drawers.into_iter().map(FolderRow::shown).collect(),
        items: rows.into_iter().map(|row| row.shown(&app.files, now)).collect(),
    })
}

pub async fn show(app: &App, actor: &Actor, id: CannedReplyId) -> Result<Read> {
    actor.require(Permission::ReadConversations)?;
    let row = store::find(&mut app.db.reader().await?.conn(), actor.shop_id, actor.staff_id, id).await?;
    Ok(Read::of(app, row.ok_or(Error::NotFound)?))
}

/// Writes a reply, the last of its folder.
pub async fn create(app: &App, actor: &Actor, content: CannedReplyContent) -> Result<Read> {
    let owner_id = owner_for(actor, content.shared)?;
    let content = clean::content(content)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    at_most(store::count(&mut conn, actor.shop_id, owner_id).await? + 1, owner_id)?;
    let place = Place { owner_id, folder_id: content.folder_id };
    let id = CannedReplyId::new();
    check(&mut conn, actor, id, place, &content).await?;
    let row = ReplyRow {
        position: store::next_position(&mut conn, actor.shop_id, place).await?,
        changed_by: Some(actor.staff_id),
        created_at: now,
        updated_at: now,
        ..new_row(actor.shop_id, id, place, &content)?
    };
    let mut script = Script::of(&conn);
    store::insert(&mut script, std::slice::from_ref(&row));
    script.run(&mut conn).await?;
    if owner_id.is_none() {
        let entry = Entry::new(Action::CannedReplyCreated).on(subject(&row));
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    let told = tell(&mut conn, actor, now, owner_id.is_none()).await?;
    let row = store::find(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(Read::of(app, row))
}

/// A reply that nobody used yet, at the beginning of its folder.
pub fn new_row(shop_id: ShopId, id: CannedReplyId, place: Place, content: &CannedReplyContent) -> Result<ReplyRow> {
    let zero = crate::clock::Time::default();
    Ok(ReplyRow {
        id,
        shop_id,
        owner_id: place.owner_id,
        folder_id: place.folder_id,
        title: content.title.clone(),
        shortcut: content.shortcut.clone(),
        text: content.text.clone(),
        file_id: content.file_id,
        card: card_json(content)?,
        next_steps: next_steps_json(content)?,
        position: 0,
        revision: 1,
        uses: 0,
        last_used_at: None,
        last_used_by: None,
        changed_by: None,
        created_at: zero,
        updated_at: zero,
        file_name: None,
        file_mime: None,
        file_size: None,
        file_width: None,
        file_height: None,
        file_has_thumb: None,
    })
}

fn card_json(content: &CannedReplyContent) -> Result<Option<String>> {
    Ok(content.card.as_ref().map(serde_json::to_string).transpose().map_err(anyhow::Error::from)?)
}

fn next_steps_json(content: &CannedReplyContent) -> Result<Option<String>> {
    let some = Some(&content.next_steps).filter(|answers| !answers.is_empty());
    Ok(some.map(serde_json::to_string).transpose().map_err(anyhow::Error::from)?)
}

/// Lets a reply say something else from now on, if it is still as it was read.
pub async fn replace(
    app: &App,
    actor: &Actor,
    id: CannedReplyId,
    read_at: Option<i64>,
    content: CannedReplyContent,
) -> Result<Read> {
    let content = clean::content(content)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = store::find(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    require_change(actor, before.owner_id)?;
    let owner_id = owner_for(actor, content.shared)?;
    if read_at.is_some_and(|revision| revision != before.revision) {
        let current = serde_json::to_value(before.shown(&app.files, now)).map_err(anyhow::Error::from)?;
        return Err(Error::ConflictWith("canned_reply_changed", Box::new(current)));
    }
    let place = Place { owner_id, folder_id: content.folder_id };
    check(&mut conn, actor, id, place, &content).await?;
    let has_moved = (before.owner_id, before.folder_id) != (owner_id, content.folder_id);
    if before.owner_id != owner_id {
        at_most(store::count(&mut conn, actor.shop_id, owner_id).await? + 1, owner_id)?;
    }
    let position =
        if has_moved { store::next_position(&mut conn, actor.shop_id, place).await? } else { before.position };
    let row = ReplyRow {
        owner_id,
        folder_id: content.folder_id,
        title: content.title.clone(),
        shortcut: content.shortcut.clone(),
        text: content.text.clone(),
        file_id: content.file_id,
        card: card_json(&content)?,
        next_steps: next_steps_json(&content)?,
        position,
        revision: before.revision + 1,
        changed_by: Some(actor.staff_id),
        updated_at: now,
        ..before.clone()
    };
    store::update(&mut conn, &row).await?;
    let is_shared = before.owner_id.is_none() || owner_id.is_none();
    let entry = changes(&before, &row);
    if is_shared && !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    let told = tell(&mut conn, actor, now, is_shared).await?;
    let row = store::find(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(Read::of(app, row))
}

/// What one keeps to oneself stays out of the log, also where it becomes the shop's.
fn changes(before: &ReplyRow, after: &ReplyRow) -> Entry {
    let entry = Entry::new(Action::CannedReplyUpdated).on(subject(after)).changed(
        "shared",
        &before.owner_id.is_none(),
        &after.owner_id.is_none(),
    );
    if before.owner_id != after.owner_id {
        return entry;
    }
    entry
        .changed("title", &before.title, &after.title)
        .changed("shortcut", &before.shortcut, &after.shortcut)
        .changed("folder", &before.folder_id, &after.folder_id)
        .changed("text", &before.text, &after.text)
        .changed("file", &before.file_id, &after.file_id)
        .changed("card", &before.card, &after.card)
        .changed("next_steps", &before.stored_next_steps(), &after.stored_next_steps())
}

/// Deletes a reply; for a day it can come back.
pub async fn delete(app: &App, actor: &Actor, id: CannedReplyId) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = store::find(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    require_change(actor, row.owner_id)?;
    store::set_deleted(&mut conn, actor.shop_id, id, Some(now)).await?;
    store::forget(&mut conn, actor.shop_id, now.plus_seconds(-KEPT_SECONDS)).await?;
    if row.owner_id.is_none() {
        let entry = Entry::new(Action::CannedReplyDeleted).on(subject(&row));
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    let told = tell(&mut conn, actor, now, row.owner_id.is_none()).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

/// Brings a reply back that was deleted today.
pub async fn restore(app: &App, actor: &Actor, id: CannedReplyId) -> Result<Read> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = store::find_deleted(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    require_change(actor, row.owner_id)?;
    at_most(store::count(&mut conn, actor.shop_id, row.owner_id).await? + 1, row.owner_id)?;
    check_shortcut(&mut conn, actor, row.id, row.owner_id.is_none(), row.shortcut.as_deref()).await?;
    store::set_deleted(&mut conn, actor.shop_id, id, None).await?;
    if row.owner_id.is_none() {
        let entry = Entry::new(Action::CannedReplyRestored).on(subject(&row));
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    let told = tell(&mut conn, actor, now, row.owner_id.is_none()).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(Read::of(app, row))
}

/// The folder is there and of the same kind, the file is the shop's, the shortcut is free.
async fn check(
    conn: &mut Conn<'_>,
    actor: &Actor,
    id: CannedReplyId,
    place: Place,
    content: &CannedReplyContent,
) -> Result<()> {
    if let Some(folder_id) = place.folder_id {
        let all = folders::list(conn, actor.shop_id, actor.staff_id).await?;
        if !all.iter().any(|folder| folder.id == folder_id && folder.owner_id == place.owner_id) {
            return Err(Error::invalid("folder_id", "unknown"));
        }
    }
    if let Some(file_id) = content.file_id
        && !store::is_file_of_staff(conn, actor.shop_id, file_id).await?
    {
        return Err(Error::invalid("file_id", "unknown"));
    }
    check_shortcut(conn, actor, id, content.shared, content.shortcut.as_deref()).await
}

/// One's own may be called like one of the shop's, and goes before it.
async fn check_shortcut(
    conn: &mut Conn<'_>,
    actor: &Actor,
    id: CannedReplyId,
    shared: bool,
    shortcut: Option<&str>,
) -> Result<()> {
    let Some(wanted) = shortcut.map(zg_text::fold) else { return Ok(()) };
    let all = store::list(conn, actor.shop_id, actor.staff_id).await?;
    let is_taken = |row: &ReplyRow| {
        row.id != id
            && row.owner_id.is_none() == shared
            && row.shortcut.as_deref().is_some_and(|known| zg_text::fold(known) == wanted)
    };
    if all.iter().any(is_taken) { Err(Error::invalid("shortcut", "already_there")) } else { Ok(()) }
}

fn subject(row: &ReplyRow) -> Subject {
    Subject::new("canned_reply", row.id, Some(&row.title))
}
