use uuid::Uuid;

use super::ROWS_A_STATEMENT;
use crate::auth::Visitor;
use crate::clock::Time;
use crate::conversations::model::MessageRow;
use crate::db::{Conn, Script, execute, fetch_all, fetch_optional, insert_rows, select_in};
use crate::error::Result;
use crate::ids::{ConversationId, MessageId, Seq, ShopId};

macro_rules! message_sql {
    ($tail:literal) => {
        concat!(
            "SELECT m.num, m.id, m.shop_id, m.conversation_id, m.inbox_id, m.seq, m.client_id, m.digest, m.kind, m.author, m.staff_id, m.text,
             m.file_id, m.card, m.event, m.bot, m.press, m.waited_since, m.created_at, m.edited_at, m.recalled_at, f.name AS file_name,
             f.mime AS file_mime, f.size AS file_size, f.width AS file_width, f.height AS file_height,
             f.has_thumb AS file_has_thumb
             FROM messages m LEFT JOIN files f ON f.id = m.file_id ",
            $tail
        )
    };
}
pub(crate) use message_sql;

/// Messages of a shop by the client ids they were sent under.
pub fn by_client_ids(script: &mut Script, client_ids: impl IntoIterator<Item = Uuid>) {
    const HEAD: &str = message_sql!("WHERE m.client_id IN");
    select_in!(script, [], HEAD, client_ids, "");
}

/// Stores messages.
pub fn insert(script: &mut Script, rows: &[MessageRow]) {
    const HEAD: &str = "INSERT INTO messages (id, shop_id, conversation_id, seq, client_id, digest, kind, author,
        staff_id, text, file_id, card, event, bot, press, waited_since, created_at) ";
    for chunk in rows.chunks(ROWS_A_STATEMENT) {
        insert_rows!(
            script,
            HEAD,
            chunk,
            |b, row| {
                b.push_bind(row.id);
                b.push_bind(row.shop_id);
                b.push_bind(row.conversation_id);
                b.push_bind(row.seq);
                b.push_bind(row.client_id);
                b.push_bind(row.digest.as_deref());
                b.push_bind(row.kind);
                b.push_bind(row.author);
                b.push_bind(row.staff_id);
                b.push_bind(row.text.as_deref());
                b.push_bind(row.file_id);
                b.push_bind(row.card.as_deref());
                b.push_bind(row.event.as_deref());
                b.push_bind(row.bot.as_deref());
                b.push_bind(row.press.as_deref());
                b.push_bind(row.waited_since);
                b.push_bind(row.created_at);
            },
            ""
        );
    }
}

/// Which messages of a thread.
#[derive(Debug, Clone, Copy)]
pub enum Range {
    /// Before a number, newest first.
    Before(Seq),
    /// After a number, oldest first.
    After(Seq),
}

impl Range {
    /// The text and the number that ask for it.
    fn sql(self, before: &'static str, after: &'static str) -> (&'static str, Seq) {
        match self {
            Self::Before(seq) => (before, seq),
            Self::After(seq) => (after, seq),
        }
    }
}

/// A page of a conversation.
pub async fn of_conversation(
    conn: &mut Conn<'_>,
    conversation_id: ConversationId,
    range: Range,
    limit: i64,
) -> Result<Vec<MessageRow>> {
    const BEFORE: &str = message_sql!("WHERE m.conversation_id = $1 AND m.seq < $2 ORDER BY m.seq DESC LIMIT $3");
    const AFTER: &str = message_sql!("WHERE m.conversation_id = $1 AND m.seq > $2 ORDER BY m.seq LIMIT $3");
    let (sql, from) = range.sql(BEFORE, AFTER);
    Ok(fetch_all!(conn, sqlx::query_as(sql).bind(conversation_id).bind(from).bind(limit))?)
}

/// The message that an event brought.
pub async fn by_seq(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    conversation_id: ConversationId,
    seq: Seq,
) -> Result<Option<MessageRow>> {
    const SQL: &str = message_sql!("WHERE m.conversation_id = $1 AND m.seq = $2 AND m.shop_id = $3");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(conversation_id).bind(seq).bind(shop_id))?)
}

/// The last words of a conversation, a note's too.
pub async fn last_said(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<Option<MessageRow>> {
    const SQL: &str =
        message_sql!("WHERE m.conversation_id = $1 AND m.shop_id = $2 AND m.kind <> 5 ORDER BY m.seq DESC LIMIT 1");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(id).bind(shop_id))?)
}

pub async fn get(conn: &mut Conn<'_>, shop_id: ShopId, id: MessageId) -> Result<Option<MessageRow>> {
    const SQL: &str = message_sql!("WHERE m.id = $1 AND m.shop_id = $2");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(id).bind(shop_id))?)
}

/// Messages of a shop by their places in the table.
pub async fn by_nums(conn: &mut Conn<'_>, shop_id: ShopId, nums: &[i64]) -> Result<Vec<MessageRow>> {
    const HEAD: &str = message_sql!("WHERE m.shop_id = ");
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND m.num IN", nums.iter().copied(), "ORDER BY m.num");
    Ok(script.fetch(conn).await?)
}

/// Stores what a bot's message holds besides its words.
pub async fn set_bot_part(conn: &mut Conn<'_>, shop_id: ShopId, id: MessageId, part: &str) -> Result<()> {
    const SQL: &str = "UPDATE messages SET bot = $3 WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(part))?;
    Ok(())
}

/// Takes the words of a message away and says when.
pub async fn recall(conn: &mut Conn<'_>, id: MessageId, at: Time) -> Result<()> {
    const SQL: &str = "UPDATE messages SET text = NULL, file_id = NULL, card = NULL, recalled_at = $1 WHERE id = $2";
    execute!(conn, sqlx::query(SQL).bind(at).bind(id))?;
    Ok(())
}

/// What a buyer may read in an inbox: what was said there, over all conversations, wherever these stand now.
pub async fn of_customer(conn: &mut Conn<'_>, visitor: &Visitor, range: Range, limit: i64) -> Result<Vec<MessageRow>> {
    const BEFORE: &str = message_sql!(
        "JOIN conversations conv ON conv.id = m.conversation_id
         WHERE conv.customer_id = $1 AND conv.shop_id = $3 AND COALESCE(m.inbox_id, conv.inbox_id) = $2 AND m.kind < 4 AND m.seq < $4
         ORDER BY m.seq DESC LIMIT $5"
    );
    const AFTER: &str = message_sql!(
        "JOIN conversations conv ON conv.id = m.conversation_id
         WHERE conv.customer_id = $1 AND conv.shop_id = $3 AND COALESCE(m.inbox_id, conv.inbox_id) = $2 AND m.kind < 4 AND m.seq > $4
         ORDER BY m.seq LIMIT $5"
    );
    let (sql, from) = range.sql(BEFORE, AFTER);
    Ok(fetch_all!(
        conn,
        sqlx::query_as(sql)
            .bind(visitor.customer_id)
            .bind(visitor.inbox_id)
            .bind(visitor.shop_id)
            .bind(from)
            .bind(limit)
    )?)
}
