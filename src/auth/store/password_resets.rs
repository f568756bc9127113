use crate::auth::secret::TokenHash;
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_one, fetch_optional};
use crate::error::Result;
use crate::ids::{PasswordResetId, ShopId, StaffId};

/// A way to set a new password, to be stored.
#[derive(Debug)]
pub struct NewReset<'a> {
    pub id: PasswordResetId,
    pub shop_id: ShopId,
    pub staff_id: StaffId,
    pub token_hash: &'a TokenHash,
    /// None where the account's own person asked.
    pub made_by: Option<StaffId>,
    pub now: Time,
    pub expires_at: Time,
}

pub async fn insert(conn: &mut Conn<'_>, new: NewReset<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO password_resets (id, shop_id, staff_id, token_hash, made_by, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(new.id)
            .bind(new.shop_id)
            .bind(new.staff_id)
            .bind(new.token_hash.as_slice())
            .bind(new.made_by)
            .bind(new.now)
            .bind(new.expires_at)
    )?;
    Ok(())
}

/// One that can be used.
#[derive(Debug, sqlx::FromRow)]
pub struct OpenReset {
    pub shop_id: ShopId,
    pub staff_id: StaffId,
    pub shop_name: String,
    pub email: String,
}

pub async fn open_by_token(conn: &mut Conn<'_>, hash: &TokenHash, now: Time) -> Result<Option<OpenReset>> {
    const SQL: &str = "SELECT r.shop_id, r.staff_id, s.name AS shop_name, p.email
        FROM password_resets r JOIN shops s ON s.id = r.shop_id JOIN staff p ON p.id = r.staff_id
        WHERE r.token_hash = $1 AND r.expires_at > $2 AND p.active";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(hash.as_slice()).bind(now))?)
}

/// Uses one up; false if another request was first.
pub async fn take(conn: &mut Conn<'_>, hash: &TokenHash, now: Time) -> Result<bool> {
    const SQL: &str = "DELETE FROM password_resets WHERE token_hash = $1 AND expires_at > $2";
    Ok(execute!(conn, sqlx::query(SQL).bind(hash.as_slice()).bind(now))? == 1)
}

/// How many that somebody asked for are open.
pub async fn count_asked(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId, now: Time) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM password_resets
        WHERE shop_id = $1 AND staff_id = $2 AND made_by IS NULL AND expires_at > $3";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(staff_id).bind(now))?)
}

/// Removes all that open somebody's account; what is gone.
pub async fn delete_of(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId) -> Result<Vec<PasswordResetId>> {
    const SQL: &str = "DELETE FROM password_resets WHERE shop_id = $1 AND staff_id = $2 RETURNING id";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(staff_id))?)
}

/// Removes all that somebody made for others; what is gone.
pub async fn delete_made_by(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId) -> Result<Vec<PasswordResetId>> {
    const SQL: &str = "DELETE FROM password_resets WHERE shop_id = $1 AND made_by = $2 RETURNING id";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(staff_id))?)
}

pub async fn delete_expired(conn: &mut Conn<'_>, now: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM password_resets WHERE expires_at <= $1";
    execute!(conn, sqlx::query(SQL).bind(now))?;
    Ok(())
}
