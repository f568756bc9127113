use super::model::Settings;
use crate::clock::Time;
use crate::db::{Conn, Script, add_statement, execute, fetch_all, fetch_optional, insert_rows, select_in};
use crate::error::Result;
use crate::ids::{ConversationId, Seq, ShopId};
use crate::versioned::Versioned;

/// What a shop says by itself; 0 where nobody has decided anything.
pub async fn settings(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Versioned<Settings>> {
    const SQL: &str = "SELECT settings, version FROM automatic_message_settings WHERE shop_id = $1";
    let row: Option<(String, i64)> = fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    let Versioned { settings, version }: Versioned<Settings> =
        row.map_or_else(|| Ok(Versioned::default()), Versioned::stored)?;
    Ok(Versioned { settings: settings.complete(), version })
}

pub async fn save_settings(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    wanted: &Versioned<Settings>,
    now: Time,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO automatic_message_settings (shop_id, settings, close_idle_hours, version, updated_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (shop_id) DO UPDATE SET settings = excluded.settings,
            close_idle_hours = excluded.close_idle_hours, version = excluded.version, updated_at = excluded.updated_at";
    let Versioned { settings, version } = wanted;
    let text = serde_json::to_string(settings).map_err(anyhow::Error::from)?;
    let hours = settings.closes_after_hours();
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(text).bind(hours).bind(version).bind(now))?;
    Ok(())
}

/// Shops that close what is idle, and after how many hours.
pub async fn closing_shops(conn: &mut Conn<'_>) -> Result<Vec<(ShopId, i64)>> {
    const SQL: &str = "SELECT shop_id, close_idle_hours FROM automatic_message_settings
        WHERE close_idle_hours IS NOT NULL ORDER BY shop_id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL))?)
}

/// A shop whose automatic messages have not looked at everything that happened.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Reader {
    pub shop_id: ShopId,
    pub seq: Seq,
}

pub async fn behind(conn: &mut Conn<'_>) -> Result<Vec<Reader>> {
    const SQL: &str = "SELECT reader.shop_id, reader.seq FROM automatic_message_readers reader
        JOIN shops shop ON shop.id = reader.shop_id WHERE reader.seq < shop.seq ORDER BY reader.shop_id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL))?)
}

/// Moves on to a number; false if another process has, or everything was switched off.
pub async fn move_on(conn: &mut Conn<'_>, read: Reader, to: Seq) -> Result<bool> {
    const SQL: &str = "UPDATE automatic_message_readers SET seq = $3 WHERE shop_id = $1 AND seq = $2";
    Ok(execute!(conn, sqlx::query(SQL).bind(read.shop_id).bind(read.seq).bind(to))? > 0)
}

/// Looks from a number on; who looks already goes on where it is.
pub async fn begin_reading(conn: &mut Conn<'_>, shop_id: ShopId, seq: Seq) -> Result<()> {
    const SQL: &str =
        "INSERT INTO automatic_message_readers (shop_id, seq) VALUES ($1, $2) ON CONFLICT (shop_id) DO NOTHING";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(seq))?;
    Ok(())
}

pub async fn stop_reading(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<()> {
    const SQL: &str = "DELETE FROM automatic_message_readers WHERE shop_id = $1";
    execute!(conn, sqlx::query(SQL).bind(shop_id))?;
    Ok(())
}

/// Plans looks at conversations; one that is planned already is put off or brought forward.
pub async fn plan_looks(conn: &mut Conn<'_>, shop_id: ShopId, looks: &[(ConversationId, Time)]) -> Result<()> {
    const HEAD: &str = "INSERT INTO automatic_message_looks (conversation_id, shop_id, at) ";
    const TAIL: &str = " ON CONFLICT (conversation_id) DO UPDATE SET at = excluded.at, held_until = NULL";
    if looks.is_empty() {
        return Ok(());
    }
    let mut script = Script::of(conn);
    insert_rows!(
        &mut script,
        HEAD,
        looks,
        |row, look| {
            let (id, at) = *look;
            row.push_bind(id).push_bind(shop_id).push_bind(at);
        },
        TAIL
    );
    script.run(conn).await?;
    Ok(())
}

/// Shops in which somebody is to be looked at, and nobody does.
pub async fn shops_due(conn: &mut Conn<'_>, now: Time) -> Result<Vec<ShopId>> {
    const SQL: &str = "SELECT DISTINCT shop_id FROM automatic_message_looks
        WHERE at <= $1 AND (held_until IS NULL OR held_until <= $1)";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(now))?)
}

/// Takes looks that are due for oneself, until a time. The caller's transaction holds the shop.
pub async fn take_due(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    now: Time,
    until: Time,
    limit: i64,
) -> Result<Vec<ConversationId>> {
    const DUE: &str = "SELECT conversation_id FROM automatic_message_looks
        WHERE shop_id = $1 AND at <= $2 AND (held_until IS NULL OR held_until <= $2)
        ORDER BY at, conversation_id LIMIT $3";
    const HOLD: &str = "UPDATE automatic_message_looks SET held_until = ";
    let due: Vec<ConversationId> = fetch_all!(conn, sqlx::query_scalar(DUE).bind(shop_id).bind(now).bind(limit))?;
    let mut script = Script::of(conn);
    let ids = due.iter().copied();
    select_in!(&mut script, [HOLD => until, " WHERE shop_id = " => shop_id], " AND conversation_id IN", ids, "");
    script.run(conn).await?;
    Ok(due)
}

/// A look that was made, and when to look again, if at all.
pub type Looked = (ConversationId, Option<Time>);

/// Settles looks that were taken until a time; whatever was planned anew meanwhile stays as it was planned.
pub async fn settle(conn: &mut Conn<'_>, shop_id: ShopId, until: Time, looked: &[Looked]) -> Result<()> {
    const AGAIN: &str = "INSERT INTO automatic_message_looks (conversation_id, shop_id, at) ";
    const UNLESS_PLANNED: &str = " ON CONFLICT (conversation_id) DO UPDATE SET at = excluded.at, held_until = NULL
        WHERE automatic_message_looks.held_until = ";
    const DONE: &str = "DELETE FROM automatic_message_looks WHERE shop_id = ";
    let again: Vec<(ConversationId, Time)> =
        looked.iter().filter_map(|(id, next)| next.map(|next| (*id, next))).collect();
    let done: Vec<ConversationId> = looked.iter().filter(|(_, next)| next.is_none()).map(|(id, _)| *id).collect();
    let mut script = Script::of(conn);
    if !again.is_empty() {
        add_statement!(&mut script, |query| {
            query.push(AGAIN);
            query.push_values(again, |mut row, (id, at)| {
                row.push_bind(id).push_bind(shop_id).push_bind(at);
            });
            query.push(UNLESS_PLANNED).push_bind(until);
        });
    }
    let held = " AND held_until = ";
    select_in!(&mut script, [DONE => shop_id, held => until], " AND conversation_id IN", done, "");
    script.run(conn).await?;
    Ok(())
}

/// Forgets the look at a conversation that goes.
pub async fn forget_conversation(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    const SQL: &str = "DELETE FROM automatic_message_looks WHERE shop_id = $1 AND conversation_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}
