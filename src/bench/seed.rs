//! Fills a database with the conversations of a busy quarter before the server starts.
//!
//! They are brought in as history is, many a transaction, so that counts, events and search words are
//! what a server that ran for months would hold.

use std::ops::Range;

use uuid::Uuid;

use super::store::{Data, Shop};
use super::text::Texts;
use crate::clock::{Clock, Time};
use crate::conversations::history::{self, PastConversation, PastMessage};
use crate::conversations::model::{Author, Kind, Stage, Status, Touchpoint};
use crate::customers::{self, NewCustomer};
use crate::db::{Conn, Db};
use crate::ids::ConversationId;

const CONVERSATIONS_A_COMMIT: u64 = 500;
const ONE_QUARTER_MS: u64 = 90 * 24 * 3600 * 1000;
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
        let mut tx = db.begin_in(&[shop.id]).await?;
        store(&mut tx.conn(), &shop, filling, now, begin..end).await?;
        tx.commit().await?;
        begin = end;
    }
    db.close().await;
    Ok(())
}

async fn store(
    conn: &mut Conn<'_>,
    shop: &Shop,
    filling: Filling,
    now: Time,
    numbers: Range<u64>,
) -> anyhow::Result<()> {
    let mut past = Vec::new();
    for number in numbers {
        let age = ONE_QUARTER_MS - ONE_QUARTER_MS / filling.conversations * number;
        let begun_at = now.plus_millis(-age.cast_signed());
        let new = NewCustomer { name: format!("访客 {number:07}"), ..NewCustomer::default() };
        let customer = customers::create(conn, shop.id, begun_at, new).await?;
        let status = status(number);
        let owner = shop.staff.get((number / 20) as usize % shop.staff.len().max(1)).copied();
        let owner = owner.filter(|_| status != Status::Queued);
        // Spread evenly, so that the last conversation ends with the last message.
        let share = |number: u64| number * filling.messages / filling.conversations;
        let messages = (share(number)..share(number + 1)).enumerate().map(|(place, text)| {
            let staff_id = owner.filter(|_| place % 2 == 1);
            PastMessage {
                client_id: Uuid::now_v7(),
                kind: Kind::Text,
                author: if staff_id.is_some() { Author::Agent } else { Author::Customer },
                staff_id,
                text: Some(filling.texts.message(text)),
                card: None,
                at: begun_at.plus_millis(ONE_MINUTE_MS * place as i64),
            }
        });
        past.push(PastConversation {
            id: ConversationId::new(),
            inbox_id: shop.inbox,
            customer,
            status,
            stage: if number.is_multiple_of(3) { Stage::AfterSale } else { Stage::PreSale },
            touchpoint: Touchpoint::Page,
            assignee_id: owner,
            begun_at,
            messages: messages.collect(),
        });
    }
    history::store(conn, shop.id, now, past).await?;
    Ok(())
}

/// Of twenty conversations eight are solved, two snoozed, four queued, six on somebody's desk.
fn status(number: u64) -> Status {
    match number % 20 {
        0..8 => Status::Solved,
        8..10 => Status::Snoozed,
        10..14 => Status::Queued,
        _ => Status::Open,
    }
}
