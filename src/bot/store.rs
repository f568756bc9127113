use super::model::SuggestionOutcome;
use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_all, fetch_optional, select_in};
use crate::error::Result;
use crate::ids::{ConversationId, EntryId, InboxId, Seq, ShopId, StaffId};

/// The settings of an inbox as they are stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SettingsRow {
    pub inbox_id: InboxId,
    /// JSON.
    pub settings: String,
    pub version: i64,
}

pub async fn settings(conn: &mut Conn<'_>, shop_id: ShopId, inbox: InboxId) -> Result<Option<SettingsRow>> {
    const SQL: &str = "SELECT inbox_id, settings, version FROM bot_settings WHERE shop_id = $1 AND inbox_id = $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(inbox))?)
}

pub async fn settings_of_shop(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<SettingsRow>> {
    const SQL: &str = "SELECT inbox_id, settings, version FROM bot_settings WHERE shop_id = $1 ORDER BY inbox_id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

pub async fn save_settings(conn: &mut Conn<'_>, shop_id: ShopId, row: &SettingsRow, now: Time) -> Result<()> {
    const SQL: &str = "INSERT INTO bot_settings (inbox_id, shop_id, settings, version, updated_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (inbox_id) DO UPDATE SET settings = excluded.settings, version = excluded.version,
            updated_at = excluded.updated_at";
    execute!(conn, sqlx::query(SQL).bind(row.inbox_id).bind(shop_id).bind(&row.settings).bind(row.version).bind(now))?;
    Ok(())
}

/// A shop whose bot has not looked at everything that happened.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Reader {
    pub shop_id: ShopId,
    pub seq: Seq,
}

pub async fn behind(conn: &mut Conn<'_>) -> Result<Vec<Reader>> {
    const SQL: &str = "SELECT reader.shop_id, reader.seq FROM bot_readers reader
        JOIN shops shop ON shop.id = reader.shop_id WHERE reader.seq < shop.seq ORDER BY reader.shop_id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL))?)
}

/// Moves on to a number; false if another process has, or the bot was switched off.
pub async fn move_on(conn: &mut Conn<'_>, read: Reader, to: Seq) -> Result<bool> {
    const SQL: &str = "UPDATE bot_readers SET seq = $3 WHERE shop_id = $1 AND seq = $2";
    Ok(execute!(conn, sqlx::query(SQL).bind(read.shop_id).bind(read.seq).bind(to))? > 0)
}

/// Looks from a number on; who looks already goes on where it is.
pub async fn begin_reading(conn: &mut Conn<'_>, shop_id: ShopId, seq: Seq) -> Result<()> {
    const SQL: &str = "INSERT INTO bot_readers (shop_id, seq) VALUES ($1, $2) ON CONFLICT (shop_id) DO NOTHING";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(seq))?;
    Ok(())
}

pub async fn stop_reading(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<()> {
    const SQL: &str = "DELETE FROM bot_readers WHERE shop_id = $1";
    execute!(conn, sqlx::query(SQL).bind(shop_id))?;
    Ok(())
}

/// What became of one suggestion.
#[derive(Debug, Clone, Copy)]
pub struct Use {
    pub shop_id: ShopId,
    pub conversation_id: ConversationId,
    pub message_seq: Seq,
    pub entry_id: EntryId,
    pub staff_id: StaffId,
    pub outcome: SuggestionOutcome,
}

/// Notes what became of a suggestion; false if it was noted before.
pub async fn note_use(conn: &mut Conn<'_>, row: &Use, now: Time) -> Result<bool> {
    const SQL: &str = "INSERT INTO suggestion_uses
        (conversation_id, message_seq, entry_id, shop_id, staff_id, outcome, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (conversation_id, message_seq, entry_id) DO NOTHING";
    let stored = execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.conversation_id)
            .bind(row.message_seq)
            .bind(row.entry_id)
            .bind(row.shop_id)
            .bind(row.staff_id)
            .bind(row.outcome)
            .bind(now)
    )?;
    Ok(stored > 0)
}

/// What became of suggestions goes where the messages go that they were for.
pub async fn follow(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    from: ConversationId,
    to: ConversationId,
    seqs: &[Seq],
) -> Result<()> {
    const ENTRIES: &str = "UPDATE suggestion_uses SET conversation_id = ";
    const REPLIES: &str = "UPDATE past_reply_uses SET conversation_id = ";
    for chunk in seqs.chunks(500) {
        let mut script = Script::of(conn);
        let (of, there) = (" WHERE shop_id = ", " AND conversation_id = ");
        let numbers = chunk.iter().copied();
        select_in!(&mut script, [ENTRIES => to, of => shop_id, there => from], " AND message_seq IN", numbers, "");
        let numbers = chunk.iter().copied();
        select_in!(&mut script, [REPLIES => to, of => shop_id, there => from], " AND message_seq IN", numbers, "");
        script.run(conn).await?;
    }
    Ok(())
}

/// What became of the suggestions in a conversation, by the messages they were for.
pub async fn uses(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<Vec<(Seq, SuggestionOutcome)>> {
    const SQL: &str = "SELECT message_seq, outcome FROM suggestion_uses WHERE conversation_id = $1 AND shop_id = $2
        ORDER BY message_seq, entry_id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(id).bind(shop_id))?)
}
