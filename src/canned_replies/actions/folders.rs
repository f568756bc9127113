//! Folders: made, renamed, removed.

use super::{owner_for, require_change, tell};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, rules};
use crate::canned_replies::model::{CannedReplyFolder, FolderRow};
use crate::canned_replies::store::folders as store;
use crate::db::Script;
use crate::error::{Error, Result};
use crate::ids::CannedReplyFolderId;

/// Of the shop, and of a colleague.
pub const MOST: usize = 100;

/// Makes a folder, the last among its siblings.
pub async fn create(
    app: &App,
    actor: &Actor,
    shared: bool,
    parent_id: Option<CannedReplyFolderId>,
    name: &str,
) -> Result<CannedReplyFolder> {
    let owner_id = owner_for(actor, shared)?;
    let name = rules::clean_name("name", name)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let mut all = store::list(&mut conn, actor.shop_id, actor.staff_id).await?;
    all.retain(|folder| folder.owner_id == owner_id);
    if all.len() >= MOST {
        return Err(Error::Conflict("too_many_folders"));
    }
    let last = all.iter().filter(|folder| folder.parent_id == parent_id).map(|folder| folder.position).max();
    let position = last.map_or(0, |last| last + 1);
    let row = FolderRow { id: CannedReplyFolderId::new(), owner_id, parent_id, name, position, created_at: now };
    check_place(&all, &row)?;
    check_name(&all, &row)?;
    let mut script = Script::of(&conn);
    store::insert(&mut script, actor.shop_id, std::slice::from_ref(&row));
    script.run(&mut conn).await?;
    if shared {
        let entry = Entry::new(Action::CannedReplyFolderCreated).on(subject(&row));
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    let told = tell(&mut conn, actor, now, shared).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(row.shown())
}

pub async fn rename(app: &App, actor: &Actor, id: CannedReplyFolderId, name: &str) -> Result<CannedReplyFolder> {
    let name = rules::clean_name("name", name)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let all = store::list(&mut conn, actor.shop_id, actor.staff_id).await?;
    let before = all.iter().find(|folder| folder.id == id).ok_or(Error::NotFound)?;
    require_change(actor, before.owner_id)?;
    let row = FolderRow { name, ..before.clone() };
    check_name(&all, &row)?;
    store::rename(&mut conn, actor.shop_id, id, &row.name).await?;
    let shared = row.owner_id.is_none();
    let entry = Entry::new(Action::CannedReplyFolderUpdated).on(subject(&row)).changed("name", &before.name, &row.name);
    if shared && !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    let told = tell(&mut conn, actor, now, shared).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(row.shown())
}

/// Removes a folder that is empty.
pub async fn delete(app: &App, actor: &Actor, id: CannedReplyFolderId) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let all = store::list(&mut conn, actor.shop_id, actor.staff_id).await?;
    let row = all.into_iter().find(|folder| folder.id == id).ok_or(Error::NotFound)?;
    require_change(actor, row.owner_id)?;
    if store::is_used(&mut conn, actor.shop_id, id).await? {
        return Err(Error::Conflict("folder_in_use"));
    }
    store::delete(&mut conn, actor.shop_id, id).await?;
    let shared = row.owner_id.is_none();
    if shared {
        let entry = Entry::new(Action::CannedReplyFolderDeleted).on(subject(&row));
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    let told = tell(&mut conn, actor, now, shared).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

/// A folder stands beside the others or in one of the same kind, which stands in none; and one that holds others stands
/// in none itself.
pub fn check_place(all: &[FolderRow], row: &FolderRow) -> Result<()> {
    let Some(parent_id) = row.parent_id else { return Ok(()) };
    let parent = all.iter().find(|folder| folder.id == parent_id && folder.owner_id == row.owner_id);
    let parent = parent.ok_or_else(|| Error::invalid("parent_id", "unknown"))?;
    let holds_others = all.iter().any(|folder| folder.parent_id == Some(row.id));
    if parent.id == row.id {
        return Err(Error::invalid("parent_id", "within_itself"));
    }
    if parent.parent_id.is_some() || holds_others { Err(Error::invalid("parent_id", "too_nested")) } else { Ok(()) }
}

/// A table that comes in knows folders by their names.
fn check_name(all: &[FolderRow], row: &FolderRow) -> Result<()> {
    let is_same = |folder: &FolderRow| {
        folder.id != row.id
            && (folder.owner_id, folder.parent_id) == (row.owner_id, row.parent_id)
            && zg_text::fold(&folder.name) == zg_text::fold(&row.name)
    };
    if all.iter().any(is_same) { Err(Error::invalid("name", "already_there")) } else { Ok(()) }
}

pub fn subject(row: &FolderRow) -> Subject {
    Subject::new("canned_reply_folder", row.id, Some(&row.name))
}
