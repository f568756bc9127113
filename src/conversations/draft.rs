//! Replies begun and not sent: kept for each member of staff, wherever that person sits down next.

use super::model::Draft;
use super::{rules, store};
use crate::app::App;
use crate::auth::Actor;
use crate::db::{Conn, execute, fetch_optional};
use crate::error::{Error, Result};
use crate::ids::{ConversationId, StaffId};

pub async fn save(app: &App, actor: &Actor, id: ConversationId, text: String, note: bool) -> Result<()> {
    const SQL: &str = "INSERT INTO drafts (staff_id, conversation_id, shop_id, text, note, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (staff_id, conversation_id) DO UPDATE
        SET text = excluded.text, note = excluded.note, updated_at = excluded.updated_at";
    if text.chars().count() > rules::MAX_TEXT_CHARS {
        return Err(Error::invalid("text", "too_long"));
    }
    let text = rules::readable(&text);
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    store::get(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    execute!(
        &mut conn,
        sqlx::query(SQL).bind(actor.staff_id).bind(id).bind(actor.shop_id).bind(&text).bind(note).bind(now)
    )?;
    Ok(tx.commit().await?)
}

pub async fn discard(app: &App, actor: &Actor, id: ConversationId) -> Result<()> {
    const SQL: &str = "DELETE FROM drafts WHERE staff_id = $1 AND conversation_id = $2 AND shop_id = $3";
    let mut tx = app.db.begin().await?;
    execute!(&mut tx.conn(), sqlx::query(SQL).bind(actor.staff_id).bind(id).bind(actor.shop_id))?;
    Ok(tx.commit().await?)
}

pub async fn of(conn: &mut Conn<'_>, staff: StaffId, id: ConversationId) -> Result<Option<Draft>> {
    const SQL: &str =
        "SELECT conversation_id, text, note, updated_at FROM drafts WHERE staff_id = $1 AND conversation_id = $2";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(staff).bind(id))?)
}
