mod erasures;
mod exports;
mod holds;
mod retention;

pub use erasures::{again, ask as erase, list as erasures, show as erasure};
pub use exports::{ask as export, cancel as cancel_export, forget_of, list as exports, open, show as show_export};
pub use holds::{lift as lift_hold, list as holds, place as place_hold};
pub use retention::{preview, rules, runs, set_rules};

use super::model::CustomerPrivacy;
use super::store;
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::error::{Error, Result};
use crate::ids::CustomerId;
use crate::{conversations, customers, files, webhooks};

/// What the shop holds about a customer: looked at before it is handed over or erased.
pub async fn about(app: &App, actor: &Actor, id: CustomerId) -> Result<CustomerPrivacy> {
    actor.require(Permission::ManagePrivacy)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    customers::find_row(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let held = conversations::erase::held_about(&mut conn, actor.shop_id, id).await?;
    let files = files::forget::seen_by_customer(&mut conn, actor.shop_id, id, true).await?;
    let known_as = customers::known_as(&mut conn, actor.shop_id, id).await?;
    let mut deliveries = 0;
    for &known in &known_as {
        deliveries += webhooks::forget::count_about(&mut conn, actor.shop_id, known).await?;
    }
    let holds = store::holds::of_customer(&mut conn, actor.shop_id, id).await?;
    let mut exports = store::exports::of_customer(&mut conn, actor.shop_id, id).await?;
    exports.iter_mut().for_each(|export| exports::sign(app, export));
    Ok(CustomerPrivacy {
        conversations: held.conversations,
        messages: held.messages,
        notes: held.notes,
        files: i64::try_from(files.len()).unwrap_or(i64::MAX),
        file_bytes: files.iter().map(|file| file.size).sum(),
        deliveries,
        merged: i64::try_from(known_as.len() - 1).unwrap_or(i64::MAX),
        holds,
        exports,
    })
}

/// One page of a list that was asked for with one more row than fits, and the place after it.
fn page<T, I>(mut items: Vec<T>, limit: usize, place: impl Fn(&T) -> I) -> (Vec<T>, Option<I>) {
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(place);
    (items, next)
}

fn one_more(limit: usize) -> i64 {
    i64::try_from(limit + 1).unwrap_or(i64::MAX)
}
