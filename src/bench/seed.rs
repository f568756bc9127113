//! Fills a database with conversations of a busy quarter before the server starts.
//!
//! Rows go through the stores of the server itself, many conversations a transaction, so that counts,
//! events and search words are what a server that ran for months would hold.

use std::collections::HashMap;

use uuid::Uuid;

use super::store::{Data, Shop};
use super::text::Texts;
use crate::clock::{Clock, Time};
use crate::conversations::model::{Author, ConversationRow, Kind, MessageRow, Stage, Status, Touchpoint};
use crate::conversations::{store, tallies};
use crate::customers::{self, CustomerRow};
use crate::db::{Conn, Db};
use crate::events::{self, Event, EventKind};
use crate::ids::{ConversationId, CustomerId, MessageId};
use crate::search;

const CONVERSATIONS_A_COMMIT: u64 = 500;
const ONE_QUARTER_MS: i64 = 90 * 24 * 3600 * 1000;
const ONE_MINUTE_MS: i64 = 60 * 1000;

/// What a database is filled with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filling {
    pub conversations: u64,
    pub messages: u64,
    pub texts: Texts,
}

/// Fills the only shop of a database; no server may run on it.
pub(super) async fn fill(data: &Data, filling: Filling) -> anyhow::Result<()> {
    let db = Db::open(data.database()).await?;
    let shop = Shop::only(&db).await?;
    let now = Clock::Wall.now();
    let mut begin = 0;
    while begin < filling.conversations {
        let end = filling.conversations.min(begin + CONVERSATIONS_A_COMMIT);
        let mut tx = db.begin().await?;
        fill_some(&mut tx.conn(), &shop, filling, now, begin..end).await?;
        tx.commit().await?;
        begin = end;
    }
    db.close().await;
    Ok(())
}

async fn fill_some(
    conn: &mut Conn<'_>,
    shop: &Shop,
    filling: Filling,
    now: Time,
    numbers: std::ops::Range<u64>,
) -> anyhow::Result<()> {
    let mut conversations = Vec::new();
    let mut messages = Vec::new();
    let first_number = store::take_conversation_numbers(conn, shop.id, numbers.clone().count()).await?;
    for (number, shown) in numbers.zip(first_number..) {
        let begun = Time(now.0 - ONE_QUARTER_MS + ONE_QUARTER_MS / filling.conversations.max(1) as i64 * number as i64);
        let customer = customer(shop, number, begun);
        customers::store::insert(conn, &customer).await?;
        store::count_conversation_of(conn, customer.id, 1, begun).await?;
        let mut conversation = conversation(shop, &customer, number, now, begun);
        conversation.number = shown;
        // Spread evenly, so that the last conversation ends with the last message.
        let share = |number: u64| number * filling.messages / filling.conversations.max(1);
        for (place, text) in (share(number)..share(number + 1)).enumerate() {
            messages.push(message(&conversation, place, filling.texts.message(text)));
        }
        conversations.push(conversation);
    }
    number_events(conn, shop, &mut conversations, &mut messages).await?;

    let mut moves = tallies::Moves::default();
    for conversation in &conversations {
        moves.note(None, conversation);
    }
    store::save(conn, &mut conversations).await?;
    store::insert_messages(conn, &messages).await?;
    let marks = HashMap::from([(shop.id, search::mark(conn, shop.id).await?)]);
    search::index_messages(conn, &messages, &marks).await?;
    moves.save(conn).await?;
    Ok(())
}

