//! SQL of forgetting what was said.

use crate::clock::Time;
use crate::conversations::model::ConversationRow;
use crate::db::{Conn, Script, execute, fetch_all, fetch_one, fetch_optional, select_in};
use crate::error::Result;
use crate::ids::{ConversationId, CustomerId, FileId, ShopId};

/// Messages of a conversation that still hold something, with their files.
pub async fn worded(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: ConversationId,
    limit: i64,
) -> Result<Vec<(i64, Option<FileId>)>> {
    const SQL: &str = "SELECT num, file_id FROM messages WHERE conversation_id = $1 AND shop_id = $2
        AND (text IS NOT NULL OR card IS NOT NULL OR file_id IS NOT NULL OR digest IS NOT NULL
        OR bot IS NOT NULL OR press IS NOT NULL)
        ORDER BY seq LIMIT $3";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(id).bind(shop_id).bind(limit))?)
}

/// Empties messages. Their client ids stay: the same id must never bring another message.
pub async fn blank(conn: &mut Conn<'_>, shop_id: ShopId, nums: &[i64]) -> Result<()> {
    const HEAD: &str = "UPDATE messages SET text = NULL, card = NULL, file_id = NULL, digest = NULL,
        bot = NULL, press = NULL WHERE shop_id = ";
    let mut script = Script::of(conn);
    select_in!(&mut script, [HEAD => shop_id], " AND num IN", nums.iter().copied(), "");
    script.run(conn).await?;
    Ok(())
}

/// The customer's next conversation whose words are to go.
pub async fn next_of_customer(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    customer_id: CustomerId,
) -> Result<Option<ConversationId>> {
    const SQL: &str = "SELECT id FROM conversations WHERE customer_id = $1 AND shop_id = $2 AND erased_at IS NULL
        ORDER BY created_at, id LIMIT 1";
    Ok(fetch_optional!(conn, sqlx::query_scalar(SQL).bind(customer_id).bind(shop_id))?)
}

/// Notes that a conversation holds no words any more, and whose frame it is.
pub async fn give_frame(conn: &mut Conn<'_>, row: &ConversationRow, to: CustomerId, now: Time) -> Result<()> {
    const SQL: &str = "UPDATE conversations SET customer_id = $3, erased_at = $4 WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(row.shop_id).bind(row.id).bind(to).bind(now))?;
    if to != row.customer_id {
        count(conn, row.shop_id, row.customer_id, -1).await?;
        count(conn, row.shop_id, to, 1).await?;
    }
    Ok(())
}

async fn count(conn: &mut Conn<'_>, shop_id: ShopId, customer_id: CustomerId, difference: i64) -> Result<()> {
    const SQL: &str = "UPDATE customers SET conversations_count = conversations_count + $3
        WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(customer_id).bind(difference))?;
    Ok(())
}

pub async fn delete_drafts(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    const SQL: &str = "DELETE FROM drafts WHERE conversation_id = $1 AND shop_id = $2";
    execute!(conn, sqlx::query(SQL).bind(id).bind(shop_id))?;
    Ok(())
}

pub async fn delete_messages(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId, limit: i64) -> Result<u64> {
    const SQL: &str = "DELETE FROM messages WHERE num IN
        (SELECT num FROM messages WHERE conversation_id = $1 AND shop_id = $2 ORDER BY seq LIMIT $3)";
    Ok(execute!(conn, sqlx::query(SQL).bind(id).bind(shop_id).bind(limit))?)
}

pub async fn delete(conn: &mut Conn<'_>, row: &ConversationRow) -> Result<()> {
    const MARKS: &str = "DELETE FROM read_marks WHERE conversation_id = $1 AND shop_id = $2";
    const SQL: &str = "DELETE FROM conversations WHERE id = $1 AND shop_id = $2";
    execute!(conn, sqlx::query(MARKS).bind(row.id).bind(row.shop_id))?;
    super::tags::forget(conn, row.shop_id, row.id).await?;
    super::spam::forget(conn, row.shop_id, row.id).await?;
    super::regroup::forget(conn, row.shop_id, row.id).await?;
    execute!(conn, sqlx::query(SQL).bind(row.id).bind(row.shop_id))?;
    count(conn, row.shop_id, row.customer_id, -1).await
}

/// Messages that show a file.
pub async fn showing(conn: &mut Conn<'_>, shop_id: ShopId, file: FileId) -> Result<Vec<i64>> {
    const SQL: &str = "SELECT num FROM messages WHERE file_id = $1 AND shop_id = $2 ORDER BY num";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(file).bind(shop_id))?)
}

pub async fn take_file(conn: &mut Conn<'_>, shop_id: ShopId, file: FileId) -> Result<()> {
    const SQL: &str = "UPDATE messages SET file_id = NULL WHERE file_id = $1 AND shop_id = $2";
    execute!(conn, sqlx::query(SQL).bind(file).bind(shop_id))?;
    Ok(())
}

/// A conversation that ended long ago.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Ended {
    pub id: ConversationId,
    pub number: i64,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub solved_at: Time,
}

macro_rules! ended_sql {
    ($head:literal, $tail:literal) => {
        concat!(
            $head,
            " FROM conversations conv JOIN customers cust ON cust.id = conv.customer_id
             WHERE conv.shop_id = $1 AND conv.status = 4 AND conv.solved_at < $2 AND ($3 OR conv.erased_at IS NULL)
             AND NOT EXISTS (SELECT 1 FROM legal_holds hold WHERE hold.customer_id = conv.customer_id
                AND (hold.conversation_id IS NULL OR hold.conversation_id = conv.id)) ",
            $tail
        )
    };
}

/// Conversations solved before a time that no hold protects, the oldest first; frames too, if asked for.
pub async fn ended_before(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    before: Time,
    frames_too: bool,
    limit: i64,
) -> Result<Vec<Ended>> {
    const SQL: &str = ended_sql!(
        "SELECT conv.id, conv.number, conv.customer_id, cust.name AS customer_name, conv.solved_at",
        "ORDER BY conv.solved_at, conv.id LIMIT $4"
    );
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(before).bind(frames_too).bind(limit))?)
}

pub async fn count_ended(conn: &mut Conn<'_>, shop_id: ShopId, before: Time, frames_too: bool) -> Result<i64> {
    const SQL: &str = ended_sql!("SELECT COUNT(*)", "");
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(before).bind(frames_too))?)
}

/// What the shop's conversations hold about a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Held {
    pub conversations: i64,
    /// Notes included, lines that nobody wrote not.
    pub messages: i64,
    pub notes: i64,
}

pub async fn held_about(conn: &mut Conn<'_>, shop_id: ShopId, customer_id: CustomerId) -> Result<Held> {
    const SQL: &str = "SELECT COUNT(DISTINCT conv.id) AS conversations, COUNT(m.id) AS messages,
        COUNT(CASE WHEN m.kind = 4 THEN 1 END) AS notes
        FROM conversations conv LEFT JOIN messages m ON m.conversation_id = conv.id AND m.kind <> 5
        WHERE conv.customer_id = $1 AND conv.shop_id = $2 AND conv.erased_at IS NULL
            AND conv.merged_into_id IS NULL";
    Ok(fetch_one!(conn, sqlx::query_as(SQL).bind(customer_id).bind(shop_id))?)
}

/// All conversations of a customer, the oldest first.
pub async fn all_of_customer(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    customer_id: CustomerId,
) -> Result<Vec<ConversationId>> {
    const SQL: &str = "SELECT id FROM conversations WHERE customer_id = $1 AND shop_id = $2 ORDER BY created_at, id";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(customer_id).bind(shop_id))?)
}
