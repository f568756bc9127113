//! Tags on conversations: put on and taken off as a whole set, or given as the reason for which one is closed.

use serde_json::{Map, Value, json};

use super::actions::{Guard, run};
use super::model::{ConversationRow, Status, ThreadEvent};
use super::rules;
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::error::Result;
use crate::ids::{ConversationId, TagId};
use crate::tags::{self, Closing};

/// Gives a conversation exactly these tags; asking for what it has changes nothing.
pub async fn tag(app: &App, actor: &Actor, id: ConversationId, wanted: &[TagId]) -> Result<ConversationRow> {
    actor.require(Permission::ServeConversations)?;
    let tree = tags::tree(&mut app.db.reader().await?.conn(), actor.shop_id).await?;
    let change = |row: &mut ConversationRow, _: Time| {
        let before = row.tags();
        let chosen = tree.chosen(&before, wanted)?;
        let mut data = differences(&before, &chosen);
        if data.is_empty() {
            return Ok(None);
        }
        row.set_tags(&chosen);
        data.insert("by".into(), json!(actor.staff_id));
        Ok(Some(ThreadEvent { name: "tagged".into(), data: Value::Object(data) }))
    };
    run(app, actor.shop_id, Some(actor), id, Guard::default(), change).await
}

/// Ends the episode, tagged with the reason where one is given; where the shop requires one and there is none, it does not
/// end: 422 `closing_reason_required`.
pub async fn solve_because(app: &App, actor: &Actor, id: ConversationId, reasons: &[TagId]) -> Result<ConversationRow> {
    let closing = Closing::of(&mut app.db.reader().await?.conn(), actor.shop_id).await?;
    let change = |row: &mut ConversationRow, at: Time| {
        if row.status == Status::Solved {
            return Ok(None);
        }
        let before = row.tags();
        let wanted: Vec<TagId> = before.iter().chain(reasons).copied().collect();
        let chosen = closing.tree.chosen(&before, &wanted)?;
        closing.check(row.inbox_id, &chosen)?;
        let mut data = differences(&before, &chosen);
        row.set_tags(&chosen);
        // Whoever closes an unowned conversation answers for it.
        row.assignee_id.get_or_insert(actor.staff_id);
        rules::set_status(row, Status::Solved, at);
        data.insert("by".into(), json!(actor.staff_id));
        Ok(Some(ThreadEvent { name: "solved".into(), data: Value::Object(data) }))
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
