//! Conversations of the past, stored as they were: with their own times, and without telling anybody anew.
//!
//! They take event numbers like all else, so that a reader's numbers stay whole.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use uuid::Uuid;

use super::append::{Fresh, new_conversation, stand_last};
use super::model::{Author, Card, ConversationRow, Kind, MessageRow, Stage, Status, Touchpoint};
use super::store::{self, CustomerWords, Numbers};
use super::{rules, tallies};
use crate::app::App;
use crate::clock::Time;
use crate::customers::CustomerRow;
use crate::db::{Conn, Script};
use crate::error::{Error, Result};
use crate::events::{self, Event, EventKind};
use crate::ids::{ConversationId, InboxId, Seq, ShopId, StaffId};
use crate::search;

/// A conversation that took place elsewhere.
#[derive(Debug)]
pub struct PastConversation {
    pub id: ConversationId,
    pub inbox_id: InboxId,
    pub customer: CustomerRow,
    pub status: Status,
    pub stage: Stage,
    pub touchpoint: Touchpoint,
    pub assignee_id: Option<StaffId>,
    pub begun_at: Time,
    pub messages: Vec<PastMessage>,
}

#[derive(Debug)]
pub struct PastMessage {
    pub client_id: Uuid,
    pub kind: Kind,
    pub author: Author,
    /// The colleague who wrote it, where the shop still knows one.
    pub staff_id: Option<StaffId>,
    pub text: Option<String>,
    pub card: Option<Card>,
    pub at: Time,
}

/// Which of these conversations are stored already.
pub async fn known(app: &App, ids: &[ConversationId]) -> Result<HashSet<ConversationId>> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let mut script = Script::of(&conn);
    store::get_many(&mut script, ids.iter().copied());
    let rows: Vec<ConversationRow> = script.fetch(&mut conn).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Stores conversations in the caller's transaction, which holds the shop.
pub async fn store(conn: &mut Conn<'_>, shop_id: ShopId, now: Time, past: Vec<PastConversation>) -> Result<Fresh> {
    let messages: usize = past.iter().map(|conversation| conversation.messages.len()).sum();
    let mut script = Script::of(conn);
    store::hold_numbers(&mut script, [shop_id]);
    let mut numbers: Numbers = script.fetch(conn).await?.pop().ok_or(Error::NotFound)?;
    let mut script = Script::of(conn);
    let mut moves = tallies::Moves::default();
    let mut rows = Vec::with_capacity(past.len());
    let mut lines = Vec::with_capacity(messages);
    let mut events = Vec::with_capacity(past.len() + messages);
    for conversation in past {
        let event = |kind, seq| {
            let conversation_id = Some(conversation.id);
            Event { shop_id, seq, kind, conversation_id, subject_id: None, at: now }
        };
        numbers.last_conversation_number += 1;
        let mut row = begun(shop_id, numbers.last_conversation_number, &conversation);
        numbers.seq += 1;
        events.push(event(EventKind::ConversationCreated, numbers.seq));
        for message in conversation.messages {
            numbers.seq += 1;
            let line = written(shop_id, conversation.id, numbers.seq, message);
            rules::message_arrived(&mut row, line.author, line.kind, line.staff_id, line.seq, line.created_at);
            stand_last(&mut row, &line);
            events.push(event(EventKind::MessageCreated, line.seq));
            lines.push(line);
        }
        settle(&mut row, conversation.status, conversation.assignee_id);
        moves.note(None, &row);
        store::count_conversation_of(&mut script, row.customer_id, row.updated_at);
        rows.push(row);
    }
    store::save(&mut script, &mut rows);
    store::messages::insert(&mut script, &lines);
    search::index_messages(&mut script, &lines, &HashMap::from([(shop_id, numbers.mark)]));
    events::store(&mut script, &events);
    store::set_numbers(&mut script, &numbers);
    let counts_moved = moves.save(&mut script);
    script.run(conn).await?;
    Ok(Fresh {
        events,
        messages: lines.into_iter().map(Arc::new).collect(),
        conversations: rows.into_iter().map(Arc::new).collect(),
        counts_moved,
    })
}

fn begun(shop_id: ShopId, number: i64, past: &PastConversation) -> ConversationRow {
    let words = CustomerWords {
        id: past.customer.id,
        shop_id,
        name: past.customer.name.clone(),
        tier: past.customer.tier.clone(),
        verified: past.customer.verified,
        locale: past.customer.locale.clone(),
        blocked: past.customer.blocked,
        erased: false,
    };
    ConversationRow {
        id: past.id,
        number,
        stage: past.stage,
        imported: true,
        ..new_conversation(shop_id, &words, past.inbox_id, past.touchpoint, past.begun_at)
    }
}

/// Puts a conversation where the file says it stood; all of it counts as read.
fn settle(row: &mut ConversationRow, status: Status, assignee_id: Option<StaffId>) {
    row.assignee_id = assignee_id.or(row.assignee_id).filter(|_| status != Status::Queued);
    row.staff_read_seq = row.last_message_seq;
    row.customer_read_seq = row.last_message_seq;
    // An unowned conversation waits in the queue, whatever it was called elsewhere.
    let status = if status.in_work() { rules::working_status(row) } else { status };
    let at = row.updated_at;
    rules::set_status(row, status, at);
}

fn written(shop_id: ShopId, conversation_id: ConversationId, seq: Seq, message: PastMessage) -> MessageRow {
    MessageRow {
        client_id: Some(message.client_id),
        staff_id: message.staff_id,
        text: message.text,
        card: message.card.and_then(|card| serde_json::to_string(&card).ok()),
        ..MessageRow::new((shop_id, conversation_id), seq, message.kind, message.author, message.at)
    }
}
