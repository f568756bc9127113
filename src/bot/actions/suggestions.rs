//! Answers for a colleague to take, and what became of them.

use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::bot::model::{Mode, PastReply, Settings, Suggestion, SuggestionOutcome, Suggestions};
use crate::bot::past;
use crate::bot::sizing::{self, Interest};
use crate::bot::store::{self, Use};
use crate::bot::{choose, understand};
use crate::conversations::{self, Author, Episode};
use crate::customers::visitors::nearest_locale;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ConversationId, EntryId, PastReplyId, Seq, ShopId};
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
        return Ok(Suggestions { message_seq: Some(last.seq), ..Suggestions::default() });
    }
    let mut items: Vec<Suggestion> = Vec::new();
    let mut answers: Vec<String> = Vec::new();
    // The last words first: what was said before them was often asked, or handed over, already.
    for words in [&texts[texts.len() - 1..], &texts] {
        let asked = understand::ask(app, &episode.row, words, &settings).await?;
        answers.extend(asked.ranked.iter().filter_map(|hit| hit.answer.as_ref()).flat_map(|it| it.content.clone()));
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
    let mut reading = false;
    if settings.past_replies && items.len() < MOST {
        answers.extend(items.iter().map(|item| item.text.clone()));
        let found = past::suggest(app, &episode.row, answers, MOST - items.len()).await?;
        reading = found.is_none();
        items.extend(found.into_iter().flatten().map(of_past));
    }
    Ok(Suggestions { message_seq: Some(last.seq), items, reading })
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
    let (chart_id, title) = (Some(chart.id), Some(chart.name));
    Some(Suggestion { entry_id: None, answer_id: None, chart_id, past: None, title, text, score: 1.0 })
}

fn of_past(found: past::Found) -> Suggestion {
    let past::Found { id: reply_id, text, score, customers, last_at } = found;
    let past = Some(PastReply { reply_id, customers, last_at });
    Suggestion { entry_id: None, answer_id: None, chart_id: None, past, title: None, text, score }
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
    let title = Some(hit.title);
    Some(Suggestion { entry_id, answer_id, chart_id: None, past: None, title, text, score: hit.score })
}

/// What became of a suggestion that came from an entry, or from the past.
#[derive(Debug, Clone, Copy)]
pub struct Feedback<Id> {
    pub message_seq: Seq,
    pub id: Id,
    pub outcome: SuggestionOutcome,
}

/// Notes what became of a suggestion; one that was sent counts as used.
pub async fn note(app: &App, actor: &Actor, id: ConversationId, feedback: Feedback<EntryId>) -> Result<()> {
    actor.require(Permission::ServeConversations)?;
    let now = app.clock.now();
    let Feedback { message_seq, id: entry_id, outcome } = feedback;
    if knowledge::titles(app, actor.shop_id, &[entry_id]).await?.is_empty() {
        return Err(Error::NotFound);
    }
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    check_asked(&mut conn, actor.shop_id, id, message_seq).await?;
    let (shop_id, staff_id) = (actor.shop_id, actor.staff_id);
    let row = Use { shop_id, conversation_id: id, message_seq, entry_id, staff_id, outcome };
    let is_new = store::note_use(&mut conn, &row, now).await?;
    if is_new && outcome != SuggestionOutcome::Ignored {
        knowledge::note_use(&mut conn, shop_id, entry_id, now).await?;
    }
    knowledge::look_again(&mut conn, shop_id, id, now).await?;
    Ok(tx.commit().await?)
}

/// Notes what became of a reply that was given before and suggested again.
pub async fn note_past(app: &App, actor: &Actor, id: ConversationId, feedback: Feedback<PastReplyId>) -> Result<()> {
    actor.require(Permission::ServeConversations)?;
    let Feedback { message_seq, id: reply_id, outcome } = feedback;
    let (shop_id, staff_id) = (actor.shop_id, actor.staff_id);
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    check_asked(&mut conn, shop_id, id, message_seq).await?;
    let row = past::Use { shop_id, conversation_id: id, message_seq, reply_id, staff_id, outcome };
    past::note_use(&mut conn, &row, MOST as i64, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Whether a buyer said something there for which anything can have been suggested.
async fn check_asked(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId, seq: Seq) -> Result<()> {
    conversations::find_row(conn, shop_id, id).await?.ok_or(Error::NotFound)?;
    let message = conversations::message_at(conn, shop_id, id, seq).await?;
    let is_buyers = message.is_some_and(|message| message.author == Author::Customer);
    if is_buyers { Ok(()) } else { Err(Error::invalid("message_seq", "unknown")) }
}
