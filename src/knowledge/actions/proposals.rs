//! Other ways to ask, proposed from a conversation in two clicks and approved by whoever decides what is said.

use super::entries::{Read, read};
use super::{begin, number, rewrite, said, subject};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::conversations;
use crate::error::{Error, Result};
use crate::ids::{ConversationId, EntryId, ProposalId};
use crate::knowledge::clean;
use crate::knowledge::model::Proposal;
use crate::knowledge::store;

const MOST_OF_AN_ENTRY: i64 = 100;

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
    let text = clean::one_line("text", &zg_text::mask(text), clean::MAX_PHRASING_CHARS)?;
    let now = app.clock.now();
    let decides = actor.require(Permission::ManageKnowledge).is_ok();
    let (mut tx, told) = begin(app, actor.shop_id, Some(id)).await?;
    let mut conn = tx.conn();
    let mut row = store::entries::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let content = said(&mut conn, &row).await?;
    let waiting = store::proposals::of_entry(&mut conn, actor.shop_id, id).await?;
    let known = std::iter::once(&content.title).chain(&content.phrasings);
    let mut known = known.chain(waiting.iter().filter(|_| !decides).map(|proposal| &proposal.text));
    if known.any(|known| clean::sign(known) == clean::sign(&text)) {
        return Err(Error::Conflict("phrasing_known"));
    }
    if decides {
        let mut content = content;
        content.phrasings.push(text);
        let content = clean::content(content)?;
        rewrite(&mut conn, actor, &mut row, &content, (now, number(&told))).await?;
        let entry =
            Entry::new(Action::KnowledgeUpdated).on(subject(&row)).changed("version", &(row.version - 1), &row.version);
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    } else {
        if store::proposals::count(&mut conn, actor.shop_id, id).await? >= MOST_OF_AN_ENTRY {
            return Err(Error::Conflict("too_many_proposals"));
        }
        let conversation_id = match conversation_id {
            Some(id) => {
                let found = conversations::find_row(&mut conn, actor.shop_id, id).await?;
                Some(found.ok_or_else(|| Error::invalid("conversation_id", "unknown"))?.id)
            }
            None => None,
        };
        let (proposal, proposed_by) = (ProposalId::new(), actor.staff_id);
        let proposal = Proposal { id: proposal, entry_id: id, text, proposed_by, conversation_id, created_at: now };
        store::proposals::insert(&mut conn, actor.shop_id, &proposal).await?;
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
