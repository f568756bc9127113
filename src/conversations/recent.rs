//! The last words of a conversation, as buyer and shop exchanged them.

use super::model::{ConversationRow, MessageRow};
use super::store;
use super::store::messages::Range;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{ConversationId, Seq, ShopId};

/// Notes, events and what was taken back are passed over; so many pages of them are looked through.
const MOST_PAGES: usize = 4;

/// A conversation of the shop and what was last said in it, the oldest first; without notes, which stay on the desk.
pub async fn recent(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: ConversationId,
    count: usize,
) -> Result<Option<(ConversationRow, Vec<MessageRow>)>> {
    let Some(row) = store::get(conn, shop_id, id).await? else { return Ok(None) };
    let page_size = i64::try_from(count).unwrap_or(i64::MAX);
    let (mut said, mut before) = (Vec::new(), Seq::MAX);
    for _ in 0..MOST_PAGES {
        let page = store::messages::of_conversation(conn, id, Range::Before(before), page_size).await?;
        let is_last = page.len() < count;
        before = page.last().map_or(before, |message| message.seq);
        said.extend(page.into_iter().filter(|message| message.kind.is_public() && message.recalled_at.is_none()));
        if is_last || said.len() >= count {
            break;
        }
    }
    said.truncate(count);
    said.reverse();
    Ok(Some((row, said)))
}
