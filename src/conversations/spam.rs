//! Spam, and what blocked customers write: laid aside, where it counts in no figure and disturbs nobody.
//!
//! Invariants: what lies on a shelf is solved, and nobody waits in it; of a blocked customer nothing is in work. A mark that
//! was a mistake is taken off without a trace in the state: the conversation is then what it would have been without.

use std::collections::HashMap;

use serde_json::json;

use super::actions::{refuse_erased, thread_line, write};
use super::model::{ConversationRow, Shelf, Status, Stood, ThreadEvent};
use super::{rules, store, tallies};
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::db::{Conn, Script};
use crate::error::{Error, Result};
use crate::events::{self, Event, EventKind, NewEvent};
use crate::ids::{ConversationId, CustomerId, ShopId, StaffId};

/// Marks a conversation as spam; one that is marked stays as it is.
pub async fn mark(app: &App, actor: &Actor, id: ConversationId) -> Result<ConversationRow> {
    actor.require(Permission::ServeConversations)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = load(&mut conn, actor, id).await?;
    let mut row = before.clone();
    match before.shelf {
        Some(Shelf::Spam) => return Ok(before),
        Some(Shelf::Merged) => return Err(Error::Conflict("conversation_merged")),
        Some(Shelf::Blocked) => {}
        None => store::spam::mark(&mut conn, &before, &Stood::of(&before), actor.staff_id, now).await?,
    }
    rules::lay_aside(&mut row, Shelf::Spam, now);
    row.updated_at = now;
    let line = ThreadEvent { name: "marked_spam".into(), data: json!({ "by": actor.staff_id }) };
    let events = write(&mut conn, now, Some(actor.staff_id), &before, &mut row, &line).await?;
    tx.commit().await?;
    app.live.publish(events);
    app.live.counts_moved(actor.shop_id);
    Ok(row)
}

/// Puts a conversation that was laid aside back where it stood; what its buyer wrote meanwhile waits since then.
pub async fn unmark(app: &App, actor: &Actor, id: ConversationId) -> Result<ConversationRow> {
    actor.require(Permission::ServeConversations)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = load(&mut conn, actor, id).await?;
    match before.shelf {
        None => return Ok(before),
        Some(Shelf::Merged) => return Err(Error::Conflict("conversation_merged")),
        Some(Shelf::Spam | Shelf::Blocked) => {}
    }
    if before.customer_blocked {
        return Err(Error::Conflict("customer_blocked"));
    }
    let stood = store::spam::unmark(&mut conn, actor.shop_id, id).await?;
    let known = stood.map_or(0, |stood| stood.customer_messages);
    let unheard = store::spam::wrote_after(&mut conn, actor.shop_id, id, known).await?;
    let mut row = before.clone();
    rules::put_back(&mut row, stood, unheard, now);
    row.updated_at = now;
    let line = ThreadEvent { name: "unmarked_spam".into(), data: json!({ "by": actor.staff_id }) };
    let events = write(&mut conn, now, Some(actor.staff_id), &before, &mut row, &line).await?;
    tx.commit().await?;
    app.live.publish(events);
    app.live.counts_moved(actor.shop_id);
    Ok(row)
}

async fn load(conn: &mut Conn<'_>, actor: &Actor, id: ConversationId) -> Result<ConversationRow> {
    let row = store::get_for_viewer(conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    refuse_erased(&row)?;
    Ok(row)
}

/// Ends all that a customer has in work, in the caller's transaction, which holds the shop: nobody serves who is blocked.
pub async fn end_all(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    customer: CustomerId,
    by: Option<StaffId>,
    now: Time,
) -> Result<(Vec<ConversationId>, Vec<Event>)> {
    let ids = store::spam::unsolved(conn, shop_id, customer).await?;
    if ids.is_empty() {
        return Ok((ids, Vec::new()));
    }
    let mut script = Script::of(conn);
    store::get_many(&mut script, ids.iter().copied());
    let loaded: Vec<ConversationRow> = script.fetch(conn).await?;
    let loaded: HashMap<ConversationId, ConversationRow> = loaded.into_iter().map(|row| (row.id, row)).collect();
    let mut next = events::take_numbers(conn, shop_id, 2 * loaded.len()).await?;
    let (mut rows, mut lines, mut told) = (Vec::new(), Vec::new(), Vec::new());
    let mut moves = tallies::Moves::default();
    for before in ids.iter().filter_map(|id| loaded.get(id)) {
        let mut row = before.clone();
        rules::set_status(&mut row, Status::Solved, now);
        row.updated_at = now;
        let line = ThreadEvent { name: "solved".into(), data: json!({ "reason": "blocked", "by": by }) };
        lines.push(thread_line(&row, by, &line, next, now)?);
        for kind in [EventKind::MessageCreated, EventKind::ConversationUpdated] {
            told.push(Event { shop_id, seq: next, kind, conversation_id: Some(row.id), subject_id: None, at: now });
            next += 1;
        }
        moves.note(Some(before), &row);
        rows.push(row);
    }
    let mut script = Script::of(conn);
    store::save(&mut script, &mut rows);
    store::messages::insert(&mut script, &lines);
    events::store(&mut script, &told);
    moves.save(&mut script);
    script.run(conn).await?;
    Ok((ids, told))
}

/// What a customer who is blocked no more writes from now on begins anew, in the caller's transaction; what to tell of it.
pub async fn let_go(conn: &mut Conn<'_>, shop_id: ShopId, customer: CustomerId) -> Result<Vec<NewEvent>> {
    let ids = store::spam::let_go(conn, shop_id, customer).await?;
    Ok(ids.into_iter().map(|id| NewEvent::conversation(EventKind::ConversationUpdated, id)).collect())
}
