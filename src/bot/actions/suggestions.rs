//! Answers for a colleague to take, and what became of them.

use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::bot::model::{Mode, Settings, Suggestion, SuggestionOutcome, Suggestions};
use crate::bot::sizing::{self, Interest};
use crate::bot::store::{self, Use};
use crate::bot::{choose, understand};
use crate::conversations::{self, Author, Episode};
use crate::customers::visitors::nearest_locale;
use crate::error::{Error, Result};
use crate::ids::{ConversationId, EntryId, Seq};
use crate::knowledge::{self, Hit};
use crate::language::Language;
use crate::shops;
use crate::sizes::{SizeAdvice, SizeOutcome};

const MOST: usize = 3;
/// Further back than this the buyer speaks of something else.
const LAST_MESSAGES: usize = 3;
/// What is less likely only takes up room: a share of what the bot asks "did you mean" from.
const LEAST_SHARE: f32 = 0.5;

/// What may be answered to what the buyer said since the last answer.
pub async fn suggest(app: &App, actor: &Actor, id: ConversationId) -> Result<Suggestions> {
    actor.require(Permission::ReadConversations)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let episode = conversations::episode(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let settings = super::of_inbox(&mut conn, actor.shop_id, episode.row.inbox_id).await?;
    let shop = shops::find(&mut conn, actor.shop_id).await?.ok_or(Error::NotFound)?;
    drop(reader);
    let is_off = settings.mode_at(app.clock.now(), &shop.timezone) == Mode::Off;
    let Some(last) = episode.owed.last().filter(|_| !is_off && episode.row.waiting_since.is_some()) else {
        return Ok(Suggestions::default());
    };
    let from = episode.owed.len().saturating_sub(LAST_MESSAGES);
    let texts: Vec<String> = episode.owed[from..].iter().filter_map(|message| message.text.clone()).collect();
    if texts.is_empty() {
        return Ok(Suggestions { message_seq: Some(last.seq), items: Vec::new() });
    }
    let mut items: Vec<Suggestion> = Vec::new();
    // The last words first: what was said before them was often asked, or handed over, already.
    for words in [&texts[texts.len() - 1..], &texts] {
        let asked = understand::ask(app, &episode.row, words, &settings).await?;
        items = asked.ranked.into_iter().filter_map(|hit| suggestion(hit, &settings)).take(MOST).collect();
        if !items.is_empty() {
            break;
        }
    }
    let language = Language::of(nearest_locale(episode.row.customer_locale.as_deref().unwrap_or(&shop.locale)));
    if let Some(advice) = size(app, &episode, &texts, language).await? {
        items.truncate(MOST - 1);
        items.insert(0, advice);
    }
    Ok(Suggestions { message_seq: Some(last.seq), items })
}

/// What the size chart says, where the buyer asks for a size.
async fn size(app: &App, episode: &Episode, texts: &[String], language: Language) -> Result<Option<Suggestion>> {
    let interest = sizing::interest(episode.about_size, texts);
    if interest == Interest::None {
        return Ok(None);
    }
    let advice = sizing::advise(app, episode, interest, language).await?;
    Ok(advice.filter(|advice| advice.outcome != SizeOutcome::Outside).and_then(of_chart))
}

fn of_chart(advice: SizeAdvice) -> Option<Suggestion> {
    let (chart, text) = (advice.chart?, advice.text?);
    Some(Suggestion { entry_id: None, answer_id: None, chart_id: Some(chart.id), title: chart.name, text, score: 1.0 })
}

fn suggestion(hit: Hit, settings: &Settings) -> Option<Suggestion> {
    let least = zg_answer::Strictness::from(settings.strictness).suggest * LEAST_SHARE;
    if hit.score < least || !choose::says_something(&hit) {
        return None;
    }
    let answer = hit.answer?;
    // What has no words cannot be put into the composer.
    let text = answer.content.into_iter().next()?;
    let (entry_id, answer_id) = (Some(hit.entry_id), Some(answer.id));
    Some(Suggestion { entry_id, answer_id, chart_id: None, title: hit.title, text, score: hit.score })
}

/// What became of a suggestion.
#[derive(Debug, Clone, Copy)]
pub struct Feedback {
    pub message_seq: Seq,
    pub entry_id: EntryId,
    pub outcome: SuggestionOutcome,
}

/// Notes what became of a suggestion; one that was sent counts as used.
pub async fn note(app: &App, actor: &Actor, id: ConversationId, feedback: Feedback) -> Result<()> {
    actor.require(Permission::ServeConversations)?;
    let now = app.clock.now();
    let Feedback { message_seq, entry_id, outcome } = feedback;
    if knowledge::titles(app, actor.shop_id, &[entry_id]).await?.is_empty() {
        return Err(Error::NotFound);
    }
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    conversations::find_row(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let message = conversations::message_at(&mut conn, actor.shop_id, id, message_seq).await?;
    message
        .filter(|message| message.author == Author::Customer)
        .ok_or_else(|| Error::invalid("message_seq", "unknown"))?;
    let (shop_id, staff_id) = (actor.shop_id, actor.staff_id);
    let row = Use { shop_id, conversation_id: id, message_seq, entry_id, staff_id, outcome };
    let is_new = store::note_use(&mut conn, &row, now).await?;
    if is_new && outcome != SuggestionOutcome::Ignored {
        knowledge::note_use(&mut conn, shop_id, entry_id, now).await?;
    }
    knowledge::look_again(&mut conn, shop_id, id, now).await?;
    Ok(tx.commit().await?)
}
