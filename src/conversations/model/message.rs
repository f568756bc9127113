//! Messages: the row, what colleagues see of it, and how one comes in.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Author, BotAct, BotPart, Card, ConversationRow, Kind, Press, Touchpoint};
use crate::clock::Time;
use crate::conversations::thread::Thread;
use crate::files::{FileRow, FileView, Files, Uploader};
use crate::ids::{ConversationId, CustomerId, FileId, InboxId, MessageId, Seq, ShopId, StaffId};

/// A message as stored, with its file.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct MessageRow {
    /// Its place in the search index; given by the database.
    pub num: i64,
    pub id: MessageId,
    pub shop_id: ShopId,
    pub conversation_id: ConversationId,
    /// Where it was said, if its conversation stands in another inbox.
    pub inbox_id: Option<InboxId>,
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
    /// JSON: of a bot's message.
    pub bot: Option<String>,
    /// JSON: of a buyer's.
    pub press: Option<String>,
    /// Of a reply: since when its buyer had waited.
    pub waited_since: Option<Time>,
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
    /// The inbox in which it was said, if its conversation goes on in another one.
    pub inbox_id: Option<InboxId>,
    /// The number of the event that brought it; orders messages.
    pub seq: Seq,
    pub client_id: Option<Uuid>,
    pub kind: Kind,
    pub author: Author,
    /// A machine wrote it, ours or the other side's: what answers by itself should leave it alone.
    pub automated: bool,
    pub staff_id: Option<StaffId>,
    pub text: Option<String>,
    pub file: Option<FileView>,
    pub card: Option<Card>,
    pub event: Option<ThreadEvent>,
    /// What a bot's message holds besides; null for everybody else's.
    pub bot: Option<BotPart>,
    /// What a buyer pressed instead of typing.
    pub press: Option<Press>,
    pub created_at: Time,
    pub edited_at: Option<Time>,
    /// Taken back by its writer: the words are gone for both sides.
    pub recalled_at: Option<Time>,
    /// What it held was erased, by a rule of the shop or with its customer.
    pub erased: bool,
}

impl MessageRow {
    /// An empty message, to be filled.
    pub fn new(conversation: (ShopId, ConversationId), seq: Seq, kind: Kind, author: Author, created_at: Time) -> Self {
        let (shop_id, conversation_id) = conversation;
        Self {
            num: 0,
            id: MessageId::new(),
            shop_id,
            conversation_id,
            inbox_id: None,
            seq,
            client_id: None,
            digest: None,
            kind,
            author,
            staff_id: None,
            text: None,
            file_id: None,
            card: None,
            event: None,
            bot: None,
            press: None,
            waited_since: None,
            created_at,
            edited_at: None,
            recalled_at: None,
            file_name: None,
            file_mime: None,
            file_size: None,
            file_width: None,
            file_height: None,
            file_has_thumb: None,
        }
    }

    /// The inbox whose buyers see it.
    pub fn said_in(&self, conversation: &ConversationRow) -> InboxId {
        self.inbox_id.unwrap_or(conversation.inbox_id)
    }

    /// What a card is called, for lists and search.
    pub fn card_title(&self) -> Option<String> {
        self.stored_card().map(|card| card.title)
    }

    /// The card that it shows, if it is one.
    pub fn stored_card(&self) -> Option<Card> {
        serde_json::from_str(self.card.as_deref()?).ok()
    }

    /// What it holds besides its words, if a bot wrote it.
    pub fn bot_part(&self) -> Option<BotPart> {
        serde_json::from_str(self.bot.as_deref()?).ok()
    }

    /// What it tells, if it is a line that nobody wrote.
    pub fn thread_event(&self) -> Option<ThreadEvent> {
        serde_json::from_str(self.event.as_deref()?).ok()
    }

    /// What its buyer pressed instead of typing.
    pub fn pressed(&self) -> Option<Press> {
        serde_json::from_str(self.press.as_deref()?).ok()
    }

