use crate::channels::email::model::MailboxRow;
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_one, fetch_optional};
use crate::error::Result;
use crate::ids::{InboxId, ShopId};

macro_rules! mailbox_sql {
    ($tail:literal) => {
        concat!(
            "SELECT box.inbox_id, box.shop_id, box.address, box.imap_host, box.imap_port, box.imap_tls, box.smtp_host,
             box.smtp_port, box.smtp_tls, box.username, box.password, box.folder, box.trusted_results,
             box.plus_addressing, box.signature, box.acknowledge, box.uid_validity, box.last_uid,
             box.connected_at, box.checked_at, box.failing_since, box.failure FROM mailboxes box ",
            $tail
        )
    };
}

/// Stores a mailbox, and how far it was looked into.
pub async fn save(conn: &mut Conn<'_>, row: &MailboxRow) -> Result<()> {
    const SQL: &str = "INSERT INTO mailboxes (inbox_id, shop_id, address, imap_host, imap_port, imap_tls, smtp_host,
            smtp_port, smtp_tls, username, password, folder, trusted_results, plus_addressing, signature, acknowledge,
            uid_validity, last_uid, connected_at, checked_at, failing_since, failure)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
        ON CONFLICT (inbox_id) DO UPDATE SET address = excluded.address, imap_host = excluded.imap_host,
            imap_port = excluded.imap_port, imap_tls = excluded.imap_tls, smtp_host = excluded.smtp_host,
            smtp_port = excluded.smtp_port, smtp_tls = excluded.smtp_tls, username = excluded.username,
            password = excluded.password, folder = excluded.folder, trusted_results = excluded.trusted_results,
            plus_addressing = excluded.plus_addressing, signature = excluded.signature,
            acknowledge = excluded.acknowledge, uid_validity = excluded.uid_validity, last_uid = excluded.last_uid,
            connected_at = excluded.connected_at, checked_at = excluded.checked_at,
            failing_since = excluded.failing_since, failure = excluded.failure";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.inbox_id)
            .bind(row.shop_id)
            .bind(&row.address)
            .bind(&row.imap_host)
            .bind(row.imap_port)
            .bind(row.imap_tls)
            .bind(&row.smtp_host)
            .bind(row.smtp_port)
            .bind(row.smtp_tls)
            .bind(&row.username)
            .bind(row.password.as_ref())
            .bind(&row.folder)
            .bind(&row.trusted_results)
            .bind(row.plus_addressing)
            .bind(&row.signature)
            .bind(row.acknowledge)
            .bind(row.uid_validity)
            .bind(row.last_uid)
            .bind(row.connected_at)
            .bind(row.checked_at)
            .bind(row.failing_since)
            .bind(&row.failure)
    )?;
    Ok(())
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, inbox_id: InboxId) -> Result<Option<MailboxRow>> {
    const SQL: &str = mailbox_sql!("WHERE box.shop_id = $1 AND box.inbox_id = $2");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(inbox_id))?)
}

pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, inbox_id: InboxId) -> Result<()> {
    const SQL: &str = "DELETE FROM mailboxes WHERE shop_id = $1 AND inbox_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(inbox_id))?;
    Ok(())
}

/// Whether another inbox of the shop has this address already.
pub async fn is_taken(conn: &mut Conn<'_>, shop_id: ShopId, inbox_id: InboxId, address: &str) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM mailboxes WHERE shop_id = $1 AND address = $2 AND inbox_id <> $3";
    let others: i64 = fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(address).bind(inbox_id))?;
    Ok(others > 0)
}

/// The mailboxes of all shops whose inboxes are open.
pub async fn open(conn: &mut Conn<'_>) -> Result<Vec<MailboxRow>> {
    const SQL: &str =
        mailbox_sql!("JOIN inboxes inbox ON inbox.id = box.inbox_id WHERE inbox.active ORDER BY box.inbox_id");
    Ok(fetch_all!(conn, sqlx::query_as(SQL))?)
}

/// Where in a mailbox somebody looked: nothing of an older look is noted once it was connected anew.
#[derive(Debug, Clone, Copy)]
pub struct Cursor {
    pub uid_validity: Option<i64>,
    pub last_uid: i64,
}

/// Notes that all mails up to a number are stored; false if the mailbox was connected anew, or another process was faster.
pub async fn advance(conn: &mut Conn<'_>, read: &MailboxRow, from: Cursor, to: Cursor) -> Result<bool> {
    const SQL: &str = "UPDATE mailboxes SET uid_validity = $6, last_uid = $7
        WHERE shop_id = $1 AND inbox_id = $2 AND connected_at = $3 AND last_uid = $4
            AND COALESCE(uid_validity, -1) = $5";
    let moved = execute!(
        conn,
        sqlx::query(SQL)
            .bind(read.shop_id)
            .bind(read.inbox_id)
            .bind(read.connected_at)
            .bind(from.last_uid)
            .bind(from.uid_validity.unwrap_or(-1))
            .bind(to.uid_validity)
            .bind(to.last_uid)
    )?;
    Ok(moved > 0)
}

/// Notes how a look went.
pub async fn looked(conn: &mut Conn<'_>, read: &MailboxRow, failure: Option<&str>, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE mailboxes SET checked_at = $4, failure = $5,
            failing_since = CASE WHEN $5 IS NULL THEN NULL ELSE COALESCE(failing_since, $4) END
        WHERE shop_id = $1 AND inbox_id = $2 AND connected_at = $3";
    execute!(
        conn,
        sqlx::query(SQL).bind(read.shop_id).bind(read.inbox_id).bind(read.connected_at).bind(now).bind(failure)
    )?;
    Ok(())
}

/// How many mails of an inbox wait for a decision.
pub async fn set_aside(conn: &mut Conn<'_>, shop_id: ShopId, inbox_id: InboxId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM received_mails WHERE shop_id = $1 AND inbox_id = $2 AND state = 2";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(inbox_id))?)
}
