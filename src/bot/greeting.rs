//! Questions to press before the first message.

use serde::Serialize;
use utoipa::ToSchema;

use super::actions;
use crate::app::App;
use crate::error::Result;
use crate::ids::{EntryId, InboxId};
use crate::knowledge;
use crate::shops::Shop;

const MOST: usize = 5;

/// A question that a buyer can ask by pressing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HotQuestion {
    pub entry_id: EntryId,
    pub title: String,
}

/// What the shop chose for an inbox, or what is asked most; nothing where the bot does not write to buyers now.
pub async fn hot_questions(app: &App, shop: &Shop, inbox_id: InboxId) -> Result<Vec<HotQuestion>> {
    let settings = actions::of_inbox(&mut app.db.reader().await?.conn(), shop.id, inbox_id).await?;
    if !settings.mode_at(app.clock.now(), &shop.timezone).writes() {
        return Ok(Vec::new());
    }
    let titles = match &settings.hot_questions {
        Some(chosen) => knowledge::titles(app, shop.id, chosen).await?,
        None => knowledge::most_asked(app, shop.id, MOST).await?,
    };
    Ok(titles.into_iter().map(|(entry_id, title)| HotQuestion { entry_id, title }).collect())
}
