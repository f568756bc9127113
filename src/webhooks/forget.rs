//! What other systems were told of somebody who is erased, and what is old.

use super::store::deliveries;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{ConversationId, CustomerId, DeliveryId, JobId, ShopId};
use crate::jobs;

pub use super::store::looked_at;
pub use deliveries::{count_about, count_old, older_than, told_of};

/// Removes some deliveries that tell of customers, with the jobs that would make them; how many went.
///
/// One that is on its way this moment arrives and leaves no trace here.
pub async fn forget_customers(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[CustomerId], limit: i64) -> Result<u64> {
    let mut gone = 0;
    for &id in ids {
        let found = deliveries::about(conn, shop_id, id, limit).await?;
        gone += forget(conn, shop_id, &found).await?;
    }
    Ok(gone)
}

/// As [`forget_customers`], of one conversation only.
pub async fn forget_conversation(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    customer_id: CustomerId,
    id: ConversationId,
) -> Result<u64> {
    let found = deliveries::about_conversation(conn, shop_id, customer_id, id).await?;
    forget(conn, shop_id, &found).await
}

/// Removes deliveries; what waits for them in the outbox goes too.
pub async fn forget(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[DeliveryId]) -> Result<u64> {
    let jobs: Vec<JobId> = ids.iter().map(|id| JobId(id.0)).collect();
    jobs::discard_many(conn, shop_id, &jobs).await?;
    deliveries::delete_many(conn, shop_id, ids).await?;
    Ok(ids.len() as u64)
}

/// Some deliveries from before a time that are neither waiting nor dead letters nor protected by a hold.
pub async fn forget_older(conn: &mut Conn<'_>, shop_id: ShopId, before: Time, limit: i64) -> Result<u64> {
    let old: Vec<DeliveryId> = older_than(conn, shop_id, before, limit).await?.into_iter().map(|old| old.id).collect();
    forget(conn, shop_id, &old).await
}
