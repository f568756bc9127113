//! What stands in threads for colleagues alone: notes, and lines of what happened.

use crate::conversations::model::{Kind, ThreadEvent};
use crate::db::{Conn, fetch_all};
use crate::error::Result;
use crate::ids::{ConversationId, Seq, ShopId, StaffId};

/// A note, or a line that tells to whom a conversation was given.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Aside {
    pub conversation_id: ConversationId,
    kind: Kind,
    /// Who wrote or did it; none: it happened by itself.
    pub staff_id: Option<StaffId>,
    text: Option<String>,
    event: Option<String>,
}

impl Aside {
    /// What a colleague wrote.
    pub fn note(&self) -> Option<&str> {
        self.text.as_deref().filter(|_| self.kind == Kind::Note)
    }

    /// Whose the conversation became.
    pub fn assigned_to(&self) -> Option<StaffId> {
        let event: ThreadEvent = serde_json::from_str(self.event.as_deref()?).ok()?;
        let owner = event.data.get("assignee_id").filter(|_| event.name == "assigned")?;
        owner.as_str()?.parse().ok()
    }
}

/// Those that events brought after one number, up to another, the oldest first. Notes without a mention are left out.
pub async fn between(conn: &mut Conn<'_>, shop_id: ShopId, after: Seq, upto: Seq) -> Result<Vec<Aside>> {
    const SQL: &str = "SELECT m.conversation_id, m.kind, m.staff_id, m.text, m.event FROM events e
        JOIN messages m ON m.conversation_id = e.conversation_id AND m.seq = e.seq AND m.shop_id = e.shop_id
        WHERE e.shop_id = $1 AND e.seq > $2 AND e.seq <= $3 AND e.kind = 0 AND m.recalled_at IS NULL
            AND ((m.kind = 4 AND m.text LIKE '%@%') OR (m.kind = 5 AND m.event LIKE '%\"assigned\"%'))
        ORDER BY e.seq";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(after).bind(upto))?)
}
