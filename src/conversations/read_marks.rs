//! Who has read how far: each colleague for the unread count, the buyer and "any colleague" for the ticks.

use super::model::ConversationRow;
use super::store;
use crate::app::App;
use crate::auth::{Actor, Visitor};
use crate::db::{Conn, execute};
use crate::error::{Error, Result};
use crate::events::{self, EventKind, NewEvent};
use crate::ids::{ConversationId, Seq};

/// Notes that a member of staff has read up to a message. An earlier number changes nothing.
pub async fn read_by_staff(app: &App, actor: &Actor, id: ConversationId, seq: Seq) -> Result<()> {
    const MARK: &str = "INSERT INTO read_marks (staff_id, conversation_id, shop_id, seq, customer_messages)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (staff_id, conversation_id) DO UPDATE
        SET seq = excluded.seq, customer_messages = excluded.customer_messages WHERE read_marks.seq < excluded.seq";
    const CONVERSATION: &str = "UPDATE conversations SET staff_read_seq = $1 WHERE id = $2 AND staff_read_seq < $1";
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = store::get_for_viewer(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    let seq = seq.min(row.last_message_seq);
    let known = row.my_read_seq.unwrap_or(0) >= seq && row.my_customer_messages.unwrap_or(0) >= row.customer_messages;
    if known {
        return Ok(());
    }
    let read = customer_messages_up_to(&mut conn, &row, seq).await?;
    execute!(&mut conn, sqlx::query(MARK).bind(actor.staff_id).bind(id).bind(actor.shop_id).bind(seq).bind(read))?;
    execute!(&mut conn, sqlx::query(CONVERSATION).bind(seq).bind(id))?;
    let mut event = NewEvent::conversation(EventKind::ConversationRead, id);
    event.subject_id = Some(actor.staff_id.0);
    let events = events::record(&mut conn, actor.shop_id, now, &[event]).await?;
    tx.commit().await?;
    app.live.publish(events);
    Ok(())
}

/// Notes that the buyer has read up to a message of the running conversation.
pub async fn read_by_customer(app: &App, visitor: &Visitor, seq: Seq) -> Result<()> {
    const SQL: &str = "UPDATE conversations SET customer_read_seq = $1 WHERE id = $2 AND customer_read_seq < $1";
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[visitor.shop_id]).await?;
    let mut conn = tx.conn();
    let latest = store::latest_of_customer(&mut conn, visitor.shop_id, visitor.customer_id, visitor.inbox_id).await?;
    let Some(row) = latest else { return Ok(()) };
    let seq = seq.min(row.last_message_seq);
    if execute!(&mut conn, sqlx::query(SQL).bind(seq).bind(row.id))? == 0 {
        return Ok(());
    }
    let event = NewEvent::conversation(EventKind::ConversationRead, row.id);
    let events = events::record(&mut conn, visitor.shop_id, now, &[event]).await?;
    tx.commit().await?;
    app.live.publish(events);
    Ok(())
}

/// How many of the buyer's messages stand up to a number: all of them, when it is the last.
async fn customer_messages_up_to(conn: &mut Conn<'_>, row: &ConversationRow, seq: Seq) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM messages WHERE conversation_id = $1 AND seq <= $2 AND author = 0";
    if seq >= row.last_message_seq {
        return Ok(row.customer_messages);
    }
    let (count,): (i64,) = crate::db::fetch_one!(conn, sqlx::query_as(SQL).bind(row.id).bind(seq))?;
    Ok(count)
}
