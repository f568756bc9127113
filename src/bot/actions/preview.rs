//! What the bot of an inbox would say to a first question.

use crate::app::App;
use crate::auth::Actor;
use crate::bot::choose::{self, Say};
use crate::bot::model::Preview;
use crate::bot::sizing;
use crate::bot::topics;
use crate::bot::understand::{self, Place};
use crate::conversations::BotAct;
use crate::error::{Error, Result};
use crate::ids::InboxId;

const MAX_QUESTION_CHARS: usize = 500;

/// Asks as a buyer would who writes to the inbox for the first time, whatever the hour.
pub async fn preview(app: &App, actor: &Actor, inbox_id: InboxId, question: &str) -> Result<Preview> {
    let settings = super::show(app, actor, inbox_id).await?.settings;
    let question = question.trim();
    match question.chars().count() {
        0 => return Err(Error::invalid("question", "required")),
        1..=MAX_QUESTION_CHARS => {}
        _ => return Err(Error::invalid("question", "too_long")),
    }
    let place = Place { shop_id: actor.shop_id, inbox_id, stage: None };
    let asked = understand::ask(app, place, &[question.to_owned()], &settings).await?;
    let (confidence, ranked) = (asked.confidence, asked.ranked.clone());
    if let Some(reason) = topics::reason(question, &settings) {
        return Ok(Preview { act: BotAct::HandOver, reason: Some(reason), confidence, ranked, size: None });
    }
    if let Some(advice) = sizing::advise_stranger(app, actor.shop_id, question).await? {
        let (act, reason) = sizing::act(advice.outcome);
        return Ok(Preview { act, reason, confidence, ranked, size: Some(advice) });
    }
    let act = match choose::say(0, asked) {
        Say::Answer(_) | Say::Size(_) => BotAct::Answer,
        Say::DidYouMean(_) => BotAct::Ask,
        Say::NotUnderstood => BotAct::Miss,
        Say::HandOver(_) => BotAct::HandOver,
    };
    Ok(Preview { act, reason: None, confidence, ranked, size: None })
}
