use super::model::{Chosen, Settings};
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_optional};
use crate::error::Result;
use crate::ids::{PresenceChangeId, ShopId, StaffId};
use crate::versioned::Versioned;

/// So long it can be told who was there when.
const KEPT_SECONDS: i64 = 400 * 86_400;
/// Moving the mouse writes no more often than this.
const ACTIVE_EVERY_SECONDS: i64 = 20;

/// A shop's settings; nothing where nobody has decided anything.
pub async fn settings(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Option<Versioned<Settings>>> {
    const SQL: &str = "SELECT settings, version FROM presence_settings WHERE shop_id = $1";
    let row: Option<(String, i64)> = fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    row.map(Versioned::stored).transpose()
}

pub async fn save_settings(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    wanted: &Versioned<Settings>,
    now: Time,
) -> Result<()> {
    const SQL: &str = "INSERT INTO presence_settings (shop_id, settings, away_after_minutes, version, updated_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (shop_id) DO UPDATE SET settings = excluded.settings,
            away_after_minutes = excluded.away_after_minutes, version = excluded.version,
            updated_at = excluded.updated_at";
    let Versioned { settings, version } = wanted;
    let text = serde_json::to_string(settings).map_err(anyhow::Error::from)?;
    execute!(
        conn,
        sqlx::query(SQL).bind(shop_id).bind(text).bind(settings.away_after_minutes).bind(version).bind(now)
    )?;
    Ok(())
}

/// Notes what somebody chose, for the story of the day.
pub async fn note_change(conn: &mut Conn<'_>, shop_id: ShopId, chosen: &Chosen, at: Time) -> Result<()> {
    const SQL: &str = "INSERT INTO presence_changes (id, shop_id, staff_id, presence, reason, automatic, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(PresenceChangeId::new())
            .bind(shop_id)
            .bind(chosen.id)
            .bind(chosen.presence)
            .bind(&chosen.presence_reason)
            .bind(chosen.presence_automatic)
            .bind(at)
    )?;
    Ok(())
}

/// Clears away what is too old to be told.
pub async fn forget_old(conn: &mut Conn<'_>, now: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM presence_changes WHERE at < $1";
    execute!(conn, sqlx::query(SQL).bind(now.plus_seconds(-KEPT_SECONDS)))?;
    Ok(())
}

/// Notes that somebody touched a desk of theirs.
pub async fn note_active(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE staff SET last_active_at = $3 WHERE shop_id = $1 AND id = $2
        AND (last_active_at IS NULL OR last_active_at < $4)";
    let before = now.plus_seconds(-ACTIVE_EVERY_SECONDS);
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(staff).bind(now).bind(before))?;
    Ok(())
}

/// Who had a desk open when it was last looked.
pub async fn at_desks(conn: &mut Conn<'_>) -> Result<Vec<(ShopId, StaffId)>> {
    const SQL: &str = "SELECT shop_id, id FROM staff WHERE at_desk ORDER BY id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL))?)
}

/// Notes whether somebody has a desk open; false if that was known.
pub async fn set_at_desk(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId, at_desk: bool) -> Result<bool> {
    const SQL: &str = "UPDATE staff SET at_desk = $3 WHERE shop_id = $1 AND id = $2 AND at_desk <> $3";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(staff).bind(at_desk))? > 0)
}

/// Colleagues who are to serve and have touched no desk for as long as their shops say.
pub async fn idle(conn: &mut Conn<'_>, now: Time) -> Result<Vec<(ShopId, StaffId)>> {
    const SQL: &str = "SELECT staff.shop_id, staff.id FROM presence_settings rule
        JOIN staff ON staff.shop_id = rule.shop_id
        WHERE rule.away_after_minutes > 0 AND staff.active AND staff.presence IN (0, 1)
            AND staff.last_active_at <= $1 - rule.away_after_minutes * 60000
        ORDER BY staff.id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(now))?)
}
