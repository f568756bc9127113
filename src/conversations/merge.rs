//! Two customers turn out to be one person.

use super::store;
use crate::db::Conn;
use crate::error::Result;
use crate::events::{EventKind, NewEvent};
use crate::ids::{CustomerId, ShopId};

/// Gives all conversations of one customer to another, in the caller's transaction; the events to record for it.
pub async fn hand_over(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    from: CustomerId,
    to: CustomerId,
) -> Result<Vec<NewEvent>> {
    let moved = store::give_to_customer(conn, shop_id, from, to).await?;
    Ok(moved.into_iter().map(|id| NewEvent::conversation(EventKind::ConversationUpdated, id)).collect())
}
