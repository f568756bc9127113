//! SQL of providers, linked accounts and attempts.

use super::model::{OidcAccount, ProviderRow};
use crate::auth::model::Role;
use crate::auth::secret::TokenHash;
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_optional};
use crate::error::Result;
use crate::ids::{InvitationId, ShopId, StaffId};

pub async fn provider(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Option<ProviderRow>> {
    const SQL: &str = "SELECT shop_id, label, issuer, client_id, client_secret, domains, newcomer_role,
        trusts_second_factor, passwords, enabled, created_at, updated_at FROM oidc_providers WHERE shop_id = $1";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

pub async fn save_provider(conn: &mut Conn<'_>, row: &ProviderRow) -> Result<()> {
    const SQL: &str = "INSERT INTO oidc_providers (shop_id, label, issuer, client_id, client_secret, domains,
        newcomer_role, trusts_second_factor, passwords, enabled, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (shop_id) DO UPDATE SET label = $2, issuer = $3, client_id = $4, client_secret = $5, domains = $6,
        newcomer_role = $7, trusts_second_factor = $8, passwords = $9, enabled = $10, updated_at = $12";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.shop_id)
            .bind(&row.label)
            .bind(&row.issuer)
            .bind(&row.client_id)
            .bind(row.client_secret.as_ref())
            .bind(row.domains_json())
            .bind(row.newcomer_role)
            .bind(row.trusts_second_factor)
            .bind(row.passwords)
            .bind(row.enabled)
            .bind(row.created_at)
            .bind(row.updated_at)
    )?;
    Ok(())
}

pub async fn delete_provider(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<()> {
    const SQL: &str = "DELETE FROM oidc_providers WHERE shop_id = $1";
    execute!(conn, sqlx::query(SQL).bind(shop_id))?;
    Ok(())
}

/// A button of the sign-in page.
#[derive(Debug, sqlx::FromRow)]
pub struct Button {
    pub shop_id: ShopId,
    pub shop_name: String,
    pub label: String,
    pub passwords: bool,
}

/// The providers of every shop on this server: whoever signs in has not said yet which one is theirs.
pub async fn buttons(conn: &mut Conn<'_>) -> Result<Vec<Button>> {
    const SQL: &str = "SELECT o.shop_id, s.name AS shop_name, o.label, o.passwords
        FROM oidc_providers o JOIN shops s ON s.id = o.shop_id WHERE o.enabled ORDER BY s.created_at, s.id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL))?)
}

/// Whose account a subject is.
#[derive(Debug, sqlx::FromRow)]
pub struct Owner {
    pub staff_id: StaffId,
    pub role: Role,
    pub email: String,
    pub active: bool,
}

pub async fn owner_of(conn: &mut Conn<'_>, shop_id: ShopId, issuer: &str, subject: &str) -> Result<Option<Owner>> {
    const SQL: &str = "SELECT a.staff_id, p.role, p.email, p.active FROM oidc_accounts a
        JOIN staff p ON p.id = a.staff_id AND p.shop_id = a.shop_id
        WHERE a.shop_id = $1 AND a.issuer = $2 AND a.subject = $3";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(issuer).bind(subject))?)
}

/// Whoever of the shop has this address, here or left.
pub async fn colleague_by_email(conn: &mut Conn<'_>, shop_id: ShopId, email: &str) -> Result<Option<Owner>> {
    const SQL: &str = "SELECT id AS staff_id, role, email, active FROM staff WHERE shop_id = $1 AND email = $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(email))?)
}

/// The newest open invitation to an address.
pub async fn invitation_to(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    email: &str,
    now: Time,
) -> Result<Option<InvitationId>> {
    const SQL: &str = "SELECT id FROM invitations WHERE shop_id = $1 AND email = $2 AND accepted_at IS NULL
        AND expires_at > $3 ORDER BY id DESC LIMIT 1";
    Ok(fetch_optional!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(email).bind(now))?)
}

pub async fn account(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId) -> Result<Option<OidcAccount>> {
    const SQL: &str = "SELECT issuer, email, linked_at, last_used_at FROM oidc_accounts
        WHERE shop_id = $1 AND staff_id = $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(staff_id))?)
}

/// An account at a provider that becomes somebody's.
#[derive(Debug)]
pub struct NewAccount<'a> {
    pub shop_id: ShopId,
    pub staff_id: StaffId,
    pub issuer: &'a str,
    pub subject: &'a str,
    pub email: Option<&'a str>,
    pub now: Time,
}

/// Refused by a unique index when it is somebody's, or the person has one.
pub async fn link(conn: &mut Conn<'_>, new: NewAccount<'_>) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO oidc_accounts (shop_id, issuer, subject, staff_id, email, linked_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(new.shop_id)
            .bind(new.issuer)
            .bind(new.subject)
            .bind(new.staff_id)
            .bind(new.email)
            .bind(new.now)
    )?;
    Ok(())
}

pub async fn note_use(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE oidc_accounts SET last_used_at = $3 WHERE shop_id = $1 AND staff_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(staff_id).bind(now))?;
    Ok(())
}

pub async fn unlink(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId) -> Result<bool> {
    const SQL: &str = "DELETE FROM oidc_accounts WHERE shop_id = $1 AND staff_id = $2";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(staff_id))? == 1)
}

/// Somebody who is on the way to the provider.
#[derive(Debug, sqlx::FromRow)]
pub struct AttemptRow {
    pub browser_hash: Vec<u8>,
    pub shop_id: ShopId,
    pub staff_id: Option<StaffId>,
    pub invitation_id: Option<InvitationId>,
    pub expires_at: Time,
}

pub async fn insert_attempt(conn: &mut Conn<'_>, state_hash: &TokenHash, row: &AttemptRow) -> Result<()> {
    const SQL: &str =
        "INSERT INTO oidc_attempts (state_hash, browser_hash, shop_id, staff_id, invitation_id, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(state_hash.as_slice())
            .bind(&row.browser_hash)
            .bind(row.shop_id)
            .bind(row.staff_id)
            .bind(row.invitation_id)
            .bind(row.expires_at)
    )?;
    Ok(())
}

/// Uses an attempt up: a state comes back once.
pub async fn take_attempt(conn: &mut Conn<'_>, state_hash: &TokenHash) -> Result<Option<AttemptRow>> {
    const SQL: &str = "DELETE FROM oidc_attempts WHERE state_hash = $1
        RETURNING browser_hash, shop_id, staff_id, invitation_id, expires_at";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(state_hash.as_slice()))?)
}

pub async fn delete_expired_attempts(conn: &mut Conn<'_>, now: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM oidc_attempts WHERE expires_at <= $1";
    execute!(conn, sqlx::query(SQL).bind(now))?;
    Ok(())
}
