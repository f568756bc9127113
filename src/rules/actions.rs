//! Rules are made, changed, switched on and off, put in order and deleted.

use std::collections::{HashMap, HashSet};

use super::model::{Body, Rule, RuleDraft, RuleFiring, RuleRow, Use};
use super::store::firings::{self, Before};
use super::{clean, starter, store};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission, rules};
use crate::clock::Time;
use crate::db::{Conn, Script};
use crate::error::{Error, Result};
use crate::events::{self, Event, NewEvent};
use crate::ids::{RuleFiringId, RuleId};
use crate::shops;
use crate::steps::{self, Hands};

pub const MOST_RULES: i64 = 100;
/// What a rule did since is counted with it.
const LATELY_SECONDS: i64 = 7 * 86_400;

/// All rules of the shop, in their order, with how often each fired lately.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Rule>> {
    actor.require(Permission::ReadConversations)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let since = app.clock.now().plus_seconds(-LATELY_SECONDS);
    let uses = store::uses(&mut conn, actor.shop_id, since).await?;
    let uses: HashMap<RuleId, Use> = uses.into_iter().map(|known| (known.rule_id, known)).collect();
    let rows = store::list(&mut conn, actor.shop_id).await?;
    rows.iter().map(|row| row.shown(uses.get(&row.id))).collect()
}

