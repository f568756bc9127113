use crate::auth::model::{Role, SessionRow};
use crate::auth::secret::TokenHash;
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_optional};
use crate::error::Result;
use crate::ids::{SessionId, ShopId, StaffId};

const DAY_SECONDS: i64 = 24 * 60 * 60;
/// A session unused for this long ends.
const IDLE_SECONDS: i64 = 14 * DAY_SECONDS;
/// No session lives longer, used or not.
const LIFE_SECONDS: i64 = 90 * DAY_SECONDS;

/// When a session used now ends.
pub fn expiry(created_at: Time, now: Time) -> Time {
    now.plus_seconds(IDLE_SECONDS).min(created_at.plus_seconds(LIFE_SECONDS))
}

/// A session to be stored.
#[derive(Debug)]
pub struct NewSession<'a> {
    pub id: SessionId,
    pub token_hash: &'a TokenHash,
    pub shop_id: ShopId,
    pub staff_id: StaffId,
    pub csrf_token: &'a str,
    pub user_agent: Option<String>,
    pub address: Option<String>,
    pub device_hash: &'a TokenHash,
    pub new_device: bool,
    pub now: Time,
}

pub async fn insert(conn: &mut Conn<'_>, new: NewSession<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO sessions
        (id, token_hash, shop_id, staff_id, csrf_token, user_agent, address, created_at, last_seen_at, expires_at,
        device_hash, new_device)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(new.id)
            .bind(new.token_hash.as_slice())
            .bind(new.shop_id)
            .bind(new.staff_id)
            .bind(new.csrf_token)
            .bind(new.user_agent)
            .bind(new.address)
            .bind(new.now)
            .bind(expiry(new.now, new.now))
            .bind(new.device_hash.as_slice())
            .bind(new.new_device)
    )?;
    Ok(())
}

/// A session as found by its token.
#[derive(Debug, sqlx::FromRow)]
pub struct OpenSession {
    pub id: SessionId,
    pub shop_id: ShopId,
    pub staff_id: StaffId,
    pub role: Role,
    pub csrf_token: String,
    pub created_at: Time,
    pub last_seen_at: Time,
}

/// The session of a token, while it runs and its owner is active.
pub async fn open_by_token(conn: &mut Conn<'_>, hash: &TokenHash, now: Time) -> Result<Option<OpenSession>> {
    const SQL: &str = "SELECT s.id, s.shop_id, s.staff_id, p.role, s.csrf_token, s.created_at, s.last_seen_at
        FROM sessions s JOIN staff p ON p.id = s.staff_id
        WHERE s.token_hash = $1 AND s.expires_at > $2 AND p.active";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(hash.as_slice()).bind(now))?)
}

pub async fn touch(conn: &mut Conn<'_>, id: SessionId, staff_id: StaffId, now: Time, expires_at: Time) -> Result<()> {
    const SESSION: &str = "UPDATE sessions SET last_seen_at = $2, expires_at = $3 WHERE id = $1";
    const STAFF: &str = "UPDATE staff SET last_seen_at = $2 WHERE id = $1";
    execute!(conn, sqlx::query(SESSION).bind(id).bind(now).bind(expires_at))?;
    execute!(conn, sqlx::query(STAFF).bind(staff_id).bind(now))?;
    Ok(())
}

pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId, now: Time) -> Result<Vec<SessionRow>> {
    const SQL: &str = "SELECT id, created_at, last_seen_at, user_agent, address, new_device FROM sessions
        WHERE shop_id = $1 AND staff_id = $2 AND expires_at > $3 ORDER BY last_seen_at DESC, id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff_id).bind(now))?)
}

/// What a session leaves behind.
#[derive(Debug, sqlx::FromRow)]
pub struct Ended {
    pub token_hash: Vec<u8>,
    pub device_hash: Option<Vec<u8>>,
    pub new_device: bool,
}

/// Ends one session of a person, if there is one.
pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId, id: SessionId) -> Result<Option<Ended>> {
    const SQL: &str = "DELETE FROM sessions WHERE shop_id = $1 AND staff_id = $2 AND id = $3
        RETURNING token_hash, device_hash, new_device";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff_id).bind(id))?)
}

/// Notes that a session's browser is its owner's.
pub async fn recognise(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId, id: SessionId) -> Result<bool> {
    const SQL: &str = "UPDATE sessions SET new_device = FALSE WHERE shop_id = $1 AND staff_id = $2 AND id = $3";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(staff_id).bind(id))? == 1)
}

/// Ends all sessions of a person, except one if given; ids and hashes of what is gone.
pub async fn delete_all(
    conn: &mut Conn<'_>,
    staff_id: StaffId,
    except: Option<SessionId>,
) -> Result<Vec<(SessionId, Vec<u8>)>> {
    const SQL: &str = "DELETE FROM sessions WHERE staff_id = $1 AND id <> $2 RETURNING id, token_hash";
    let except = except.unwrap_or(SessionId(uuid::Uuid::nil()));
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(staff_id).bind(except))?)
}

/// Clears away what has run out; ids and hashes of what is gone.
pub async fn delete_expired(conn: &mut Conn<'_>, now: Time) -> Result<Vec<(SessionId, Vec<u8>)>> {
    const SQL: &str = "DELETE FROM sessions WHERE expires_at <= $1 RETURNING id, token_hash";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(now))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn use_prolongs_a_session_but_not_for_ever() {
        let start = Time(0);
        assert_eq!(expiry(start, start), start.plus_seconds(IDLE_SECONDS));
        let late = start.plus_seconds(LIFE_SECONDS - 60);
        assert_eq!(expiry(start, late), start.plus_seconds(LIFE_SECONDS));
    }
}
