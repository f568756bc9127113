use crate::auth::secret::TokenHash;
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_one};
use crate::error::Result;
use crate::ids::{SessionId, ShopId, StaffId};

/// How well a person's browser is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Familiarity {
    /// The first of all: there is nobody to be warned of it.
    First,
    Known,
    New,
}

/// Notes that a person signs in with a browser; how well it was known before.
pub async fn meet(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    hash: &TokenHash,
    now: Time,
) -> Result<Familiarity> {
    const SEEN: &str = "UPDATE devices SET last_seen_at = $4 WHERE shop_id = $1 AND staff_id = $2 AND token_hash = $3";
    const OTHERS: &str = "SELECT COUNT(*) FROM devices WHERE shop_id = $1 AND staff_id = $2";
    const NEW: &str = "INSERT INTO devices (staff_id, token_hash, shop_id, first_seen_at, last_seen_at)
        VALUES ($1, $2, $3, $4, $4)";
    if execute!(conn, sqlx::query(SEEN).bind(shop_id).bind(staff_id).bind(hash.as_slice()).bind(now))? == 1 {
        return Ok(Familiarity::Known);
    }
    let others: i64 = fetch_one!(conn, sqlx::query_scalar(OTHERS).bind(shop_id).bind(staff_id))?;
    execute!(conn, sqlx::query(NEW).bind(staff_id).bind(hash.as_slice()).bind(shop_id).bind(now))?;
    Ok(if others == 0 { Familiarity::First } else { Familiarity::New })
}

/// Makes a browser unknown again.
pub async fn forget(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId, hash: &[u8]) -> Result<()> {
    const SQL: &str = "DELETE FROM devices WHERE shop_id = $1 AND staff_id = $2 AND token_hash = $3";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(staff_id).bind(hash))?;
    Ok(())
}

/// Makes the browsers of all sessions unknown again that nobody has recognised, except one session's.
pub async fn forget_new(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    except: Option<SessionId>,
) -> Result<()> {
    const SQL: &str = "DELETE FROM devices WHERE shop_id = $1 AND staff_id = $2 AND token_hash IN
        (SELECT device_hash FROM sessions WHERE shop_id = $1 AND staff_id = $2 AND new_device AND id <> $3)";
    let except = except.unwrap_or(SessionId(uuid::Uuid::nil()));
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(staff_id).bind(except))?;
    Ok(())
}

/// Browsers that nobody has used since then are no longer known.
pub async fn delete_unused(conn: &mut Conn<'_>, since: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM devices WHERE last_seen_at < $1";
    execute!(conn, sqlx::query(SQL).bind(since))?;
    Ok(())
}
