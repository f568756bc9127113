//! What a webhook is told of an event: its ids, and the objects if it wants them, as they stand now.

use serde::Serialize;

use super::model::{TEST_EVENT, WebhookEvent};
use crate::app::App;
use crate::clock::Time;
use crate::conversations::model::{ConversationRow, MessageRow, ThreadEvent};
use crate::conversations::{Conversation, Kind, Message, store as conversations};
use crate::customers::{self, Customer};
use crate::db::Conn;
use crate::error::Result;
use crate::events::{Event, EventKind};
use crate::ids::{ConversationId, CustomerId, MessageId, Seq, ShopId};

/// An event in the words of webhooks.
#[derive(Debug)]
pub struct Told {
    pub event: WebhookEvent,
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
                let Some(customer) = customers::find(conn, event.shop_id, id).await? else { return Ok(None) };
                let data = Data { customer_id: Some(id), customer: Some(customer), ..Data::default() };
                Ok(Some(Self { event: WebhookEvent::CustomerUpdated, data }))
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
        let Some(name) = name(event.kind, message.as_ref()) else { return Ok(None) };
        let Some(row) = conversations::get(conn, event.shop_id, id).await? else { return Ok(None) };
        if is_history(event, &row, message.as_ref()) {
            return Ok(None);
        }
        let data = Data {
            conversation_id: Some(id),
            message_id: message.as_ref().map(|message| message.id),
            customer_id: Some(row.customer_id),
            message: message.map(|message| message.for_staff(&app.files, app.clock.now())),
            conversation: Some(row.for_everyone()),
            customer: None,
        };
        Ok(Some(Self { event: name, data }))
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

    /// The body that is signed and sent.
    pub fn written(&mut self, event: &Event, full: bool) -> Result<String> {
        if !full {
            self.data = Data { message: None, conversation: None, customer: None, ..std::mem::take(&mut self.data) };
        }
        write(self.event.name(), event, &self.data)
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

/// The name under which webhooks hear of it. A line that tells what happened to a conversation is no message.
fn name(kind: EventKind, message: Option<&MessageRow>) -> Option<WebhookEvent> {
    match (kind, message) {
        (EventKind::MessageCreated, Some(message)) if message.kind == Kind::Event => {
            let line: ThreadEvent = serde_json::from_str(message.event.as_deref()?).ok()?;
            match line.name.as_str() {
                "assigned" => Some(WebhookEvent::ConversationAssigned),
                "solved" | "reopened" | "snoozed" | "woken" => Some(WebhookEvent::ConversationStatusChanged),
                _ => None,
            }
        }
        (EventKind::MessageCreated, Some(_)) => Some(WebhookEvent::MessageCreated),
        (EventKind::MessageUpdated, Some(_)) => Some(WebhookEvent::MessageUpdated),
        (EventKind::ConversationCreated, _) => Some(WebhookEvent::ConversationCreated),
        (EventKind::ConversationUpdated, _) => Some(WebhookEvent::ConversationUpdated),
        _ => None,
    }
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
