//! One conversation becomes two: what was said from a message on is another matter.

use serde_json::json;

use super::before::{Before, Frame, Kind, Regrouping};
use super::check::{MOST_MOVED, load, may_regroup, refuse_held};
use super::write::{Change, write};
use super::{Regrouped, UNDO_WITHIN_SECONDS, apart, follow};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission};
use crate::conversations::model::{ConversationRow, Kind as MessageKind, MessageRow, ThreadEvent};
use crate::conversations::store::{self as conversations, regroup as store};
use crate::db::{Conn, Script};
use crate::error::{Error, Result};
use crate::events::EventKind;
use crate::ids::{ConversationId, MessageId, RegroupingId};
use crate::reception;

/// Makes a conversation of its own of what was said from a message on; lines of what happened stay where it happened.
pub async fn split(app: &App, actor: &Actor, id: ConversationId, from: MessageId) -> Result<Regrouped> {
    actor.require(Permission::ServeConversations)?;
    let takes_over = reception::may_take_over(&mut app.db.reader().await?.conn(), actor).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let kept = load(&mut conn, actor, id).await?.ok_or(Error::NotFound)?;
    may_regroup(&kept, actor, takes_over)?;
    refuse_held(&mut conn, &kept).await?;
    let first = first_of(&mut conn, actor, id, from).await?;
    let seqs = store::seqs_from(&mut conn, actor.shop_id, id, first.seq).await?;
    if seqs.len() > MOST_MOVED {
        return Err(Error::Conflict("conversation_too_long"));
    }
    let mut other = apart::begun(&kept, first.created_at);
    other.number = store::take_conversation_number(&mut conn, actor.shop_id).await?;
    let before = Before {
        kept: Frame::of(&kept),
        other: Frame::of(&other),
        moved: seqs,
        follow_ups: Vec::new(),
        marks: store::marks(&mut conn, actor.shop_id, id).await?,
        breach: None,
        led: Vec::new(),
    };
    let mut script = Script::of(&conn);
    conversations::save(&mut script, std::slice::from_mut(&mut other));
    conversations::count_conversation_of(&mut script, other.customer_id, first.created_at);
    script.run(&mut conn).await?;
    follow::move_messages(&mut conn, &kept, &other, &before.moved).await?;
    let mut row = kept.clone();
    follow::stand(&mut conn, &mut row).await?;
    follow::stand(&mut conn, &mut other).await?;
    let waits = match kept.waiting_since {
        Some(since) => {
            let of_kept = store::wrote_since(&mut conn, actor.shop_id, id, since).await?;
            (of_kept, store::wrote_since(&mut conn, actor.shop_id, other.id, since).await?)
        }
        None => (None, None),
    };
    apart::settle(&mut row, &mut other, waits, now);
    store::save_marks(&mut conn, actor.shop_id, other.id, &before.marks).await?;
    for part in [id, other.id] {
        store::recount_marks(&mut conn, actor.shop_id, part).await?;
    }
    let line = |name: &str, of: &ConversationRow| {
        let data =
            json!({ "other_id": of.id, "number": of.number, "messages": before.moved.len(), "by": actor.staff_id });
        Some(ThreadEvent { name: name.into(), data })
    };
    let (told_here, told_there) = (line("split_off", &other), line("split_from", &kept));
    let mut changes =
        [Change { before: Some(kept), row, line: told_here }, Change { before: None, row: other, line: told_there }];
    let events = write(&mut conn, now, actor.staff_id, EventKind::ConversationSplit, &mut changes).await?;
    let [Change { row: kept, .. }, Change { row: other, .. }] = changes;
    for part in [&kept, &other] {
        follow::wake_up(&mut conn, part, now).await?;
    }
    let regrouping = Regrouping {
        id: RegroupingId::new(),
        kind: Kind::Split,
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
    let entry = Entry::new(Action::ConversationSplit).on(subject).note("split_off", format!("#{}", other.number));
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    let conversation = load(&mut conn, actor, other.id).await?.ok_or(Error::NotFound)?;
    let kept = load(&mut conn, actor, kept.id).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    app.live.publish(events);
    app.live.counts_moved(actor.shop_id);
    let undo = Some((regrouping.id, now.plus_seconds(UNDO_WITHIN_SECONDS)));
    Ok(Regrouped { conversation, other: kept, undo })
}

/// The message that the other one begins with: something must be left before it.
async fn first_of(conn: &mut Conn<'_>, actor: &Actor, id: ConversationId, from: MessageId) -> Result<MessageRow> {
    let unknown = || Error::invalid("from_message_id", "unknown");
    let found = conversations::messages::get(conn, actor.shop_id, from).await?;
    let first = found.filter(|message| message.conversation_id == id).ok_or_else(unknown)?;
    if first.kind == MessageKind::Event {
        return Err(unknown());
    }
    match store::said_before(conn, actor.shop_id, id, first.seq).await? {
        true => Ok(first),
        false => Err(Error::invalid("from_message_id", "first_message")),
    }
}
