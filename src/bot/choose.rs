//! What the bot says to a buyer: pure rules. No database, no clock.

use super::model::Settings;
use super::topics;
use crate::clock::Time;
use crate::conversations::{Episode, HandOverReason, Kind, Press};
use crate::ids::EntryId;
use crate::knowledge::{Asked, Decision, Hit};
use crate::sizes::{SizeAdvice, SizeOutcome};

/// So many questions to choose from.
const MOST_ASKED_BACK: usize = 3;
/// After so many misses in a row a person is called.
const MISSES: usize = 2;
/// Whoever is answered so often within [`ROUNDS_MS`] may be a machine that answers the bot: a person has a look.
const MOST_ROUNDS: usize = 12;
const ROUNDS_MS: i64 = 5 * 60_000;
/// So often it asks for what a size depends on.
const MOST_SIZE_ASKS: usize = 3;

/// What is to be found out before the bot can speak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Nothing: it keeps silent.
    Silence,
    HandOver(HandOverReason),
    /// What the pressed question answers.
    LookUp(EntryId),
    /// What these words ask for.
    Ask(Vec<String>),
}

/// What the bot says.
#[derive(Debug, Clone, PartialEq)]
pub enum Say {
    Answer(Box<Hit>),
    /// Which of these was meant?
    DidYouMean(Vec<Hit>),
    NotUnderstood,
    /// Which size fits, or what that depends on.
    Size(Box<SizeAdvice>),
    HandOver(HandOverReason),
}

/// What the buyer's last words call for, before the knowledge is asked.
pub fn next(episode: &Episode, settings: &Settings, now: Time) -> Next {
    let Some(last) = episode.unanswered.last() else { return Next::Silence };
    if episode.human || episode.row.waiting_since.is_none() {
        return Next::Silence;
    }
    let pressed = last.pressed();
    if let Some(Press::Entry { entry_id }) = pressed {
        return Next::LookUp(entry_id);
    }
    if episode.handed_over {
        return Next::Silence;
    }
    let lately = episode.spoken_at.iter().filter(|at| at.plus_millis(ROUNDS_MS) > now).count();
    if lately >= MOST_ROUNDS {
        return Next::HandOver(HandOverReason::TooManyRounds);
    }
    let texts: Vec<String> = episode.unanswered.iter().filter_map(|message| message.text.clone()).collect();
    if pressed == Some(Press::Person) {
        return Next::HandOver(HandOverReason::Button);
    }
    if let Some(reason) = texts.iter().find_map(|text| topics::reason(text, settings)) {
        return Next::HandOver(reason);
    }
    if matches!(last.kind, Kind::Image | Kind::File) {
        return Next::HandOver(HandOverReason::Unreadable);
    }
    // A product that is sent says what the next words are about, and asks nothing yet.
    if texts.is_empty() {
        return Next::Silence;
    }
    Next::Ask(texts)
}

/// What to say of what the knowledge found.
pub fn say(misses: usize, asked: Asked) -> Say {
    let missed = |say| if misses + 1 >= MISSES { Say::HandOver(HandOverReason::TwoMisses) } else { say };
    let mut ranked = asked.ranked.into_iter();
    match asked.decision {
        Decision::Answer => match ranked.next().filter(says_something) {
            Some(hit) => Say::Answer(Box::new(hit)),
            None => missed(Say::NotUnderstood),
        },
        Decision::Suggest => {
            let hits: Vec<Hit> = ranked.filter(says_something).take(MOST_ASKED_BACK).collect();
            missed(if hits.is_empty() { Say::NotUnderstood } else { Say::DidYouMean(hits) })
        }
        Decision::HandOver => missed(Say::NotUnderstood),
    }
}

/// What to say of a size that was asked for.
pub fn say_size(asked_before: usize, advice: SizeAdvice) -> Say {
    if advice.outcome == SizeOutcome::Ask && asked_before >= MOST_SIZE_ASKS {
        return Say::HandOver(HandOverReason::TwoMisses);
    }
    Say::Size(Box::new(advice))
}

/// Whether an entry has anything for a buyer in this situation.
pub fn says_something(hit: &Hit) -> bool {
    let shows = |answer: &crate::knowledge::Answer| {
        !(answer.content.is_empty() && answer.file_ids.is_empty() && answer.cards.is_empty())
    };
    hit.answer.as_ref().is_some_and(shows)
}
