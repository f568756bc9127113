//! SQL of answers kept for repeats.

use uuid::Uuid;

use crate::auth::Actor;
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_optional};
use crate::error::Result;
use crate::ids::ShopId;

/// Answers are kept so long.
const KEPT_SECONDS: i64 = 24 * 3600;

#[derive(Debug, sqlx::FromRow)]
pub(super) struct Answer {
    pub digest: Vec<u8>,
    pub status: i16,
    pub body: String,
}

pub(super) async fn find(conn: &mut Conn<'_>, actor: &Actor, key: &str) -> Result<Option<Answer>> {
    const SQL: &str =
        "SELECT digest, status, body FROM idempotency_keys WHERE shop_id = $1 AND actor_id = $2 AND key = $3";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(actor.shop_id).bind(actor.staff_id).bind(key))?)
}

pub(super) async fn insert(
    conn: &mut Conn<'_>,
    actor: &Actor,
    key: &str,
    digest: &[u8],
    status: u16,
    body: &str,
    at: Time,
) -> Result<()> {
    const SQL: &str = "INSERT INTO idempotency_keys (shop_id, actor_id, key, digest, status, body, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let status = i16::try_from(status).unwrap_or(200);
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(actor.shop_id)
            .bind(actor.staff_id)
            .bind(key)
            .bind(digest)
            .bind(status)
            .bind(body)
            .bind(at)
    )?;
    Ok(())
}

/// Drops answers that name one of these: what they were about is gone.
pub async fn forget_about(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[Uuid]) -> Result<()> {
    const SQL: &str = "DELETE FROM idempotency_keys WHERE shop_id = $1 AND body LIKE $2";
    for id in ids {
        execute!(conn, sqlx::query(SQL).bind(shop_id).bind(format!("%{id}%")))?;
    }
    Ok(())
}

/// Drops answers nobody will ask for again.
pub async fn forget_old(conn: &mut Conn<'_>, now: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM idempotency_keys WHERE created_at < $1";
    execute!(conn, sqlx::query(SQL).bind(now.plus_seconds(-KEPT_SECONDS)))?;
    Ok(())
}
