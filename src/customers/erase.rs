//! Forgetting who somebody was. What was said is the conversations' to forget, and comes after.

use super::model::CustomerRow;
use super::store;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{CustomerId, ShopId};
use crate::search;

pub use store::erase::{count_silent, known_as, lock_living, silent};

/// Takes name, addresses, notes, ways in and search words from a customer. The row stays, so that figures count as
/// many heads as before; nobody can come back as this person.
pub async fn wipe(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId, locale: &str, now: Time) -> Result<()> {
    search::unindex_customer(conn, shop_id, id).await?;
    store::erase::wipe(conn, shop_id, id, erased_name(locale), now).await
}

/// Removes a customer of whom nothing else is left.
pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<()> {
    search::unindex_customer(conn, shop_id, id).await?;
    store::erase::delete_identities(conn, shop_id, id).await?;
    store::delete(conn, shop_id, id).await
}

/// Somebody unknown who takes over conversations whose words are gone, in place of the customer they were with.
pub async fn stand_in(conn: &mut Conn<'_>, shop_id: ShopId, locale: &str, now: Time) -> Result<CustomerId> {
    let row = CustomerRow {
        id: CustomerId::new(),
        shop_id,
        name: erased_name(locale).to_owned(),
        email: None,
        phone: None,
        locale: None,
        tier: None,
        note: None,
        blocked: true,
        verified: false,
        conversations_count: 0,
        page_url: None,
        page_title: None,
        page_at: None,
        first_seen_at: now,
        last_seen_at: now,
        erased_at: Some(now),
    };
    store::insert(conn, &row).await?;
    Ok(row.id)
}

/// What lists show instead of a name, in the shop's language.
fn erased_name(locale: &str) -> &'static str {
    match locale {
        "en" => "Erased customer",
        "zh-Hant" => "已清除的客戶",
        _ => "已清除的客户",
    }
}
