//! The way back, while nothing else has happened.

use serde_json::json;

use super::before::{Kind, Regrouping};
use super::check::load;
use super::write::{Change, write};
use super::{Regrouped, UNDO_WITHIN_SECONDS, follow, join, marks};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::conversations::actions::refuse_erased;
use crate::conversations::model::{ConversationRow, ThreadEvent};
use crate::conversations::store::regroup as store;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::EventKind;
use crate::ids::{ConversationId, RegroupingId};
use crate::{follow_ups, targets};

/// Makes of one or two conversations what they were before they were regrouped.
pub async fn undo(app: &App, actor: &Actor, id: ConversationId, regrouping: RegroupingId) -> Result<Regrouped> {
    actor.require(Permission::ServeConversations)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let found = store::find(&mut conn, actor.shop_id, regrouping).await?;
    let done = found.filter(|done| [done.kept_id, done.other_id].contains(&id)).ok_or(Error::NotFound)?;
    if done.undone_at.is_some() {
        return Err(Error::Conflict("undone_before"));
    }
    if now > done.done_at.plus_seconds(UNDO_WITHIN_SECONDS) {
        return Err(Error::Conflict("undo_too_late"));
    }
    let kept = load(&mut conn, actor, done.kept_id).await?.ok_or(Error::NotFound)?;
    let other = load(&mut conn, actor, done.other_id).await?.ok_or(Error::NotFound)?;
    refuse_erased(&kept)?;
    if (kept.version, other.version) != (done.kept_version, done.other_version) {
        return Err(Error::Conflict("undo_overtaken"));
    }
    let (kind, mut changes) = match done.kind {
        Kind::Merge => (EventKind::ConversationSplit, part(&mut conn, actor, &done, kept, other, now).await?),
        Kind::Split => (EventKind::ConversationMerged, rejoin(&mut conn, actor, &done, kept, other, now).await?),
    };
    let events = write(&mut conn, now, actor.staff_id, kind, &mut changes).await?;
    let [Change { row: kept, .. }, Change { row: other, .. }] = changes;
    for row in [&kept, &other] {
        store::recount_marks(&mut conn, actor.shop_id, row.id).await?;
        follow::wake_up(&mut conn, row, now).await?;
    }
    store::note_undone(&mut conn, actor.shop_id, done.id, now).await?;
    let subject = Subject::new("conversation", kept.id, Some(&format!("#{}", kept.number)));
    let entry =
        Entry::new(Action::ConversationRegroupingUndone).on(subject).note("other", format!("#{}", other.number));
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    let conversation = load(&mut conn, actor, kept.id).await?.ok_or(Error::NotFound)?;
    let other = load(&mut conn, actor, other.id).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    app.live.publish(events);
    app.live.counts_moved(actor.shop_id);
    Ok(Regrouped { conversation, other, undo: None })
}

fn line(name: &str, of: &ConversationRow, actor: &Actor) -> Option<ThreadEvent> {
    let data = json!({ "other_id": of.id, "number": of.number, "by": actor.staff_id });
    Some(ThreadEvent { name: name.into(), data })
}

/// Two again that became one.
async fn part(
    conn: &mut Conn<'_>,
    actor: &Actor,
    done: &Regrouping,
    kept: ConversationRow,
    other: ConversationRow,
    now: Time,
) -> Result<[Change; 2]> {
    let (shop_id, before) = (actor.shop_id, &done.before);
    follow::move_messages(conn, &kept, &other, &before.moved).await?;
    follow_ups::move_some(conn, shop_id, kept.id, other.id, &before.follow_ups).await?;
    store::lead_back(conn, shop_id, other.id, &before.led).await?;
    store::take_drafts_back(conn, shop_id, other.id, kept.id).await?;
    if let Some((was, is, since)) = before.breach {
        targets::move_breach(conn, shop_id, (kept.id, other.id), since, (Some(is), was)).await?;
    }
    let said_here = store::seqs_from(conn, shop_id, kept.id, 0).await?;
    let said_there = store::seqs_from(conn, shop_id, other.id, 0).await?;
    let said = (said_here.as_slice(), said_there.as_slice());
    marks::part(conn, shop_id, (kept.id, other.id), before, said).await?;
    let (mut one, mut two) = (kept.clone(), other.clone());
    before.kept.restore(&mut one, now);
    before.other.restore(&mut two, now);
    marks::part_rows(&kept, before, (&mut one, &mut two), said);
    follow::stand(conn, &mut one).await?;
    follow::stand(conn, &mut two).await?;
    let (told_here, told_there) = (line("merge_undone", &other, actor), line("merge_undone", &kept, actor));
    Ok([
        Change { before: Some(kept), row: one, line: told_here },
        Change { before: Some(other), row: two, line: told_there },
    ])
}

/// One again that became two; the number of the second is given to no other.
async fn rejoin(
    conn: &mut Conn<'_>,
    actor: &Actor,
    done: &Regrouping,
    kept: ConversationRow,
    other: ConversationRow,
    now: Time,
) -> Result<[Change; 2]> {
    let (shop_id, before) = (actor.shop_id, &done.before);
    let kept_marks = marks::of(conn, shop_id, kept.id).await?;
    let said_here = store::seqs_from(conn, shop_id, kept.id, 0).await?;
    let said_there = store::seqs_from(conn, shop_id, other.id, 0).await?;
    let said = (said_here.as_slice(), said_there.as_slice());
    marks::join(conn, (&kept, &kept_marks), &other, said).await?;
    store::copy_drafts(conn, shop_id, other.id, kept.id).await?;
    follow_ups::move_all(conn, shop_id, other.id, kept.id).await?;
    let joined = join::joined(&kept, &other, said);
    let mut one = kept.clone();
    before.kept.restore(&mut one, now);
    one.customer_read_seq = joined.customer_read_seq;
    one.staff_read_seq = joined.staff_read_seq;
    follow::move_messages(conn, &other, &kept, &before.moved).await?;
    follow::stand(conn, &mut one).await?;
    let mut two = join::left_of(&other, &kept, now);
    follow::stand(conn, &mut two).await?;
    let told = line("split_undone", &other, actor);
    Ok([Change { before: Some(kept), row: one, line: told }, Change { before: Some(other), row: two, line: None }])
}
