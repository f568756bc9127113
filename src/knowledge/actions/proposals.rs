//! Other ways to ask, proposed from a conversation in two clicks and approved by whoever decides what is said.

use std::collections::HashSet;

use super::entries::{Read, read};
use super::{begin, number, rewrite, said, subject};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::conversations;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ConversationId, EntryId, ProposalId, Seq};
use crate::knowledge::clean;
use crate::knowledge::model::Proposal;
use crate::knowledge::store;

const MOST_OF_AN_ENTRY: usize = 100;

/// A way to ask, and where a buyer wrote it.
#[derive(Debug, Clone)]
pub struct Wording {
    pub text: String,
    pub conversation_id: Option<ConversationId>,
}

/// Proposes a phrasing. From somebody who decides it counts at once. Numbers and addresses of people are struck out:
/// what a buyer wrote becomes the shop's knowledge without the buyer.
pub async fn propose(
    app: &App,
    actor: &Actor,
    id: EntryId,
    text: &str,
    conversation_id: Option<ConversationId>,
) -> Result<Read> {
    actor.require(Permission::ProposeKnowledge)?;
    let wording = Wording { text: clean_wording(text)?, conversation_id };
    let (mut tx, told) = begin(app, actor.shop_id, Some(id)).await?;
    let mut conn = tx.conn();
    let at = (app.clock.now(), number(&told));
    if add(&mut conn, actor, id, vec![wording], at).await? == 0 {
        return Err(Error::Conflict("phrasing_known"));
    }
    let after = read(app, &mut conn, actor.shop_id, id).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(after)
}

/// A buyer's words as they may become the shop's.
pub fn clean_wording(text: &str) -> Result<String> {
    clean::one_line("text", &zg_text::mask(text), clean::MAX_PHRASING_CHARS)
}

/// Adds cleaned wordings that the entry does not know yet, in a transaction that [`begin`] opened: as phrasings, or as
/// proposals of somebody who does not decide. How many were new.
pub async fn add(
    conn: &mut Conn<'_>,
    actor: &Actor,
    id: EntryId,
    wordings: Vec<Wording>,
    (now, seq): (Time, Seq),
) -> Result<usize> {
    let decides = actor.require(Permission::ManageKnowledge).is_ok();
    let mut row = store::entries::find(conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let mut content = said(conn, &row).await?;
    let waiting = store::proposals::of_entry(conn, actor.shop_id, id).await?;
    let known = std::iter::once(&content.title).chain(&content.phrasings);
    let known = known.chain(waiting.iter().filter(|_| !decides).map(|proposal| &proposal.text));
    let mut known: HashSet<i64> = known.map(|text| clean::sign(text)).collect();
    let fresh: Vec<Wording> = wordings.into_iter().filter(|wording| known.insert(clean::sign(&wording.text))).collect();
    let added = fresh.len();
    if added == 0 {
        return Ok(0);
    }
    if decides {
        content.phrasings.extend(fresh.into_iter().map(|wording| wording.text));
        let content = clean::content(content)?;
        rewrite(conn, actor, &mut row, &content, (now, seq)).await?;
        let entry =
            Entry::new(Action::KnowledgeUpdated).on(subject(&row)).changed("version", &(row.version - 1), &row.version);
        audit::record(conn, actor.shop_id, actor, now, entry).await?;
        return Ok(added);
    }
    if waiting.len() + added > MOST_OF_AN_ENTRY {
        return Err(Error::Conflict("too_many_proposals"));
    }
    for Wording { text, conversation_id } in fresh {
        if let Some(conversation) = conversation_id
            && conversations::find_row(conn, actor.shop_id, conversation).await?.is_none()
        {
            return Err(Error::invalid("conversation_id", "unknown"));
        }
        let (proposal, proposed_by) = (ProposalId::new(), actor.staff_id);
        let proposal = Proposal { id: proposal, entry_id: id, text, proposed_by, conversation_id, created_at: now };
        store::proposals::insert(conn, actor.shop_id, &proposal).await?;
    }
    Ok(added)
}

/// Takes back what the same person proposed just now, in the same words: their proposal while it waits, or the phrasing
/// where they decide themselves. What somebody else has decided on meanwhile stays.
pub async fn withdraw(app: &App, actor: &Actor, id: EntryId, text: &str) -> Result<Read> {
    actor.require(Permission::ProposeKnowledge)?;
    let sign = clean::sign(&clean_wording(text)?);
    let now = app.clock.now();
    let (mut tx, told) = begin(app, actor.shop_id, Some(id)).await?;
    let mut conn = tx.conn();
    let mut row = store::entries::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let waiting = store::proposals::of_entry(&mut conn, actor.shop_id, id).await?;
    let own = waiting.iter().find(|one| one.proposed_by == actor.staff_id && clean::sign(&one.text) == sign);
    if let Some(proposal) = own {
        store::proposals::take(&mut conn, actor.shop_id, id, proposal.id).await?;
    } else {
        let mut content = said(&mut conn, &row).await?;
        let place = content.phrasings.iter().rposition(|phrasing| clean::sign(phrasing) == sign);
        // Nobody takes back what another has written since.
        let is_theirs = row.changed_by == Some(actor.staff_id) && actor.require(Permission::ManageKnowledge).is_ok();
        let place = place.filter(|_| is_theirs).ok_or(Error::Conflict("decided_meanwhile"))?;
        content.phrasings.remove(place);
        let content = clean::content(content)?;
        rewrite(&mut conn, actor, &mut row, &content, (now, number(&told))).await?;
        let entry =
            Entry::new(Action::KnowledgeUpdated).on(subject(&row)).changed("version", &(row.version - 1), &row.version);
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    let after = read(app, &mut conn, actor.shop_id, id).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(after)
}

/// Makes a proposal one of the entry's phrasings.
pub async fn approve(app: &App, actor: &Actor, id: EntryId, proposal: ProposalId) -> Result<Read> {
    actor.require(Permission::ManageKnowledge)?;
    let now = app.clock.now();
    let (mut tx, told) = begin(app, actor.shop_id, Some(id)).await?;
    let mut conn = tx.conn();
    let mut row = store::entries::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let text = store::proposals::take(&mut conn, actor.shop_id, id, proposal).await?.ok_or(Error::NotFound)?;
    let mut content = said(&mut conn, &row).await?;
    content.phrasings.push(text);
    let content = clean::content(content)?;
    rewrite(&mut conn, actor, &mut row, &content, (now, number(&told))).await?;
    let entry =
        Entry::new(Action::KnowledgeUpdated).on(subject(&row)).changed("version", &(row.version - 1), &row.version);
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    let after = read(app, &mut conn, actor.shop_id, id).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(after)
}

/// Drops a proposal.
pub async fn reject(app: &App, actor: &Actor, id: EntryId, proposal: ProposalId) -> Result<()> {
    actor.require(Permission::ManageKnowledge)?;
    let (mut tx, told) = begin(app, actor.shop_id, Some(id)).await?;
    let mut conn = tx.conn();
    store::proposals::take(&mut conn, actor.shop_id, id, proposal).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}
