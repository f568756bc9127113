//! Conversations and messages: rows as they are stored, and the shapes the API shows.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clock::Time;
use crate::error::{Error, Result};
use crate::files::{FileView, Files, Uploader};
use crate::ids::{ConversationId, CustomerId, FileId, InboxId, MessageId, Seq, ShopId, StaffId};

macro_rules! stored_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $number:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[repr(i16)]
        pub enum $name { $($(#[$vdoc])* $variant = $number),* }
    };
}
pub(crate) use stored_enum;

stored_enum! {
    /// Where a conversation stands.
    Status {
        /// Nobody owns it yet.
        Queued = 0,
        /// Owned, and the next word is ours.
        Open = 1,
        /// Owned, and the buyer has the next word.
        Waiting = 2,
        Snoozed = 3,
        Solved = 4,
    }
}

stored_enum! {
    /// Before or after the purchase.
    Stage { PreSale = 0, AfterSale = 1 }
}

stored_enum! {
    /// Where the buyer met the shop (三个半触点).
    Touchpoint { Page = 0, Enquiry = 1, Parcel = 2, AfterSale = 3 }
}

stored_enum! {
    /// What a message holds.
    Kind {
        Text = 0,
        Image = 1,
        File = 2,
        Card = 3,
        /// Between colleagues; never reaches the buyer.
        Note = 4,
        /// A line in the thread that nobody wrote.
        Event = 5,
    }
}

stored_enum! {
    /// Who wrote a message.
    Author { Customer = 0, Agent = 1, Bot = 2, Automatic = 3, System = 4 }
}

impl Status {
    /// Whether it is on somebody's desk or in the queue.
    pub fn in_work(self) -> bool {
        matches!(self, Self::Queued | Self::Open | Self::Waiting)
    }
}

impl Kind {
    /// Whether a buyer may ever see it.
    pub fn is_public(self) -> bool {
        !matches!(self, Self::Note | Self::Event)
    }
}

/// A conversation as stored, with the few words about its customer that every list shows.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ConversationRow {
    pub id: ConversationId,
    pub shop_id: ShopId,
    pub number: i64,
    pub inbox_id: InboxId,
    pub customer_id: CustomerId,
    pub status: Status,
    pub stage: Stage,
    pub touchpoint: Touchpoint,
    pub assignee_id: Option<StaffId>,
    pub snoozed_until: Option<Time>,
    pub waiting_since: Option<Time>,
    pub rank: i64,
    pub last_message_seq: Seq,
    pub last_message_kind: Option<Kind>,
    pub last_message_author: Option<Author>,
    pub last_message_preview: Option<String>,
    pub last_message_at: Option<Time>,
    pub last_reply_seq: Seq,
    pub last_reply_by: Option<StaffId>,
    pub customer_messages: i64,
    pub customer_read_seq: Seq,
    pub staff_read_seq: Seq,
    pub version: i64,
    pub imported: bool,
    pub created_at: Time,
    pub updated_at: Time,
    pub solved_at: Option<Time>,
    pub customer_name: String,
    pub customer_tier: Option<String>,
    pub customer_verified: bool,
    pub customer_locale: Option<String>,
    pub customer_blocked: bool,
    /// The viewer's own read mark, where the query joined it.
    #[sqlx(default)]
    pub my_read_seq: Option<Seq>,
    #[sqlx(default)]
    pub my_customer_messages: Option<i64>,
}

