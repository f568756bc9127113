use crate::auth::model::{Role, StaffRow};
use crate::auth::permissions::Permission;
use crate::clock::Time;
use crate::conversations::model::AgentBrief;
use crate::db::{Conn, execute, fetch_all, fetch_one, fetch_optional};
use crate::error::Result;
use crate::ids::{ShopId, StaffId};
use crate::live::Presence;
use crate::presence::Chosen;

/// Whether anybody owns a shop on this server yet.
pub async fn owner_exists(conn: &mut Conn<'_>) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM staff WHERE role = $1 AND active";
    let (owners,): (i64,) = fetch_one!(conn, sqlx::query_as(SQL).bind(Role::Owner))?;
    Ok(owners > 0)
}

pub async fn active_owners(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM staff WHERE shop_id = $1 AND role = $2 AND active";
    let (owners,): (i64,) = fetch_one!(conn, sqlx::query_as(SQL).bind(shop_id).bind(Role::Owner))?;
    Ok(owners)
}

pub async fn insert(conn: &mut Conn<'_>, row: &StaffRow, password_hash: &str) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO staff
        (id, shop_id, name, email, password_hash, role, title, locale, avatar_color, active, presence, created_at, last_seen_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(row.shop_id)
            .bind(&row.name)
            .bind(&row.email)
            .bind(password_hash)
            .bind(row.role)
            .bind(&row.title)
            .bind(&row.locale)
            .bind(row.avatar_color)
            .bind(row.active)
            .bind(row.presence)
            .bind(row.created_at)
            .bind(row.last_seen_at)
    )?;
    Ok(())
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: StaffId) -> Result<Option<StaffRow>> {
    const SQL: &str =
        "SELECT id, shop_id, name, email, role, title, locale, avatar_color, active, presence, presence_reason,
        presence_at, created_at, last_seen_at, tour_finished_at FROM staff WHERE shop_id = $1 AND id = $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<StaffRow>> {
    const SQL: &str =
        "SELECT id, shop_id, name, email, role, title, locale, avatar_color, active, presence, presence_reason,
        presence_at, created_at, last_seen_at, tour_finished_at FROM staff WHERE shop_id = $1 ORDER BY active DESC, role, id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

/// Stores name, role, title, locale, colour and activity.
pub async fn update(conn: &mut Conn<'_>, row: &StaffRow) -> Result<()> {
    const SQL: &str = "UPDATE staff SET name = $3, role = $4, title = $5, locale = $6, avatar_color = $7, active = $8
        WHERE shop_id = $1 AND id = $2";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.shop_id)
            .bind(row.id)
            .bind(&row.name)
            .bind(row.role)
            .bind(&row.title)
            .bind(&row.locale)
            .bind(row.avatar_color)
            .bind(row.active)
    )?;
    Ok(())
}

/// Notes that the tour was finished; the first time counts.
pub async fn finish_tour(conn: &mut Conn<'_>, shop_id: ShopId, id: StaffId, now: Time) -> Result<()> {
    const SQL: &str =
        "UPDATE staff SET tour_finished_at = COALESCE(tour_finished_at, $3) WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(now))?;
    Ok(())
}

/// What a sign-in is checked against.
#[derive(Debug, sqlx::FromRow)]
pub struct Login {
    pub id: StaffId,
    pub shop_id: ShopId,
    pub role: Role,
    /// Empty for those who only come by the shop's provider.
    password_hash: String,
}

impl Login {
    pub fn password(&self) -> Option<&str> {
        Some(self.password_hash.as_str()).filter(|hash| !hash.is_empty())
    }
}

/// The active account of a mail address.
pub async fn login_by_email(conn: &mut Conn<'_>, email: &str) -> Result<Option<Login>> {
    const SQL: &str = "SELECT id, shop_id, role, password_hash FROM staff WHERE email = $1 AND active";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(email))?)
}

