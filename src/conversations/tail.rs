//! The end of a thread with all that stands in it, for whoever learns from what was said.

use super::model::MessageRow;
use super::store;
use super::store::messages::Range;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{ConversationId, Seq, ShopId};

/// The newest messages of a conversation of the shop, the oldest of them first; none where it is not there.
pub async fn tail(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId, most: i64) -> Result<Vec<MessageRow>> {
    if store::get(conn, shop_id, id).await?.is_none() {
        return Ok(Vec::new());
    }
    let mut messages = store::messages::of_conversation(conn, id, Range::Before(Seq::MAX), most).await?;
    messages.reverse();
    Ok(messages)
}
