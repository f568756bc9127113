//! What a webhook is told of an event: its ids, and the objects if it wants them, as they stand now.

use serde::Serialize;

use super::model::{TEST_EVENT, WebhookEvent};
use crate::app::App;
use crate::clock::Time;
use crate::conversations::model::{ConversationRow, MessageRow, ThreadEvent};
use crate::conversations::{Author, Conversation, Kind, Message, store as conversations};
use crate::customers::{self, Customer};
use crate::db::Conn;
use crate::error::Result;
use crate::events::{Event, EventKind};
use crate::ids::{ConversationId, CustomerId, InboxId, MessageId, Seq, ShopId};

/// An event in the words of webhooks.
#[derive(Debug)]
pub struct Told {
    /// The names under which webhooks hear of it.
    pub names: Vec<WebhookEvent>,
    pub inbox_id: Option<InboxId>,
    data: Data,
}

#[derive(Debug, Default, Serialize)]
struct Data {
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_id: Option<ConversationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<MessageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_id: Option<CustomerId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation: Option<Conversation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<Customer>,
}

#[derive(Serialize)]
struct Body<'a> {
    event: &'a str,
    seq: Seq,
    at: Time,
    shop_id: ShopId,
    data: &'a Data,
}

impl Told {
    /// Translates an event; none for what is not told outside, or is gone by now.
    pub async fn of(app: &App, conn: &mut Conn<'_>, event: &Event) -> Result<Option<Self>> {
        match (event.kind, event.conversation_id) {
            (EventKind::CustomerUpdated, _) => {
                let id = CustomerId(event.subject_id.unwrap_or_default());
                let found = customers::find(conn, event.shop_id, id).await?;
                let Some(customer) = found.filter(|customer| customer.erased_at.is_none()) else { return Ok(None) };
                let data = Data { customer_id: Some(id), customer: Some(customer), ..Data::default() };
                Ok(Some(Self { names: vec![WebhookEvent::CustomerUpdated], inbox_id: None, data }))
            }
            (EventKind::CustomerErased, _) => {
                let id = CustomerId(event.subject_id.unwrap_or_default());
                let data = Data { customer_id: Some(id), ..Data::default() };
                Ok(Some(Self { names: vec![WebhookEvent::CustomerErased], inbox_id: None, data }))
            }
            (_, Some(id)) => Self::of_conversation(app, conn, event, id).await,
            _ => Ok(None),
        }
    }

    async fn of_conversation(
        app: &App,
        conn: &mut Conn<'_>,
        event: &Event,
        id: ConversationId,
    ) -> Result<Option<Self>> {
        let message = match (event.kind, event.subject_id) {
            (EventKind::MessageCreated, _) => {
                conversations::messages::by_seq(conn, event.shop_id, id, event.seq).await?
            }
            (EventKind::MessageUpdated, Some(message)) => {
                conversations::messages::get(conn, event.shop_id, MessageId(message)).await?
            }
            _ => None,
        };
        let names = names(event.kind, message.as_ref());
        if names.is_empty() {
            return Ok(None);
        }
        let row = conversations::get(conn, event.shop_id, id).await?;
        let Some(row) = row.filter(|row| !row.customer_erased) else { return Ok(None) };
        if is_history(event, &row, message.as_ref()) || is_silent(event.kind, &row, message.as_ref()) {
            return Ok(None);
        }
        let book = app.targets.of(conn, event.shop_id).await?;
        let data = Data {
            conversation_id: Some(id),
            message_id: message.as_ref().map(|message| message.id),
            customer_id: Some(row.customer_id),
            message: message.map(|message| message.for_staff(&app.files, app.clock.now())),
            conversation: Some(row.for_everyone(&book)),
            customer: None,
        };
        Ok(Some(Self { names, inbox_id: Some(row.inbox_id), data }))
    }

    pub fn conversation_id(&self) -> Option<ConversationId> {
        self.data.conversation_id
    }

    pub fn customer_id(&self) -> Option<CustomerId> {
        self.data.customer_id
    }

