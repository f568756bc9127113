//! Asking what the shop knows.

use super::clean;
use super::model::{Asked, Question};
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::error::{Error, Result};
use crate::ids::ShopId;
use crate::inboxes;

const MOST_RANKED: usize = 50;

/// What a shop's approved knowledge says to a question: the same on every process, and new within a second of an edit.
pub async fn ask(app: &App, shop_id: ShopId, question: &Question) -> Result<Asked> {
    let ready = app.knowledge.of(app, shop_id).await?;
    let (question, now) = (question.clone(), app.clock.now());
    let asked = tokio::task::spawn_blocking(move || ready.ask(&question, now));
    Ok(asked.await.map_err(anyhow::Error::from)?)
}

/// As [`ask`], for somebody who may look knowledge up.
pub async fn ask_as(app: &App, actor: &Actor, question: Question) -> Result<Asked> {
    actor.require(Permission::ReadKnowledge)?;
    let question = checked(question)?;
    if let Some(id) = question.situation.inbox_id
        && !inboxes::of_shop(app, actor.shop_id).await?.iter().any(|inbox| inbox.id == id)
    {
        return Err(Error::invalid("inbox_id", "unknown"));
    }
    ask(app, actor.shop_id, &question).await
}

/// A question that is one: with words, not endless, for some entries.
pub fn checked(question: Question) -> Result<Question> {
    let text = clean::one_line("question", &question.text, clean::MAX_VARIANT_CHARS)?;
    Ok(Question { text, limit: question.limit.clamp(1, MOST_RANKED), ..question })
}
