use uuid::Uuid;

use super::model::MailRow;
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_optional};
use crate::error::Result;
use crate::ids::{MailId, ShopId};
use crate::sealed::Sealed;

/// A mail to be stored.
#[derive(Debug)]
pub struct Stored<'a> {
    pub id: MailId,
    pub letter: &'a Sealed,
    pub opens: Option<Uuid>,
    pub expires_at: Time,
}

pub async fn insert(conn: &mut Conn<'_>, shop_id: ShopId, new: Stored<'_>, now: Time) -> Result<()> {
    const SQL: &str = "INSERT INTO mails (id, shop_id, letter, opens_id, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    execute!(
        conn,
        sqlx::query(SQL).bind(new.id).bind(shop_id).bind(new.letter).bind(new.opens).bind(now).bind(new.expires_at)
    )?;
    Ok(())
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: MailId) -> Result<Option<MailRow>> {
    const SQL: &str = "SELECT letter, created_at, expires_at FROM mails WHERE shop_id = $1 AND id = $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, id: MailId) -> Result<()> {
    const SQL: &str = "DELETE FROM mails WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// Those whose link opens this.
pub async fn delete_what_opens(conn: &mut Conn<'_>, shop_id: ShopId, opens: Uuid) -> Result<()> {
    const SQL: &str = "DELETE FROM mails WHERE shop_id = $1 AND opens_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(opens))?;
    Ok(())
}

pub async fn delete_ended(conn: &mut Conn<'_>, before: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM mails WHERE expires_at < $1";
    execute!(conn, sqlx::query(SQL).bind(before))?;
    Ok(())
}