/// One reception episode of one buyer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Conversation {
    pub id: ConversationId,
    /// Counts up within the shop; what people say to each other.
    pub number: i64,
    pub inbox_id: InboxId,
    pub customer: CustomerBrief,
    pub status: Status,
    pub stage: Stage,
    pub touchpoint: Touchpoint,
    pub assignee_id: Option<StaffId>,
    pub snoozed_until: Option<Time>,
    /// The first buyer message that nobody answered; null when nothing is owed.
    pub waiting_since: Option<Time>,
    pub last_message: Option<LastMessage>,
    /// How many messages the buyer wrote in all.
    pub customer_messages: i64,
    /// Buyer messages the viewer has not read; null in live frames, which go to many viewers.
    pub unread: Option<i64>,
    /// Up to where the viewer has read; null in live frames.
    pub my_read_seq: Option<Seq>,
    /// Up to where the buyer has read.
    pub customer_read_seq: Seq,
    /// Up to where any colleague has read.
    pub staff_read_seq: Seq,
    /// Rises with every change.
    pub version: i64,
    /// Brought in from another system; nothing was sent for it.
    pub imported: bool,
    pub created_at: Time,
    pub updated_at: Time,
    pub solved_at: Option<Time>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CustomerBrief {
    pub id: CustomerId,
    pub name: String,
    pub tier: Option<String>,
    /// The shop vouched for who this is.
    pub verified: bool,
    pub locale: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LastMessage {
    pub seq: Seq,
    pub kind: Kind,
    pub author: Author,
    /// One line of at most 120 characters; empty for images and files.
    pub preview: String,
    pub at: Time,
}

impl ConversationRow {
    /// As shown to one member of staff, with what that person has read.
    pub fn for_viewer(&self) -> Conversation {
        // History from elsewhere was read there.
        let unread_before = if self.imported { self.customer_messages } else { 0 };
        let read = self.my_customer_messages.unwrap_or(unread_before);
        Conversation {
            unread: Some((self.customer_messages - read).max(0)),
            my_read_seq: Some(self.my_read_seq.unwrap_or(0)),
            ..self.for_everyone()
        }
    }

    /// As pushed to every colleague at once.
    pub fn for_everyone(&self) -> Conversation {
        let last_message = match (self.last_message_kind, self.last_message_author, self.last_message_at) {
            (Some(kind), Some(author), Some(at)) => Some(LastMessage {
                seq: self.last_message_seq,
                kind,
                author,
                preview: self.last_message_preview.clone().unwrap_or_default(),
                at,
            }),
            _ => None,
        };
        Conversation {
            id: self.id,
            number: self.number,
            inbox_id: self.inbox_id,
            customer: CustomerBrief {
                id: self.customer_id,
                name: self.customer_name.clone(),
                tier: self.customer_tier.clone(),
                verified: self.customer_verified,
                locale: self.customer_locale.clone(),
            },
            status: self.status,
            stage: self.stage,
            touchpoint: self.touchpoint,
            assignee_id: self.assignee_id,
            snoozed_until: self.snoozed_until,
            waiting_since: self.waiting_since,
            last_message,
            customer_messages: self.customer_messages,
            unread: None,
            my_read_seq: None,
            customer_read_seq: self.customer_read_seq,
            staff_read_seq: self.staff_read_seq,
            version: self.version,
            imported: self.imported,
            created_at: self.created_at,
            updated_at: self.updated_at,
            solved_at: self.solved_at,
        }
    }
}

/// A message as stored, with its file.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct MessageRow {
    pub id: MessageId,
    pub shop_id: ShopId,
    pub conversation_id: ConversationId,
    pub seq: Seq,
    pub client_id: Option<Uuid>,
    pub digest: Option<Vec<u8>>,
    pub kind: Kind,
    pub author: Author,
    pub staff_id: Option<StaffId>,
    pub text: Option<String>,
    pub file_id: Option<FileId>,
    pub card: Option<String>,
    pub event: Option<String>,
    pub created_at: Time,
    pub edited_at: Option<Time>,
    pub recalled_at: Option<Time>,
    pub file_name: Option<String>,
    pub file_mime: Option<String>,
    pub file_size: Option<i64>,
    pub file_width: Option<i64>,
    pub file_height: Option<i64>,
    pub file_has_thumb: Option<bool>,
}

