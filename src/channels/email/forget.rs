//! Mail of whoever is erased or asks what is held, and mail that was kept long enough.

use super::store::{mails, replies};
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{ConversationId, CustomerId, InboxId, ReceivedMailId, ShopId};

const DAY_SECONDS: i64 = 24 * 3600;
/// What went into a conversation can be looked up in the original for so long.
const ACCEPTED_DAYS: i64 = 30;
const OTHERS_DAYS: i64 = 90;

/// Removes the mails that went into a conversation, and what is known of those that left it.
pub async fn forget_conversation(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    mails::delete_of_conversation(conn, shop_id, id).await?;
    replies::delete_of_conversation(conn, shop_id, id).await
}

/// Removes the mails of a customer.
pub async fn forget_customer(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<()> {
    mails::delete_of_customer(conn, shop_id, id).await
}

/// Removes what somebody sent that went nowhere, by a way they are known by: an inbox, a colon and an address.
pub async fn forget_sender(conn: &mut Conn<'_>, shop_id: ShopId, known_by: &str) -> Result<()> {
    let Some((inbox, address)) = known_by.split_once(':') else { return Ok(()) };
    match inbox.parse::<InboxId>() {
        Ok(inbox_id) => mails::delete_of_address(conn, shop_id, inbox_id, address).await,
        Err(_) => Ok(()),
    }
}

/// Forgets the bytes of mails whose words stand in a conversation, and later those that nobody wanted.
pub async fn forget_old(conn: &mut Conn<'_>, now: Time) -> Result<()> {
    mails::drop_raw(conn, now.plus_seconds(-ACCEPTED_DAYS * DAY_SECONDS)).await?;
    mails::delete_old(conn, now.plus_seconds(-OTHERS_DAYS * DAY_SECONDS)).await
}

/// A few mails of a customer after one, the oldest first, as far as they are still kept as they came; and the last that was
/// looked at.
pub async fn mails_of_customer(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: CustomerId,
    after: ReceivedMailId,
    limit: i64,
) -> Result<(Vec<Vec<u8>>, Option<ReceivedMailId>)> {
    let rows = mails::of_customer(conn, shop_id, id, after, limit).await?;
    let last = rows.last().map(|row| row.id);
    let mut kept = Vec::new();
    for row in rows {
        kept.extend(mails::raw(conn, shop_id, row.id).await?);
    }
    Ok((kept, last))
}
