use crate::clock::Time;
use crate::db::{Conn, execute, fetch_optional};
use crate::error::Result;
use crate::ids::{ConversationId, MacroRunId, ShopId};
use crate::macros::model::RunRow;

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: MacroRunId) -> Result<Option<RunRow>> {
    const SQL: &str = "SELECT id, macro_id, conversation_id, staff_id, steps, created_at, outcome, undone
        FROM macro_runs WHERE shop_id = $1 AND id = $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

pub async fn insert(conn: &mut Conn<'_>, shop_id: ShopId, row: &RunRow) -> Result<()> {
    const SQL: &str = "INSERT INTO macro_runs (id, shop_id, macro_id, conversation_id, staff_id, steps, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(shop_id)
            .bind(row.macro_id)
            .bind(row.conversation_id)
            .bind(row.staff_id)
            .bind(&row.steps)
            .bind(row.created_at)
    )?;
    Ok(())
}

/// Notes what came of it; false if that was noted before.
pub async fn settle(conn: &mut Conn<'_>, shop_id: ShopId, id: MacroRunId, outcome: &str) -> Result<bool> {
    const SQL: &str = "UPDATE macro_runs SET outcome = $3 WHERE shop_id = $1 AND id = $2 AND outcome IS NULL";
    Ok(execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(outcome))? > 0)
}

/// Notes what became of taking it back; what was noted first stays.
pub async fn undone(conn: &mut Conn<'_>, shop_id: ShopId, id: MacroRunId, told: &str) -> Result<()> {
    const SQL: &str = "UPDATE macro_runs SET undone = $3 WHERE shop_id = $1 AND id = $2 AND undone IS NULL";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id).bind(told))?;
    Ok(())
}

/// Forgets a run of which nothing came.
pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, id: MacroRunId) -> Result<()> {
    const SQL: &str = "DELETE FROM macro_runs WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// Forgets runs that nobody can take back any more.
pub async fn forget_old(conn: &mut Conn<'_>, shop_id: ShopId, before: Time) -> Result<()> {
    const SQL: &str = "DELETE FROM macro_runs WHERE shop_id = $1 AND created_at < $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(before))?;
    Ok(())
}

pub async fn forget_conversation(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    const SQL: &str = "DELETE FROM macro_runs WHERE shop_id = $1 AND conversation_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}
