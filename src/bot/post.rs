//! What the bot says, put into messages and stored through the one door.

use super::choose::Say;
use super::model::Settings;
use super::sizing;
use crate::app::App;
use crate::conversations::{
    AnswerSource, BotAct, BotButton, BotPart, Card, Episode, HandOverReason, Kind, MessageRow, NewMessage, Sender,
    SizeSource,
};
use crate::db::Script;
use crate::error::{Error, Result};
use crate::files::{self, FileRow};
use crate::hours::Expectation;
use crate::ids::{EntryId, FileId, derived};
use crate::knowledge::{self, Hit};
use crate::language::Language;
use crate::sizes::SizeAdvice;

/// Ids of the bot's messages: made of the message that is answered, so that work done twice says nothing twice.
const ID_SPACE: &str = "zhanggui bot";

/// A conversation in which the bot may speak, and how it speaks there.
pub struct Turn {
    pub episode: Episode,
    pub settings: Settings,
    pub language: Language,
    /// What the buyer may expect now.
    pub expected: Expectation,
    /// The shop's words for a buyer who is left to a person when nobody is there.
    pub own_words: Option<String>,
}

/// One message on its way.
enum Part {
    Words(String),
    File(Kind, FileId),
    Card(Card),
}

pub async fn say(app: &App, turn: &Turn, say: Say) -> Result<()> {
    let Some(heard) = turn.episode.unanswered.last() else { return Ok(()) };
    let (parts, last) = match say {
        Say::Answer(hit) => answer(app, heard, *hit).await?,
        Say::DidYouMean(hits) => {
            let buttons = hits.into_iter().map(|hit| button(hit.title, Some(hit.entry_id))).collect();
            (
                vec![Part::Words(turn.language.did_you_mean().to_owned())],
                BotPart { buttons, ..BotPart::new(BotAct::Ask) },
            )
        }
        Say::NotUnderstood => {
            (vec![Part::Words(turn.language.not_understood().to_owned())], BotPart::new(BotAct::Miss))
        }
        Say::Size(advice) => size(turn, *advice),
        Say::HandOver(reason) => {
            let part = BotPart { reason: Some(reason), ..BotPart::new(BotAct::HandOver) };
            (vec![Part::Words(turn.hand_over_words(reason))], part)
        }
    };
    post(app, turn, heard, parts, last).await
}

impl Turn {
    fn hand_over_words(&self, reason: HandOverReason) -> String {
        let (language, outlook) = (self.language, &self.expected.outlook);
        if outlook.is_served() {
            let soon = outlook.reply.map(|_| self.expected.words(language));
            return language.handing_over(reason, soon.as_deref());
        }
        match &self.own_words {
            Some(words) => words.clone(),
            None if outlook.open => language.nobody_there().to_owned(),
            None => language.joined(language.nobody_there(), &self.expected.words(language)),
        }
    }
}

/// An answer in parts: pictures and cards first, the words with their buttons at the end.
async fn answer(app: &App, heard: &MessageRow, hit: Hit) -> Result<(Vec<Part>, BotPart)> {
    let answer = hit.answer.ok_or(Error::NotFound)?;
    let mut parts = Vec::new();
    for file in shown_files(app, heard, &answer.file_ids).await? {
        let kind = if file.width.is_some() { Kind::Image } else { Kind::File };
        parts.push(Part::File(kind, file.id));
    }
    parts.extend(answer.cards.into_iter().map(Part::Card));
    parts.extend(variant(heard, &answer.content).cloned().map(Part::Words));
    // A button that asks for the same entry again leads nowhere.
    let buttons = answer.buttons.into_iter().filter(|button| button.entry_id != Some(hit.entry_id));
    let buttons = buttons.map(|one| button(one.label, one.entry_id)).collect();
    let source =
        AnswerSource { entry_id: hit.entry_id, answer_id: Some(answer.id), title: hit.title, confidence: hit.score };
    Ok((parts, BotPart { source: Some(source), buttons, ..BotPart::new(BotAct::Answer) }))
}

/// Which size fits; whoever fits none is left to a person.
fn size(turn: &Turn, advice: SizeAdvice) -> (Vec<Part>, BotPart) {
    let (act, reason) = sizing::act(advice.outcome);
    let buttons = advice.choices(turn.language).into_iter().map(|label| button(label, None)).collect();
    let size = advice.chart.map(|chart| SizeSource { chart_id: chart.id, name: chart.name });
    let words = advice.text.unwrap_or_default();
    let words = match reason {
        Some(reason) => turn.language.joined(&words, &turn.hand_over_words(reason)),
        None => words,
    };
    (vec![Part::Words(words)], BotPart { size, reason, buttons, ..BotPart::new(act) })
}

/// The same for the same message, another for the next: repeats do not sound like a machine.
fn variant<'a>(heard: &MessageRow, variants: &'a [String]) -> Option<&'a String> {
    let (_, chance) = heard.id.0.as_u64_pair();
    let place = chance % u64::try_from(variants.len().max(1)).unwrap_or(1);
    variants.get(usize::try_from(place).unwrap_or(0))
}

/// The files of an answer that are still there.
async fn shown_files(app: &App, heard: &MessageRow, ids: &[FileId]) -> Result<Vec<FileRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let mut script = Script::of(&conn);
    files::store::get_many(&mut script, ids.iter().copied());
    let found: Vec<FileRow> = script.fetch(&mut conn).await?;
    let of = |id: &FileId| found.iter().find(|file| file.id == *id && file.is_of_staff(heard.shop_id)).cloned();
    Ok(ids.iter().filter_map(of).collect())
}

fn button(label: String, entry_id: Option<EntryId>) -> BotButton {
    BotButton { label, entry_id }
}

/// Stores the parts one after the other; the last carries what they are and ends the buyer's wait if they answer.
async fn post(app: &App, turn: &Turn, heard: &MessageRow, parts: Vec<Part>, last: BotPart) -> Result<()> {
    let episode = &turn.episode;
    let ends = parts.len().saturating_sub(1);
    for (place, part) in parts.into_iter().enumerate() {
        let more = place < ends;
        // Whoever was left to a person goes on waiting for that person, whatever is pressed meanwhile.
        let settles = !more && last.act == BotAct::Answer && !episode.handed_over;
        let bot =
            if more { BotPart { source: last.source.clone(), more, ..BotPart::new(last.act) } } else { last.clone() };
        let (kind, text, file_id, card) = match part {
            Part::Words(words) => (Kind::Text, Some(words), None, None),
            Part::File(kind, id) => (kind, None, Some(id), None),
            Part::Card(card) => (Kind::Card, None, None, Some(card)),
        };
        let message = NewMessage {
            shop_id: heard.shop_id,
            sender: Sender::Bot { conversation_id: episode.row.id, heard: episode.row.customer_messages, settles },
            client_id: derived(ID_SPACE, heard.shop_id, &[&heard.id.to_string(), &place.to_string()]),
            kind,
            text,
            file_id,
            card,
            bot: Some(bot),
            press: None,
        };
        let posted = app.intake.post(message).await?;
        if posted.new && !more {
            count(app, heard, &last).await?;
        }
    }
    Ok(())
}

/// Counts an answer that was given; a crash in between costs a count, never an answer.
async fn count(app: &App, heard: &MessageRow, said: &BotPart) -> Result<()> {
    let Some(source) = &said.source else { return Ok(()) };
    let mut tx = app.db.begin().await?;
    knowledge::note_use(&mut tx.conn(), heard.shop_id, source.entry_id, app.clock.now()).await?;
    Ok(tx.commit().await?)
}
