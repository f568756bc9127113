//! A candidate becomes knowledge: a draft of its own, or phrasings of an entry.

use serde::Deserialize;
use utoipa::ToSchema;

use super::{decide, open};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{AnswerId, CandidateId, CategoryId, ConversationId, EntryId, Seq, ShopId};
use crate::knowledge::actions::entries::{self, Read};
use crate::knowledge::actions::proposals::{self, Wording, clean_wording};
use crate::knowledge::actions::{begin, categories, number};
use crate::knowledge::learning::model::CandidateState;
use crate::knowledge::learning::store;
use crate::knowledge::model::{Answer, Conditions, DefaultCategory, EntryContent, EntryKind};
use crate::knowledge::store as knowledge;

/// So many questions say well enough in how many ways it is asked.
const MOST_PHRASINGS: usize = 20;
/// Those that are taken when nobody chose.
const TAKEN: usize = 5;

/// One of the questions of a candidate, by its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExampleRef {
    pub conversation_id: ConversationId,
    pub message_seq: Seq,
}

/// What becomes of a candidate.
#[derive(Debug, Clone, Default)]
pub struct Acceptance {
    /// The questions become phrasings of this entry; none: a new one is written.
    pub entry_id: Option<EntryId>,
    pub title: Option<String>,
    pub category_id: Option<CategoryId>,
    pub answer: Option<String>,
    /// The questions that become phrasings; none: the newest few.
    pub examples: Option<Vec<ExampleRef>>,
}

/// Writes a draft that is asked for in the buyers' words, or adds these to an entry: at once from somebody who decides, else
/// as proposals. Buyers' words go in masked, and what waits for approval goes when their conversation is erased.
pub async fn accept(app: &App, actor: &Actor, id: CandidateId, how: Acceptance) -> Result<Read> {
    actor.require(Permission::ProposeKnowledge)?;
    actor.require(Permission::ReadConversations)?;
    let (shop_id, now) = (actor.shop_id, app.clock.now());
    let inboxes = entries::known_inboxes(app, shop_id).await?;
    let entry_id = how.entry_id.unwrap_or_default();
    let (mut tx, told) = begin(app, shop_id, Some(entry_id)).await?;
    let mut conn = tx.conn();
    open(&mut conn, shop_id, id).await?;
    let wordings = chosen(&mut conn, shop_id, id, how.examples.as_deref()).await?;
    if how.entry_id.is_some() {
        if knowledge::entries::find(&mut conn, shop_id, entry_id).await?.is_none() {
            return Err(Error::invalid("entry_id", "unknown"));
        }
        proposals::add(&mut conn, actor, entry_id, wordings, (now, number(&told))).await?;
    } else {
        let content = draft(shop_id, how, &wordings)?;
        entries::write(app, &mut conn, actor, (entry_id, number(&told)), content, &inboxes).await?;
    }
    let by = Some((actor.staff_id, now));
    store::decide(&mut conn, shop_id, id, CandidateState::Accepted, Some(entry_id), by).await?;
    let entry = Entry::new(Action::CandidateAccepted).on(decide::subject(id)).note("knowledge", entry_id);
    audit::record(&mut conn, shop_id, actor, now, entry).await?;
    let made = entries::read(app, &mut conn, shop_id, entry_id).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(made)
}

/// What the chosen questions say, masked.
async fn chosen(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: CandidateId,
    examples: Option<&[ExampleRef]>,
) -> Result<Vec<Wording>> {
    let mut said: Vec<(ExampleRef, String)> = Vec::new();
    for (conversation_id, message_seq, text) in store::texts(conn, shop_id, id).await? {
        said.push((ExampleRef { conversation_id, message_seq }, text));
    }
    let is_one = |example: &ExampleRef| said.iter().any(|(one, _)| one == example);
    match examples {
        None => said.truncate(TAKEN),
        Some(chosen) if chosen.len() > MOST_PHRASINGS => return Err(Error::invalid("examples", "too_many")),
        Some(chosen) if !chosen.iter().all(is_one) => return Err(Error::invalid("examples", "unknown")),
        Some(chosen) => said.retain(|(one, _)| chosen.contains(one)),
    }
    let wording = |(one, text): (ExampleRef, String)| {
        Ok(Wording { text: clean_wording(&text)?, conversation_id: Some(one.conversation_id) })
    };
    said.into_iter().map(wording).collect()
}

/// A draft that is asked for in these words.
fn draft(shop_id: ShopId, how: Acceptance, wordings: &[Wording]) -> Result<EntryContent> {
    let shortest = || wordings.iter().map(|wording| &wording.text).min_by_key(|text| text.chars().count()).cloned();
    let title = how.title.or_else(shortest).ok_or_else(|| Error::invalid("title", "required"))?;
    let answer = |text: String| Answer {
        id: AnswerId::new(),
        conditions: Conditions::default(),
        content: vec![text],
        file_ids: Vec::new(),
        cards: Vec::new(),
        buttons: Vec::new(),
    };
    Ok(EntryContent {
        category_id: how.category_id.unwrap_or_else(|| categories::default_id(shop_id, DefaultCategory::Other)),
        kind: EntryKind::Question,
        title,
        phrasings: wordings.iter().map(|wording| wording.text.clone()).collect(),
        answers: how.answer.filter(|text| !text.trim().is_empty()).map(answer).into_iter().collect(),
    })
}
