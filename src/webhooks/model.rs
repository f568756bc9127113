use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Time;
use crate::db::stored_enum;
use crate::ids::{ConversationId, CustomerId, DeliveryId, InboxId, Seq, ShopId, WebhookId};
use crate::sealed::{Keys, Sealed, Secret, WEBHOOK_SECRET};

/// What other systems can be told of; in the order of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub enum WebhookEvent {
    #[serde(rename = "message.created")]
    MessageCreated,
    /// A colleague wrote to the buyer; no notes. What a channel sends on.
    #[serde(rename = "reply.created")]
    ReplyCreated,
    /// A message was taken back.
    #[serde(rename = "message.updated")]
    MessageUpdated,
    #[serde(rename = "conversation.created")]
    ConversationCreated,
    /// Anything about a conversation, the next three included.
    #[serde(rename = "conversation.updated")]
    ConversationUpdated,
    #[serde(rename = "conversation.assigned")]
    ConversationAssigned,
    /// Solved, reopened, put off or back from that.
    #[serde(rename = "conversation.status_changed")]
    ConversationStatusChanged,
    /// Tags were put on or taken off.
    #[serde(rename = "conversation.tagged")]
    ConversationTagged,
    /// New, changed, or looking at another page.
    #[serde(rename = "customer.updated")]
    CustomerUpdated,
    /// Everything about somebody was erased: whoever keeps a copy should do the same.
    #[serde(rename = "customer.erased")]
    CustomerErased,
}

impl WebhookEvent {
    pub fn name(self) -> &'static str {
        match self {
            Self::MessageCreated => "message.created",
            Self::ReplyCreated => "reply.created",
            Self::MessageUpdated => "message.updated",
            Self::ConversationCreated => "conversation.created",
            Self::ConversationUpdated => "conversation.updated",
            Self::ConversationAssigned => "conversation.assigned",
            Self::ConversationStatusChanged => "conversation.status_changed",
            Self::ConversationTagged => "conversation.tagged",
            Self::CustomerUpdated => "customer.updated",
            Self::CustomerErased => "customer.erased",
        }
    }
}

/// The event of a delivery that somebody asked for to try a webhook.
pub const TEST_EVENT: &str = "webhook.test";

#[derive(Clone, sqlx::FromRow)]
pub struct WebhookRow {
    pub id: WebhookId,
    pub shop_id: ShopId,
    pub name: String,
    pub url: String,
    /// JSON.
    pub events: String,
    pub inbox_id: Option<InboxId>,
    pub full_payload: bool,
    pub active: bool,
    pub secret: Sealed,
    pub previous_secret: Option<Sealed>,
    pub previous_until: Option<Time>,
    pub seq: Seq,
    pub failing_since: Option<Time>,
    pub disabled_at: Option<Time>,
    pub created_at: Time,
}

impl std::fmt::Debug for WebhookRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address may hold a secret, which does not belong in a log.
        f.debug_struct("WebhookRow").field("id", &self.id).field("active", &self.active).finish_non_exhaustive()
    }
}

impl WebhookRow {
    pub fn event_list(&self) -> Vec<WebhookEvent> {
        serde_json::from_str(&self.events).unwrap_or_default()
    }

    /// Whose places its jobs take.
    pub fn target(&self) -> String {
        target(self.id)
    }

    /// The secrets that sign now, the newest first.
    pub fn secrets(&self, keys: &Keys, now: Time) -> anyhow::Result<Vec<Secret>> {
        let previous = self.previous_secret.as_ref().filter(|_| self.previous_until.is_some_and(|until| until > now));
        let signing = std::iter::once(&self.secret).chain(previous);
        signing.map(|sealed| keys.open(WEBHOOK_SECRET, self.id, sealed)).collect()
    }
}

pub fn target(id: WebhookId) -> String {
    format!("webhook:{id}")
}

/// An address that is told what happens.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Webhook {
    pub id: WebhookId,
    pub name: String,
    pub url: String,
    pub events: Vec<WebhookEvent>,
    /// Tells only of what happens in this inbox; null: in all, and of customers.
    pub inbox_id: Option<InboxId>,
    /// Whether bodies hold the objects, or only their ids.
    pub full_payload: bool,
    pub active: bool,
    /// Until when the secret before this one signs too.
    pub previous_secret_until: Option<Time>,
    /// Since when nothing has come through.
    pub failing_since: Option<Time>,
    /// When it was switched off because nothing had come through for a day.
    pub disabled_at: Option<Time>,
    /// Deliveries that are still to be made.
    pub waiting: i64,
    pub created_at: Time,
}

impl Webhook {
    pub fn from_row(row: &WebhookRow, waiting: i64, now: Time) -> Self {
        Self {
            id: row.id,
            name: row.name.clone(),
            url: row.url.clone(),
            events: row.event_list(),
            inbox_id: row.inbox_id,
            full_payload: row.full_payload,
            active: row.active,
            previous_secret_until: row.previous_until.filter(|until| *until > now),
            failing_since: row.failing_since,
            disabled_at: row.disabled_at,
            waiting,
            created_at: row.created_at,
        }
    }
}

stored_enum! {
    DeliveryState {
        /// To be sent, for the first time or again.
        Waiting = 0,
        Delivered = 1,
        /// Given up; a dead letter until it is replayed or discarded.
        Dead = 2,
    }
}

/// One thing told, with what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
pub struct Delivery {
    /// The same in `X-Zhanggui-Delivery`, whenever it is tried.
    pub id: DeliveryId,
    #[serde(skip)]
    pub shop_id: ShopId,
    #[serde(skip)]
    pub webhook_id: WebhookId,
    /// Such as `message.created`; `webhook.test` for a try.
    pub event: String,
    /// The number of the event; 0 for a try.
    pub seq: Seq,
    pub conversation_id: Option<ConversationId>,
    pub customer_id: Option<CustomerId>,
    /// As sent, to the letter.
    pub body: String,
    pub state: DeliveryState,
    pub attempts: i64,
    /// The HTTP status of the last attempt, if there was an answer.
    pub status: Option<i64>,
    pub duration_ms: Option<i64>,
    /// The beginning of the last answer.
    pub response: Option<String>,
    /// Why the last attempt failed: `http_500`, `too_slow`, `address_not_public` …
    pub error: Option<String>,
    pub attempted_at: Option<Time>,
    pub created_at: Time,
}

impl Delivery {
    pub fn new(webhook: &WebhookRow, event: &'static str, seq: Seq, body: String, now: Time) -> Self {
        Self {
            id: DeliveryId::new(),
            shop_id: webhook.shop_id,
            webhook_id: webhook.id,
            event: event.to_owned(),
            seq,
            conversation_id: None,
            customer_id: None,
            body,
            state: DeliveryState::Waiting,
            attempts: 0,
            status: None,
            duration_ms: None,
            response: None,
            error: None,
            attempted_at: None,
            created_at: now,
        }
    }
}
