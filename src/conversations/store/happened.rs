//! SQL of what happened in conversations, by the numbers of the events.

use crate::clock::Time;
use crate::conversations::model::{Author, BotPart, ConversationRow, Kind, ThreadEvent};
use crate::db::{Conn, Script, fetch_all, fetch_one, fetch_optional, select_in};
use crate::error::Result;
use crate::events::EventKind;
use crate::ids::{ConversationId, CustomerId, Seq, ShopId, StaffId};

/// Something that happened in a conversation: it began (with its first message), a message or a line of its thread came,
/// or a message changed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Happened {
    pub seq: Seq,
    pub event: EventKind,
    pub at: Time,
    pub conversation_id: ConversationId,
    pub kind: Option<Kind>,
    pub author: Option<Author>,
    pub text: Option<String>,
    /// JSON: of a line that nobody wrote.
    pub line: Option<String>,
    /// JSON: of a bot's message.
    pub bot: Option<String>,
}

impl Happened {
    /// What it tells, if it is a line that nobody wrote.
    pub fn thread_event(&self) -> Option<ThreadEvent> {
        serde_json::from_str(self.line.as_deref()?).ok()
    }

    /// What it holds besides its words, if a bot wrote it.
    pub fn bot_part(&self) -> Option<BotPart> {
        serde_json::from_str(self.bot.as_deref()?).ok()
    }
}

/// What happened after one number, up to another, the oldest first; nothing of what was brought in from elsewhere.
pub async fn happened(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    after: Seq,
    upto: Seq,
    limit: i64,
) -> Result<Vec<Happened>> {
    const SQL: &str =
        "SELECT e.seq AS seq, e.kind AS event, e.at, e.conversation_id, m.kind, m.author, m.text, m.event AS line,
            m.bot
        FROM events e
        JOIN conversations conv ON conv.id = e.conversation_id AND conv.shop_id = e.shop_id AND NOT conv.imported
        JOIN messages m ON m.conversation_id = e.conversation_id AND m.seq = e.seq AND m.shop_id = e.shop_id
        WHERE e.shop_id = $1 AND e.seq > $2 AND e.seq <= $3 AND e.kind = 0
        UNION ALL
        SELECT e.seq, e.kind, e.at, e.conversation_id, m.kind, m.author, m.text, m.event, m.bot
        FROM events e
        JOIN conversations conv ON conv.id = e.conversation_id AND conv.shop_id = e.shop_id AND NOT conv.imported
        JOIN messages m ON m.id = e.subject_id AND m.conversation_id = e.conversation_id AND m.shop_id = e.shop_id
        WHERE e.shop_id = $1 AND e.seq > $2 AND e.seq <= $3 AND e.kind = 1
        UNION ALL
        SELECT e.seq, e.kind, e.at, e.conversation_id, m.kind, m.author, m.text, m.event, m.bot
        FROM events e
        JOIN conversations conv ON conv.id = e.conversation_id AND conv.shop_id = e.shop_id AND NOT conv.imported
        LEFT JOIN messages m ON m.conversation_id = e.conversation_id
            AND m.seq = (SELECT MIN(first.seq) FROM messages first WHERE first.conversation_id = e.conversation_id)
        WHERE e.shop_id = $1 AND e.seq > $2 AND e.seq <= $3 AND e.kind = 2
        ORDER BY seq LIMIT $4";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(after).bind(upto).bind(limit))?)
}

/// The number up to which lies all but the newest so many of what happened since a time; none where there are no more.
pub async fn before_newest(conn: &mut Conn<'_>, shop_id: ShopId, since: Time, newest: i64) -> Result<Option<Seq>> {
    const SQL: &str = "SELECT seq FROM events WHERE shop_id = $1 AND kind IN (0, 1, 2) AND at >= $2
        ORDER BY seq DESC LIMIT 1 OFFSET $3";
    Ok(fetch_optional!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(since).bind(newest))?)
}

/// The number before the first since a time, and how many there are of what happened in conversations.
pub async fn happened_since(conn: &mut Conn<'_>, shop_id: ShopId, since: Time) -> Result<(Seq, i64)> {
    const SQL: &str = "SELECT COALESCE(MIN(seq) - 1, 0), COUNT(*) FROM events
        WHERE shop_id = $1 AND kind IN (0, 1, 2) AND at >= $2";
    Ok(fetch_one!(conn, sqlx::query_as(SQL).bind(shop_id).bind(since))?)
}

/// Those of these conversations that are the shop's.
pub async fn find_rows(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    ids: impl IntoIterator<Item = ConversationId>,
) -> Result<Vec<ConversationRow>> {
    let mut script = Script::of(conn);
    super::get_many(&mut script, ids);
    let found: Vec<ConversationRow> = script.fetch(conn).await?;
    Ok(found.into_iter().filter(|row| row.shop_id == shop_id).collect())
}

/// A message or a line of a thread, as far as it changes how its conversation stands.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Told {
    pub conversation_id: ConversationId,
    pub seq: Seq,
    pub at: Time,
    pub kind: Kind,
    pub author: Author,
    pub staff_id: Option<StaffId>,
    /// JSON: of a line that nobody wrote.
    pub line: Option<String>,
    /// JSON: of a bot's message.
    pub bot: Option<String>,
}

impl Told {
    pub fn thread_event(&self) -> Option<ThreadEvent> {
        serde_json::from_str(self.line.as_deref()?).ok()
    }

    pub fn bot_part(&self) -> Option<BotPart> {
        serde_json::from_str(self.bot.as_deref()?).ok()
    }
}

/// The threads of these conversations of the shop, each the oldest message first.
pub async fn threads(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    ids: impl IntoIterator<Item = ConversationId>,
) -> Result<Vec<Told>> {
    const HEAD: &str = "SELECT conversation_id, seq, created_at AS at, kind, author, staff_id, event AS line, bot
        FROM messages WHERE shop_id = ";
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND conversation_id IN", ids, "ORDER BY conversation_id, seq");
    Ok(script.fetch(conn).await?)
}

/// Whether a customer had a conversation before one that began then.
pub async fn came_earlier(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    customer_id: CustomerId,
    begun_at: Time,
) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM conversations WHERE customer_id = $1 AND shop_id = $2 AND created_at < $3";
    let earlier: i64 = fetch_one!(conn, sqlx::query_scalar(SQL).bind(customer_id).bind(shop_id).bind(begun_at))?;
    Ok(earlier > 0)
}
