//! A buyer says whether an automatic answer helped.

use crate::app::App;
use crate::auth::Visitor;
use crate::conversations::{self, MessageRow, Rated};
use crate::error::Result;
use crate::ids::MessageId;
use crate::knowledge;

/// Notes it on the message and on the entry it came from; null takes it back.
pub async fn rate(app: &App, visitor: &Visitor, id: MessageId, helpful: Option<bool>) -> Result<MessageRow> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[visitor.shop_id]).await?;
    let mut conn = tx.conn();
    let Rated { message, source, before, events } = conversations::rate(&mut conn, visitor, id, helpful, now).await?;
    if events.is_empty() {
        return Ok(message);
    }
    if let Some(source) = source {
        knowledge::move_thumb(&mut conn, visitor.shop_id, source.entry_id, before, helpful).await?;
    }
    tx.commit().await?;
    app.live.publish(events);
    Ok(message)
}
