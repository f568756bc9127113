//! Replies of steps: worded before the first step, said when their turn comes.

use uuid::Uuid;

use super::model::Step;
use super::run::{ID_SPACE, Run};
use crate::app::App;
use crate::canned_replies::template::BLANK;
use crate::canned_replies::{self, Filled, Wording};
use crate::clock::Time;
use crate::conversations::{self, Author, By, Card, ConversationRow, Kind, NewMessage, Sender, StaffPost, Standing};
use crate::error::{Error, FieldError, Result};
use crate::ids::{CannedReplyId, ConversationId, FileId, MessageId, Seq, ShopId, derived};

/// A reply in its words, and how the conversation stood when they were chosen.
pub struct Said {
    filled: Filled,
    canned_reply_id: Option<CannedReplyId>,
    customer_messages: i64,
    last_reply_seq: Seq,
    waiting_since: Option<Time>,
}

/// Words the reply of a list, which has one at most. Names without a value are refused: 422 `values_missing` with each.
pub async fn word(app: &App, by: By<'_>, row: &ConversationRow, steps: &[Step]) -> Result<Option<Said>> {
    let Some((place, step)) = steps.iter().enumerate().find(|(_, step)| matches!(step, Step::Reply { .. })) else {
        return Ok(None);
    };
    let Step::Reply { canned_reply_id, text } = step else { return Ok(None) };
    let wording = match canned_reply_id {
        Some(id) => Wording::Reply(*id),
        None => Wording::Text(text.as_deref().unwrap_or_default()),
    };
    let filled = canned_replies::fill(app, by, wording, row.id).await?;
    if !filled.missing.is_empty() {
        let field = format!("steps[{place}]");
        let named =
            |name: &String| FieldError { found: Some(name.clone()), ..FieldError::new(&field, "missing_value") };
        let errors: Vec<FieldError> = filled.missing.iter().map(named).collect();
        return Err(Error::Rows { code: "values_missing", count: errors.len(), errors });
    }
    // What is left to be typed by hand cannot be sent by itself.
    if filled.text.as_deref().is_some_and(|text| text.contains(BLANK)) {
        return Err(Error::invalid(format!("steps[{place}]"), "blanks_left"));
    }
    Ok(Some(Said {
        filled,
        canned_reply_id: *canned_reply_id,
        customer_messages: row.customer_messages,
        last_reply_seq: row.last_reply_seq,
        waiting_since: row.waiting_since,
    }))
}

/// Words, file, card.
const MOST_PARTS: usize = 3;

fn id_of(shop_id: ShopId, run: &Run, place: usize, number: usize) -> Uuid {
    derived(ID_SPACE, shop_id, &[&run.id.to_string(), &place.to_string(), &number.to_string()])
}

/// One message of a reply.
struct Part {
    kind: Kind,
    text: Option<String>,
    file_id: Option<FileId>,
    card: Option<Card>,
    next_steps: Vec<String>,
}

impl Said {
    /// In the order in which they are sent: words, file, card.
    fn parts(&self) -> Vec<Part> {
        let bare = |kind| Part { kind, text: None, file_id: None, card: None, next_steps: Vec::new() };
        let Filled { text, file, card, next_steps, .. } = self.filled.clone();
        let words = text.map(|text| Part { text: Some(text), next_steps, ..bare(Kind::Text) });
        let file = file.map(|(kind, id)| Part { file_id: Some(id), ..bare(kind) });
        let card = card.map(|card| Part { card: Some(card), ..bare(Kind::Card) });
        [words, file, card].into_iter().flatten().collect()
    }

    /// Says it; a part that an earlier try of the run has said is not said again.
    pub async fn say(
        &self,
        app: &App,
        by: By<'_>,
        id: ConversationId,
        run: &Run,
        place: usize,
    ) -> Result<Vec<MessageId>> {
        let mut said = Vec::new();
        for (number, part) in self.parts().into_iter().enumerate() {
            let client_id = id_of(by.shop_id(), run, place, number);
            let posted = match by {
                By::Staff(actor) => {
                    let Part { kind, text, file_id, card, next_steps } = part;
                    let (seen_seq, force) = (run.seen_seq, run.force);
                    let post = StaffPost { client_id, kind, text, file_id, card, next_steps, seen_seq, force };
                    conversations::send_by_staff(app, actor, id, post).await
                }
                By::Rule { .. } => self.say_by_itself(app, by, id, part, client_id).await,
            };
            match posted {
                Ok(posted) => said.push(posted.message.id),
                // Only another try of the same run makes this id; its words told another time of day.
                Err(Error::Conflict("client_id_reused")) => {}
                Err(error) => return Err(error),
            }
        }
        if let (By::Staff(actor), Some(reply)) = (by, self.canned_reply_id) {
            // Deleted meanwhile: what is not there counts nothing.
            match canned_replies::used(app, actor, reply).await {
                Ok(()) | Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(said)
    }

    /// Says a part in the name of the shop, unless anybody has spoken since the words were chosen.
    async fn say_by_itself(
        &self,
        app: &App,
        by: By<'_>,
        id: ConversationId,
        part: Part,
        client_id: Uuid,
    ) -> Result<conversations::Posted> {
        let row = conversations::find_row(&mut app.db.reader().await?.conn(), by.shop_id(), id).await?;
        let row = row.ok_or(Error::NotFound)?;
        let stood = (self.customer_messages, self.last_reply_seq, self.waiting_since);
        if stood != (row.customer_messages, row.last_reply_seq, row.waiting_since) {
            return Err(Error::Conflict("overtaken"));
        }
        let Part { kind, text, file_id, card, next_steps } = part;
        let message = NewMessage {
            shop_id: by.shop_id(),
            sender: Sender::Automatic { conversation_id: id, standing: Standing::of(&row) },
            client_id,
            kind,
            text,
            file_id,
            card,
            bot: conversations::offer(kind, next_steps)?,
            press: None,
        };
        app.intake.post(message).await
    }
}

/// Lines of the thread stand between messages.
const LOOKED_BACK: i64 = 30;

/// Whether a rule may speak at all: two automatic messages never follow each other. What an earlier try of the run has said
/// stands in its way no more than in that of the intake.
pub async fn rule_may_speak(app: &App, row: &ConversationRow, steps: &[Step], run: &Run) -> Result<()> {
    let thread = conversations::tail(&mut app.db.reader().await?.conn(), row.shop_id, row.id, LOOKED_BACK).await?;
    let last = thread.iter().rev().find(|message| message.kind.is_public());
    let place = steps.iter().position(|step| matches!(step, Step::Reply { .. })).unwrap_or_default();
    let own = (0..MOST_PARTS).map(|number| id_of(row.shop_id, run, place, number));
    if last.is_some_and(|message| own.into_iter().any(|id| message.client_id == Some(id))) {
        return Ok(());
    }
    if run.seen_seq.is_some_and(|seen| row.last_message_seq > seen) {
        return Err(Error::Conflict("overtaken"));
    }
    let is_automatic = last.is_some_and(|message| message.author == Author::Automatic);
    if is_automatic { Err(Error::Conflict("after_automatic_message")) } else { Ok(()) }
}
