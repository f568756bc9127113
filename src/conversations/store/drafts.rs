use crate::conversations::model::Draft;
use crate::db::{Conn, execute, fetch_optional};
use crate::error::Result;
use crate::ids::{ConversationId, ShopId, StaffId};

pub async fn save(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId, draft: &Draft) -> Result<()> {
    const SQL: &str = "INSERT INTO drafts (staff_id, conversation_id, shop_id, text, note, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (staff_id, conversation_id) DO UPDATE
        SET text = excluded.text, note = excluded.note, updated_at = excluded.updated_at";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(staff)
            .bind(draft.conversation_id)
            .bind(shop_id)
            .bind(&draft.text)
            .bind(draft.note)
            .bind(draft.updated_at)
    )?;
    Ok(())
}

pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId, id: ConversationId) -> Result<()> {
    const SQL: &str = "DELETE FROM drafts WHERE staff_id = $1 AND conversation_id = $2 AND shop_id = $3";
    execute!(conn, sqlx::query(SQL).bind(staff).bind(id).bind(shop_id))?;
    Ok(())
}

pub async fn of(conn: &mut Conn<'_>, staff: StaffId, id: ConversationId) -> Result<Option<Draft>> {
    const SQL: &str =
        "SELECT conversation_id, text, note, updated_at FROM drafts WHERE staff_id = $1 AND conversation_id = $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(staff).bind(id))?)
}
