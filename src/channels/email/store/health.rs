//! How mailboxes do, for those who do not set them.

use std::collections::HashMap;

use crate::channels::email::model::{MailboxHealth, WatchedMailbox};
use crate::db::{Conn, fetch_all, fetch_one, fetch_optional};
use crate::error::Result;
use crate::ids::{InboxId, ShopId};

#[derive(sqlx::FromRow)]
struct OfInbox {
    inbox_id: InboxId,
    #[sqlx(flatten)]
    health: MailboxHealth,
}

/// Those of a shop, by their inboxes.
pub async fn of_shop(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<HashMap<InboxId, MailboxHealth>> {
    const SQL: &str = "SELECT inbox_id, address, failing_since, failure FROM mailboxes WHERE shop_id = $1";
    let rows: Vec<OfInbox> = fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?;
    Ok(rows.into_iter().map(|row| (row.inbox_id, row.health)).collect())
}

/// That of an inbox; none while it has no mailbox.
pub async fn of_inbox(conn: &mut Conn<'_>, shop_id: ShopId, id: InboxId) -> Result<Option<MailboxHealth>> {
    const SQL: &str = "SELECT address, failing_since, failure FROM mailboxes WHERE shop_id = $1 AND inbox_id = $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// Those of all shops.
pub async fn watched(conn: &mut Conn<'_>) -> Result<Vec<WatchedMailbox>> {
    const SQL: &str =
        "SELECT shop.name AS shop_name, inbox.name AS inbox_name, inbox.active, box.address, box.failing_since,
            box.failure, box.connected_at, box.checked_at
        FROM mailboxes box
        JOIN inboxes inbox ON inbox.id = box.inbox_id AND inbox.shop_id = box.shop_id
        JOIN shops shop ON shop.id = box.shop_id ORDER BY box.inbox_id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL))?)
}

/// How many mailboxes of all shops are looked into, and how many of them fail.
pub async fn totals(conn: &mut Conn<'_>) -> Result<(i64, i64)> {
    const SQL: &str = "SELECT COUNT(*), COUNT(box.failing_since) FROM mailboxes box
        JOIN inboxes inbox ON inbox.id = box.inbox_id AND inbox.shop_id = box.shop_id WHERE inbox.active";
    Ok(fetch_one!(conn, sqlx::query_as(SQL))?)
}
