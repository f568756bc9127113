//! What the shop knows of what a buyer asks: all that a draft may rest on.

use super::model::Citation;
use crate::app::App;
use crate::conversations::{Author, ConversationRow, MessageRow, Stage};
use crate::error::Result;
use crate::knowledge::{self, BuyingStage, Hit, Question, Situation};

/// More entries than this lead a model astray.
const MOST_ENTRIES: usize = 5;
/// Further back than this the buyer speaks of something else.
const LAST_MESSAGES: usize = 3;
const MAX_QUESTION_CHARS: usize = 500;
const MAX_ANSWER_CHARS: usize = 800;

/// An entry with the answer that fits the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub source: Citation,
    pub answer: String,
}

/// Approved entries that answer what the buyer said last: first what the last message asks for, then all of it.
pub async fn entries(app: &App, row: &ConversationRow, said: &[MessageRow]) -> Result<Vec<Entry>> {
    let last: Vec<&str> = said
        .iter()
        .rev()
        .filter(|message| message.author == Author::Customer)
        .filter_map(|message| message.text.as_deref())
        .take(LAST_MESSAGES)
        .collect();
    let Some(newest) = last.first() else { return Ok(Vec::new()) };
    let together = last.iter().rev().copied().collect::<Vec<_>>().join(" ");
    let mut questions = vec![(*newest).to_owned()];
    if last.len() > 1 {
        questions.push(together);
    }
    let mut entries: Vec<Entry> = Vec::new();
    for words in questions {
        let asked = knowledge::ask(app, row.shop_id, &question(row, &words)).await?;
        for entry in asked.ranked.into_iter().filter_map(entry) {
            let is_new = entries.iter().all(|known| known.source.entry_id != entry.source.entry_id);
            if is_new && entries.len() < MOST_ENTRIES {
                entries.push(entry);
            }
        }
    }
    Ok(entries)
}

fn question(row: &ConversationRow, words: &str) -> Question {
    let stage = match row.stage {
        Stage::PreSale => BuyingStage::PreSale,
        Stage::AfterSale => BuyingStage::AfterSale,
    };
    let situation = Situation { stage: Some(stage), inbox_id: Some(row.inbox_id), ..Situation::default() };
    let text: String = words.chars().take(MAX_QUESTION_CHARS).collect();
    Question { limit: MOST_ENTRIES, situation, ..Question::new(text) }
}

fn entry(hit: Hit) -> Option<Entry> {
    let said = hit.answer?.content.into_iter().next()?;
    let answer = said.chars().take(MAX_ANSWER_CHARS).collect();
    Some(Entry { source: Citation { entry_id: hit.entry_id, title: hit.title }, answer })
}
