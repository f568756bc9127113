//! Replies begun and not sent: kept for each member of staff, wherever that person sits down next.

use super::model::Draft;
use super::{rules, store};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::ids::ConversationId;

pub async fn save(app: &App, actor: &Actor, id: ConversationId, text: String, note: bool) -> Result<()> {
    if text.chars().count() > rules::MAX_TEXT_CHARS {
        return Err(Error::invalid("text", "too_long"));
    }
    let draft = Draft { conversation_id: id, text: rules::readable(&text), note, updated_at: app.clock.now() };
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    let row = store::get(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if row.customer_erased {
        return Err(Error::Conflict("customer_erased"));
    }
    store::drafts::save(&mut conn, actor.shop_id, actor.staff_id, &draft).await?;
    Ok(tx.commit().await?)
}

pub async fn discard(app: &App, actor: &Actor, id: ConversationId) -> Result<()> {
    let mut tx = app.db.begin().await?;
    store::drafts::delete(&mut tx.conn(), actor.shop_id, actor.staff_id, id).await?;
    Ok(tx.commit().await?)
}
