//! What buyers are shown of the knowledge before they ask in words: entries by name, and those that are asked most.

use super::model::{Hit, Question};
use super::store;
use crate::app::App;
use crate::error::Result;
use crate::ids::{EntryId, ShopId};

/// What an approved entry answers in a situation, whatever was asked.
pub async fn look_up(app: &App, shop_id: ShopId, id: EntryId, question: &Question) -> Result<Option<Hit>> {
    let ready = app.knowledge.of(app, shop_id).await?;
    Ok(ready.look_up(id, question, app.clock.now()))
}

/// The approved ones of these entries with their titles, in the same order.
pub async fn titles(app: &App, shop_id: ShopId, ids: &[EntryId]) -> Result<Vec<(EntryId, String)>> {
    let ready = app.knowledge.of(app, shop_id).await?;
    Ok(ids.iter().filter_map(|id| Some((*id, ready.title(*id)?.to_owned()))).collect())
}

/// The approved questions that were answered most, with their titles.
pub async fn most_asked(app: &App, shop_id: ShopId, limit: usize) -> Result<Vec<(EntryId, String)>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    store::usage::most_asked(&mut app.db.reader().await?.conn(), shop_id, limit).await
}