/// A message as colleagues see it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Message {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    /// The number of the event that brought it; orders messages.
    pub seq: Seq,
    pub client_id: Option<Uuid>,
    pub kind: Kind,
    pub author: Author,
    pub staff_id: Option<StaffId>,
    pub text: Option<String>,
    pub file: Option<FileView>,
    pub card: Option<Card>,
    pub event: Option<ThreadEvent>,
    pub created_at: Time,
    pub edited_at: Option<Time>,
    /// Taken back by its writer: the words are gone for both sides.
    pub recalled_at: Option<Time>,
}

/// A card in a conversation: a product, an order or a link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Card {
    #[serde(rename = "type")]
    pub kind: CardKind,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    /// A decimal, such as `"699.00"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    /// ISO 4217.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    Product,
    Order,
    Link,
}

/// A line in the thread that tells what happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ThreadEvent {
    /// `assigned`, `solved`, `reopened`, `snoozed`, `woken`, `stage_changed`, `touchpoint_changed`.
    pub name: String,
    /// By name: `assignee_id`, `by`, `until`, `stage`, `touchpoint`.
    #[schema(value_type = Object)]
    pub data: serde_json::Value,
}

/// Who sends a message, and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// A buyer in an inbox: goes to the buyer's running conversation, or begins one.
    Customer { customer_id: CustomerId, inbox_id: InboxId, touchpoint: Touchpoint },
    /// A member of staff in a conversation.
    Staff { staff_id: StaffId, conversation_id: ConversationId, seen_seq: Option<Seq>, force: bool },
}

impl Sender {
    pub fn uploader(&self) -> Uploader {
        match self {
            Self::Customer { customer_id, .. } => Uploader::Customer(*customer_id),
            Self::Staff { staff_id, .. } => Uploader::Staff(*staff_id),
        }
    }
}

/// A message on its way in.
#[derive(Debug, Clone)]
pub struct NewMessage {
    pub shop_id: ShopId,
    pub sender: Sender,
    pub client_id: Uuid,
    pub kind: Kind,
    pub text: Option<String>,
    pub file_id: Option<FileId>,
    pub card: Option<Card>,
}

/// What became of a message that was sent.
#[derive(Debug, Clone)]
pub struct Posted {
    pub message: std::sync::Arc<MessageRow>,
    pub conversation: std::sync::Arc<ConversationRow>,
    /// False for a repeat of a message stored before.
    pub new: bool,
}

/// A reply begun and not sent.
#[derive(Debug, Clone, PartialEq, Serialize, sqlx::FromRow, ToSchema)]
pub struct Draft {
    pub conversation_id: ConversationId,
    pub text: String,
    pub note: bool,
    pub updated_at: Time,
}

impl MessageRow {
    /// What a card is called, for lists and search.
    pub fn card_title(&self) -> Option<String> {
        self.stored_card().map(|card| card.title)
    }

    fn stored_card(&self) -> Option<Card> {
        serde_json::from_str(self.card.as_deref()?).ok()
    }

    fn file_view(&self, files: &Files, now: Time) -> Option<FileView> {
        let id = self.file_id?;
        let name = self.file_name.as_deref().unwrap_or_default();
        let mime = self.file_mime.as_deref().unwrap_or("application/octet-stream");
        let has_thumb = self.file_has_thumb.unwrap_or(false);
        Some(files.view(now, id, name, mime, self.file_size.unwrap_or(0), self.file_width, self.file_height, has_thumb))
    }

    /// As colleagues see it.
    pub fn for_staff(&self, files: &Files, now: Time) -> Message {
        Message {
            id: self.id,
            conversation_id: self.conversation_id,
            seq: self.seq,
            client_id: self.client_id,
            kind: self.kind,
            author: self.author,
            staff_id: self.staff_id,
            text: self.text.clone(),
            file: self.file_view(files, now),
            card: self.stored_card(),
            event: self.event.as_deref().and_then(|event| serde_json::from_str(event).ok()),
            created_at: self.created_at,
            edited_at: self.edited_at,
            recalled_at: self.recalled_at,
        }
    }

