//! What a buyer's words ask for: all together, or one of them.

use super::model::Settings;
use crate::app::App;
use crate::conversations::{ConversationRow, Stage};
use crate::error::Result;
use crate::ids::EntryId;
use crate::knowledge::{self, Asked, BuyingStage, Decision, Hit, Question, Situation};

/// More than this of a message is no question any more.
const MOST_CHARS: usize = 500;
/// So many messages are asked one by one.
const MOST_APART: usize = 4;
const RANKED: usize = 5;

/// Asks what the words ask for. They are asked together first; where that is no clear question, the longest that is.
pub async fn ask(app: &App, row: &ConversationRow, texts: &[String], settings: &Settings) -> Result<Asked> {
    let together = ask_one(app, row, &texts.join(" "), settings).await?;
    if together.decision == Decision::Answer || texts.len() < 2 {
        return Ok(together);
    }
    let mut apart: Vec<&String> = texts.iter().rev().take(MOST_APART).collect();
    apart.sort_by_key(|text| std::cmp::Reverse(text.chars().count()));
    for text in apart {
        let asked = ask_one(app, row, text, settings).await?;
        if asked.decision == Decision::Answer {
            return Ok(asked);
        }
    }
    Ok(together)
}

/// What an entry answers in this conversation, if it is one that buyers may read.
pub async fn look_up(app: &App, row: &ConversationRow, id: EntryId, settings: &Settings) -> Result<Option<Hit>> {
    knowledge::look_up(app, row.shop_id, id, &question(row, "", settings)).await
}

async fn ask_one(app: &App, row: &ConversationRow, text: &str, settings: &Settings) -> Result<Asked> {
    knowledge::ask(app, row.shop_id, &question(row, text, settings)).await
}

fn question(row: &ConversationRow, text: &str, settings: &Settings) -> Question {
    let stage = match row.stage {
        Stage::PreSale => BuyingStage::PreSale,
        Stage::AfterSale => BuyingStage::AfterSale,
    };
    let situation = Situation { stage: Some(stage), inbox_id: Some(row.inbox_id), ..Situation::default() };
    let text = text.chars().take(MOST_CHARS).collect::<String>();
    Question { limit: RANKED, situation, strictness: settings.strictness.into(), ..Question::new(text) }
}
