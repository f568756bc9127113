//! SQL of turns, and of answers kept for repeats.

use uuid::Uuid;

use crate::clock::Time;
use crate::db::{Conn, Turn, execute, fetch_optional};
use crate::error::Result;
use crate::ids::ShopId;

/// Answers are kept so long.
const KEPT_SECONDS: i64 = 24 * 3600;

/// What is known of a key.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Known {
    pub digest: Vec<u8>,
    /// 0 as long as there is no answer.
    pub status: i16,
    pub body: String,
    pub taken_until: Option<Time>,
    pub has_written: bool,
}

impl Known {
    pub fn is_answered(&self) -> bool {
        self.status != 0
    }

    /// Whether whoever had the turn has not been heard of for too long.
    pub fn is_abandoned(&self, now: Time) -> bool {
        !self.is_answered() && self.taken_until.is_none_or(|until| until <= now)
    }
}

pub(super) async fn find(conn: &mut Conn<'_>, turn: &Turn) -> Result<Option<Known>> {
    const SQL: &str = "SELECT digest, status, body, taken_until, has_written FROM idempotency_keys
        WHERE shop_id = $1 AND actor_id = $2 AND key = $3";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(turn.shop_id).bind(turn.actor_id).bind(&*turn.key))?)
}

/// Takes the turn of a key: one that nobody has, or that was abandoned before anything was written. False if another
/// was first.
pub(super) async fn take(conn: &mut Conn<'_>, turn: &Turn, digest: &[u8], now: Time, until: Time) -> Result<bool> {
    const SQL: &str = "INSERT INTO idempotency_keys
        (shop_id, actor_id, key, digest, status, body, created_at, turn_id, taken_until, has_written)
        VALUES ($1, $2, $3, $4, 0, '', $5, $6, $7, FALSE)
        ON CONFLICT (shop_id, actor_id, key) DO UPDATE SET turn_id = excluded.turn_id, taken_until = excluded.taken_until
        WHERE idempotency_keys.status = 0 AND NOT idempotency_keys.has_written
        AND idempotency_keys.taken_until <= $5 AND idempotency_keys.digest = excluded.digest";
    let taken = execute!(
        conn,
        sqlx::query(SQL)
            .bind(turn.shop_id)
            .bind(turn.actor_id)
            .bind(&*turn.key)
            .bind(digest)
            .bind(now)
            .bind(turn.id)
            .bind(until)
    )?;
    Ok(taken == 1)
}

/// Keeps the answer, unless another has the turn by now.
pub(super) async fn answer(conn: &mut Conn<'_>, turn: &Turn, status: u16, body: &str) -> Result<()> {
    const SQL: &str = "UPDATE idempotency_keys SET status = $5, body = $6
        WHERE shop_id = $1 AND actor_id = $2 AND key = $3 AND turn_id = $4";
    let status = i16::try_from(status).unwrap_or(200);
    execute!(
        conn,
        sqlx::query(SQL).bind(turn.shop_id).bind(turn.actor_id).bind(&*turn.key).bind(turn.id).bind(status).bind(body)
    )?;
    Ok(())
}

/// Gives a turn back that ended without an answer worth keeping: the key is free if nothing was written, and else known
/// at once for one whose outcome nobody can tell.
pub(super) async fn give_back(conn: &mut Conn<'_>, turn: &Turn, now: Time) -> Result<()> {
    const FREE: &str = "DELETE FROM idempotency_keys
        WHERE shop_id = $1 AND actor_id = $2 AND key = $3 AND turn_id = $4 AND NOT has_written";
    const UNKNOWN: &str = "UPDATE idempotency_keys SET taken_until = $5
        WHERE shop_id = $1 AND actor_id = $2 AND key = $3 AND turn_id = $4";
    execute!(conn, sqlx::query(FREE).bind(turn.shop_id).bind(turn.actor_id).bind(&*turn.key).bind(turn.id))?;
    execute!(
        conn,
        sqlx::query(UNKNOWN).bind(turn.shop_id).bind(turn.actor_id).bind(&*turn.key).bind(turn.id).bind(now)
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
