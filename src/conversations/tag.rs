//! Tags on conversations: put on and taken off as a whole set, or given as the reason for which one is closed.

use serde_json::{Map, Value, json};

use super::actions::{Guard, run};
use super::by::By;
use super::model::{Author, ConversationRow, Status};
use super::rules;
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ConversationId, TagId};
use crate::tags::{self, Closing};

/// Gives a conversation exactly these tags; asking for what it has changes nothing.
pub async fn tag(app: &App, actor: &Actor, id: ConversationId, wanted: &[TagId]) -> Result<ConversationRow> {
    put(app, By::Staff(actor), id, |_| wanted.to_vec()).await
}

/// Puts tags on a conversation and takes others off, whatever it has besides.
pub async fn retag(
    app: &App,
    by: impl Into<By<'_>>,
    id: ConversationId,
    on: &[TagId],
    off: &[TagId],
) -> Result<ConversationRow> {
    let wanted = |before: &[TagId]| before.iter().chain(on).copied().filter(|tag| !off.contains(tag)).collect();
    put(app, by.into(), id, wanted).await
}

async fn put(
    app: &App,
    by: By<'_>,
    id: ConversationId,
    wanted: impl FnOnce(&[TagId]) -> Vec<TagId>,
) -> Result<ConversationRow> {
    by.require(Permission::ServeConversations)?;
    let tree = tags::tree(&mut app.db.reader().await?.conn(), by.shop_id()).await?;
    let change = |row: &mut ConversationRow, _: Time| {
        let before = row.tags();
        let chosen = tree.chosen(&before, &wanted(&before))?;
        let data = differences(&before, &chosen);
        if data.is_empty() {
            return Ok(None);
        }
        row.set_tags(&chosen);
        Ok(Some(by.line("tagged", Value::Object(data))))
    };
    run(app, by.shop_id(), by.actor(), id, Guard::default(), change).await
}

/// Ends the episode, tagged with the reason where one is given; where the shop requires one of whoever ends it and there is
/// none, it does not end: 422 `closing_reason_required`.
pub async fn solve_because(
    app: &App,
    by: impl Into<By<'_>>,
    id: ConversationId,
    reasons: &[TagId],
) -> Result<ConversationRow> {
    solve(app, by.into(), id, None, |_, _| reasons.to_vec()).await
}

/// Ends the episode of a buyer who has said no more than this.
pub(super) async fn solve_heard(
    app: &App,
    actor: &Actor,
    id: ConversationId,
    reasons: &[TagId],
    customer_messages: i64,
) -> Result<ConversationRow> {
    solve(app, By::Staff(actor), id, Some(customer_messages), |_, _| reasons.to_vec()).await
}

/// Whether somebody may end a conversation for these reasons, asked before anything is said.
pub(super) async fn check_reasons(conn: &mut Conn<'_>, row: &ConversationRow, reasons: &[TagId]) -> Result<()> {
    let closing = Closing::of(conn, row.shop_id).await?;
    let before = row.tags();
    let wanted: Vec<TagId> = before.iter().chain(reasons).copied().collect();
    closing.check(row.inbox_id, &closing.tree.chosen(&before, &wanted)?)
}

/// Ends one of many for a reason that was given once for all of them: one that has a reason keeps its own.
pub async fn solve_among(app: &App, actor: &Actor, id: ConversationId, reasons: &[TagId]) -> Result<ConversationRow> {
    solve(app, By::Staff(actor), id, None, |closing, tags| closing.lacking(tags, reasons)).await
}

async fn solve(
    app: &App,
    by: By<'_>,
    id: ConversationId,
    heard: Option<i64>,
    more: impl FnOnce(&Closing, &[TagId]) -> Vec<TagId>,
) -> Result<ConversationRow> {
    let closing = Closing::of(&mut app.db.reader().await?.conn(), by.shop_id()).await?;
    let change = |row: &mut ConversationRow, at: Time| {
        if row.status == Status::Solved {
            return Ok(None);
        }
        if heard.is_some_and(|heard| heard != row.customer_messages) {
            return Err(Error::Conflict("customer_waits"));
        }
        let before = row.tags();
        let wanted: Vec<TagId> = before.iter().copied().chain(more(&closing, &before)).collect();
        let chosen = closing.tree.chosen(&before, &wanted)?;
        // What ends by itself has nobody who could say why.
        if by.staff_id().is_some() {
            closing.check(row.inbox_id, &chosen)?;
        }
        let data = differences(&before, &chosen);
        row.set_tags(&chosen);
        // Whoever closes an unowned conversation answers for it.
        row.assignee_id = row.assignee_id.or(by.staff_id());
        rules::set_status(row, Status::Solved, at);
        Ok(Some(by.line("solved", Value::Object(data))))
    };
    run(app, by.shop_id(), by.actor(), id, Guard::default(), change).await
}

/// Brings a solved or snoozed conversation back without some of its tags, such as the reason for which it was solved; of one
/// that came back before, the tags are taken off all the same.
pub async fn reopen_without(app: &App, actor: &Actor, id: ConversationId, off: &[TagId]) -> Result<ConversationRow> {
    let by = By::Staff(actor);
    let change = |row: &mut ConversationRow, at: Time| {
        let before = row.tags();
        let kept: Vec<TagId> = before.iter().copied().filter(|tag| !off.contains(tag)).collect();
        let data = differences(&before, &kept);
        row.set_tags(&kept);
        if row.status.in_work() {
            return Ok((!data.is_empty()).then(|| by.line("tagged", Value::Object(data))));
        }
        if row.last_message_author == Some(Author::Customer) {
            row.waiting_since = row.waiting_since.or(row.last_message_at);
        }
        let status = rules::working_status(row);
        rules::set_status(row, status, at);
        Ok(Some(by.line("reopened", Value::Object(data))))
    };
    run(app, actor.shop_id, Some(actor), id, Guard::default(), change).await
}

/// What came and what went, by ids: whoever reads a thread years later finds the names of today.
fn differences(before: &[TagId], after: &[TagId]) -> Map<String, Value> {
    let only_in = |one: &[TagId], other: &[TagId]| -> Vec<TagId> {
        one.iter().copied().filter(|id| !other.contains(id)).collect()
    };
    let both = [("added", only_in(after, before)), ("removed", only_in(before, after))];
    both.into_iter().filter(|(_, ids)| !ids.is_empty()).map(|(name, ids)| (name.to_owned(), json!(ids))).collect()
}
