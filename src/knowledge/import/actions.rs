//! The import itself: read, check and decide everything, then write in batches.

use std::collections::HashMap;

use bytes::Bytes;
use jiff::tz::TimeZone;

use super::gather::{Gathered, gather};
use super::plan::{Before, Plan, Planned, matched};
use super::record::Record;
use super::report::{ImportStep, KnowledgeImportReport};
use super::source::{self, Read};
use super::table::Names;
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::db::{Conn, Script, is_unique_violation};
use crate::error::{Error, Result};
use crate::ids::{EntryId, InboxId, ShopId};
use crate::knowledge::actions::{self, categories, entries};
use crate::knowledge::model::{Category, EntryContent, EntryState};
use crate::knowledge::store::{self, entries::Row};
use crate::{inboxes, shops};

/// A batch holds the one writer for some milliseconds, so that live messages hardly wait.
const BATCH_PHRASINGS: usize = 2000;
const BATCH_ENTRIES: usize = 200;

/// How a file is to be brought in.
#[derive(Debug, Clone, Copy)]
pub struct How {
    /// Of entries that are new and whose state the file does not say.
    pub state: EntryState,
    pub is_starter: bool,
    /// Check and count only.
    pub dry_run: bool,
}

/// Brings a file of knowledge in, or nothing of it.
pub async fn import(app: &App, actor: &Actor, how: How, bytes: Bytes) -> Result<KnowledgeImportReport> {
    actor.require(Permission::ManageKnowledge)?;
    let names = names(app, actor.shop_id).await?;
    let known_inboxes: Vec<InboxId> = names.inboxes.iter().map(|(id, _)| *id).collect();
    let parsed = tokio::task::spawn_blocking(move || {
        let mut read = source::read(&bytes, &names)?;
        let gathered = gather(std::mem::take(&mut read.records));
        Ok::<_, Error>((read, gathered))
    });
    let (read, gathered) = parsed.await.map_err(anyhow::Error::from)??;
    bring_in(app, actor, how, read, gathered, &known_inboxes).await
}

/// As [`import`], of what was read elsewhere.
pub async fn import_records(app: &App, actor: &Actor, how: How, records: Vec<Record>) -> Result<KnowledgeImportReport> {
    actor.require(Permission::ManageKnowledge)?;
    let read = Read { rows: records.len(), ..Read::default() };
    bring_in(app, actor, how, read, gather(records), &[]).await
}

async fn bring_in(
    app: &App,
    actor: &Actor,
    how: How,
    read: Read,
    gathered: Vec<Gathered>,
    inboxes: &[InboxId],
) -> Result<KnowledgeImportReport> {
    let shop_id = actor.shop_id;
    let categories = categories::of_shop(app, shop_id).await?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let known = store::entries::known(&mut conn, shop_id).await?;
    let matches = matched(&gathered, &known);
    let contents = if matches.iter().any(Option::is_some) {
        store::parts::all_contents(&mut conn, shop_id).await?
    } else {
        HashMap::new()
    };
    let before = Before { shop_id, categories, entries: known, contents };
    let mut plan = Plan::of(&gathered, &matches, &before, read.errors);
    if how.is_starter {
        plan.leave_what_is_there();
    }
    if gathered.is_empty() && plan.errors.count == 0 {
        return Err(Error::invalid("file", "empty"));
    }
    let created = plan.entries.iter().filter(|entry| entry.step == ImportStep::Create).count();
    if i64::try_from(before.entries.len() + created).unwrap_or(i64::MAX) > entries::MOST_OF_A_SHOP {
        return Err(Error::Conflict("too_many_entries"));
    }
    check(&mut conn, shop_id, &mut plan, inboxes).await?;
    drop(reader);
    if plan.errors.count > 0 {
        return Err(Error::Rows { code: "import_refused", errors: plan.errors.first, count: plan.errors.count });
    }
    let report = plan.report(read.rows, read.ignored_columns, &before);
    if !how.dry_run {
        write(app, actor, how, plan).await?;
        note(app, actor, &report, how).await?;
    }
    Ok(report)
}

async fn names(app: &App, shop_id: ShopId) -> Result<Names> {
    let shop = shops::find(&mut app.db.reader().await?.conn(), shop_id).await?.ok_or(Error::NotFound)?;
    let timezone = TimeZone::get(&shop.timezone).unwrap_or(TimeZone::UTC);
    let inboxes = inboxes::of_shop(app, shop_id).await?.into_iter().map(|inbox| (inbox.id, inbox.name)).collect();
    Ok(Names { timezone, inboxes })
}