/// Makes a rule, the last of the shop's.
pub async fn create(app: &App, actor: &Actor, draft: RuleDraft) -> Result<Rule> {
    actor.require(Permission::ManageReception)?;
    let enabled = draft.enabled;
    let (name, body) = clean::draft(app, actor.shop_id, draft, "").await?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let (count, position) = store::count(&mut conn, actor.shop_id).await?;
    if count >= MOST_RULES {
        return Err(Error::Conflict("too_many_rules"));
    }
    steps::check(&mut conn, actor.shop_id, Hands::Rule, &body.steps).await?;
    let row = new_row((name, &body), enabled, position, now)?;
    store::save(&mut conn, actor.shop_id, &row).await?;
    let entry = Entry::new(Action::RuleCreated).on(subject(&row)).note("enabled", enabled);
    let told = record(&mut conn, actor, now, Some(row.id), entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    row.shown(None)
}

fn new_row((name, body): (String, &Body), enabled: bool, position: i64, now: Time) -> Result<RuleRow> {
    Ok(RuleRow {
        id: RuleId::new(),
        name,
        enabled,
        position,
        body: serde_json::to_string(body).map_err(anyhow::Error::from)?,
        version: 1,
        stopped_at: None,
        created_at: now,
        updated_at: now,
    })
}

/// Replaces a rule; one that was stopped stays so until it is switched on.
pub async fn replace(app: &App, actor: &Actor, id: RuleId, draft: RuleDraft, version: Option<i64>) -> Result<Rule> {
    actor.require(Permission::ManageReception)?;
    let enabled = draft.enabled;
    let (name, body) = clean::draft(app, actor.shop_id, draft, "").await?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = seen(&mut conn, actor, id, version).await?;
    steps::check(&mut conn, actor.shop_id, Hands::Rule, &body.steps).await?;
    let was = before.body()?;
    let text = serde_json::to_string(&body).map_err(anyhow::Error::from)?;
    let row = RuleRow { name, body: text, ..switched(&before, enabled, now) };
    let entry = Entry::new(Action::RuleUpdated)
        .on(subject(&row))
        .changed("name", &before.name, &row.name)
        .changed("enabled", &before.enabled, &row.enabled)
        .changed("when", &was.when, &body.when)
        .changed("conditions", &was.conditions, &body.conditions)
        .changed("steps", &was.steps, &body.steps)
        .changed("pause_minutes", &was.pause_minutes, &body.pause_minutes);
    store_change(app, tx, actor, (before, row), entry).await
}

/// Switches a rule on or off. What it names may be gone: then it cannot be switched on.
pub async fn switch(app: &App, actor: &Actor, id: RuleId, enabled: bool, version: Option<i64>) -> Result<Rule> {
    actor.require(Permission::ManageReception)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = seen(&mut conn, actor, id, version).await?;
    if enabled {
        steps::check(&mut conn, actor.shop_id, Hands::Rule, &before.body()?.steps).await?;
    }
    let row = switched(&before, enabled, now);
    let entry = Entry::new(Action::RuleUpdated).on(subject(&row)).changed("enabled", &before.enabled, &row.enabled);
    store_change(app, tx, actor, (before, row), entry).await
}

fn switched(before: &RuleRow, enabled: bool, now: Time) -> RuleRow {
    let stopped_at = before.stopped_at.filter(|_| !enabled);
    RuleRow { enabled, stopped_at, version: before.version + 1, updated_at: now, ..before.clone() }
}

/// Stores what changed, unless nothing did.
async fn store_change(
    app: &App,
    mut tx: crate::db::Tx,
    actor: &Actor,
    (before, row): (RuleRow, RuleRow),
    entry: Entry,
) -> Result<Rule> {
    if entry.is_idle() {
        return before.shown(None);
    }
    let mut conn = tx.conn();
    store::save(&mut conn, actor.shop_id, &row).await?;
    let told = record(&mut conn, actor, row.updated_at, Some(row.id), entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    row.shown(None)
}

/// Deletes a rule with the log of what it did; what it did stays done.
pub async fn delete(app: &App, actor: &Actor, id: RuleId) -> Result<()> {
    actor.require(Permission::ManageReception)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = seen(&mut conn, actor, id, None).await?;
    store::delete(&mut conn, actor.shop_id, id).await?;
    let entry = Entry::new(Action::RuleDeleted).on(subject(&row));
    let told = record(&mut conn, actor, now, Some(id), entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

/// Puts the rules one after the other: all of them, each once.
pub async fn arrange(app: &App, actor: &Actor, ids: &[RuleId]) -> Result<()> {
    actor.require(Permission::ManageReception)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before: Vec<RuleId> = store::list(&mut conn, actor.shop_id).await?.iter().map(|row| row.id).collect();
    let named: HashSet<RuleId> = ids.iter().copied().collect();
    if named.len() != ids.len() {
        return Err(Error::invalid("ids", "doubled"));
    }
    if named != before.iter().copied().collect() {
        return Err(Error::Conflict("rules_changed"));
    }
    if before == ids {
        return Ok(());
    }
    let mut script = Script::of(&conn);
    store::arrange(&mut script, actor.shop_id, ids);
    script.run(&mut conn).await?;
    let entry = Entry::new(Action::RulesArranged).changed("ids", &before.as_slice(), &ids);
    let told = record(&mut conn, actor, now, None, entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

/// Adds rules to begin with, switched off; those that are there by name stay as they are.
pub async fn add_starter(app: &App, actor: &Actor, locale: Option<&str>) -> Result<usize> {
    actor.require(Permission::ManageReception)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let shop = shops::find(&mut conn, actor.shop_id).await?.ok_or(Error::NotFound)?;
    let locale = locale.unwrap_or(&shop.locale);
    rules::check_locale("locale", locale)?;
    let there: HashSet<String> = store::list(&mut conn, actor.shop_id).await?.into_iter().map(|row| row.name).collect();
    let (count, first) = store::count(&mut conn, actor.shop_id).await?;
    let new: Vec<RuleDraft> =
        starter::starter(locale)?.into_iter().filter(|draft| !there.contains(&draft.name)).collect();
    if count + new.len() as i64 > MOST_RULES {
        return Err(Error::Conflict("too_many_rules"));
    }
    let (mut told, created) = (Vec::new(), new.len());
    for (position, draft) in (first..).zip(new) {
        let RuleDraft { name, when, conditions, steps, pause_minutes, .. } = draft;
        let row = new_row((name, &Body { when, conditions, steps, pause_minutes }), false, position, now)?;
        store::save(&mut conn, actor.shop_id, &row).await?;
        let entry = Entry::new(Action::RuleCreated).on(subject(&row)).note("enabled", false);
        told.extend(record(&mut conn, actor, now, Some(row.id), entry).await?);
    }
    tx.commit().await?;
    app.live.publish(told);
    Ok(created)
}

/// A page of what a rule did.
pub struct Page {
    pub items: Vec<RuleFiring>,
    pub more: bool,
}

pub async fn firings(app: &App, actor: &Actor, id: RuleId, before: Option<Before>, limit: i64) -> Result<Page> {
    actor.require(Permission::ReadConversations)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let before = before.unwrap_or(Before { at: Time(i64::MAX), id: RuleFiringId(uuid::Uuid::max()) });
    let mut rows = firings::page(&mut conn, actor.shop_id, id, before, limit + 1).await?;
    let most = usize::try_from(limit).unwrap_or(0);
    let more = rows.len() > most;
    rows.truncate(most);
    Ok(Page { items: rows.into_iter().map(|row| row.shown()).collect(), more })
}

/// The rule, if it is still what the caller saw.
async fn seen(conn: &mut Conn<'_>, actor: &Actor, id: RuleId, version: Option<i64>) -> Result<RuleRow> {
    let row = store::find(conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if version.is_some_and(|seen| seen != row.version) {
        let current = serde_json::json!({ "rule": row.shown(None)? });
        return Err(Error::ConflictWith("rule_changed", Box::new(current)));
    }
    Ok(row)
}

fn subject(row: &RuleRow) -> Subject {
    Subject::new("rule", row.id, Some(&row.name))
}

/// Notes who did it, tells it, and lets the shop's rules look on from here if they did not look before.
async fn record(conn: &mut Conn<'_>, actor: &Actor, now: Time, id: Option<RuleId>, entry: Entry) -> Result<Vec<Event>> {
    audit::record(conn, actor.shop_id, actor, now, entry).await?;
    let told = events::record(conn, actor.shop_id, now, &[NewEvent::rule_updated(id)]).await?;
    store::read_from(conn, actor.shop_id, told.last().map_or(0, |event| event.seq)).await?;
    Ok(told)
}
