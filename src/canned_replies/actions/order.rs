//! Order by hand: what stands where, all of one place at once.

use std::collections::HashSet;

use super::folders::{check_place, subject};
use super::{owner_for, tell};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::Actor;
use crate::canned_replies::model::FolderRow;
use crate::canned_replies::store::{folders, replies};
use crate::db::{Conn, Script};
use crate::error::{Error, Result};
use crate::ids::{CannedReplyFolderId, CannedReplyId};

/// Puts replies after each other into a folder, or beside the folders.
pub async fn replies(
    app: &App,
    actor: &Actor,
    shared: bool,
    folder_id: Option<CannedReplyFolderId>,
    ids: &[CannedReplyId],
) -> Result<()> {
    let owner_id = owner_for(actor, shared)?;
    refuse_doubles(ids)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let all = folders::list(&mut conn, actor.shop_id, actor.staff_id).await?;
    let into = all.into_iter().find(|folder| Some(folder.id) == folder_id && folder.owner_id == owner_id);
    if folder_id.is_some() && into.is_none() {
        return Err(Error::invalid("folder_id", "unknown"));
    }
    let rows = replies::list(&mut conn, actor.shop_id, actor.staff_id).await?;
    let known: HashSet<_> = rows.iter().filter(|row| row.owner_id == owner_id).map(|row| row.id).collect();
    refuse_unknown(ids.iter().all(|id| known.contains(id)))?;
    let mut script = Script::of(&conn);
    replies::arrange(&mut script, actor.shop_id, folder_id, ids);
    script.run(&mut conn).await?;
    let told = note(app, &mut conn, actor, shared, into.as_ref(), ids.len()).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

/// Puts folders after each other into another one, or beside all.
pub async fn folders(
    app: &App,
    actor: &Actor,
    shared: bool,
    parent_id: Option<CannedReplyFolderId>,
    ids: &[CannedReplyFolderId],
) -> Result<()> {
    let owner_id = owner_for(actor, shared)?;
    refuse_doubles(ids)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let mut all = folders::list(&mut conn, actor.shop_id, actor.staff_id).await?;
    all.retain(|folder| folder.owner_id == owner_id);
    refuse_unknown(ids.iter().all(|id| all.iter().any(|folder| folder.id == *id)))?;
    for id in ids {
        let moved = all.iter().find(|folder| folder.id == *id).ok_or(Error::NotFound)?;
        check_place(&all, &FolderRow { parent_id, ..moved.clone() })?;
    }
    let mut script = Script::of(&conn);
    folders::arrange(&mut script, actor.shop_id, parent_id, ids);
    script.run(&mut conn).await?;
    let into = all.iter().find(|folder| Some(folder.id) == parent_id);
    let told = note(app, &mut conn, actor, shared, into, ids.len()).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

async fn note(
    app: &App,
    conn: &mut Conn<'_>,
    actor: &Actor,
    shared: bool,
    into: Option<&FolderRow>,
    count: usize,
) -> Result<Vec<crate::events::Event>> {
    let now = app.clock.now();
    if shared {
        let entry = Entry::new(Action::CannedRepliesArranged).note("count", count);
        let entry = match into {
            Some(folder) => entry.on(subject(folder)),
            None => entry,
        };
        audit::record(conn, actor.shop_id, actor, now, entry).await?;
    }
    tell(conn, actor, now, shared).await
}

fn refuse_doubles<T: Eq + std::hash::Hash>(ids: &[T]) -> Result<()> {
    let distinct: HashSet<&T> = ids.iter().collect();
    if distinct.len() == ids.len() { Ok(()) } else { Err(Error::invalid("ids", "doubled")) }
}

fn refuse_unknown(all_known: bool) -> Result<()> {
    if all_known { Ok(()) } else { Err(Error::invalid("ids", "unknown")) }
}
