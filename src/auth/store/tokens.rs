use crate::auth::model::{ApiTokenRow, Role};
use crate::auth::secret::TokenHash;
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_optional};
use crate::error::Result;
use crate::ids::{ShopId, StaffId, TokenId};

pub async fn insert(conn: &mut Conn<'_>, shop_id: ShopId, hash: &TokenHash, new: &ApiTokenRow) -> Result<()> {
    const SQL: &str =
        "INSERT INTO api_tokens (id, shop_id, staff_id, name, token_hash, can_write, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(new.id)
            .bind(shop_id)
            .bind(new.staff_id)
            .bind(&new.name)
            .bind(hash.as_slice())
            .bind(new.can_write)
            .bind(new.created_at)
            .bind(new.expires_at)
    )?;
    Ok(())
}

pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<ApiTokenRow>> {
    const SQL: &str = "SELECT id, staff_id, name, can_write, created_at, expires_at, last_used_at FROM api_tokens
        WHERE shop_id = $1 ORDER BY id DESC";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

/// A token that was revoked.
#[derive(Debug, sqlx::FromRow)]
pub struct GoneToken {
    pub name: String,
    pub token_hash: Vec<u8>,
}

/// Revokes a token, if there is one.
pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, id: TokenId) -> Result<Option<GoneToken>> {
    const SQL: &str = "DELETE FROM api_tokens WHERE shop_id = $1 AND id = $2 RETURNING name, token_hash";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// Revokes all tokens of a person.
pub async fn delete_all(conn: &mut Conn<'_>, staff_id: StaffId) -> Result<()> {
    const SQL: &str = "DELETE FROM api_tokens WHERE staff_id = $1";
    execute!(conn, sqlx::query(SQL).bind(staff_id))?;
    Ok(())
}

/// An API token as found by its hash.
#[derive(Debug, sqlx::FromRow)]
pub struct OpenToken {
    pub id: TokenId,
    pub shop_id: ShopId,
    pub staff_id: StaffId,
    pub role: Role,
    pub can_write: bool,
    pub last_used_at: Option<Time>,
}

/// A token that has not run out and whose person is active.
pub async fn open_by_hash(conn: &mut Conn<'_>, hash: &TokenHash, now: Time) -> Result<Option<OpenToken>> {
    const SQL: &str = "SELECT t.id, t.shop_id, t.staff_id, p.role, t.can_write, t.last_used_at
        FROM api_tokens t JOIN staff p ON p.id = t.staff_id
        WHERE t.token_hash = $1 AND (t.expires_at IS NULL OR t.expires_at > $2) AND p.active";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(hash.as_slice()).bind(now))?)
}

pub async fn touch(conn: &mut Conn<'_>, hash: &TokenHash, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE api_tokens SET last_used_at = $2 WHERE token_hash = $1";
    execute!(conn, sqlx::query(SQL).bind(hash.as_slice()).bind(now))?;
    Ok(())
}
