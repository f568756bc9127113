//! The frames of the socket protocol, the same for desk and widget.

use axum::extract::ws::Utf8Bytes;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::presence::Presence;
use crate::clock::Time;
use crate::conversations::model::{Card, Conversation, Kind, Message, Press, VisitorConversation, VisitorMessage};
use crate::conversations::views::ViewCount;
use crate::error::Problem;
use crate::hours::Outlook;
use crate::ids::{ConversationId, CustomerId, EntryId, FileId, Seq, StaffId};
use crate::notifications::Notification;
use crate::reception::QueuePlace;

/// The frames' shapes, for the API description.
#[derive(Debug, utoipa::OpenApi)]
#[openapi(components(schemas(ClientFrame, ServerFrame)))]
pub struct Frames;

/// What a client sends.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// The first frame: who this is, and the last event number it knows.
    Hello {
        since: Option<Seq>,
        /// A visitor's token; staff are known by their cookie.
        token: Option<String>,
        #[serde(default)]
        client: Option<String>,
    },
    /// Which conversation is on screen; null for none.
    Watch {
        conversation_id: Option<ConversationId>,
    },
    /// Whether anybody can see the desk: one that nobody sees tells its owner nothing, their other devices do. Seen, unless it
    /// says otherwise.
    OnScreen {
        visible: bool,
    },
    Typing {
        conversation_id: Option<ConversationId>,
        typing: bool,
        /// What a buyer has written so far, at most 500 characters: shown, masked, where the inbox has `typing_preview`;
        /// not told otherwise, nor when it comes more than twice a second.
        #[serde(default)]
        text: Option<String>,
    },
    Read {
        conversation_id: Option<ConversationId>,
        seq: Seq,
    },
    /// A message; answered by `ack` or `nack` under its client id.
    Send(Box<SendFrame>),
    Presence {
        presence: Presence,
        /// Why one is away.
        #[serde(default)]
        reason: Option<String>,
    },
    Ping {
        t: Option<i64>,
    },
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendFrame {
    pub client_id: Uuid,
    pub conversation_id: Option<ConversationId>,
    pub kind: Kind,
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default)]
    pub file_id: Option<FileId>,
    #[serde(default)]
    pub card: Option<Card>,
    /// Of a buyer: what was pressed instead of typing.
    #[serde(default)]
    pub press: Option<Press>,
    /// Of a colleague: what the buyer may answer by pressing.
    #[serde(default)]
    pub next_steps: Vec<String>,
    #[serde(default)]
    pub seen_seq: Option<Seq>,
    #[serde(default)]
    pub force: bool,
}

/// What the server sends.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    Welcome {
        /// The last event number: what follows is newer.
        seq: Seq,
        /// False when too much was missed: fetch everything anew.
        resumed: bool,
        heartbeat_seconds: u64,
    },
    Event(EventFrame),
    Ack {
        client_id: Uuid,
        seq: Seq,
        message: SentMessage,
    },
    Nack {
        client_id: Uuid,
        problem: Problem,
    },
    Typing {
        conversation_id: Option<ConversationId>,
        /// `customer`, or the id of a colleague.
        who: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        typing: bool,
        /// What a buyer has written so far; never stored. Absent: as told before; empty: not told any more.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    Presence {
        staff: Vec<StaffPresence>,
    },
    Viewers {
        conversation_id: ConversationId,
        staff_ids: Vec<StaffId>,
    },
    /// To a buyer who waits: where they stand; null when nothing is told of it any more.
    Queue {
        place: Option<QueuePlace>,
    },
    CustomerOnline {
        customer_id: CustomerId,
        online: bool,
    },
    Views {
        items: Vec<ViewCount>,
    },
    /// To buyers: what they may expect has changed.
    Outlook {
        outlook: Outlook,
    },
    /// Something the reader is told of.
    Notification {
        notification: Box<Notification>,
        /// How many the reader has not read.
        unread: i64,
    },
    Pong {
        t: Option<i64>,
    },
    Bye {
        code: ByeCode,
    },
}

/// Why the server closes a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ByeCode {
    /// Signed out, deactivated or not allowed: do not come back with the same credentials.
    Revoked,
    /// Too slow to read: come back and resume.
    Slow,
    /// The server stops: come back soon.
    Shutdown,
    /// The rights or the identity of the reader changed: come back and resume.
    Changed,
    /// The frame was not understood.
    Malformed,
    /// This buyer has too many connections open: come back when one is closed.
    TooMany,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StaffPresence {
    pub id: StaffId,
    pub presence: Presence,
    /// Why somebody is away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Since when they are as they chose to be; absent where they never chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Time>,
    /// Away because no desk was touched for a while; absent otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub automatic: bool,
}

impl StaffPresence {
    pub fn offline(id: StaffId) -> Self {
        Self { id, presence: Presence::Offline, reason: None, since: None, automatic: false }
    }
}

/// A durable event. Numbers rise; those that are not for the reader are left out.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EventFrame {
    pub seq: Seq,
    /// Such as `message.created`.
    pub name: &'static str,
    pub at: Time,
    pub data: EventData,
}

/// What an event is about; only what applies is there.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct EventData {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<SentMessage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation: Option<SentConversation>,
    /// Who read, changed or joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff_id: Option<StaffId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inbox_id: Option<Uuid>,
    /// Whose words were erased, or about which colleagues ask each other; of two that were merged or split the one that
    /// goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
    /// Of knowledge; absent where more than one entry changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry_id: Option<EntryId>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(untagged)]
pub enum SentMessage {
    Staff(Box<Message>),
    Visitor(Box<VisitorMessage>),
}

#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(untagged)]
pub enum SentConversation {
    Staff(Box<Conversation>),
    Visitor(Box<VisitorConversation>),
}

/// A frame written out once, however many read it.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The event's number; 0 for what is not stored.
    pub seq: Seq,
    pub text: Utf8Bytes,
}

impl Frame {
    /// A frame that another process wrote out.
    pub fn unstored(text: String) -> Self {
        Self { seq: 0, text: text.into() }
    }
}

impl ServerFrame {
    pub fn written(&self) -> Frame {
        let seq = match self {
            Self::Event(event) => event.seq,
            _ => 0,
        };
        Frame { seq, text: serde_json::to_string(self).unwrap_or_default().into() }
    }
}
