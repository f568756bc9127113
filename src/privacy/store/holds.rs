use crate::db::{Conn, execute, fetch_all, fetch_one, fetch_optional};
use crate::error::Result;
use crate::ids::{ConversationId, CustomerId, HoldId, ShopId};
use crate::privacy::model::LegalHold;

macro_rules! hold_sql {
    ($tail:literal) => {
        concat!(
            "SELECT hold.id, hold.customer_id, cust.name AS customer_name, hold.conversation_id,
             conv.number AS conversation_number, hold.reason, hold.placed_by, hold.placed_at
             FROM legal_holds hold JOIN customers cust ON cust.id = hold.customer_id
             LEFT JOIN conversations conv ON conv.id = hold.conversation_id ",
            $tail
        )
    };
}

pub async fn insert(conn: &mut Conn<'_>, shop_id: ShopId, row: &LegalHold) -> Result<()> {
    const SQL: &str =
        "INSERT INTO legal_holds (id, shop_id, customer_id, conversation_id, reason, placed_by, placed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(shop_id)
            .bind(row.customer_id)
            .bind(row.conversation_id)
            .bind(&row.reason)
            .bind(row.placed_by)
            .bind(row.placed_at)
    )?;
    Ok(())
}

/// A page of the shop's holds, the newest first.
pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId, before: HoldId, limit: i64) -> Result<Vec<LegalHold>> {
    const SQL: &str = hold_sql!("WHERE hold.shop_id = $1 AND hold.id < $2 ORDER BY hold.id DESC LIMIT $3");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(before).bind(limit))?)
}

/// What protects a customer or one of their conversations, the newest first.
pub async fn of_customer(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<Vec<LegalHold>> {
    const SQL: &str = hold_sql!("WHERE hold.customer_id = $2 AND hold.shop_id = $1 ORDER BY hold.id DESC");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// Whether a hold protects a customer or one of their conversations.
pub async fn protects(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM legal_holds WHERE customer_id = $2 AND shop_id = $1";
    let holds: i64 = fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id))?;
    Ok(holds > 0)
}

/// Whether a hold is on a conversation by itself.
pub async fn holds_conversation(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM legal_holds WHERE conversation_id = $2 AND shop_id = $1";
    let holds: i64 = fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id))?;
    Ok(holds > 0)
}

/// Lifts a hold; what it was on.
pub async fn delete(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: HoldId,
) -> Result<Option<(CustomerId, Option<ConversationId>)>> {
    const SQL: &str = "DELETE FROM legal_holds WHERE shop_id = $1 AND id = $2 RETURNING customer_id, conversation_id";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}
