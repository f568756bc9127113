use crate::auth::oidc::store;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;

/// Clears away those who did not come back.
pub async fn delete_expired(conn: &mut Conn<'_>, now: Time) -> Result<()> {
    store::delete_expired_attempts(conn, now).await
}