    /// As the buyer sees it; nothing of what is between colleagues.
    pub fn for_visitor(&self, files: &Files, now: Time, agent: Option<AgentBrief>) -> Option<VisitorMessage> {
        if !self.kind.is_public() {
            return None;
        }
        Some(VisitorMessage {
            id: self.id,
            seq: self.seq,
            client_id: self.client_id.filter(|_| self.author == Author::Customer),
            kind: self.kind,
            author: self.author,
            agent,
            text: self.text.clone(),
            file: self.file_view(files, now),
            card: self.stored_card(),
            created_at: self.created_at,
            recalled_at: self.recalled_at,
        })
    }
}

/// What a buyer knows of the person who answers.
#[derive(Debug, Clone, PartialEq, Serialize, sqlx::FromRow, ToSchema)]
pub struct AgentBrief {
    pub name: String,
    pub avatar_color: i16,
}

/// A message as its buyer sees it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct VisitorMessage {
    pub id: MessageId,
    pub seq: Seq,
    pub client_id: Option<Uuid>,
    pub kind: Kind,
    pub author: Author,
    pub agent: Option<AgentBrief>,
    pub text: Option<String>,
    pub file: Option<FileView>,
    pub card: Option<Card>,
    pub created_at: Time,
    pub recalled_at: Option<Time>,
}

/// A conversation as its buyer sees it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct VisitorConversation {
    pub id: ConversationId,
    pub status: Status,
    /// Who serves the buyer.
    pub agent: Option<AgentBrief>,
    /// Up to where a colleague has read.
    pub agent_read_seq: Seq,
    /// Up to where the buyer has read.
    pub my_read_seq: Seq,
}

impl ConversationRow {
    pub fn for_visitor(&self, agent: Option<AgentBrief>) -> VisitorConversation {
        VisitorConversation {
            id: self.id,
            status: self.status,
            agent,
            agent_read_seq: self.staff_read_seq,
            my_read_seq: self.customer_read_seq,
        }
    }
}

impl Card {
    /// Refuses what no buyer should meet: endless titles, odd prices, links that are not web links.
    pub fn check(&self) -> Result<()> {
        let short = |field: &'static str, text: &str| match text.chars().count() {
            0 => Err(Error::invalid(field, "required")),
            _ if text.contains(char::is_control) => Err(Error::invalid(field, "invalid_character")),
            1..=300 => Ok(()),
            _ => Err(Error::invalid(field, "too_long")),
        };
        short("card.title", self.title.trim())?;
        if let Some(subtitle) = &self.subtitle {
            short("card.subtitle", subtitle)?;
        }
        for (field, url) in [("card.url", &self.url), ("card.image_url", &self.image_url)] {
            // A picture may lie on this server itself; a link leads to a page of the shop.
            let is_ours = |url: &str| field == "card.image_url" && url.starts_with('/') && !url.starts_with("//");
            let is_web = |url: &str| url.starts_with("https://") || url.starts_with("http://");
            let is_one_word = |url: &str| !url.contains(|c: char| c.is_control() || c.is_whitespace());
            let fine = |url: &String| url.len() <= 2000 && is_one_word(url) && (is_web(url) || is_ours(url));
            let fine = url.as_ref().is_none_or(fine);
            if !fine {
                return Err(Error::invalid(field, "not_a_web_address"));
            }
        }
        let decimal = |price: &String| {
            let digits = price.chars().filter(char::is_ascii_digit).count();
            digits > 0
                && price.len() <= 16
                && price.chars().all(|c| c.is_ascii_digit() || c == '.')
                && price.matches('.').count() <= 1
        };
        if !self.price.as_ref().is_none_or(decimal) {
            return Err(Error::invalid("card.price", "not_a_decimal"));
        }
        if !self.currency.as_ref().is_none_or(|code| code.len() == 3 && code.chars().all(|c| c.is_ascii_uppercase())) {
            return Err(Error::invalid("card.currency", "not_a_currency"));
        }
        Ok(())
    }
}
