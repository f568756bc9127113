//! Conversations and messages: rows as they are stored, and the shapes the API shows.

mod bot;
mod card;
mod day;
mod message;
mod service;
mod stood;
mod tags;
mod visitor;

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Time;
use crate::conversations::waits::Measured;
use crate::db::stored_enum;
use crate::ids::{ConversationId, CustomerId, GroupId, InboxId, Seq, ShopId, StaffId, TagId};
use crate::targets::{Book, Target};

pub use bot::{AnswerSource, BotAct, BotButton, BotPart, HandOverReason, Press, SizeSource, VisitorBotPart};
pub use card::{Card, CardKind};
pub use day::{DayConversation, DayFigures, FigureConversation};
pub use message::{Message, MessageRow, NewMessage, Posted, Sender, Standing, ThreadEvent};
pub use service::{Served, ServedCase, ServiceConversation, ServiceFigure, ServiceFigures, Settled, SettledCase};
pub use stood::Stood;
pub use visitor::{AgentBrief, VisitorConversation, VisitorMessage};

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
    /// Why a conversation is laid aside: what lies on a shelf counts in no figure, and disturbs nobody.
    Shelf {
        /// Marked as spam; what its buyer writes next is kept there.
        Spam = 0,
        /// Written while its buyer was blocked; once that is lifted, what they write begins anew.
        Blocked = 1,
        /// Its messages went to another conversation; what is left is a frame that leads there.
        Merged = 2,
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
    Author {
        Customer = 0,
        Agent = 1,
        Bot = 2,
        Automatic = 3,
        System = 4,
        /// A machine that speaks for the customer: it is owed nothing, and nothing answers it by itself.
        Machine = 5,
    }
}

impl Author {
    /// Whether nobody sat there as it was written.
    pub fn is_automated(self) -> bool {
        matches!(self, Self::Bot | Self::Automatic | Self::Machine)
    }
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
    /// For whom it waits in the queue.
    pub group_id: Option<GroupId>,
    /// When the bot called a person in this episode.
    pub called_at: Option<Time>,
    /// When it was found that nobody could answer what came in; none once somebody has.
    pub offline_at: Option<Time>,
    /// JSON; none where it has no tags.
    pub tag_ids: Option<String>,
    pub shelf: Option<Shelf>,
    pub merged_into_id: Option<ConversationId>,
    pub customer_name: String,
    pub customer_tier: Option<String>,
    pub customer_verified: bool,
    pub customer_locale: Option<String>,
    pub customer_blocked: bool,
    pub customer_erased: bool,
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
    /// The group for which it waits in the queue, if it was handed to one.
    pub group_id: Option<GroupId>,
    pub snoozed_until: Option<Time>,
    /// The first buyer message that nobody answered; null when nothing is owed.
    pub waiting_since: Option<Time>,
    /// Since when it holds an offline message: one that came in while the shop was closed or nobody was there, and that
    /// nobody has answered.
    pub offline_at: Option<Time>,
    /// What the reply that is owed is held against; null: nothing is owed, or there is no target.
    pub reply_target: Option<Target>,
    /// When that reply is due; closed hours do not count.
    pub reply_due_at: Option<Time>,
    /// From then on it is nearly due.
    pub reply_alert_at: Option<Time>,
    /// The last closed hours before it is due, in which nothing counts down.
    pub reply_paused_from: Option<Time>,
    pub reply_paused_until: Option<Time>,
    /// When the conversation is to be solved; null: there is no target, or it is.
    pub solve_due_at: Option<Time>,
    /// What it is about, in the order in which they were put on.
    pub tag_ids: Vec<TagId>,
    /// Why it is laid aside; null: it is not.
    pub shelf: Option<Shelf>,
    /// Where its messages went; null: they are here.
    pub merged_into: Option<ConversationId>,
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
    /// Nobody's any more: the words are gone and nothing can be added.
    pub erased: bool,
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
    pub fn for_viewer(&self, book: &Book) -> Conversation {
        // History from elsewhere was read there.
        let unread_before = if self.imported { self.customer_messages } else { 0 };
        let read = self.my_customer_messages.unwrap_or(unread_before);
        Conversation {
            unread: Some((self.customer_messages - read).max(0)),
            my_read_seq: Some(self.my_read_seq.unwrap_or(0)),
            ..self.for_everyone(book)
        }
    }

    /// As pushed to every colleague at once.
    pub fn for_everyone(&self, book: &Book) -> Conversation {
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
        let measured = Measured::from(self);
        let (due, solve_due_at) = match self.imported {
            true => (None, None),
            false => (book.reply(&measured), book.solve(&measured)),
        };
        let pause = due.and_then(|due| due.pause);
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
                erased: self.customer_erased,
            },
            status: self.status,
            stage: self.stage,
            touchpoint: self.touchpoint,
            assignee_id: self.assignee_id,
            group_id: self.group_id,
            snoozed_until: self.snoozed_until,
            waiting_since: self.waiting_since,
            offline_at: self.offline_at,
            reply_target: due.map(|due| due.target),
            reply_due_at: due.map(|due| due.at),
            reply_alert_at: due.map(|due| due.alert_at),
            reply_paused_from: pause.map(|pause| pause.from),
            reply_paused_until: pause.map(|pause| pause.until),
            solve_due_at,
            tag_ids: self.tags(),
            shelf: self.shelf,
            merged_into: self.merged_into_id,
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

/// A reply begun and not sent.
#[derive(Debug, Clone, PartialEq, Serialize, sqlx::FromRow, ToSchema)]
pub struct Draft {
    pub conversation_id: ConversationId,
    pub text: String,
    pub note: bool,
    pub updated_at: Time,
}
