//! One conversation as a document: what both sides said, with the notes where they are asked for.
//!
//! Handing words out is recorded before they leave, in the log that nobody changes.

mod text;

use serde::Serialize;
use utoipa::ToSchema;

use super::model::{Author, ConversationRow, Kind, MessageRow};
use super::store::{self, messages, messages::Range};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{self, Actor, Permission};
use crate::clock::Time;
use crate::error::{Error, Result};
use crate::ids::{ConversationId, InboxId};
use crate::{inboxes, shops};

pub use text::written;

const PAGE: i64 = 200;
/// More is no document for people to read.
const MOST_MESSAGES: usize = 5000;

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Transcript {
    pub shop_name: String,
    /// The shop's language.
    pub locale: String,
    /// In which its times are read, such as `Asia/Shanghai`.
    pub timezone: String,
    pub inbox_name: String,
    pub number: i64,
    pub customer_name: String,
    pub created_at: Time,
    pub solved_at: Option<Time>,
    /// Whether it holds what colleagues noted, which the customer never saw.
    pub with_notes: bool,
    /// Oldest first.
    pub messages: Vec<TranscriptMessage>,
    pub exported_at: Time,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TranscriptMessage {
    pub at: Time,
    pub kind: Kind,
    pub author: Author,
    /// What the customer or the colleague is called; null: nobody wrote it.
    pub name: Option<String>,
    /// In which inbox the customer said or read it, where the conversation goes on in another one.
    pub inbox_name: Option<String>,
    pub text: Option<String>,
    pub file_name: Option<String>,
    pub card_title: Option<String>,
    pub card_url: Option<String>,
    /// Taken back by its writer: the words are gone.
    pub recalled: bool,
    /// What it held was erased.
    pub erased: bool,
}

/// Gathers a conversation and records who asked for it.
pub async fn of(app: &App, actor: &Actor, id: ConversationId, with_notes: bool) -> Result<Transcript> {
    actor.require(Permission::ReadConversations)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let row = store::get(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let shop = shops::find(&mut conn, actor.shop_id).await?.ok_or(Error::NotFound)?;
    drop(reader);
    let inboxes = inboxes::of_shop(app, actor.shop_id).await?;
    let inbox_name = |id: InboxId| inboxes.iter().find(|one| one.id == id).map(|one| one.name.clone());
    let messages = told(app, &row, with_notes, inbox_name).await?;
    record(app, actor, &row, with_notes).await?;
    Ok(Transcript {
        shop_name: shop.name,
        locale: shop.locale,
        timezone: shop.timezone,
        inbox_name: inbox_name(row.inbox_id).unwrap_or_default(),
        number: row.number,
        customer_name: row.customer_name,
        created_at: row.created_at,
        solved_at: row.solved_at,
        with_notes,
        messages,
        exported_at: app.clock.now(),
    })
}

async fn told(
    app: &App,
    row: &ConversationRow,
    with_notes: bool,
    inbox_name: impl Fn(InboxId) -> Option<String>,
) -> Result<Vec<TranscriptMessage>> {
    let staff = auth::staff_of(app, row.shop_id).await?;
    let name_of = |message: &MessageRow| match message.author {
        Author::Customer | Author::Machine => Some(row.customer_name.clone()),
        _ => staff.iter().find(|one| Some(one.id) == message.staff_id).map(|one| one.name.clone()),
    };
    // A note was said in none.
    let place_of = |message: &MessageRow| message.inbox_id.filter(|_| message.kind.is_public()).and_then(&inbox_name);
    let mut told = Vec::new();
    let mut after = 0;
    loop {
        let mut reader = app.db.reader().await?;
        let page = messages::of_conversation(&mut reader.conn(), row.id, Range::After(after), PAGE).await?;
        drop(reader);
        let Some(last) = page.last() else { return Ok(told) };
        after = last.seq;
        let wanted = page.iter().filter(|one| one.kind.is_public() || (with_notes && one.kind == Kind::Note));
        told.extend(wanted.map(|message| TranscriptMessage::of(message, name_of(message), place_of(message))));
        if told.len() > MOST_MESSAGES {
            return Err(Error::TooLarge("transcript_too_long"));
        }
    }
}

impl TranscriptMessage {
    fn of(message: &MessageRow, name: Option<String>, inbox_name: Option<String>) -> Self {
        let card = message.stored_card();
        Self {
            at: message.created_at,
            kind: message.kind,
            author: message.author,
            name,
            inbox_name,
            text: message.text.clone(),
            file_name: message.file_name.clone(),
            card_title: card.as_ref().map(|card| card.title.clone()),
            card_url: card.and_then(|card| card.url),
            recalled: message.recalled_at.is_some(),
            erased: message.is_erased(),
        }
    }
}

async fn record(app: &App, actor: &Actor, row: &ConversationRow, with_notes: bool) -> Result<()> {
    let subject = Subject::new("conversation", row.id, Some(&format!("#{}", row.number)));
    let entry = Entry::new(Action::ConversationExported).on(subject).note("with_notes", with_notes);
    let mut tx = app.db.begin().await?;
    audit::record(&mut tx.conn(), actor.shop_id, actor, app.clock.now(), entry).await?;
    Ok(tx.commit().await?)
}
