use super::model::Settings;
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_optional};
use crate::error::Result;
use crate::ids::{Seq, ShopId};

/// What a shop says by itself, and the version by which a client names it; 0 where nobody has decided anything.
pub async fn settings(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<(Settings, i64)> {
    const SQL: &str = "SELECT settings, version FROM automatic_message_settings WHERE shop_id = $1";
    let row: Option<(String, i64)> = fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    let Some((text, version)) = row else { return Ok((Settings::default(), 0)) };
    Ok((serde_json::from_str(&text).map_err(anyhow::Error::from)?, version))
}

pub async fn save_settings(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    settings: &Settings,
    version: i64,
    now: Time,
) -> Result<()> {
    const SQL: &str = "INSERT INTO automatic_message_settings (shop_id, settings, version, updated_at)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (shop_id) DO UPDATE SET settings = excluded.settings, version = excluded.version,
            updated_at = excluded.updated_at";
    let text = serde_json::to_string(settings).map_err(anyhow::Error::from)?;
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(text).bind(version).bind(now))?;
    Ok(())
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
