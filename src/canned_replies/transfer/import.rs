//! The import itself: read, check and decide everything, then write in one transaction.

use std::collections::HashMap;

use bytes::Bytes;

use super::columns::INTO;
use super::plan::{Before, CannedReplyImportReport, Plan, before_paths, folded};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::Actor;
use crate::canned_replies::actions::folders::MOST as MOST_FOLDERS;
use crate::canned_replies::actions::replies::new_row;
use crate::canned_replies::actions::{at_most, owner_for, tell};
use crate::canned_replies::model::{FolderRow, Place, ReplyRow};
use crate::canned_replies::store::{folders, replies};
use crate::clock::Time;
use crate::csv;
use crate::db::{Conn, Script};
use crate::error::{Error, Result};
use crate::ids::{CannedReplyFolderId, CannedReplyId, StaffId};
use crate::knowledge::ImportStep;

/// Brings a table in as the shop's or as one's own, or nothing of it.
pub async fn import(
    app: &App,
    actor: &Actor,
    shared: bool,
    dry_run: bool,
    bytes: Bytes,
) -> Result<CannedReplyImportReport> {
    let owner_id = owner_for(actor, shared)?;
    let read = tokio::task::spawn_blocking(move || {
        let text = csv::decode(&bytes).ok_or_else(|| Error::invalid("file", "not_text"))?;
        csv::rows(text.trim_start_matches(csv::BYTE_ORDER_MARK))
    });
    let table = read.await.map_err(anyhow::Error::from)??;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let mut before = Before {
        shared,
        folders: folders::list(&mut conn, actor.shop_id, actor.staff_id).await?,
        replies: replies::list(&mut conn, actor.shop_id, actor.staff_id).await?,
    };
    before.folders.retain(|folder| folder.owner_id == owner_id);
    before.replies.retain(|reply| reply.owner_id == owner_id);
    let plan = Plan::of(&table, &before)?;
    if plan.errors.count > 0 {
        return Err(Error::Rows { code: "import_refused", errors: plan.errors.first, count: plan.errors.count });
    }
    if plan.replies.is_empty() {
        return Err(Error::invalid("file", "empty"));
    }
    let report = plan.report(&before);
    at_most(i64::try_from(before.replies.len() + report.created).unwrap_or(i64::MAX), owner_id)?;
    if before.folders.len() + report.new_folders.len() > MOST_FOLDERS {
        return Err(Error::Conflict("too_many_folders"));
    }
    if dry_run {
        return Ok(report);
    }
    write(&mut conn, actor, owner_id, plan, before, now).await?;
    if shared {
        let entry = Entry::new(Action::CannedRepliesImported).note("created", report.created);
        let entry = entry.note("updated", report.updated);
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    let told = tell(&mut conn, actor, now, shared).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(report)
}

async fn write(
    conn: &mut Conn<'_>,
    actor: &Actor,
    owner_id: Option<StaffId>,
    plan: Plan,
    before: Before,
    now: Time,
) -> Result<()> {
    let mut drawers = Drawers::of(&before, owner_id, now);
    let mut made: Vec<ReplyRow> = Vec::new();
    let mut changed: Vec<ReplyRow> = Vec::new();
    for planned in plan.replies {
        let folder_id = drawers.find_or_make(&planned.folder);
        match (planned.step, planned.before) {
            (ImportStep::Keep, _) => {}
            (_, Some(place)) => {
                let there = &before.replies[place];
                changed.push(ReplyRow {
                    // A reply that lost its words can carry none.
                    next_steps: there.next_steps.clone().filter(|_| !planned.content.text.is_empty()),
                    shortcut: planned.content.shortcut,
                    text: planned.content.text,
                    revision: there.revision + 1,
                    changed_by: Some(actor.staff_id),
                    updated_at: now,
                    ..there.clone()
                });
            }
            (_, None) => {
                let place = Place { owner_id, folder_id };
                let ahead = before.replies.iter().chain(&made).filter(|reply| reply.folder_id == folder_id);
                let last = ahead.map(|reply| reply.position).max();
                made.push(ReplyRow {
                    position: last.map_or(0, |last| last + 1),
                    changed_by: Some(actor.staff_id),
                    created_at: now,
                    updated_at: now,
                    ..new_row(actor.shop_id, CannedReplyId::new(), place, &planned.content)?
                });
            }
        }
    }
    let mut script = Script::of(conn);
    folders::insert(&mut script, actor.shop_id, &drawers.made);
    replies::insert(&mut script, &made);
    script.run(conn).await?;
    for row in &changed {
        replies::update(conn, row).await?;
    }
    Ok(())
}

/// Folders by the names that lead to them, and those that were not there.
struct Drawers {
    known: HashMap<Vec<String>, CannedReplyFolderId>,
    owner_id: Option<StaffId>,
    /// The outer before the inner.
    made: Vec<FolderRow>,
    next_position: i64,
    now: Time,
}

impl Drawers {
    fn of(before: &Before, owner_id: Option<StaffId>, now: Time) -> Self {
        let known = before_paths(before).into_iter().map(|(id, path)| (path, id)).collect();
        let next_position = before.folders.iter().map(|folder| folder.position + 1).max().unwrap_or(0);
        Self { known, owner_id, made: Vec::new(), next_position, now }
    }

    fn find_or_make(&mut self, names: &[String]) -> Option<CannedReplyFolderId> {
        let (name, outer) = names.split_last()?;
        let path = folded(names);
        if let Some(id) = self.known.get(&path) {
            return Some(*id);
        }
        let parent_id = self.find_or_make(outer);
        let id = CannedReplyFolderId::new();
        let (owner_id, position, created_at) = (self.owner_id, self.next_position, self.now);
        self.made.push(FolderRow { id, owner_id, parent_id, name: name.replace(INTO, "／"), position, created_at });
        self.next_position += 1;
        self.known.insert(path, id);
        Some(id)
    }
}
