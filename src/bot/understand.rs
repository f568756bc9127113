//! What a buyer's words ask for: all together, or one of them.

use super::model::Settings;
use crate::app::App;
use crate::conversations::{ConversationRow, Stage};
use crate::error::Result;
use crate::ids::{EntryId, InboxId, ShopId};
use crate::knowledge::{self, Asked, BuyingStage, Decision, Hit, Question, Situation};

/// More than this of a message is no question any more.
const MOST_CHARS: usize = 500;
/// So many messages are asked one by one.
const MOST_APART: usize = 4;
const RANKED: usize = 5;

/// Where somebody asks.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub shop_id: ShopId,
    pub inbox_id: InboxId,
    pub stage: Option<Stage>,
}

impl From<&ConversationRow> for Place {
    fn from(row: &ConversationRow) -> Self {
        Self { shop_id: row.shop_id, inbox_id: row.inbox_id, stage: Some(row.stage) }
    }
}

/// Asks what the words ask for. They are asked together first; where that is no clear question, the longest that is.
pub async fn ask(app: &App, place: impl Into<Place>, texts: &[String], settings: &Settings) -> Result<Asked> {
    let place = place.into();
    let together = ask_one(app, place, &texts.join(" "), settings).await?;
    if together.decision == Decision::Answer || texts.len() < 2 {
        return Ok(together);
    }
    let mut apart: Vec<&String> = texts.iter().rev().take(MOST_APART).collect();
    apart.sort_by_key(|text| std::cmp::Reverse(text.chars().count()));
    for text in apart {
        let asked = ask_one(app, place, text, settings).await?;
        if asked.decision == Decision::Answer {
            return Ok(asked);
        }
    }
    Ok(together)
}

/// What an entry answers in this place, if it is one that buyers may read.
pub async fn look_up(app: &App, place: impl Into<Place>, id: EntryId, settings: &Settings) -> Result<Option<Hit>> {
    let place = place.into();
    knowledge::look_up(app, place.shop_id, id, &question(place, "", settings)).await
}

async fn ask_one(app: &App, place: Place, text: &str, settings: &Settings) -> Result<Asked> {
    knowledge::ask(app, place.shop_id, &question(place, text, settings)).await
}

fn question(place: Place, text: &str, settings: &Settings) -> Question {
    let stage = place.stage.map(|stage| match stage {
        Stage::PreSale => BuyingStage::PreSale,
        Stage::AfterSale => BuyingStage::AfterSale,
    });
    let situation = Situation { stage, inbox_id: Some(place.inbox_id), ..Situation::default() };
    let text = text.chars().take(MOST_CHARS).collect::<String>();
    Question { limit: RANKED, situation, strictness: settings.strictness.into(), ..Question::new(text) }
}