/// None for those who only come by the shop's provider.
pub async fn password_hash(conn: &mut Conn<'_>, shop_id: ShopId, id: StaffId) -> Result<Option<String>> {
    const SQL: &str = "SELECT password_hash FROM staff WHERE shop_id = $1 AND id = $2 AND active";
    let (hash,): (String,) = fetch_one!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?;
    Ok(Some(hash).filter(|hash| !hash.is_empty()))
}

/// Whether somebody, here or left, has a password.
pub async fn has_password(conn: &mut Conn<'_>, shop_id: ShopId, id: StaffId) -> Result<bool> {
    const SQL: &str = "SELECT password_hash <> '' FROM staff WHERE shop_id = $1 AND id = $2";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id))?)
}

pub async fn set_password(conn: &mut Conn<'_>, shop_id: ShopId, id: StaffId, hash: &str) -> Result<()> {
    const SQL: &str = "UPDATE staff SET password_hash = $3 WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(hash))?;
    Ok(())
}

pub async fn email_is_taken(conn: &mut Conn<'_>, email: &str) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM staff WHERE email = $1";
    let (n,): (i64,) = fetch_one!(conn, sqlx::query_as(SQL).bind(email))?;
    Ok(n > 0)
}

/// How many people the shop ever had; spreads the avatar colours.
pub async fn count(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM staff WHERE shop_id = $1";
    let (n,): (i64,) = fetch_one!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    Ok(n)
}

/// What buyers see of a member of staff.
pub async fn brief(conn: &mut Conn<'_>, id: StaffId) -> Result<Option<AgentBrief>> {
    const SQL: &str = "SELECT name, avatar_color FROM staff WHERE id = $1";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(id))?)
}

pub async fn set_presence(conn: &mut Conn<'_>, shop_id: ShopId, chosen: &Chosen) -> Result<()> {
    const SQL: &str = "UPDATE staff SET presence = $3, presence_reason = $4, presence_at = $5, presence_automatic = $6
        WHERE shop_id = $1 AND id = $2";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(shop_id)
            .bind(chosen.id)
            .bind(chosen.presence)
            .bind(&chosen.presence_reason)
            .bind(chosen.presence_at)
            .bind(chosen.presence_automatic)
    )?;
    Ok(())
}

/// What each active member of staff chose.
pub async fn presences(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<Chosen>> {
    const SQL: &str = "SELECT id, presence, presence_reason, presence_at, presence_automatic FROM staff
        WHERE shop_id = $1 AND active";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

/// The active colleagues of a shop whose role has a permission.
pub async fn who_may(conn: &mut Conn<'_>, shop_id: ShopId, permission: Permission) -> Result<Vec<StaffId>> {
    const SQL: &str = "SELECT id, role FROM staff WHERE shop_id = $1 AND active ORDER BY id";
    let all: Vec<(StaffId, Role)> = fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    Ok(all.into_iter().filter(|(_, role)| permission.is_granted_to(*role)).map(|(id, _)| id).collect())
}

/// Where mail reaches the active owners of a shop, and the language that each chose.
pub async fn owners(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<(String, Option<String>)>> {
    const SQL: &str = "SELECT email, locale FROM staff WHERE shop_id = $1 AND role = $2 AND active ORDER BY id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(Role::Owner))?)
}

/// What the active colleagues of a shop are called.
pub async fn names(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<(StaffId, String)>> {
    const SQL: &str = "SELECT id, name FROM staff WHERE shop_id = $1 AND active ORDER BY id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

/// The active colleagues of a shop whose role answers buyers, with what each chose.
pub async fn who_serve(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<(StaffId, Presence)>> {
    const SQL: &str = "SELECT id, presence, role FROM staff WHERE shop_id = $1 AND active ORDER BY id";
    let all: Vec<(StaffId, Presence, Role)> = fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    let serving = all.into_iter().filter(|(_, _, role)| Permission::Reply.is_granted_to(*role));
    Ok(serving.map(|(id, presence, _)| (id, presence)).collect())
}
