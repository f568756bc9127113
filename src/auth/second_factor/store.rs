//! SQL of second factors, recovery codes and the shop's rule.

use super::model::{SecondFactorRow, SecondFactorRule};
use crate::auth::secret::TokenHash;
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_one, fetch_optional};
use crate::error::Result;
use crate::ids::{ShopId, StaffId};
use crate::sealed::Sealed;

pub async fn rule(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<SecondFactorRule> {
    const SQL: &str = "SELECT second_factor_rule FROM shops WHERE id = $1";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id))?)
}

pub async fn set_rule(conn: &mut Conn<'_>, shop_id: ShopId, rule: SecondFactorRule) -> Result<()> {
    const SQL: &str = "UPDATE shops SET second_factor_rule = $2 WHERE id = $1";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(rule))?;
    Ok(())
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId) -> Result<Option<SecondFactorRow>> {
    const SQL: &str = "SELECT secret, enabled_at, pending_secret, pending_until FROM second_factors
        WHERE shop_id = $1 AND staff_id = $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff_id))?)
}

/// Notes a secret whose first code is still to be shown; one that is in use stays in use.
pub async fn set_pending(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    secret: &Sealed,
    until: Time,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO second_factors (staff_id, shop_id, pending_secret, pending_until) VALUES ($1, $2, $3, $4)
        ON CONFLICT (staff_id) DO UPDATE SET pending_secret = $3, pending_until = $4";
    execute!(conn, sqlx::query(SQL).bind(staff_id).bind(shop_id).bind(secret).bind(until))?;
    Ok(())
}

/// Puts a secret in use that was pending, unless another request did or exchanged it; `step` is of the code that was
/// shown for it. The text stays sealed as it is: both columns are of one kind.
pub async fn enable(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    secret: &Sealed,
    step: i64,
    now: Time,
) -> Result<bool> {
    const SQL: &str = "UPDATE second_factors SET secret = pending_secret, enabled_at = $5, last_step = $4,
        pending_secret = NULL, pending_until = NULL WHERE shop_id = $1 AND staff_id = $2 AND pending_secret = $3";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(staff_id).bind(secret).bind(step).bind(now))? == 1)
}

/// Uses up the code of a time step; false if it, or a later one, was used before.
pub async fn use_step(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId, step: i64) -> Result<bool> {
    const SQL: &str =
        "UPDATE second_factors SET last_step = $3 WHERE shop_id = $1 AND staff_id = $2 AND last_step < $3";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(staff_id).bind(step))? == 1)
}

/// Takes a person's second factor away; whether there was one.
pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId) -> Result<bool> {
    const CODES: &str = "DELETE FROM recovery_codes WHERE shop_id = $1 AND staff_id = $2";
    const FACTOR: &str = "DELETE FROM second_factors WHERE shop_id = $1 AND staff_id = $2";
    execute!(conn, sqlx::query(CODES).bind(shop_id).bind(staff_id))?;
    Ok(execute!(conn, sqlx::query(FACTOR).bind(shop_id).bind(staff_id))? == 1)
}

/// Puts new recovery codes in the place of all older ones.
pub async fn replace_codes(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    hashes: &[TokenHash],
) -> Result<()> {
    const OLD: &str = "DELETE FROM recovery_codes WHERE shop_id = $1 AND staff_id = $2";
    const NEW: &str = "INSERT INTO recovery_codes (staff_id, shop_id, code_hash) VALUES ($1, $2, $3)";
    execute!(conn, sqlx::query(OLD).bind(shop_id).bind(staff_id))?;
    for hash in hashes {
        execute!(conn, sqlx::query(NEW).bind(staff_id).bind(shop_id).bind(hash.as_slice()))?;
    }
    Ok(())
}

/// Uses up a recovery code; false if it is none of this person's, or was used before.
pub async fn use_code(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    hash: &TokenHash,
    now: Time,
) -> Result<bool> {
    const SQL: &str = "UPDATE recovery_codes SET used_at = $4
        WHERE shop_id = $1 AND staff_id = $2 AND code_hash = $3 AND used_at IS NULL";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(staff_id).bind(hash.as_slice()).bind(now))? == 1)
}

pub async fn codes_left(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM recovery_codes WHERE shop_id = $1 AND staff_id = $2 AND used_at IS NULL";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(staff_id))?)
}
