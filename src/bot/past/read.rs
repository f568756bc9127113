//! From the database to pairs: all of the newest conversations at first, later those in which something happened.

use std::collections::{BTreeSet, HashSet};

use uuid::Uuid;
use zg_answer::replies::Pair;

use super::thread;
use crate::app::App;
use crate::clock::Time;
use crate::conversations::{self, Past};
use crate::db::Conn;
use crate::error::Result;
use crate::events::{self, EventKind};
use crate::ids::{ConversationId, CustomerId, InboxId, Seq, ShopId};

/// More say little that the newest do not: docs/answer-quality.md has what they cost and what they are worth.
const MOST_PAIRS: usize = 10_000;
/// So many are looked through for them.
const MOST_CONVERSATIONS: usize = 50_000;
/// Of a longer conversation the end.
const MOST_MESSAGES: i64 = 200;
const CONVERSATIONS_AT_ONCE: i64 = 50;
const EVENTS_AT_ONCE: i64 = 2_000;
/// Where so many conversations changed all is read anew.
const MOST_CHANGED: usize = 1_000;

/// The pairs of the newest conversations in some inboxes, the oldest first.
pub(super) async fn all(app: &App, shop_id: ShopId, inboxes: &BTreeSet<InboxId>) -> Result<Vec<Pair>> {
    let mut before = (Time(i64::MAX), ConversationId(Uuid::max()));
    let (mut found, mut count, mut looked_through) = (Vec::new(), 0, 0);
    while count < MOST_PAIRS && looked_through < MOST_CONVERSATIONS && !app.jobs.stopping().is_cancelled() {
        let mut reader = app.db.reader().await?;
        let mut conn = reader.conn();
        let page = conversations::past_before(&mut conn, shop_id, before, CONVERSATIONS_AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        before = (last.created_at, last.id);
        looked_through += page.len();
        for past in page.iter().filter(|past| inboxes.contains(&past.inbox_id)) {
            let pairs = of_conversation(&mut conn, shop_id, past).await?;
            count += pairs.len();
            found.push(pairs);
        }
    }
    Ok(found.into_iter().rev().flatten().collect())
}

async fn of_conversation(conn: &mut Conn<'_>, shop_id: ShopId, past: &Past) -> Result<Vec<Pair>> {
    let messages = conversations::tail(conn, shop_id, past.id, MOST_MESSAGES).await?;
    Ok(thread::replied(past.customer_id, &messages))
}

/// What is to be held in place of what was.
pub(super) struct Changes {
    /// Conversations and customers whose words are not what they were.
    pub gone: HashSet<Uuid>,
    pub pairs: Vec<Pair>,
}

/// What changed since a number; none where so much did that all is to be read anew.
pub(super) async fn changes(
    app: &App,
    shop_id: ShopId,
    inboxes: &BTreeSet<InboxId>,
    since: Seq,
) -> Result<Option<Changes>> {
    let Some((conversations, customers)) = touched(app, shop_id, since).await? else { return Ok(None) };
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let mut found = conversations::past_among(&mut conn, shop_id, &Vec::from_iter(conversations.clone())).await?;
    found.extend(conversations::past_of_customers(&mut conn, shop_id, &Vec::from_iter(customers.clone())).await?);
    found.sort_unstable_by_key(|past| (past.created_at, past.id));
    found.dedup_by_key(|past| past.id);
    let mut pairs = Vec::new();
    for past in found.iter().filter(|past| inboxes.contains(&past.inbox_id)) {
        pairs.extend(of_conversation(&mut conn, shop_id, past).await?);
    }
    let gone = conversations.into_iter().map(Uuid::from).chain(customers.into_iter().map(Uuid::from));
    Ok(Some(Changes { gone: gone.chain(found.iter().map(|past| past.id.0)).collect(), pairs }))
}

type Touched = (BTreeSet<ConversationId>, BTreeSet<CustomerId>);

/// Conversations and customers of whom something is told after a number; none if that is not to be known any more, or they
/// are too many to look at one by one.
async fn touched(app: &App, shop_id: ShopId, since: Seq) -> Result<Option<Touched>> {
    let (mut conversations, mut customers) = (BTreeSet::new(), BTreeSet::new());
    let mut read = since;
    loop {
        let events = events::after(&mut app.db.reader().await?.conn(), shop_id, read, EVENTS_AT_ONCE).await?;
        // Where events are gone, by a rule of retention, nobody knows what they told.
        if events.first().is_some_and(|first| first.seq != read + 1) {
            return Ok(None);
        }
        for event in &events {
            conversations.extend(event.conversation_id);
            if matches!(event.kind, EventKind::CustomerErased | EventKind::CustomerUpdated) {
                customers.extend(event.subject_id.map(CustomerId));
            }
        }
        let Some(last) = events.last() else { return Ok(Some((conversations, customers))) };
        if conversations.len() + customers.len() > MOST_CHANGED {
            return Ok(None);
        }
        read = last.seq;
    }
}
