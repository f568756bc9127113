//! Conversations of the past, stored as they were: with their own times, and without telling anybody anew.
//!
//! They take event numbers like all else, so that a reader's numbers stay whole.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use uuid::Uuid;

use super::append::{Fresh, new_conversation, stand_last};
use super::model::{Author, Card, ConversationRow, Kind, MessageRow, Stage, Status, Touchpoint};
use super::store::{self, CustomerWords};
use super::{rules, tallies};
use crate::app::App;
use crate::clock::Time;
use crate::customers::CustomerRow;
use crate::db::Conn;
use crate::error::Result;
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
    let rows = store::get_many(&mut reader.conn(), ids).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Stores conversations in the caller's transaction, which holds the shop.
pub async fn store(conn: &mut Conn<'_>, shop_id: ShopId, now: Time, past: Vec<PastConversation>) -> Result<Fresh> {
    let messages: usize = past.iter().map(|conversation| conversation.messages.len()).sum();
    let numbers = store::take_numbers(conn, shop_id, past.len() + messages, past.len()).await?;
    let (mut seq, mut number) = (numbers.first_seq, numbers.first_conversation);
    let mut moves = tallies::Moves::default();
    let mut rows = Vec::with_capacity(past.len());
    let mut lines = Vec::with_capacity(messages);
    let mut events = Vec::with_capacity(past.len() + messages);
    for conversation in past {
        let event = |kind, seq| {
            let conversation_id = Some(conversation.id);
            Event { shop_id, seq, kind, conversation_id, subject_id: None, at: now }
        };
        let mut row = begun(shop_id, number, &conversation);
        number += 1;
        events.push(event(EventKind::ConversationCreated, seq));
        seq += 1;
        for message in conversation.messages {
            let line = written(shop_id, conversation.id, seq, message);
            rules::message_arrived(&mut row, line.author, line.kind, line.staff_id, seq, line.created_at);
            stand_last(&mut row, &line);
            events.push(event(EventKind::MessageCreated, seq));
            lines.push(line);
            seq += 1;
        }
        settle(&mut row, conversation.status, conversation.assignee_id);
        moves.note(None, &row);
        store::count_conversation_of(conn, row.customer_id, 1, row.updated_at).await?;
        rows.push(row);
    }
    store::save(conn, &mut rows).await?;
    store::messages::insert(conn, &mut lines).await?;
    let marks = HashMap::from([(shop_id, numbers.mark)]);
    search::index_messages(conn, &lines, &marks).await?;
    events::store(conn, &events).await?;
    let counts_moved = moves.save(conn).await?;
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
