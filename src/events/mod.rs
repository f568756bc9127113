//! What happened in a shop, numbered one after the other and without gaps.
//!
//! Invariant: numbers are given out by raising `shops.seq` in the transaction that makes the change. That row
//! is locked until the commit, so a reader who has seen number N never meets a smaller one later.
//! Rows are thin: a frame is built from what the rows point to, so a late reader gets the newest state.

use sqlx::FromRow;

use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_all, fetch_one, insert_rows, stored_enum};
use crate::error::Result;
use crate::ids::{
    ConversationId, CustomerId, EntryId, FollowUpId, HandOverNoteId, InboxId, MacroId, RuleId, Seq, ShopId, StaffId,
    TagId, WebhookId,
};

use uuid::Uuid;

stored_enum! {
    EventKind {
        MessageCreated = 0,
        MessageUpdated = 1,
        ConversationCreated = 2,
        ConversationUpdated = 3,
        ConversationRead = 4,
        CustomerUpdated = 5,
        StaffUpdated = 6,
        InboxUpdated = 7,
        ShopUpdated = 8,
        WebhookUpdated = 9,
        /// What was said in it is gone, or all of it.
        ConversationErased = 10,
        /// Somebody is nobody any more.
        CustomerErased = 11,
        /// An entry, or with no subject any number of entries, categories and size charts.
        KnowledgeUpdated = 12,
        /// Any number of canned replies and folders of the shop.
        CannedRepliesUpdated = 14,
        /// Somebody was asked for help, answered, or is needed no more.
        HelpRequestUpdated = 15,
        /// A tag, or with no subject any number of tags or what is asked at closing.
        TagUpdated = 18,
        /// Somebody is to be reminded of a conversation, is reminded, or need not be any more.
        FollowUpUpdated = 20,
        /// Any number of saved views of the shop.
        SavedViewsUpdated = 27,
        /// Somebody left words for the next shift.
        HandOverNoteUpdated = 26,
        /// A macro of the shop.
        MacroUpdated = 21,
        /// A rule, or with no subject their order.
        RuleUpdated = 25,
        /// A customer was blocked, for another time or reason, or is blocked no more.
        BlockUpdated = 22,
        /// The messages of a conversation went to the one that is the subject.
        ConversationMerged = 23,
        /// Messages of the one that is the subject are a conversation of their own.
        ConversationSplit = 24,
    }
}

impl EventKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::MessageCreated => "message.created",
            Self::MessageUpdated => "message.updated",
            Self::ConversationCreated => "conversation.created",
            Self::ConversationUpdated => "conversation.updated",
            Self::ConversationRead => "conversation.read",
            Self::CustomerUpdated => "customer.updated",
            Self::StaffUpdated => "staff.updated",
            Self::InboxUpdated => "inbox.updated",
            Self::ShopUpdated => "shop.updated",
            Self::WebhookUpdated => "webhook.updated",
            Self::ConversationErased => "conversation.erased",
            Self::CustomerErased => "customer.erased",
            Self::KnowledgeUpdated => "knowledge.updated",
            Self::CannedRepliesUpdated => "canned_replies.updated",
            Self::HelpRequestUpdated => "help_request.updated",
            Self::TagUpdated => "tag.updated",
            Self::FollowUpUpdated => "follow_up.updated",
            Self::SavedViewsUpdated => "saved_views.updated",
            Self::HandOverNoteUpdated => "hand_over_note.updated",
            Self::RuleUpdated => "rule.updated",
            Self::MacroUpdated => "macro.updated",
            Self::BlockUpdated => "block.updated",
            Self::ConversationMerged => "conversation.merged",
            Self::ConversationSplit => "conversation.split",
        }
    }

    /// Whether it passes between colleagues alone: told by the conversation's id, and to no buyer.
    pub fn is_aside(self) -> bool {
        matches!(self, Self::HelpRequestUpdated | Self::FollowUpUpdated)
    }
}

/// An event before it has its number.
#[derive(Debug, Clone, Copy)]
pub struct NewEvent {
    pub kind: EventKind,
    pub conversation_id: Option<ConversationId>,
    pub subject_id: Option<Uuid>,
}

