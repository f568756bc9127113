use super::super::second_factor::SecondFactorRule;
use crate::auth::model::Role;
use crate::auth::secret::TokenHash;
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_optional};
use crate::error::Result;
use crate::ids::{ShopId, StaffId};

/// A sign-in that lacks its second proof.
#[derive(Debug)]
pub struct NewPending<'a> {
    pub token_hash: &'a TokenHash,
    pub shop_id: ShopId,
    pub staff_id: StaffId,
    pub now: Time,
    pub expires_at: Time,
}

pub async fn insert(conn: &mut Conn<'_>, new: NewPending<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO pending_sign_ins (token_hash, shop_id, staff_id, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(new.token_hash.as_slice())
            .bind(new.shop_id)
            .bind(new.staff_id)
            .bind(new.now)
            .bind(new.expires_at)
    )?;
    Ok(())
}

/// As found by its token.
#[derive(Debug, sqlx::FromRow)]
pub struct Pending {
    pub shop_id: ShopId,
    pub staff_id: StaffId,
    pub role: Role,
    pub email: String,
    pub rule: SecondFactorRule,
    pub has_second_factor: bool,
    pub expires_at: Time,
}

/// The pending sign-in of a token, while it runs and its person is active.
pub async fn open_by_token(conn: &mut Conn<'_>, hash: &TokenHash, now: Time) -> Result<Option<Pending>> {
    const SQL: &str = "SELECT w.shop_id, w.staff_id, p.role, p.email, s.second_factor_rule AS rule,
        EXISTS (SELECT 1 FROM second_factors f WHERE f.staff_id = w.staff_id AND f.secret IS NOT NULL)
            AS has_second_factor, w.expires_at
        FROM pending_sign_ins w JOIN staff p ON p.id = w.staff_id JOIN shops s ON s.id = w.shop_id
        WHERE w.token_hash = $1 AND w.expires_at > $2 AND p.active";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(hash.as_slice()).bind(now))?)
}

/// Uses a pending sign-in up; false if another request was first.
pub async fn delete(conn: &mut Conn<'_>, hash: &TokenHash) -> Result<bool> {
    const SQL: &str = "DELETE FROM pending_sign_ins WHERE token_hash = $1";
    Ok(execute!(conn, sqlx::query(SQL).bind(hash.as_slice()))? == 1)
}

/// Ends all that a person has begun and not finished.
pub async fn delete_all(conn: &mut Conn<'_>, staff_id: StaffId) -> Result<()> {
    const SQL: &str = "DELETE FROM pending_sign_ins WHERE staff_id = $1";
    execute!(conn, sqlx::query(SQL).bind(staff_id))?;
    Ok(())
}

pub async fn delete_expired(conn: &mut Conn<'_>, now: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM pending_sign_ins WHERE expires_at <= $1";
    execute!(conn, sqlx::query(SQL).bind(now))?;
    Ok(())
}
