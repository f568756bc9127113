//! SQL of webhooks.

pub mod deliveries;

use super::model::WebhookRow;
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_one, fetch_optional};
use crate::error::Result;
use crate::ids::{Seq, ShopId, WebhookId};
use crate::sealed::Sealed;

macro_rules! webhook_sql {
    ($tail:literal) => {
        concat!(
            "SELECT hook.id, hook.shop_id, hook.name, hook.url, hook.events, hook.inbox_id, hook.full_payload, hook.active, hook.secret,
             hook.previous_secret, hook.previous_until, hook.seq, hook.failing_since, hook.disabled_at, hook.created_at
             FROM webhooks hook ",
            $tail
        )
    };
}

pub async fn insert(conn: &mut Conn<'_>, row: &WebhookRow) -> Result<()> {
    const SQL: &str = "INSERT INTO webhooks
        (id, shop_id, name, url, events, inbox_id, full_payload, active, secret, seq, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(row.shop_id)
            .bind(&row.name)
            .bind(&row.url)
            .bind(&row.events)
            .bind(row.inbox_id)
            .bind(row.full_payload)
            .bind(row.active)
            .bind(&row.secret)
            .bind(row.seq)
            .bind(row.created_at)
    )?;
    Ok(())
}

pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<WebhookRow>> {
    const SQL: &str = webhook_sql!("WHERE hook.shop_id = $1 ORDER BY hook.id");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: WebhookId) -> Result<Option<WebhookRow>> {
    const SQL: &str = webhook_sql!("WHERE hook.shop_id = $1 AND hook.id = $2");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

pub async fn count(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM webhooks WHERE shop_id = $1";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id))?)
}

/// Stores what managers may change, and what follows from it.
pub async fn update(conn: &mut Conn<'_>, row: &WebhookRow) -> Result<()> {
    const SQL: &str = "UPDATE webhooks SET name = $3, url = $4, events = $5, full_payload = $6, active = $7, seq = $8,
        failing_since = $9, disabled_at = $10 WHERE shop_id = $1 AND id = $2";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.shop_id)
            .bind(row.id)
            .bind(&row.name)
            .bind(&row.url)
            .bind(&row.events)
            .bind(row.full_payload)
            .bind(row.active)
            .bind(row.seq)
            .bind(row.failing_since)
            .bind(row.disabled_at)
    )?;
    Ok(())
}

/// Gives a webhook a new secret; the one before signs too until a time.
pub async fn rotate(conn: &mut Conn<'_>, shop_id: ShopId, id: WebhookId, secret: &Sealed, until: Time) -> Result<()> {
    const SQL: &str = "UPDATE webhooks SET previous_secret = secret, previous_until = $4, secret = $3
        WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(secret).bind(until))?;
    Ok(())
}

pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, id: WebhookId) -> Result<bool> {
    const SQL: &str = "DELETE FROM webhooks WHERE shop_id = $1 AND id = $2";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))? > 0)
}

/// The active webhooks of all shops that have events to look at.
pub async fn behind(conn: &mut Conn<'_>) -> Result<Vec<WebhookRow>> {
    const SQL: &str = webhook_sql!(
        "JOIN shops shop ON shop.id = hook.shop_id WHERE hook.active AND hook.seq < shop.seq ORDER BY hook.id"
    );
    Ok(fetch_all!(conn, sqlx::query_as(SQL))?)
}

/// Up to which number all active webhooks of a shop have looked; none if there is no such webhook.
pub async fn looked_at(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Option<Seq>> {
    const SQL: &str = "SELECT MIN(seq) FROM webhooks WHERE shop_id = $1 AND active";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id))?)
}

/// Moves on to a number; false if the webhook has moved, or was changed or switched off, since it was read.
pub async fn move_on(conn: &mut Conn<'_>, read: &WebhookRow, to: Seq) -> Result<bool> {
    const SQL: &str = "UPDATE webhooks SET seq = $3 WHERE shop_id = $1 AND id = $2 AND seq = $4 AND active
        AND events = $5 AND full_payload = $6";
    let moved = execute!(
        conn,
        sqlx::query(SQL)
            .bind(read.shop_id)
            .bind(read.id)
            .bind(to)
            .bind(read.seq)
            .bind(&read.events)
            .bind(read.full_payload)
    )?;
    Ok(moved > 0)
}

/// Something came through.
pub async fn works(conn: &mut Conn<'_>, shop_id: ShopId, id: WebhookId) -> Result<()> {
    const SQL: &str = "UPDATE webhooks SET failing_since = NULL WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// Something did not come through.
pub async fn fails(conn: &mut Conn<'_>, shop_id: ShopId, id: WebhookId, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE webhooks SET failing_since = $3 WHERE shop_id = $1 AND id = $2 AND failing_since IS NULL";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(now))?;
    Ok(())
}

/// Switches a webhook off if nothing has come through since a time; whether it did.
pub async fn disable(conn: &mut Conn<'_>, shop_id: ShopId, id: WebhookId, lasting: Time, now: Time) -> Result<bool> {
    const SQL: &str = "UPDATE webhooks SET active = FALSE, disabled_at = $4
        WHERE shop_id = $1 AND id = $2 AND active AND failing_since <= $3";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(lasting).bind(now))? > 0)
}
