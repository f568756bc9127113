use crate::clock::Time;
use crate::db::{Conn, execute, fetch_optional};
use crate::error::Result;
use crate::ids::ShopId;
use crate::tags::model::ClosingReasons;
use crate::versioned::Versioned;

/// Whether a shop asks for reasons; 0 where nobody has decided.
pub async fn settings(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Versioned<ClosingReasons>> {
    const SQL: &str = "SELECT settings, version FROM closing_reasons WHERE shop_id = $1";
    let row: Option<(String, i64)> = fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    row.map_or_else(|| Ok(Versioned::default()), Versioned::stored)
}

pub async fn save(conn: &mut Conn<'_>, shop_id: ShopId, wanted: &Versioned<ClosingReasons>, now: Time) -> Result<()> {
    const SQL: &str = "INSERT INTO closing_reasons (shop_id, settings, version, updated_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (shop_id) DO UPDATE SET settings = excluded.settings, version = excluded.version,
            updated_at = excluded.updated_at";
    let Versioned { settings, version } = wanted;
    let text = serde_json::to_string(settings).map_err(anyhow::Error::from)?;
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(text).bind(version).bind(now))?;
    Ok(())
}