impl NewEvent {
    pub fn conversation(kind: EventKind, id: ConversationId) -> Self {
        Self { kind, conversation_id: Some(id), subject_id: None }
    }

    pub fn customer_updated(id: CustomerId) -> Self {
        Self { kind: EventKind::CustomerUpdated, conversation_id: None, subject_id: Some(id.0) }
    }

    pub fn block_updated(id: CustomerId) -> Self {
        Self { kind: EventKind::BlockUpdated, conversation_id: None, subject_id: Some(id.0) }
    }

    pub fn customer_erased(id: CustomerId) -> Self {
        Self { kind: EventKind::CustomerErased, conversation_id: None, subject_id: Some(id.0) }
    }

    pub fn staff_updated(id: StaffId) -> Self {
        Self { kind: EventKind::StaffUpdated, conversation_id: None, subject_id: Some(id.0) }
    }

    pub fn inbox_updated(id: InboxId) -> Self {
        Self { kind: EventKind::InboxUpdated, conversation_id: None, subject_id: Some(id.0) }
    }

    pub fn webhook_updated(id: WebhookId) -> Self {
        Self { kind: EventKind::WebhookUpdated, conversation_id: None, subject_id: Some(id.0) }
    }

    pub fn knowledge_updated(id: Option<EntryId>) -> Self {
        Self { kind: EventKind::KnowledgeUpdated, conversation_id: None, subject_id: id.map(Into::into) }
    }

    pub fn canned_replies_updated() -> Self {
        Self { kind: EventKind::CannedRepliesUpdated, conversation_id: None, subject_id: None }
    }

    pub fn tag_updated(id: Option<TagId>) -> Self {
        Self { kind: EventKind::TagUpdated, conversation_id: None, subject_id: id.map(Into::into) }
    }

    pub fn follow_up_updated(conversation: ConversationId, id: FollowUpId) -> Self {
        Self { kind: EventKind::FollowUpUpdated, conversation_id: Some(conversation), subject_id: Some(id.0) }
    }

    pub fn saved_views_updated() -> Self {
        Self { kind: EventKind::SavedViewsUpdated, conversation_id: None, subject_id: None }
    }

    pub fn hand_over_note_updated(id: HandOverNoteId) -> Self {
        Self { kind: EventKind::HandOverNoteUpdated, conversation_id: None, subject_id: Some(id.0) }
    }

    pub fn rule_updated(id: Option<RuleId>) -> Self {
        Self { kind: EventKind::RuleUpdated, conversation_id: None, subject_id: id.map(Into::into) }
    }

    pub fn macro_updated(id: MacroId) -> Self {
        Self { kind: EventKind::MacroUpdated, conversation_id: None, subject_id: Some(id.0) }
    }

    pub fn shop_updated() -> Self {
        Self { kind: EventKind::ShopUpdated, conversation_id: None, subject_id: None }
    }
}

/// A numbered event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Event {
    pub shop_id: ShopId,
    pub seq: Seq,
    pub kind: EventKind,
    pub conversation_id: Option<ConversationId>,
    pub subject_id: Option<Uuid>,
    pub at: Time,
}

/// Takes the next `count` numbers of a shop; the first of them.
pub async fn take_numbers(conn: &mut Conn<'_>, shop_id: ShopId, count: usize) -> Result<Seq> {
    const SQL: &str = "UPDATE shops SET seq = seq + $1 WHERE id = $2 RETURNING seq";
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let (last,): (Seq,) = fetch_one!(conn, sqlx::query_as(SQL).bind(count).bind(shop_id))?;
    Ok(last - count + 1)
}

/// Stores events whose numbers were taken in this transaction.
pub fn store(script: &mut Script, events: &[Event]) {
    const HEAD: &str = "INSERT INTO events (shop_id, seq, kind, conversation_id, subject_id, at) ";
    for chunk in events.chunks(100) {
        insert_rows!(
            script,
            HEAD,
            chunk,
            |b, event| {
                b.push_bind(event.shop_id);
                b.push_bind(event.seq);
                b.push_bind(event.kind);
                b.push_bind(event.conversation_id);
                b.push_bind(event.subject_id);
                b.push_bind(event.at);
            },
            ""
        );
    }
}

