//! SQL of subscriptions. A row goes with its session, by the database itself.

pub mod own;

use super::model::{SubscriptionRow, Told};
use crate::auth::Role;
use crate::auth::secret::TokenHash;
use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_all, fetch_one, fetch_optional, select_in};
use crate::error::Result;
use crate::ids::{PushSubscriptionId, SessionId, ShopId, StaffId};

macro_rules! subscription_sql {
    ($tail:literal) => {
        concat!(
            "SELECT sub.id, sub.shop_id, sub.staff_id, sub.session_id, sub.address, sub.service, sub.locale, sub.silent,
                sub.names, sub.created_at, sub.told_at, sub.failing_since, sub.trouble, session.user_agent
             FROM push_subscriptions sub JOIN sessions session ON session.id = sub.session_id ",
            $tail
        )
    };
}

/// Somebody's browsers, the newest first.
pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId) -> Result<Vec<SubscriptionRow>> {
    const SQL: &str = subscription_sql!("WHERE sub.shop_id = $1 AND sub.staff_id = $2 ORDER BY sub.id DESC");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff))?)
}

pub async fn find(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff: StaffId,
    id: PushSubscriptionId,
) -> Result<Option<SubscriptionRow>> {
    const SQL: &str = subscription_sql!("WHERE sub.shop_id = $1 AND sub.staff_id = $2 AND sub.id = $3");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff).bind(id))?)
}

/// That of a session.
pub async fn of_session(conn: &mut Conn<'_>, shop_id: ShopId, session: SessionId) -> Result<Option<SubscriptionRow>> {
    const SQL: &str = subscription_sql!("WHERE sub.shop_id = $1 AND sub.session_id = $2");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(session))?)
}

/// One whose session runs and whose owner is active, with the owner's role of now.
pub async fn open(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: PushSubscriptionId,
    now: Time,
) -> Result<Option<(SubscriptionRow, Role)>> {
    const SQL: &str = subscription_sql!("WHERE sub.shop_id = $1 AND sub.id = $2 AND session.staff_id = sub.staff_id");
    const ROLE: &str = "SELECT p.role FROM sessions s JOIN staff p ON p.id = s.staff_id
        WHERE s.shop_id = $1 AND s.id = $2 AND s.expires_at > $3 AND p.active";
    let row: Option<SubscriptionRow> = fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?;
    let Some(row) = row else { return Ok(None) };
    let role: Option<Role> =
        fetch_optional!(conn, sqlx::query_scalar(ROLE).bind(shop_id).bind(row.session_id).bind(now))?;
    Ok(role.map(|role| (row, role)))
}

/// So many browsers of somebody are told, besides that of this session.
pub async fn count_others(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId, session: SessionId) -> Result<i64> {
    const SQL: &str =
        "SELECT COUNT(*) FROM push_subscriptions WHERE shop_id = $1 AND staff_id = $2 AND session_id <> $3";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(staff).bind(session))?)
}

/// Stores that of a session, in the place of the one before.
pub async fn save(conn: &mut Conn<'_>, row: &SubscriptionRow, address_hash: &TokenHash) -> Result<()> {
    const SQL: &str =
        "INSERT INTO push_subscriptions (id, shop_id, staff_id, session_id, address, address_hash, service,
            locale, silent, names, created_at, told_at, failing_since, trouble)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (session_id) DO UPDATE SET address = excluded.address, address_hash = excluded.address_hash,
            service = excluded.service, locale = excluded.locale, silent = excluded.silent, names = excluded.names,
            told_at = excluded.told_at, failing_since = excluded.failing_since, trouble = excluded.trouble";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(row.shop_id)
            .bind(row.staff_id)
            .bind(row.session_id)
            .bind(&row.address)
            .bind(address_hash.as_slice())
            .bind(&row.service)
            .bind(&row.locale)
            .bind(&row.silent)
            .bind(row.names)
            .bind(row.created_at)
            .bind(row.told_at)
            .bind(row.failing_since)
            .bind(&row.trouble)
    )?;
    Ok(())
}

/// Takes a browser from whoever signed in there before, of whichever shop: it tells one person. Who gives out its address
/// holds the browser, or all that makes it tell anything.
pub async fn take_over(conn: &mut Conn<'_>, address_hash: &TokenHash, session: SessionId) -> Result<()> {
    const SQL: &str = "DELETE FROM push_subscriptions WHERE address_hash = $1 AND session_id <> $2";
    execute!(conn, sqlx::query(SQL).bind(address_hash.as_slice()).bind(session))?;
    Ok(())
}

/// Ends one; false if there is none.
pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, id: PushSubscriptionId) -> Result<bool> {
    const SQL: &str = "DELETE FROM push_subscriptions WHERE shop_id = $1 AND id = $2";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))? > 0)
}

/// Ends all of them, of all shops.
pub async fn delete_all(conn: &mut Conn<'_>) -> Result<()> {
    const SQL: &str = "DELETE FROM push_subscriptions";
    execute!(conn, sqlx::query(SQL))?;
    Ok(())
}

/// The browsers of these colleagues.
pub async fn of_staff(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff: impl IntoIterator<Item = StaffId>,
) -> Result<Vec<Told>> {
    const HEAD: &str = "SELECT id, staff_id, service, silent FROM push_subscriptions WHERE shop_id = ";
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND staff_id IN", staff, "ORDER BY id");
    Ok(script.fetch(conn).await?)
}

/// Notes that something reached the push service.
pub async fn works(conn: &mut Conn<'_>, shop_id: ShopId, id: PushSubscriptionId, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE push_subscriptions SET told_at = $3, failing_since = NULL, trouble = NULL
        WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(now))?;
    Ok(())
}

/// Notes that something did not, and why.
pub async fn fails(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: PushSubscriptionId,
    trouble: &str,
    now: Time,
) -> Result<()> {
    const SQL: &str = "UPDATE push_subscriptions SET failing_since = COALESCE(failing_since, $4), trouble = $3
        WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(trouble).bind(now))?;
    Ok(())
}
