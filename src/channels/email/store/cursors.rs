//! How far the replies of an inbox were taken, whether it has a mailbox or not.

use crate::db::{Conn, execute, fetch_all};
use crate::error::Result;
use crate::ids::{InboxId, Seq, ShopId};

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ReplyCursor {
    pub inbox_id: InboxId,
    pub shop_id: ShopId,
    pub seq: Seq,
    /// The address that replies come from, or the inbox's name while it has none.
    pub about: String,
}

/// Replies are taken from a number on, unless they are already.
pub async fn begin(conn: &mut Conn<'_>, shop_id: ShopId, inbox_id: InboxId, seq: Seq) -> Result<()> {
    const SQL: &str = "INSERT INTO reply_cursors (inbox_id, shop_id, seq) VALUES ($1, $2, $3)
        ON CONFLICT (inbox_id) DO NOTHING";
    execute!(conn, sqlx::query(SQL).bind(inbox_id).bind(shop_id).bind(seq))?;
    Ok(())
}

/// Those of all shops that have events to look at.
pub async fn behind(conn: &mut Conn<'_>) -> Result<Vec<ReplyCursor>> {
    const SQL: &str = "SELECT cur.inbox_id, cur.shop_id, cur.seq, COALESCE(box.address, inbox.name) AS about
        FROM reply_cursors cur
        JOIN shops shop ON shop.id = cur.shop_id
        JOIN inboxes inbox ON inbox.id = cur.inbox_id AND inbox.shop_id = cur.shop_id
        LEFT JOIN mailboxes box ON box.inbox_id = cur.inbox_id AND box.shop_id = cur.shop_id
        WHERE cur.seq < shop.seq ORDER BY cur.inbox_id";
    Ok(fetch_all!(conn, sqlx::query_as(SQL))?)
}

/// Moves on to an event; false if another process has.
pub async fn move_on(conn: &mut Conn<'_>, read: &ReplyCursor, to: Seq) -> Result<bool> {
    const SQL: &str = "UPDATE reply_cursors SET seq = $3 WHERE shop_id = $1 AND inbox_id = $2 AND seq = $4";
    Ok(execute!(conn, sqlx::query(SQL).bind(read.shop_id).bind(read.inbox_id).bind(to).bind(read.seq))? > 0)
}
