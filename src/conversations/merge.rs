//! Two customers turn out to be one person.

use crate::db::{Conn, fetch_all};
use crate::error::Result;
use crate::events::{EventKind, NewEvent};
use crate::ids::{ConversationId, CustomerId, ShopId};

/// Gives all conversations of one customer to another, in the caller's transaction; the events to record for it.
pub async fn hand_over(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    from: CustomerId,
    to: CustomerId,
) -> Result<Vec<NewEvent>> {
    const SQL: &str = "UPDATE conversations SET customer_id = $3, version = version + 1
        WHERE shop_id = $1 AND customer_id = $2 RETURNING id";
    let moved: Vec<ConversationId> = fetch_all!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(from).bind(to))?;
    Ok(moved.into_iter().map(|id| NewEvent::conversation(EventKind::ConversationUpdated, id)).collect())
}
