use crate::channels::email::model::{FailedReply, ReplyRow, ReplyState};
use crate::clock::Time;
use crate::conversations::{Author, Kind};
use crate::db::{Conn, Script, execute, fetch_all, fetch_optional, insert_rows, select_in};
use crate::error::Result;
use crate::ids::{ConversationId, InboxId, MailId, MessageId, Seq, ShopId};

/// What the shop said to a buyer.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Said {
    pub message_id: MessageId,
    pub conversation_id: ConversationId,
    pub seq: Seq,
}

/// What the shop said in an inbox after one number, up to another: no notes, nothing of the past, nothing that was laid aside.
pub async fn said(conn: &mut Conn<'_>, shop_id: ShopId, inbox_id: InboxId, after: Seq, upto: Seq) -> Result<Vec<Said>> {
    const SQL: &str = "SELECT m.id AS message_id, m.conversation_id, m.seq
        FROM events e
        JOIN messages m ON m.conversation_id = e.conversation_id AND m.seq = e.seq AND m.shop_id = e.shop_id
        JOIN conversations conv ON conv.id = m.conversation_id AND conv.shop_id = e.shop_id
        WHERE e.shop_id = $1 AND e.seq > $2 AND e.seq <= $3 AND e.kind = 0
            AND COALESCE(m.inbox_id, conv.inbox_id) = $4 AND m.kind NOT IN ($5, $6) AND m.author IN ($7, $8, $9)
            AND m.recalled_at IS NULL AND conv.shelf IS NULL AND NOT conv.imported AND conv.erased_at IS NULL
        ORDER BY e.seq";
    Ok(fetch_all!(
        conn,
        sqlx::query_as(SQL)
            .bind(shop_id)
            .bind(after)
            .bind(upto)
            .bind(inbox_id)
            .bind(Kind::Note)
            .bind(Kind::Event)
            .bind(Author::Agent)
            .bind(Author::Bot)
            .bind(Author::Automatic)
    )?)
}

pub async fn insert(conn: &mut Conn<'_>, rows: &[ReplyRow]) -> Result<()> {
    const HEAD: &str = "INSERT INTO mail_replies (message_id, shop_id, inbox_id, conversation_id, seq, state, mail_id,
        created_at) ";
    let mut script = Script::of(conn);
    for chunk in rows.chunks(100) {
        insert_rows!(
            &mut script,
            HEAD,
            chunk,
            |b, row| {
                b.push_bind(row.message_id);
                b.push_bind(row.shop_id);
                b.push_bind(row.inbox_id);
                b.push_bind(row.conversation_id);
                b.push_bind(row.seq);
                b.push_bind(row.state);
                b.push_bind(row.mail_id);
                b.push_bind(row.created_at);
            },
            ""
        );
    }
    script.run(conn).await?;
    Ok(())
}

macro_rules! reply_sql {
    ($tail:literal) => {
        concat!(
            "SELECT message_id, shop_id, inbox_id, conversation_id, seq, state, mail_id, created_at FROM mail_replies ",
            $tail
        )
    };
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: MessageId) -> Result<Option<ReplyRow>> {
    const SQL: &str = reply_sql!("WHERE shop_id = $1 AND message_id = $2");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// The replies of a conversation that are still to be sent, the oldest first.
pub async fn waiting(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<Vec<ReplyRow>> {
    const SQL: &str = reply_sql!("WHERE shop_id = $1 AND conversation_id = $2 AND state = 0 ORDER BY seq");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// The replies that a mail carries, the oldest first.
pub async fn of_mail(conn: &mut Conn<'_>, shop_id: ShopId, mail_id: MailId) -> Result<Vec<ReplyRow>> {
    const SQL: &str = reply_sql!("WHERE shop_id = $1 AND mail_id = $2 ORDER BY seq");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(mail_id))?)
}

/// Notes which mail carries some replies.
pub async fn carry(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[MessageId], mail_id: MailId) -> Result<()> {
    const HEAD: &str = "UPDATE mail_replies SET mail_id = ";
    let mut script = Script::of(conn);
    let ids = ids.iter().copied();
    select_in!(&mut script, [HEAD => mail_id, " WHERE shop_id = " => shop_id], " AND message_id IN", ids, "");
    script.run(conn).await?;
    Ok(())
}

/// Notes what became of the replies that a mail carries.
pub async fn settle(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    mail_id: MailId,
    state: ReplyState,
    code: Option<&str>,
    sent_at: Option<Time>,
) -> Result<()> {
    const SQL: &str = "UPDATE mail_replies SET state = $3, code = $4, sent_at = $5 WHERE shop_id = $1 AND mail_id = $2
        AND state <> 3";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(mail_id).bind(state).bind(code).bind(sent_at))?;
    Ok(())
}

/// Withdraws one that is still to be sent.
pub async fn withdraw(conn: &mut Conn<'_>, shop_id: ShopId, id: MessageId) -> Result<()> {
    const SQL: &str = "UPDATE mail_replies SET state = 3 WHERE shop_id = $1 AND message_id = $2 AND state = 0";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// The replies of a conversation that were given up, and not taken back since; the oldest first.
pub async fn failed(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<Vec<FailedReply>> {
    const SQL: &str = "SELECT reply.message_id, COALESCE(reply.code, '') AS code FROM mail_replies reply
        JOIN messages m ON m.id = reply.message_id AND m.shop_id = reply.shop_id
        WHERE reply.conversation_id = $2 AND reply.shop_id = $1 AND reply.state = 2 AND m.recalled_at IS NULL
        ORDER BY reply.seq";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// Lets the replies of a conversation that were given up wait again, under the names of the mails that carry them; the last of
/// each mail.
pub async fn wait_again(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<Vec<ReplyRow>> {
    const LAST: &str = reply_sql!(
        "WHERE shop_id = $1 AND conversation_id = $2 AND state = 2 AND seq = (SELECT MAX(other.seq) FROM mail_replies other
            WHERE other.mail_id = mail_replies.mail_id AND other.shop_id = mail_replies.shop_id) ORDER BY seq"
    );
    const WAIT: &str =
        "UPDATE mail_replies SET state = 0, code = NULL WHERE shop_id = $1 AND conversation_id = $2 AND state = 2";
    let last = fetch_all!(conn, sqlx::query_as(LAST).bind(shop_id).bind(id))?;
    execute!(conn, sqlx::query(WAIT).bind(shop_id).bind(id))?;
    Ok(last)
}

pub async fn delete_of_conversation(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    const SQL: &str = "DELETE FROM mail_replies WHERE conversation_id = $2 AND shop_id = $1";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// Lets mails and replies follow the messages that went from one conversation to another.
pub async fn follow_messages(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    from: ConversationId,
    to: ConversationId,
) -> Result<()> {
    const MAILS: &str = "UPDATE received_mails SET conversation_id = $3 WHERE shop_id = $1 AND conversation_id = $2
        AND first_message_id IN (SELECT id FROM messages WHERE conversation_id = $3)";
    const REPLIES: &str = "UPDATE mail_replies SET conversation_id = $3 WHERE shop_id = $1 AND conversation_id = $2
        AND message_id IN (SELECT id FROM messages WHERE conversation_id = $3)";
    execute!(conn, sqlx::query(MAILS).bind(shop_id).bind(from).bind(to))?;
    execute!(conn, sqlx::query(REPLIES).bind(shop_id).bind(from).bind(to))?;
    Ok(())
}