/// Numbers and stores events; give the result to `live.publish` after the commit.
pub async fn record(conn: &mut Conn<'_>, shop_id: ShopId, at: Time, new: &[NewEvent]) -> Result<Vec<Event>> {
    let first = take_numbers(conn, shop_id, new.len()).await?;
    let events: Vec<Event> = (first..)
        .zip(new)
        .map(|(seq, new)| Event {
            shop_id,
            seq,
            kind: new.kind,
            conversation_id: new.conversation_id,
            subject_id: new.subject_id,
            at,
        })
        .collect();
    let mut script = Script::of(conn);
    store(&mut script, &events);
    script.run(conn).await?;
    Ok(events)
}

/// The events after a number, oldest first.
pub async fn after(conn: &mut Conn<'_>, shop_id: ShopId, seq: Seq, limit: i64) -> Result<Vec<Event>> {
    const SQL: &str = "SELECT shop_id, seq, kind, conversation_id, subject_id, at FROM events
        WHERE shop_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(seq).bind(limit))?)
}

/// What happened after a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Since {
    /// The smallest and the largest number; none if nothing happened.
    pub first: Option<Seq>,
    pub last: Option<Seq>,
    /// How often something happened that was looked for.
    pub found: i64,
}

/// What happened after a number, and how often one of these was it.
pub async fn since(conn: &mut Conn<'_>, shop_id: ShopId, seq: Seq, kinds: [EventKind; 3]) -> Result<Since> {
    const SQL: &str = "SELECT MIN(seq) AS first, MAX(seq) AS last,
        COUNT(CASE WHEN kind IN ($3, $4, $5) THEN 1 END) AS found
        FROM events WHERE shop_id = $1 AND seq > $2";
    let [one, two, three] = kinds;
    Ok(fetch_one!(conn, sqlx::query_as(SQL).bind(shop_id).bind(seq).bind(one).bind(two).bind(three))?)
}

/// Removes the oldest events up to a number and before a time, as many as `limit`; how many went.
///
/// They go from the front, so that what is left has no gaps.
pub async fn forget_oldest(conn: &mut Conn<'_>, shop_id: ShopId, upto: Seq, before: Time, limit: i64) -> Result<u64> {
    const OLDEST: &str = "SELECT seq, at FROM events WHERE shop_id = $1 AND seq <= $2 ORDER BY seq LIMIT $3";
    const DELETE: &str = "DELETE FROM events WHERE shop_id = $1 AND seq <= $2";
    let oldest: Vec<(Seq, Time)> = fetch_all!(conn, sqlx::query_as(OLDEST).bind(shop_id).bind(upto).bind(limit))?;
    let Some((last, _)) = oldest.into_iter().take_while(|(_, at)| *at < before).last() else { return Ok(0) };
    Ok(execute!(conn, sqlx::query(DELETE).bind(shop_id).bind(last))?)
}

/// How many events up to a number happened before a time.
pub async fn count_before(conn: &mut Conn<'_>, shop_id: ShopId, upto: Seq, before: Time) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM events WHERE shop_id = $1 AND seq <= $2 AND at < $3";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(upto).bind(before))?)
}

/// The last number given out in each shop.
pub async fn last_of_all(conn: &mut Conn<'_>) -> Result<Vec<(ShopId, Seq)>> {
    const SQL: &str = "SELECT id, seq FROM shops";
    Ok(fetch_all!(conn, sqlx::query_as(SQL))?)
}

/// When the newest event of any shop happened.
pub async fn newest_at(conn: &mut Conn<'_>) -> Result<Option<Time>> {
    const SQL: &str = "SELECT MAX(e.at) FROM shops s JOIN events e ON e.shop_id = s.id AND e.seq = s.seq";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL))?)
}

/// The last number given out in a shop.
pub async fn last_seq(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Seq> {
    const SQL: &str = "SELECT seq FROM shops WHERE id = $1";
    let (seq,): (Seq,) = fetch_one!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    Ok(seq)
}
