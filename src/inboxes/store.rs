use std::collections::HashSet;

use super::model::InboxRow;
use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_all, fetch_optional, lots, select_in};
use crate::error::Result;
use crate::ids::{InboxId, ShopId};
use crate::sealed::Sealed;

pub async fn insert(conn: &mut Conn<'_>, row: &InboxRow) -> Result<()> {
    const SQL: &str = "INSERT INTO inboxes
        (id, shop_id, name, channel, public_key, sites, greeting, theme_color, reply_seconds, active, typing_preview,
         created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(row.shop_id)
            .bind(&row.name)
            .bind(row.channel)
            .bind(&row.public_key)
            .bind(&row.sites)
            .bind(&row.greeting)
            .bind(&row.theme_color)
            .bind(row.reply_seconds)
            .bind(row.active)
            .bind(row.typing_preview)
            .bind(row.created_at)
    )?;
    Ok(())
}

pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<InboxRow>> {
    const SQL: &str =
        "SELECT id, shop_id, name, channel, public_key, sites, greeting, theme_color, reply_seconds, active,
        typing_preview, identity_secret, first_ping_at, last_ping_at, created_at FROM inboxes WHERE shop_id = $1 ORDER BY id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: InboxId) -> Result<Option<InboxRow>> {
    const SQL: &str =
        "SELECT id, shop_id, name, channel, public_key, sites, greeting, theme_color, reply_seconds, active,
        typing_preview, identity_secret, first_ping_at, last_ping_at, created_at FROM inboxes WHERE shop_id = $1 AND id = $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// Which of these inboxes are open.
pub async fn active_among(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[InboxId]) -> Result<HashSet<InboxId>> {
    const HEAD: &str = "SELECT id FROM inboxes WHERE shop_id = ";
    let mut active = HashSet::new();
    for lot in lots(ids) {
        let mut script = Script::of(conn);
        select_in!(&mut script, [HEAD => shop_id], " AND active AND id IN", lot, "");
        active.extend(script.fetch::<(InboxId,)>(conn).await?.into_iter().map(|(id,)| id));
    }
    Ok(active)
}

pub async fn find_by_key(conn: &mut Conn<'_>, public_key: &str) -> Result<Option<InboxRow>> {
    const SQL: &str =
        "SELECT id, shop_id, name, channel, public_key, sites, greeting, theme_color, reply_seconds, active,
        typing_preview, identity_secret, first_ping_at, last_ping_at, created_at FROM inboxes WHERE public_key = $1";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(public_key))?)
}

/// Stores name, sites, greeting, colour, reply time, activity and whether unsent words are seen.
pub async fn update(conn: &mut Conn<'_>, row: &InboxRow) -> Result<()> {
    const SQL: &str = "UPDATE inboxes SET name = $3, sites = $4, greeting = $5, theme_color = $6, reply_seconds = $7,
        active = $8, typing_preview = $9 WHERE shop_id = $1 AND id = $2";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.shop_id)
            .bind(row.id)
            .bind(&row.name)
            .bind(&row.sites)
            .bind(&row.greeting)
            .bind(&row.theme_color)
            .bind(row.reply_seconds)
            .bind(row.active)
            .bind(row.typing_preview)
    )?;
    Ok(())
}

pub async fn set_identity_secret(conn: &mut Conn<'_>, shop_id: ShopId, id: InboxId, secret: &Sealed) -> Result<()> {
    const SQL: &str = "UPDATE inboxes SET identity_secret = $3 WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(secret))?;
    Ok(())
}

/// Notes that the widget was opened.
pub async fn ping(conn: &mut Conn<'_>, shop_id: ShopId, id: InboxId, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE inboxes SET first_ping_at = COALESCE(first_ping_at, $3), last_ping_at = $3
        WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(now))?;
    Ok(())
}
