//! Two conversations of a buyer become one.

use serde_json::json;

use super::before::{Before, Frame, Kind, Regrouping};
use super::check::{MOST_MOVED, load, may_regroup, refuse_held};
use super::write::{Change, write};
use super::{Regrouped, UNDO_WITHIN_SECONDS, follow, join, marks};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::conversations::model::{ConversationRow, ThreadEvent};
use crate::conversations::store::regroup as store;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::EventKind;
use crate::ids::{ConversationId, RegroupingId};
use crate::targets::{self, Target};
use crate::{follow_ups, reception};

/// Makes one of two conversations of a buyer. In the same inbox the older one goes on; of two inboxes the one that is chosen,
/// or the one where the buyer wrote last: replies go to its inbox.
pub async fn merge(
    app: &App,
    actor: &Actor,
    id: ConversationId,
    with: ConversationId,
    into: Option<ConversationId>,
) -> Result<Regrouped> {
    actor.require(Permission::ServeConversations)?;
    let takes_over = reception::may_take_over(&mut app.db.reader().await?.conn(), actor).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let one = load(&mut conn, actor, id).await?.ok_or(Error::NotFound)?;
    let two = load(&mut conn, actor, with).await?.ok_or_else(|| Error::invalid("with", "unknown"))?;
    refuse_unfit((&one, &two), actor, takes_over)?;
    let (kept, other) = in_order(&mut conn, one, two, into).await?;
    refuse_held(&mut conn, &other).await?;
    let seqs = store::all_seqs(&mut conn, actor.shop_id, other.id).await?;
    if seqs.len() > MOST_MOVED {
        return Err(Error::Conflict("conversation_too_long"));
    }
    let mut before = Before {
        kept: Frame::of(&kept),
        other: Frame::of(&other),
        marks: store::marks(&mut conn, actor.shop_id, kept.id).await?,
        moved: seqs,
        follow_ups: follow_ups::move_all(&mut conn, actor.shop_id, other.id, kept.id).await?,
        breach: None,
        led: store::lead_on(&mut conn, actor.shop_id, other.id, kept.id).await?,
    };
    let kept_marks = before.marks.iter().copied().collect();
    let said_here = store::seqs_from(&mut conn, actor.shop_id, kept.id, 0).await?;
    let said_there = store::seqs_from(&mut conn, actor.shop_id, other.id, 0).await?;
    let said = (said_here.as_slice(), said_there.as_slice());
    marks::join(&mut conn, (&kept, &kept_marks), &other, said).await?;
    store::copy_drafts(&mut conn, actor.shop_id, other.id, kept.id).await?;
    let mut row = join::joined(&kept, &other, said);
    before.breach = carried_breach(&mut conn, &kept, &other, &row).await?;
    follow::move_messages(&mut conn, &other, &kept, &before.moved).await?;
    follow::stand(&mut conn, &mut row).await?;
    let mut left = join::left_of(&other, &kept, now);
    follow::stand(&mut conn, &mut left).await?;
    store::recount_marks(&mut conn, actor.shop_id, kept.id).await?;
    let mut data =
        json!({ "other_id": other.id, "number": other.number, "messages": before.moved.len(), "by": actor.staff_id });
    if other.inbox_id != kept.inbox_id {
        data["inbox_id"] = json!(other.inbox_id);
    }
    let line = Some(ThreadEvent { name: "merged".into(), data });
    let mut changes = [Change { before: Some(kept), row, line }, Change { before: Some(other), row: left, line: None }];
    let events = write(&mut conn, now, actor.staff_id, EventKind::ConversationMerged, &mut changes).await?;
    let [Change { row: kept, .. }, Change { row: other, .. }] = changes;
    follow::wake_up(&mut conn, &kept, now).await?;
    let regrouping = Regrouping {
        id: RegroupingId::new(),
        kind: Kind::Merge,
        kept_id: kept.id,
        other_id: other.id,
        kept_version: kept.version,
        other_version: other.version,
        before,
        done_at: now,
        undone_at: None,
    };
    store::insert(&mut conn, actor.shop_id, &regrouping, actor.staff_id).await?;
    let subject = Subject::new("conversation", kept.id, Some(&format!("#{}", kept.number)));
    let entry = Entry::new(Action::ConversationMerged).on(subject).note("merged", format!("#{}", other.number));
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    let conversation = load(&mut conn, actor, kept.id).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    app.live.publish(events);
    app.live.counts_moved(actor.shop_id);
    let undo = Some((regrouping.id, now.plus_seconds(UNDO_WITHIN_SECONDS)));
    Ok(Regrouped { conversation, other, undo })
}

fn refuse_unfit((one, two): (&ConversationRow, &ConversationRow), actor: &Actor, takes_over: bool) -> Result<()> {
    if one.id == two.id {
        return Err(Error::invalid("with", "same_conversation"));
    }
    for row in [one, two] {
        may_regroup(row, actor, takes_over)?;
    }
    if one.customer_id == two.customer_id { Ok(()) } else { Err(Error::Conflict("other_customer")) }
}

/// The one that goes on and the other.
async fn in_order(
    conn: &mut Conn<'_>,
    one: ConversationRow,
    two: ConversationRow,
    into: Option<ConversationId>,
) -> Result<(ConversationRow, ConversationRow)> {
    if into.is_some_and(|id| ![one.id, two.id].contains(&id)) {
        return Err(Error::invalid("into", "unknown"));
    }
    let one_goes_on = if one.inbox_id == two.inbox_id {
        let is_older = (one.created_at, one.number) < (two.created_at, two.number);
        if into.is_some_and(|id| (id == one.id) != is_older) {
            return Err(Error::invalid("into", "younger"));
        }
        is_older
    } else if let Some(id) = into {
        id == one.id
    } else {
        let said_here = store::last_of_buyer(conn, one.shop_id, one.id).await?;
        said_here > store::last_of_buyer(conn, two.shop_id, two.id).await?
    };
    Ok(if one_goes_on { (one, two) } else { (two, one) })
}

/// The wait of the other one goes on: what was missed in it is not missed once more.
async fn carried_breach(
    conn: &mut Conn<'_>,
    kept: &ConversationRow,
    other: &ConversationRow,
    joined: &ConversationRow,
) -> Result<Option<(Target, Target, Time)>> {
    let Some(since) = other.waiting_since.filter(|since| joined.waiting_since == Some(*since)) else { return Ok(None) };
    let is_first = kept.last_reply_seq == 0 && other.last_reply_seq == 0;
    let now = if is_first { Target::First } else { Target::Next };
    let was = targets::move_breach(conn, kept.shop_id, (other.id, kept.id), since, (None, now)).await?;
    Ok(was.map(|was| (was, now, since)))
}
