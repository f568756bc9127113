//! SQL of what buyers said, by the numbers of its events.

use crate::clock::Time;
use crate::db::{Conn, fetch_all};
use crate::error::Result;
use crate::ids::{ConversationId, InboxId, Seq, ShopId};

/// A buyer's message that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Heard {
    pub conversation_id: ConversationId,
    pub inbox_id: InboxId,
    /// Whether a button was pressed for it.
    pub pressed: bool,
    /// Since when its buyer waits; none if somebody has answered by now.
    pub waiting_since: Option<Time>,
}

/// Buyers' messages after one number, up to another, the oldest first.
pub async fn heard(conn: &mut Conn<'_>, shop_id: ShopId, after: Seq, upto: Seq) -> Result<Vec<Heard>> {
    const SQL: &str = "SELECT conv.id AS conversation_id, conv.inbox_id, m.press IS NOT NULL AS pressed,
            conv.waiting_since
        FROM events e
        JOIN messages m ON m.conversation_id = e.conversation_id AND m.seq = e.seq AND m.shop_id = e.shop_id
        JOIN conversations conv ON conv.id = m.conversation_id AND conv.shop_id = e.shop_id
        WHERE e.shop_id = $1 AND e.seq > $2 AND e.seq <= $3 AND e.kind = 0 AND m.author = 0 AND NOT conv.imported
        ORDER BY e.seq";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(after).bind(upto))?)
}
