//! Takes back what a run did, as far as that is possible and nobody changed it since.

use super::model::{Outcome, Stand, Undone, UndonePart};
use crate::app::App;
use crate::auth::Actor;
use crate::conversations::{self, ConversationRow, Place, Status};
use crate::error::{Error, Result};
use crate::follow_ups;
use crate::ids::{ConversationId, MessageId, TagId};

/// Takes back by whoever ran it. What a buyer may have read stays where it cannot be recalled any more, and is told.
pub async fn undo(app: &App, actor: &Actor, id: ConversationId, outcome: &Outcome) -> Result<Vec<Undone>> {
    let Outcome { before, after, .. } = outcome;
    let mut told = Vec::new();
    // The status first: what lies with the solved belongs to nobody's desk.
    if before.status != after.status && matches!(after.status, Status::Solved | Status::Snoozed) {
        note(&mut told, UndonePart::Status, status(app, actor, id, before, after).await)?;
    }
    for (what, messages) in [(UndonePart::Reply, &outcome.replies), (UndonePart::Note, &outcome.notes)] {
        if !messages.is_empty() {
            note(&mut told, what, recall(app, actor, id, messages).await)?;
        }
    }
    let reply_stays = told.iter().any(|undone| undone.what == UndonePart::Reply && undone.code.is_some());
    // Whoever answered a buyer for good goes on owning what they took by it.
    let is_owned_by_reply = reply_stays && after.assignee_id == Some(actor.staff_id);
    if (before.assignee_id, before.group_id) != (after.assignee_id, after.group_id) && !is_owned_by_reply {
        note(&mut told, UndonePart::Assignee, place(app, actor, id, before, after).await)?;
    }
    let added = only_in(&after.tag_ids, &before.tag_ids);
    let removed = only_in(&before.tag_ids, &after.tag_ids);
    if !added.is_empty() || !removed.is_empty() {
        note(&mut told, UndonePart::Tags, conversations::retag(app, actor, id, &removed, &added).await.map(drop))?;
    }
    if before.stage != after.stage {
        let undone = conversations::update(app, actor, id, Some(before.stage), None).await;
        note(&mut told, UndonePart::Stage, undone.map(drop))?;
    }
    for follow_up in &outcome.follow_ups {
        note(&mut told, UndonePart::FollowUp, follow_ups::finish(app, actor, *follow_up).await.map(drop))?;
    }
    Ok(told)
}

/// What is refused is told; what fails on our side fails the whole, to be asked again.
fn note(told: &mut Vec<Undone>, what: UndonePart, undone: Result<()>) -> Result<()> {
    let code = match undone {
        Ok(()) => None,
        Err(error) if error.is_ours() => return Err(error),
        Err(Error::Invalid { code, .. }) => Some(code),
        Err(error) => Some(error.code().to_owned()),
    };
    told.push(Undone { what, code });
    Ok(())
}

fn only_in(one: &[TagId], other: &[TagId]) -> Vec<TagId> {
    one.iter().copied().filter(|id| !other.contains(id)).collect()
}

async fn now(app: &App, actor: &Actor, id: ConversationId) -> Result<ConversationRow> {
    conversations::find_row(&mut app.db.reader().await?.conn(), actor.shop_id, id).await?.ok_or(Error::NotFound)
}

async fn recall(app: &App, actor: &Actor, id: ConversationId, messages: &[MessageId]) -> Result<()> {
    for message in messages.iter().rev() {
        conversations::recall(app, actor, id, *message).await?;
    }
    Ok(())
}

/// Back to the desk, or to where it was put off until before.
async fn status(app: &App, actor: &Actor, id: ConversationId, before: &Stand, after: &Stand) -> Result<()> {
    if now(app, actor, id).await?.status != after.status {
        return Err(Error::Conflict("changed_since"));
    }
    match before.status {
        Status::Solved => conversations::solve(app, actor, id).await?,
        Status::Snoozed if before.snoozed_until.is_none_or(|until| until > app.clock.now()) => {
            conversations::snooze(app, actor, id, before.snoozed_until).await?
        }
        _ => conversations::reopen(app, actor, id).await?,
    };
    Ok(())
}

async fn place(app: &App, actor: &Actor, id: ConversationId, before: &Stand, after: &Stand) -> Result<()> {
    let row = now(app, actor, id).await?;
    // Solving takes the group away, and coming back does not bring it.
    let stands = row.assignee_id == after.assignee_id && (row.group_id == after.group_id || row.group_id.is_none());
    if !stands {
        return Err(Error::Conflict("changed_since"));
    }
    let back = Place { to: before.assignee_id, group: before.group_id };
    conversations::assign(app, actor, id, back, None).await.map(drop)
}
