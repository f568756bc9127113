//! Who has read how far: each colleague for the unread count, the buyer and "any colleague" for the ticks.

use super::store;
use crate::app::App;
use crate::auth::{Actor, Visitor};
use crate::error::{Error, Result};
use crate::events::{self, EventKind, NewEvent};
use crate::ids::{ConversationId, Seq};

/// Notes that a member of staff has read up to a message. An earlier number changes nothing.
pub async fn read_by_staff(app: &App, actor: &Actor, id: ConversationId, seq: Seq) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = store::get_for_viewer(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    let seq = seq.min(row.last_message_seq);
    let known = row.my_read_seq.unwrap_or(0) >= seq && row.my_customer_messages.unwrap_or(0) >= row.customer_messages;
    if known {
        return Ok(());
    }
    store::read_marks::staff_read(&mut conn, actor.staff_id, &row, seq).await?;
    let mut event = NewEvent::conversation(EventKind::ConversationRead, id);
    event.subject_id = Some(actor.staff_id.0);
    let events = events::record(&mut conn, actor.shop_id, now, &[event]).await?;
    tx.commit().await?;
    app.live.publish(events);
    Ok(())
}

/// Notes that the buyer has read up to a message of the running conversation.
pub async fn read_by_customer(app: &App, visitor: &Visitor, seq: Seq) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[visitor.shop_id]).await?;
    let mut conn = tx.conn();
    let latest = store::latest_of_customer(&mut conn, visitor.shop_id, visitor.customer_id, visitor.inbox_id).await?;
    let Some(row) = latest else { return Ok(()) };
    let seq = seq.min(row.last_message_seq);
    if !store::read_marks::customer_read(&mut conn, row.id, seq).await? {
        return Ok(());
    }
    let event = NewEvent::conversation(EventKind::ConversationRead, row.id);
    let events = events::record(&mut conn, visitor.shop_id, now, &[event]).await?;
    tx.commit().await?;
    app.live.publish(events);
    Ok(())
}
