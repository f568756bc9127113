use crate::channels::email::model::{MailState, ReceivedRow, received_columns};
use crate::clock::Time;
use crate::db::{Conn, execute, fetch_all, fetch_one, fetch_optional};
use crate::error::Result;
use crate::ids::{ConversationId, CustomerId, InboxId, MessageId, ReceivedMailId, ShopId};

macro_rules! mail_sql {
    ($tail:literal) => {
        concat!("SELECT ", received_columns!(), " FROM received_mails mail ", $tail)
    };
}

/// A mail to be stored as it came.
#[derive(Debug)]
pub struct Stored<'a> {
    pub id: ReceivedMailId,
    pub shop_id: ShopId,
    pub inbox_id: InboxId,
    pub uid_validity: i64,
    pub uid: i64,
    pub raw: &'a [u8],
    pub digest: &'a [u8],
    pub size: i64,
}

/// Stores a mail; false if it is there already.
pub async fn insert(conn: &mut Conn<'_>, new: &Stored<'_>, now: Time) -> Result<bool> {
    const SQL: &str = "INSERT INTO received_mails (id, shop_id, inbox_id, uid_validity, uid, raw, digest, size, state,
            received_at)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
        WHERE NOT EXISTS (SELECT 1 FROM received_mails known WHERE known.inbox_id = $3 AND known.digest = $7)";
    let stored = execute!(
        conn,
        sqlx::query(SQL)
            .bind(new.id)
            .bind(new.shop_id)
            .bind(new.inbox_id)
            .bind(new.uid_validity)
            .bind(new.uid)
            .bind(new.raw)
            .bind(new.digest)
            .bind(new.size)
            .bind(MailState::New)
            .bind(now)
    )?;
    Ok(stored > 0)
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: ReceivedMailId) -> Result<Option<ReceivedRow>> {
    const SQL: &str = mail_sql!("WHERE mail.shop_id = $1 AND mail.id = $2");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// The bytes of a mail, as long as they are kept.
pub async fn raw(conn: &mut Conn<'_>, shop_id: ShopId, id: ReceivedMailId) -> Result<Option<Vec<u8>>> {
    const SQL: &str = "SELECT raw FROM received_mails WHERE shop_id = $1 AND id = $2";
    let found: Option<Option<Vec<u8>>> = fetch_optional!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id))?;
    Ok(found.flatten())
}

/// A page of a shop's mails in a state, the newest first.
pub async fn list(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    inbox_id: Option<InboxId>,
    state: MailState,
    before: ReceivedMailId,
    limit: i64,
) -> Result<Vec<ReceivedRow>> {
    const ALL: &str =
        mail_sql!("WHERE mail.shop_id = $1 AND mail.state = $2 AND mail.id < $3 ORDER BY mail.id DESC LIMIT $4");
    const OF_INBOX: &str = mail_sql!(
        "WHERE mail.shop_id = $1 AND mail.state = $2 AND mail.id < $3 AND mail.inbox_id = $5
         ORDER BY mail.id DESC LIMIT $4"
    );
    Ok(match inbox_id {
        None => fetch_all!(conn, sqlx::query_as(ALL).bind(shop_id).bind(state).bind(before).bind(limit))?,
        Some(inbox_id) => fetch_all!(
            conn,
            sqlx::query_as(OF_INBOX).bind(shop_id).bind(state).bind(before).bind(limit).bind(inbox_id)
        )?,
    })
}

/// Who wrote a mail, and what of it is shown in lists.
#[derive(Debug, Clone, Default)]
pub struct Head<'a> {
    pub from_address: Option<&'a str>,
    pub from_name: Option<&'a str>,
    pub subject: Option<&'a str>,
    pub message_id: Option<&'a str>,
}

/// Where a mail went.
#[derive(Debug, Clone, Copy, Default)]
pub struct Went {
    pub customer_id: Option<CustomerId>,
    pub conversation_id: Option<ConversationId>,
    pub first_message_id: Option<MessageId>,
}