    pub(super) fn file_view(&self, files: &Files, now: Time) -> Option<FileView> {
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
            inbox_id: self.inbox_id,
            seq: self.seq,
            client_id: self.client_id,
            kind: self.kind,
            author: self.author,
            automated: self.author.is_automated(),
            staff_id: self.staff_id,
            text: self.text.clone(),
            file: self.file_view(files, now),
            card: self.stored_card(),
            event: self.thread_event(),
            bot: self.bot_part(),
            press: self.pressed(),
            created_at: self.created_at,
            edited_at: self.edited_at,
            recalled_at: self.recalled_at,
            erased: self.is_erased(),
        }
    }

    /// Whether what its kind must hold is not there, and nobody took it back.
    pub(in crate::conversations) fn is_erased(&self) -> bool {
        let missing = match self.kind {
            Kind::Text | Kind::Note => self.text.is_none(),
            Kind::Image | Kind::File => self.file_id.is_none(),
            Kind::Card => self.card.is_none(),
            Kind::Event => false,
        };
        missing && self.recalled_at.is_none()
    }
}

/// A line in the thread that tells what happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ThreadEvent {
    /// `assigned`, `solved`, `reopened`, `snoozed`, `woken`, `stage_changed`, `touchpoint_changed`, `left_offline`, `tagged`,
    /// `marked_spam`, `unmarked_spam`, `merged`, `merge_undone`, `split_off`, `split_from`, `split_undone`.
    pub name: String,
    /// By name: `assignee_id`, `by`, `until`, `stage`, `touchpoint`, `closed`; `added` and `removed` tags by their ids; `rule_id`
    /// where a rule did it; `other_id`, `number` and `messages` of another conversation, and its `inbox_id` where that is another.
    #[schema(value_type = Object)]
    pub data: serde_json::Value,
}

/// Who sends a message, and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// A buyer in an inbox.
    Customer { customer_id: CustomerId, inbox_id: InboxId, touchpoint: Touchpoint, thread: Thread },
    /// A machine that speaks for a buyer: what it says stands where the buyer's words would.
    Machine { customer_id: CustomerId, inbox_id: InboxId, touchpoint: Touchpoint, thread: Thread },
    /// A member of staff in a conversation.
    Staff {
        staff_id: StaffId,
        conversation_id: ConversationId,
        seen_seq: Option<Seq>,
        force: bool,
        /// Even if a colleague owns it.
        takes_over: bool,
    },
    /// The bot in a conversation, after it read so many messages of the buyer: one more, or a person who answered
    /// meanwhile, stops it. What `settles` answers the buyer; other words leave the buyer waiting.
    Bot { conversation_id: ConversationId, heard: i64, settles: bool },
    /// The shop by itself in a conversation, where it stands as it stood: one more word of anybody stops it, unless it is a
    /// note. The buyer goes on waiting.
    Automatic { conversation_id: ConversationId, standing: Standing },
}

/// Where a conversation stood when words for it were chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    pub customer_messages: i64,
    pub last_message_seq: Seq,
    pub waiting_since: Option<Time>,
}

impl Standing {
    pub fn of(row: &ConversationRow) -> Self {
        Self {
            customer_messages: row.customer_messages,
            last_message_seq: row.last_message_seq,
            waiting_since: row.waiting_since,
        }
    }
}

impl Sender {
    /// Buyers send what they brought themselves; colleagues and the bot what any colleague brought, such as the file of a
    /// canned reply.
    pub fn may_send(&self, shop_id: ShopId, file: &FileRow) -> bool {
        match self {
            Self::Customer { customer_id, .. } | Self::Machine { customer_id, .. } => {
                file.was_brought_by(shop_id, Uploader::Customer(*customer_id))
            }
            Self::Staff { .. } | Self::Bot { .. } | Self::Automatic { .. } => file.is_of_staff(shop_id),
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
    pub bot: Option<BotPart>,
    pub press: Option<Press>,
}

impl NewMessage {
    /// Whether the bot leaves the buyer to a person with it.
    pub fn calls_a_person(&self) -> bool {
        self.bot.as_ref().is_some_and(|bot| bot.act == BotAct::HandOver)
    }
}

/// What became of a message that was sent.
#[derive(Debug, Clone)]
pub struct Posted {
    pub message: Arc<MessageRow>,
    pub conversation: Arc<ConversationRow>,
    /// False for a repeat of a message stored before.
    pub new: bool,
}
