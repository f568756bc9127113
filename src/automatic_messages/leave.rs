//! Words of leave: which fit a conversation, and whether its buyer has read any.

use std::collections::BTreeSet;

use super::choose::{self, Reader};
use super::front::Around;
use super::happened::{self, bare};
use super::model::{AutomaticKind, ClosingWords, Contact, Settings, Situation, Whom};
use super::{moment, store};
use crate::app::App;
use crate::auth::{self, Actor, Permission};
use crate::canned_replies::of_conversation;
use crate::conversations::{self, Author, ConversationRow, MessageRow, Status};
use crate::customers::visitors::nearest_locale;
use crate::error::{Error, Result};
use crate::ids::{ConversationId, MessageId};

/// So far back it is read what happened; notes and lines of the thread stand between messages.
pub const LOOKED_BACK: i64 = 80;

/// Words for whoever solves a conversation by hand; none where the buyer waits for an answer, nobody has answered at all, or
/// leave was taken already.
pub async fn offered(app: &App, actor: &Actor, id: ConversationId) -> Result<ClosingWords> {
    actor.require(Permission::ReadConversations)?;
    let shop_id = actor.shop_id;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let row = conversations::find_row(&mut conn, shop_id, id).await?.ok_or(Error::NotFound)?;
    let settings = store::settings(&mut conn, shop_id).await?.settings;
    if settings.texts(AutomaticKind::Closing).is_empty() || !may_be_taken_leave_of(&row) {
        return Ok(ClosingWords::default());
    }
    let thread = conversations::tail(&mut conn, shop_id, id, LOOKED_BACK).await?;
    let happened = happened::read(&thread, &settings);
    if row.last_reply_seq == 0 && !happened.contains(&Situation::BotAlone) {
        return Ok(ClosingWords::default());
    }
    let contact = moment::contact(&mut conn, &row).await?;
    let colleague = auth::brief(&mut conn, actor.staff_id).await?;
    drop(reader);
    let around = Around::load(app, shop_id).await?;
    let told = Told { contact, happened, colleague: colleague.map(|one| one.name) };
    let text = read(&around, &row, told, |settings, reader| {
        let leaves = [AutomaticKind::Closing, AutomaticKind::IdleClosing];
        let known: Vec<String> = leaves.into_iter().flat_map(|kind| choose::all(settings, kind, reader)).collect();
        if is_said(&thread, &row, &known) {
            return None;
        }
        choose::words(settings, AutomaticKind::Closing, reader, MessageId(row.id.0))
    });
    Ok(ClosingWords { text })
}

/// What the shop says to a buyer who has been quiet for long; nothing where none but a machine has written.
pub fn of_idle(around: &Around, row: &ConversationRow, thread: &[MessageRow]) -> Option<String> {
    if row.customer_messages == 0 {
        return None;
    }
    let happened = happened::read(thread, &around.front(row.inbox_id)?.settings);
    let told = Told { contact: Contact::Returning, happened, colleague: None };
    read(around, row, told, |settings, reader| {
        choose::words(settings, AutomaticKind::IdleClosing, reader, choose::any(row.shop_id))
    })
}

/// What a buyer is taken leave of with.
struct Told {
    contact: Contact,
    happened: BTreeSet<Situation>,
    colleague: Option<String>,
}

/// Chooses among what the shop may say to the buyer of a conversation.
fn read(
    around: &Around,
    row: &ConversationRow,
    told: Told,
    choose: impl FnOnce(&Settings, &Reader<'_>) -> Option<String>,
) -> Option<String> {
    let front = around.front(row.inbox_id).filter(|front| front.may_chat())?;
    let locale = nearest_locale(row.customer_locale.as_deref().unwrap_or(&front.shop.locale));
    let mut values = front.values(locale);
    of_conversation(&mut values, row);
    if let Some(name) = told.colleague {
        values.set("agent.name", name);
    }
    let whom = Whom { inbox_id: row.inbox_id, stage: row.stage, contact: told.contact };
    let shop_locale = &front.shop.locale;
    let reader = Reader { whom, locale, shop_locale, values: &values, happened: &told.happened, greeting: None };
    choose(&front.settings, &reader)
}

fn may_be_taken_leave_of(row: &ConversationRow) -> bool {
    let is_served = row.status != Status::Solved && row.waiting_since.is_none() && row.customer_messages > 0;
    is_served && !row.customer_blocked && !row.customer_erased && !row.imported
}

/// Whether leave was taken of this buyer since they last wrote, or the last reply says what the shop says then, whoever
/// typed it.
fn is_said(thread: &[MessageRow], row: &ConversationRow, known: &[String]) -> bool {
    let id = conversations::leave_id(row);
    let last = thread.iter().rev().find(|message| {
        message.kind.is_public() && matches!(message.author, Author::Agent | Author::Automatic | Author::Bot)
    });
    let words = last.and_then(|message| message.text.as_deref()).map(bare);
    thread.iter().any(|message| message.client_id == Some(id) && message.recalled_at.is_none())
        || words.is_some_and(|words| known.iter().any(|text| bare(text) == words))
}
