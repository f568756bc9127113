use super::calendar::Calendars;
use super::model::Settings;
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_optional};
use crate::error::{Error, Result};
use crate::ids::ShopId;
use crate::versioned::Versioned;

/// A shop's hours; 0 where nobody has decided anything.
pub async fn settings(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Versioned<Settings>> {
    const SQL: &str = "SELECT settings, version FROM business_hours WHERE shop_id = $1";
    let row: Option<(String, i64)> = fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    row.map_or_else(|| Ok(Versioned::default()), Versioned::stored)
}

pub async fn save_settings(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    wanted: &Versioned<Settings>,
    now: Time,
) -> Result<()> {
    const SQL: &str = "INSERT INTO business_hours (shop_id, settings, version, updated_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (shop_id) DO UPDATE SET settings = excluded.settings, version = excluded.version,
            updated_at = excluded.updated_at";
    let Versioned { settings, version } = wanted;
    let text = serde_json::to_string(settings).map_err(anyhow::Error::from)?;
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(text).bind(version).bind(now))?;
    Ok(())
}

/// When the inboxes of a shop are open.
pub async fn calendars(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Calendars> {
    const SQL: &str = "SELECT shop.timezone, hours.settings FROM shops shop
        LEFT JOIN business_hours hours ON hours.shop_id = shop.id WHERE shop.id = $1";
    let row: Option<(String, Option<String>)> = fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    let (timezone, text) = row.ok_or(Error::NotFound)?;
    let settings = text.as_deref().map(serde_json::from_str).transpose().map_err(anyhow::Error::from)?;
    Ok(Calendars::new(&settings.unwrap_or_default(), &timezone))
}