/// Gives every row the number of its event and makes the last message of a conversation stand there.
async fn number_events(
    conn: &mut Conn<'_>,
    shop: &Shop,
    conversations: &mut [ConversationRow],
    messages: &mut [MessageRow],
) -> anyhow::Result<()> {
    let count = conversations.len() + messages.len();
    let mut seq = events::take_numbers(conn, shop.id, count).await?;
    let mut events = Vec::with_capacity(count);
    let mut places = HashMap::new();
    let mut event = |kind, id, at| {
        let event = Event { shop_id: shop.id, seq, kind, conversation_id: Some(id), subject_id: None, at };
        seq += 1;
        event
    };
    for (place, row) in conversations.iter().enumerate() {
        places.insert(row.id, place);
        events.push(event(EventKind::ConversationCreated, row.id, row.created_at));
    }
    for message in messages {
        let numbered = event(EventKind::MessageCreated, message.conversation_id, message.created_at);
        message.seq = numbered.seq;
        events.push(numbered);
        let row = &mut conversations[places[&message.conversation_id]];
        row.last_message_seq = message.seq;
        row.last_message_kind = Some(message.kind);
        row.last_message_author = Some(message.author);
        row.last_message_preview = message.text.as_deref().map(zg_text::preview);
        row.last_message_at = Some(message.created_at);
        row.updated_at = message.created_at;
        match message.author {
            Author::Agent => {
                row.last_reply_seq = message.seq;
                row.last_reply_by = message.staff_id;
            }
            _ => row.customer_messages += 1,
        }
    }
    events::store(conn, &events).await?;
    Ok(())
}

fn customer(shop: &Shop, number: u64, at: Time) -> CustomerRow {
    CustomerRow {
        id: CustomerId::new(),
        shop_id: shop.id,
        name: format!("访客 {number:06}"),
        email: None,
        phone: None,
        locale: Some("zh-CN".to_owned()),
        tier: None,
        note: None,
        blocked: false,
        verified: false,
        conversations_count: 0,
        page_url: None,
        page_title: None,
        page_at: None,
        first_seen_at: at,
        last_seen_at: at,
    }
}

/// Of twenty conversations eight are solved, two snoozed, four queued, six on somebody's desk.
fn conversation(shop: &Shop, customer: &CustomerRow, number: u64, now: Time, begun: Time) -> ConversationRow {
    let status = match number % 20 {
        0..8 => Status::Solved,
        8..10 => Status::Snoozed,
        10..14 => Status::Queued,
        14..17 => Status::Open,
        _ => Status::Waiting,
    };
    let owner = shop.staff.get((number / 20) as usize % shop.staff.len().max(1)).copied();
    ConversationRow {
        id: ConversationId::new(),
        shop_id: shop.id,
        number: 0,
        inbox_id: shop.inbox,
        customer_id: customer.id,
        status,
        stage: if number % 3 == 0 { Stage::AfterSale } else { Stage::PreSale },
        touchpoint: Touchpoint::Page,
        assignee_id: owner.filter(|_| status != Status::Queued),
        snoozed_until: (status == Status::Snoozed).then(|| now.plus_seconds(3600 + number as i64)),
        waiting_since: matches!(status, Status::Queued | Status::Open).then_some(begun),
        rank: 0,
        last_message_seq: 0,
        last_message_kind: None,
        last_message_author: None,
        last_message_preview: None,
        last_message_at: None,
        last_reply_seq: 0,
        last_reply_by: None,
        customer_messages: 0,
        customer_read_seq: 0,
        staff_read_seq: 0,
        version: 0,
        imported: true,
        created_at: begun,
        updated_at: begun,
        solved_at: (status == Status::Solved).then_some(begun.plus_millis(ONE_MINUTE_MS * 30)),
        customer_name: customer.name.clone(),
        customer_tier: None,
        customer_verified: false,
        customer_locale: customer.locale.clone(),
        my_read_seq: None,
        my_customer_messages: None,
    }
}

/// Buyer and agent take turns, unless nobody owns the conversation.
fn message(conversation: &ConversationRow, place: usize, text: String) -> MessageRow {
    let staff_id = conversation.assignee_id.filter(|_| place % 2 == 1);
    MessageRow {
        id: MessageId::new(),
        shop_id: conversation.shop_id,
        conversation_id: conversation.id,
        seq: 0,
        client_id: Some(Uuid::now_v7()),
        digest: Some(vec![0; 16]),
        kind: Kind::Text,
        author: if staff_id.is_some() { Author::Agent } else { Author::Customer },
        staff_id,
        text: Some(text),
        file_id: None,
        card: None,
        event: None,
        created_at: conversation.created_at.plus_millis(ONE_MINUTE_MS * place as i64),
        edited_at: None,
        recalled_at: None,
        file_name: None,
        file_mime: None,
        file_size: None,
        file_width: None,
        file_height: None,
        file_has_thumb: None,
    }
}