/// Looks after what answers refer to; most refer to nothing.
async fn check(conn: &mut Conn<'_>, shop_id: ShopId, plan: &mut Plan, inboxes: &[InboxId]) -> Result<()> {
    for entry in &mut plan.entries {
        let refers = |content: &EntryContent| {
            content.answers.iter().any(|answer| !answer.file_ids.is_empty() || !answer.buttons.is_empty())
        };
        if entry.step == ImportStep::Keep || !refers(&entry.content) {
            continue;
        }
        match entries::check_parts(conn, shop_id, entry.id, &mut entry.content, inboxes).await {
            Ok(()) => {}
            Err(Error::Invalid { field, code }) => plan.errors.add(entry.row, field, code),
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

async fn write(app: &App, actor: &Actor, how: How, plan: Plan) -> Result<()> {
    make_categories(app, actor, &plan).await?;
    let mut waiting = plan.entries.into_iter().filter(|entry| entry.step != ImportStep::Keep).peekable();
    while waiting.peek().is_some() {
        let mut batch: Vec<Planned> = Vec::new();
        let mut phrasings = 0;
        while batch.len() < BATCH_ENTRIES
            && phrasings < BATCH_PHRASINGS
            && let Some(entry) = waiting.next()
        {
            phrasings += entry.content.phrasings.len();
            batch.push(entry);
        }
        write_batch(app, actor, how, &batch).await?;
    }
    Ok(())
}

async fn make_categories(app: &App, actor: &Actor, plan: &Plan) -> Result<()> {
    if plan.new_categories.is_empty() {
        return Ok(());
    }
    let (mut tx, told) = actions::begin(app, actor.shop_id, None).await?;
    let mut conn = tx.conn();
    let there = store::categories::list(&mut conn, actor.shop_id).await?;
    let last = there.iter().filter(|category| category.parent_id.is_none()).map(|category| category.position).max();
    for (position, new) in (last.map_or(0, |last| last + 1)..).zip(&plan.new_categories) {
        let (parent_id, key, entries, created_at) = (None, None, 0, app.clock.now());
        let row = Category { id: new.id, parent_id, key, name: new.name.clone(), position, entries, created_at };
        store::categories::insert(&mut conn, actor.shop_id, &row).await?;
    }
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

async fn write_batch(app: &App, actor: &Actor, how: How, batch: &[Planned]) -> Result<()> {
    let now = app.clock.now();
    let (mut tx, told) = actions::begin(app, actor.shop_id, None).await?;
    let mut conn = tx.conn();
    let seq = actions::number(&told);
    let (new, there): (Vec<&Planned>, Vec<&Planned>) = batch.iter().partition(|entry| entry.step == ImportStep::Create);
    let rows: Vec<Row> = new
        .iter()
        .map(|entry| Row {
            external_id: entry.external_id.clone(),
            state: entry.state.unwrap_or(how.state),
            is_starter: how.is_starter,
            seq,
            ..Row::new(entry.id, actor.shop_id, &entry.content, Some(actor.staff_id), now)
        })
        .collect();
    let contents: Vec<(EntryId, &EntryContent)> = new.iter().map(|entry| (entry.id, &entry.content)).collect();
    let mut script = Script::of(&conn);
    store::entries::insert(&mut script, &rows);
    store::parts::insert(&mut script, actor.shop_id, &contents)?;
    // Another import of the same file may have been quicker.
    script.run(&mut conn).await.map_err(|error| match error {
        error if is_unique_violation(&error) => Error::Conflict("changed_meanwhile"),
        error => error.into(),
    })?;
    for entry in there {
        // Deleted since it was read: then there is nothing to change.
        let Some(mut row) = store::entries::find(&mut conn, actor.shop_id, entry.id).await? else { continue };
        row.state = entry.state.unwrap_or(row.state);
        actions::rewrite(&mut conn, actor, &mut row, &entry.content, (now, seq)).await?;
    }
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

/// Records an import that changed something.
async fn note(app: &App, actor: &Actor, report: &KnowledgeImportReport, how: How) -> Result<()> {
    if report.created + report.updated == 0 {
        return Ok(());
    }
    let entry = Entry::new(Action::KnowledgeImported)
        .note("created", report.created)
        .note("updated", report.updated)
        .note("unchanged", report.unchanged)
        .note("starter_pack", how.is_starter);
    let mut tx = app.db.begin().await?;
    audit::record(&mut tx.conn(), actor.shop_id, actor, app.clock.now(), entry).await?;
    Ok(tx.commit().await?)
}