/// Notes what a mail turned out to be; false if that was noted before, by whoever read it or decided it.
pub async fn settle(
    conn: &mut Conn<'_>,
    row: &ReceivedRow,
    head: &Head<'_>,
    state: MailState,
    reason: Option<&str>,
    went: Went,
) -> Result<bool> {
    const SQL: &str = "UPDATE received_mails SET state = $4, reason = $5, from_address = $6, from_name = $7,
            subject = $8, message_id = $9, customer_id = $10, conversation_id = $11, first_message_id = $12
        WHERE shop_id = $1 AND id = $2 AND state = $3";
    let settled = execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.shop_id)
            .bind(row.id)
            .bind(row.state)
            .bind(state)
            .bind(reason)
            .bind(head.from_address)
            .bind(head.from_name)
            .bind(head.subject)
            .bind(head.message_id)
            .bind(went.customer_id)
            .bind(went.conversation_id)
            .bind(went.first_message_id)
    )?;
    Ok(settled > 0)
}

/// Notes a decision; false if the mail is in another state by now.
pub async fn decide(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: ReceivedMailId,
    from: MailState,
    to: MailState,
) -> Result<bool> {
    const SQL: &str = "UPDATE received_mails SET state = $4 WHERE shop_id = $1 AND id = $2 AND state = $3";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(from).bind(to))? > 0)
}

/// The mail that a buyer's message came in: the last one that began before it where it was said.
pub async fn of_message(conn: &mut Conn<'_>, shop_id: ShopId, id: MessageId) -> Result<Option<ReceivedRow>> {
    const SQL: &str = mail_sql!(
        "JOIN messages first ON first.id = mail.first_message_id AND first.shop_id = mail.shop_id
         JOIN messages m ON m.conversation_id = first.conversation_id AND m.shop_id = mail.shop_id
         JOIN conversations conv ON conv.id = m.conversation_id
         WHERE m.id = $2 AND m.shop_id = $1 AND first.seq <= m.seq AND m.author = first.author
            AND COALESCE(m.inbox_id, conv.inbox_id) = mail.inbox_id ORDER BY first.seq DESC LIMIT 1"
    );
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// The accepted mails of a conversation, the newest first.
pub async fn of_conversation(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: ConversationId,
    limit: i64,
) -> Result<Vec<ReceivedRow>> {
    const SQL: &str = mail_sql!(
        "WHERE mail.conversation_id = $2 AND mail.shop_id = $1 AND mail.state = 1 ORDER BY mail.id DESC LIMIT $3"
    );
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id).bind(limit))?)
}

/// How many conversations an address wrote to in an inbox since a time.
pub async fn threads_since(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    inbox_id: InboxId,
    address: &str,
    since: Time,
) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(DISTINCT conversation_id) FROM received_mails
        WHERE shop_id = $1 AND inbox_id = $2 AND from_address = $3 AND received_at > $4 AND state = 1";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(inbox_id).bind(address).bind(since))?)
}

/// A page of the mails of a customer, the oldest first.
pub async fn of_customer(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: CustomerId,
    after: ReceivedMailId,
    limit: i64,
) -> Result<Vec<ReceivedRow>> {
    const SQL: &str =
        mail_sql!("WHERE mail.customer_id = $2 AND mail.shop_id = $1 AND mail.id > $3 ORDER BY mail.id LIMIT $4");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id).bind(after).bind(limit))?)
}

pub async fn delete_of_customer(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<()> {
    const SQL: &str = "DELETE FROM received_mails WHERE customer_id = $2 AND shop_id = $1";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// Those of an address that belong to no customer: what was set aside or dismissed.
pub async fn delete_of_address(conn: &mut Conn<'_>, shop_id: ShopId, inbox_id: InboxId, address: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM received_mails WHERE shop_id = $1 AND inbox_id = $2 AND from_address = $3
        AND customer_id IS NULL";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(inbox_id).bind(address))?;
    Ok(())
}

pub async fn delete_of_conversation(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    const SQL: &str = "DELETE FROM received_mails WHERE conversation_id = $2 AND shop_id = $1";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// Forgets the bytes of accepted mails from before a time that no hold protects.
pub async fn drop_raw(conn: &mut Conn<'_>, before: Time) -> Result<()> {
    const SQL: &str = "UPDATE received_mails SET raw = NULL WHERE state = 1 AND received_at < $1 AND raw IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM legal_holds hold WHERE hold.customer_id = received_mails.customer_id)";
    execute!(conn, sqlx::query(SQL).bind(before))?;
    Ok(())
}

/// Forgets mails that were set aside or dismissed before a time.
pub async fn delete_old(conn: &mut Conn<'_>, before: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM received_mails WHERE state IN (2, 3) AND received_at < $1";
    execute!(conn, sqlx::query(SQL).bind(before))?;
    Ok(())
}
