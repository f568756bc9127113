use crate::auth::model::{Invitation, Role};
use crate::auth::secret::TokenHash;
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_optional};
use crate::error::Result;
use crate::ids::{InvitationId, ShopId};

pub async fn insert(conn: &mut Conn<'_>, shop_id: ShopId, hash: &TokenHash, new: &Invitation) -> Result<()> {
    const SQL: &str = "INSERT INTO invitations
        (id, shop_id, token_hash, email, name, role, invited_by, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(new.id)
            .bind(shop_id)
            .bind(hash.as_slice())
            .bind(&new.email)
            .bind(&new.name)
            .bind(new.role)
            .bind(new.invited_by)
            .bind(new.created_at)
            .bind(new.expires_at)
    )?;
    Ok(())
}

/// Those neither accepted nor run out.
pub async fn list_open(conn: &mut Conn<'_>, shop_id: ShopId, now: Time) -> Result<Vec<Invitation>> {
    const SQL: &str = "SELECT id, email, name, role, invited_by, created_at, expires_at, accepted_at FROM invitations
        WHERE shop_id = $1 AND accepted_at IS NULL AND expires_at > $2 ORDER BY id DESC";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(now))?)
}

/// Removes one that nobody accepted; the name of the invited if there was one.
pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, id: InvitationId) -> Result<Option<String>> {
    const SQL: &str = "DELETE FROM invitations WHERE shop_id = $1 AND id = $2 AND accepted_at IS NULL RETURNING name";
    Ok(fetch_optional!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id))?)
}

/// An invitation that can be accepted.
#[derive(Debug, sqlx::FromRow)]
pub struct OpenInvitation {
    pub id: InvitationId,
    pub shop_id: ShopId,
    pub shop_name: String,
    pub shop_locale: String,
    pub email: String,
    pub name: String,
    pub role: Role,
}

pub async fn open_by_token(conn: &mut Conn<'_>, hash: &TokenHash, now: Time) -> Result<Option<OpenInvitation>> {
    const SQL: &str = "SELECT i.id, i.shop_id, s.name AS shop_name, s.locale AS shop_locale, i.email, i.name, i.role
        FROM invitations i JOIN shops s ON s.id = i.shop_id
        WHERE i.token_hash = $1 AND i.accepted_at IS NULL AND i.expires_at > $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(hash.as_slice()).bind(now))?)
}

pub async fn open_by_id(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: InvitationId,
    now: Time,
) -> Result<Option<OpenInvitation>> {
    const SQL: &str = "SELECT i.id, i.shop_id, s.name AS shop_name, s.locale AS shop_locale, i.email, i.name, i.role
        FROM invitations i JOIN shops s ON s.id = i.shop_id
        WHERE i.shop_id = $1 AND i.id = $2 AND i.accepted_at IS NULL AND i.expires_at > $3";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id).bind(now))?)
}

/// Uses an invitation up; false if another request was first.
pub async fn accept(conn: &mut Conn<'_>, id: InvitationId, now: Time) -> Result<bool> {
    const SQL: &str = "UPDATE invitations SET accepted_at = $2 WHERE id = $1 AND accepted_at IS NULL";
    Ok(execute!(conn, sqlx::query(SQL).bind(id).bind(now))? == 1)
}
