use super::model::{Case, LineRow};
use crate::clock::Time;
use crate::db::{Conn, fetch_all};
use crate::error::Result;
use crate::ids::{InboxId, ShopId};

/// More say no more, and would be read from most of the shop's messages.
const MOST: i64 = 2_000;

/// `$1` the shop, `$2` since when, `$3` the inbox or null, `$4` how many: those in which the bot spoke.
macro_rules! cases_sql {
    () => {
        "SELECT id, number, customer_id, created_at FROM conversations
         WHERE shop_id = $1 AND created_at >= $2 AND ($3 IS NULL OR inbox_id = $3) AND NOT imported AND shelf IS NULL
            AND EXISTS (SELECT 1 FROM messages spoken WHERE spoken.conversation_id = conversations.id
                AND spoken.author = 2 AND spoken.bot IS NOT NULL)
         ORDER BY created_at DESC LIMIT $4"
    };
}

pub async fn cases(conn: &mut Conn<'_>, shop_id: ShopId, since: Time, inbox: Option<InboxId>) -> Result<Vec<Case>> {
    const SQL: &str = concat!(
        "SELECT conv.id, conv.number, conv.customer_id, cust.name AS customer_name, conv.created_at FROM (",
        cases_sql!(),
        ") conv JOIN customers cust ON cust.id = conv.customer_id ORDER BY conv.created_at DESC, conv.id"
    );
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(since).bind(inbox).bind(MOST))?)
}

/// What buyers, people and the bot said in them, each conversation's in order. What was taken back counts as said: somebody
/// was there.
pub async fn lines(conn: &mut Conn<'_>, shop_id: ShopId, since: Time, inbox: Option<InboxId>) -> Result<Vec<LineRow>> {
    const SQL: &str = concat!(
        "SELECT m.conversation_id, m.author, m.bot, m.press FROM (",
        cases_sql!(),
        ") conv JOIN messages m ON m.conversation_id = conv.id AND m.created_at >= conv.created_at
         WHERE m.author IN (0, 1, 2) AND m.kind < 4 ORDER BY m.conversation_id, m.seq"
    );
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(since).bind(inbox).bind(MOST))?)
}
