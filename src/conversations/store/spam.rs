//! SQL of conversations that are laid aside.

use crate::clock::Time;
use crate::conversations::model::{ConversationRow, Shelf, Stood};
use crate::db::{Conn, execute, fetch_all, fetch_optional};
use crate::error::Result;
use crate::ids::{ConversationId, CustomerId, ShopId, StaffId};

/// Keeps where a conversation stood when it was marked.
pub async fn mark(conn: &mut Conn<'_>, row: &ConversationRow, stood: &Stood, by: StaffId, at: Time) -> Result<()> {
    const SQL: &str = "INSERT INTO spam_marks (conversation_id, shop_id, stood, marked_by, marked_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (conversation_id) DO UPDATE SET stood = excluded.stood, marked_by = excluded.marked_by,
            marked_at = excluded.marked_at";
    let stood = serde_json::to_string(stood).map_err(anyhow::Error::from)?;
    execute!(conn, sqlx::query(SQL).bind(row.id).bind(row.shop_id).bind(stood).bind(by).bind(at))?;
    Ok(())
}

/// Where a conversation stood when it was marked, which is forgotten now; none if it was laid aside from the beginning.
pub async fn unmark(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<Option<Stood>> {
    const SQL: &str = "DELETE FROM spam_marks WHERE shop_id = $1 AND conversation_id = $2 RETURNING stood";
    let stood: Option<String> = fetch_optional!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id))?;
    Ok(stood.map(|stood| serde_json::from_str(&stood)).transpose().map_err(anyhow::Error::from)?)
}

/// When the buyer wrote first after so many messages.
pub async fn wrote_after(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId, known: i64) -> Result<Option<Time>> {
    const SQL: &str = "SELECT created_at FROM messages WHERE conversation_id = $1 AND shop_id = $2 AND author = 0
        ORDER BY seq LIMIT 1 OFFSET $3";
    Ok(fetch_optional!(conn, sqlx::query_scalar(SQL).bind(id).bind(shop_id).bind(known))?)
}

/// Lets what a customer writes from now on begin anew, whatever was laid aside.
pub async fn let_go(conn: &mut Conn<'_>, shop_id: ShopId, customer: CustomerId) -> Result<Vec<ConversationId>> {
    const SQL: &str = "UPDATE conversations SET shelf = $3, version = version + 1
        WHERE shop_id = $1 AND customer_id = $2 AND shelf = $4 RETURNING id";
    let (from, to) = (Shelf::Spam, Shelf::Blocked);
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(customer).bind(to).bind(from))?)
}

/// The conversations of a customer that are not solved.
pub async fn unsolved(conn: &mut Conn<'_>, shop_id: ShopId, customer: CustomerId) -> Result<Vec<ConversationId>> {
    const SQL: &str = "SELECT id FROM conversations WHERE shop_id = $1 AND customer_id = $2 AND status <> 4
        ORDER BY created_at, id";
    Ok(fetch_all!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(customer))?)
}

pub async fn forget(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    const SQL: &str = "DELETE FROM spam_marks WHERE shop_id = $1 AND conversation_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}