    /// What is told of the same is told in order: a conversation, or a customer.
    pub fn order(&self) -> String {
        let conversation = self.data.conversation_id.map(|id| id.to_string());
        conversation.or(self.data.customer_id.map(|id| id.to_string())).unwrap_or_default()
    }

    /// The body that is signed and sent: with the objects, or with their ids only.
    pub fn written(&self, name: WebhookEvent, event: &Event, full: bool) -> Result<String> {
        let Data { conversation_id, message_id, customer_id, .. } = self.data;
        let ids = Data { conversation_id, message_id, customer_id, ..Data::default() };
        write(name.name(), event, if full { &self.data } else { &ids })
    }
}

/// The body of a try.
pub fn test(shop_id: ShopId, at: Time) -> Result<String> {
    let event = Event { shop_id, seq: 0, kind: EventKind::ShopUpdated, conversation_id: None, subject_id: None, at };
    write(TEST_EVENT, &event, &Data::default())
}

fn write(name: &str, event: &Event, data: &Data) -> Result<String> {
    let body = Body { event: name, seq: event.seq, at: event.at, shop_id: event.shop_id, data };
    Ok(serde_json::to_string(&body).map_err(anyhow::Error::from)?)
}

/// A line that tells what happened to a conversation is no message; a reply is one, and more: whoever speaks for the shop.
fn names(kind: EventKind, message: Option<&MessageRow>) -> Vec<WebhookEvent> {
    match (kind, message) {
        (EventKind::MessageCreated, Some(message)) if message.kind == Kind::Event => line_name(message),
        (EventKind::MessageCreated, Some(message)) if message.kind.is_public() && is_ours(message.author) => {
            vec![WebhookEvent::MessageCreated, WebhookEvent::ReplyCreated]
        }
        (EventKind::MessageCreated, Some(_)) => vec![WebhookEvent::MessageCreated],
        (EventKind::MessageUpdated, Some(_)) => vec![WebhookEvent::MessageUpdated],
        (EventKind::ConversationCreated, _) => vec![WebhookEvent::ConversationCreated],
        (EventKind::ConversationUpdated, _) => vec![WebhookEvent::ConversationUpdated],
        _ => Vec::new(),
    }
}

fn is_ours(author: Author) -> bool {
    matches!(author, Author::Agent | Author::Bot | Author::Automatic)
}

fn line_name(message: &MessageRow) -> Vec<WebhookEvent> {
    let line = message.event.as_deref().and_then(|event| serde_json::from_str::<ThreadEvent>(event).ok());
    // Whoever closes a conversation may tag it with the reason in one step, and take it off as they reopen it.
    let tagged =
        line.as_ref().is_some_and(|line| ["added", "removed"].iter().any(|name| line.data.get(name).is_some()));
    match line.as_ref().map(|line| line.name.as_str()) {
        Some("assigned") => vec![WebhookEvent::ConversationAssigned],
        Some("tagged") => vec![WebhookEvent::ConversationTagged],
        Some("solved" | "reopened") if tagged => {
            vec![WebhookEvent::ConversationStatusChanged, WebhookEvent::ConversationTagged]
        }
        Some("solved" | "reopened" | "snoozed" | "woken" | "marked_spam" | "unmarked_spam") => {
            vec![WebhookEvent::ConversationStatusChanged]
        }
        _ => Vec::new(),
    }
}

/// What is written where it disturbs nobody is not told; that it was laid aside is.
fn is_silent(kind: EventKind, conversation: &ConversationRow, message: Option<&MessageRow>) -> bool {
    let is_line = message.is_some_and(|message| message.kind == Kind::Event);
    let says = matches!(kind, EventKind::MessageCreated | EventKind::MessageUpdated | EventKind::ConversationCreated);
    conversation.shelf.is_some() && says && !is_line
}

/// Imported history takes numbers like all else, but is not told: nothing of it happened now.
fn is_history(event: &Event, conversation: &ConversationRow, message: Option<&MessageRow>) -> bool {
    conversation.imported
        && match event.kind {
            EventKind::ConversationCreated => true,
            EventKind::MessageCreated => message.is_none_or(|message| message.created_at != event.at),
            _ => false,
        }
}
