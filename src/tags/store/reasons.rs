use crate::clock::Time;
use crate::db::{Conn, execute, fetch_optional};
use crate::error::Result;
use crate::ids::ShopId;
use crate::tags::model::ClosingReasons;

/// Whether a shop asks for reasons, and the version by which a client names the settings; 0 where nobody has decided.
pub async fn settings(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<(ClosingReasons, i64)> {
    const SQL: &str = "SELECT settings, version FROM closing_reasons WHERE shop_id = $1";
    let row: Option<(String, i64)> = fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    let Some((text, version)) = row else { return Ok((ClosingReasons::default(), 0)) };
    Ok((serde_json::from_str(&text).map_err(anyhow::Error::from)?, version))
}

pub async fn save(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    settings: &ClosingReasons,
    version: i64,
    now: Time,
) -> Result<()> {
    const SQL: &str = "INSERT INTO closing_reasons (shop_id, settings, version, updated_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (shop_id) DO UPDATE SET settings = excluded.settings, version = excluded.version,
            updated_at = excluded.updated_at";
    let text = serde_json::to_string(settings).map_err(anyhow::Error::from)?;
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(text).bind(version).bind(now))?;
    Ok(())
}
