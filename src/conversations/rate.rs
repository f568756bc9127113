//! A buyer says whether an automatic answer helped.

use super::model::{AnswerSource, MessageRow};
use super::store;
use crate::auth::Visitor;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, Event, EventKind, NewEvent};
use crate::ids::MessageId;

/// An answer that was rated, and what its buyer had said of it before.
#[derive(Debug)]
pub struct Rated {
    pub message: MessageRow,
    pub source: Option<AnswerSource>,
    pub before: Option<bool>,
    pub events: Vec<Event>,
}

/// Notes in the caller's transaction, which holds the shop, whether an answer helped; null takes it back.
pub async fn rate(
    conn: &mut Conn<'_>,
    visitor: &Visitor,
    id: MessageId,
    helpful: Option<bool>,
    now: Time,
) -> Result<Rated> {
    let shop_id = visitor.shop_id;
    let mut message = store::messages::get(conn, shop_id, id).await?.ok_or(Error::NotFound)?;
    let conversation = store::get(conn, shop_id, message.conversation_id).await?.ok_or(Error::NotFound)?;
    if (conversation.customer_id, message.said_in(&conversation)) != (visitor.customer_id, visitor.inbox_id) {
        return Err(Error::NotFound);
    }
    let mut part = message.bot_part().filter(|part| part.can_be_rated()).ok_or(Error::Conflict("not_rateable"))?;
    let before = std::mem::replace(&mut part.helpful, helpful);
    let mut events = Vec::new();
    if conversation.shelf.is_some() || conversation.customer_blocked {
        // They see it as they gave it, and it counts nowhere.
        message.bot = Some(serde_json::to_string(&part).map_err(anyhow::Error::from)?);
    } else if before != helpful {
        let written = serde_json::to_string(&part).map_err(anyhow::Error::from)?;
        store::messages::set_bot_part(conn, shop_id, id, &written).await?;
        message.bot = Some(written);
        let (kind, subject_id) = (EventKind::MessageUpdated, Some(id.0));
        let told = NewEvent { kind, conversation_id: Some(message.conversation_id), subject_id };
        events = events::record(conn, shop_id, now, &[told]).await?;
    }
    Ok(Rated { message, source: part.source, before, events })
}
