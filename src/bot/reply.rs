//! One turn of the bot: reads what was said, finds out what to say, says it.

use super::choose::{self, Next, Say};
use super::post::{self, Turn};
use super::sizing::{self, Interest};
use super::{actions, understand};
use crate::app::App;
use crate::conversations;
use crate::customers::visitors::nearest_locale;
use crate::error::{Error, Result};
use crate::ids::{ConversationId, EntryId, ShopId};
use crate::jobs::{Job, Outcome};
use crate::knowledge::Decision;
use crate::language::Language;
use crate::{hours, inboxes, shops};

/// The kind of the job; its payload is the conversation.
pub const ANSWER: &str = "answer_buyer";

/// The work of a conversation waits once.
pub(super) fn job_key(id: ConversationId) -> String {
    format!("{ANSWER}:{id}")
}

/// Says what there is to say to the buyer's last words, if the bot is still the one to speak.
pub async fn answer(app: &App, job: &Job) -> Result<Outcome> {
    let id: ConversationId = job.payload.parse().map_err(|_| Error::invalid("payload", "not_an_id"))?;
    let Some(turn) = load(app, job.shop_id, id).await? else { return Ok(Outcome::Done) };
    let Some(say) = decide(app, &turn).await? else { return Ok(Outcome::Done) };
    match post::say(app, &turn, say).await {
        // A person, or one more message of the buyer, came first; or another process was quicker.
        Ok(()) | Err(Error::Conflict(_) | Error::NotFound) => Ok(Outcome::Done),
        Err(error) => Err(error),
    }
}

async fn load(app: &App, shop_id: ShopId, id: ConversationId) -> Result<Option<Turn>> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let Some(episode) = conversations::episode(&mut conn, shop_id, id).await? else { return Ok(None) };
    let settings = actions::of_inbox(&mut conn, shop_id, episode.row.inbox_id).await?;
    let shop = shops::find(&mut conn, shop_id).await?.ok_or(Error::NotFound)?;
    if !settings.mode_at(app.clock.now(), &shop.timezone).writes() {
        return Ok(None);
    }
    let inbox = inboxes::find(&mut conn, shop_id, episode.row.inbox_id).await?.ok_or(Error::NotFound)?;
    let expected = hours::expectation(app, &mut conn, &inbox).await?;
    drop(reader);
    let locale = nearest_locale(episode.row.customer_locale.as_deref().unwrap_or(&shop.locale));
    let own_words = settings.offline.for_locale(locale, &shop.locale).map(str::to_owned);
    Ok(Some(Turn { language: Language::of(locale), expected, own_words, episode, settings }))
}

async fn decide(app: &App, turn: &Turn) -> Result<Option<Say>> {
    Ok(match choose::next(&turn.episode, &turn.settings, app.clock.now()) {
        Next::Silence => None,
        Next::HandOver(reason) => Some(Say::HandOver(reason)),
        Next::LookUp(id) => look_up(app, turn, id).await?,
        Next::Ask(texts) => Some(ask(app, turn, &texts).await?),
    })
}

/// What a pressed question answers. An entry that has nothing to say by now is asked for in words.
async fn look_up(app: &App, turn: &Turn, id: EntryId) -> Result<Option<Say>> {
    let Turn { episode, settings, .. } = turn;
    let hit = understand::look_up(app, &episode.row, id, settings).await?;
    if let Some(hit) = hit.filter(choose::says_something) {
        return Ok(Some(Say::Answer(Box::new(hit))));
    }
    // Whoever was left to a person waits for that person.
    if episode.handed_over {
        return Ok(None);
    }
    let label = episode.unanswered.last().and_then(|message| message.text.clone()).unwrap_or_default();
    Ok(Some(ask(app, turn, &[label]).await?))
}

/// What these words ask for: a size where they plainly do, else what the knowledge says.
async fn ask(app: &App, turn: &Turn, texts: &[String]) -> Result<Say> {
    let Turn { episode, settings, language, .. } = turn;
    let interest = sizing::interest(episode.about_size, texts);
    if interest > Interest::InTheWearer
        && let Some(advice) = sizing::advise(app, episode, interest, *language).await?
    {
        return Ok(choose::say_size(episode.size_asks, advice));
    }
    let asked = understand::ask(app, &episode.row, texts, settings).await?;
    if interest == Interest::InTheWearer
        && asked.decision != Decision::Answer
        && let Some(advice) = sizing::advise(app, episode, interest, *language).await?
    {
        return Ok(choose::say_size(episode.size_asks, advice));
    }
    Ok(choose::say(episode.misses, asked))
}
