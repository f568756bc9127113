use super::model::{SettingsRow, Usage};
use crate::db::{Conn, execute, fetch_optional};
use crate::error::Result;
use crate::ids::ShopId;

pub async fn settings(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Option<SettingsRow>> {
    const SQL: &str = "SELECT shop_id, enabled, address, model, api_key, time_box_seconds, monthly_tokens, abilities,
        updated_at FROM llm_settings WHERE shop_id = $1";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

pub async fn save_settings(conn: &mut Conn<'_>, row: &SettingsRow) -> Result<()> {
    const SQL: &str = "INSERT INTO llm_settings (shop_id, enabled, address, model, api_key, time_box_seconds,
        monthly_tokens, abilities, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (shop_id) DO UPDATE SET enabled = $2, address = $3, model = $4, api_key = $5,
        time_box_seconds = $6, monthly_tokens = $7, abilities = $8, updated_at = $9";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.shop_id)
            .bind(row.enabled)
            .bind(&row.address)
            .bind(&row.model)
            .bind(row.api_key.as_ref())
            .bind(row.time_box_seconds)
            .bind(row.monthly_tokens)
            .bind(row.abilities_json())
            .bind(row.updated_at)
    )?;
    Ok(())
}

pub async fn usage(conn: &mut Conn<'_>, shop_id: ShopId, month: &str) -> Result<Option<Usage>> {
    const SQL: &str = "SELECT month, tokens, requests FROM llm_usage WHERE shop_id = $1 AND month = $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(month))?)
}

/// Counts a request with all the tokens it may take, if that many are left; whether they were.
pub async fn reserve(conn: &mut Conn<'_>, shop_id: ShopId, month: &str, tokens: i64, most: i64) -> Result<bool> {
    const SQL: &str = "INSERT INTO llm_usage (shop_id, month, tokens, requests)
        SELECT $1, $2, $3, 1 WHERE $3 <= $4
        ON CONFLICT (shop_id, month) DO UPDATE SET tokens = llm_usage.tokens + $3, requests = llm_usage.requests + 1
        WHERE llm_usage.tokens + $3 <= $4";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(month).bind(tokens).bind(most))? > 0)
}

/// Puts what a request really took in the place of what was kept for it.
pub async fn settle(conn: &mut Conn<'_>, shop_id: ShopId, month: &str, difference: i64) -> Result<()> {
    const SQL: &str = "UPDATE llm_usage SET tokens = tokens + $3 WHERE shop_id = $1 AND month = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(month).bind(difference))?;
    Ok(())
}
