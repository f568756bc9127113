use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Time;
use crate::db::stored_enum;
use crate::ids::{ConversationId, InboxId, ReceivedMailId, ShopId};

stored_enum! {
    /// What became of a mail.
    MailState {
        /// Nobody has read it yet.
        New = 0,
        Accepted = 1,
        /// It waits for somebody to decide, for its reason.
        SetAside = 2,
        Dismissed = 3,
    }
}

macro_rules! received_columns {
    () => {
        "mail.id, mail.shop_id, mail.inbox_id, mail.size, mail.state, mail.reason, mail.from_address, mail.from_name,
         mail.subject, mail.message_id, mail.digest, mail.conversation_id, mail.received_at"
    };
}
pub(in crate::channels::email) use received_columns;

/// A mail as stored, without its bytes.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ReceivedRow {
    pub id: ReceivedMailId,
    pub shop_id: ShopId,
    pub inbox_id: InboxId,
    pub size: i64,
    pub state: MailState,
    pub reason: Option<String>,
    pub from_address: Option<String>,
    pub from_name: Option<String>,
    pub subject: Option<String>,
    pub message_id: Option<String>,
    pub digest: Vec<u8>,
    pub conversation_id: Option<ConversationId>,
    pub received_at: Time,
}

/// A mail that came into a mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReceivedMail {
    pub id: ReceivedMailId,
    pub inbox_id: InboxId,
    pub state: MailState,
    /// Why it was set aside or dismissed: `dmarc_failed`, `bounce`, `too_big`, `own`, `empty`, `no_sender`, `several_senders`,
    /// `too_many_parts`, `unreadable`, `dismissed`.
    pub reason: Option<String>,
    pub from_name: Option<String>,
    pub from_address: Option<String>,
    pub subject: Option<String>,
    /// Bytes.
    pub size: i64,
    pub received_at: Time,
    /// Where it went, or for a mail that came back: whose reply did not arrive.
    pub conversation_id: Option<ConversationId>,
}

impl From<ReceivedRow> for ReceivedMail {
    fn from(row: ReceivedRow) -> Self {
        Self {
            id: row.id,
            inbox_id: row.inbox_id,
            state: row.state,
            reason: row.reason,
            from_name: row.from_name,
            from_address: row.from_address,
            subject: row.subject,
            size: row.size,
            received_at: row.received_at,
            conversation_id: row.conversation_id,
        }
    }
}

/// A mail with what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MailContent {
    #[serde(flatten)]
    pub mail: ReceivedMail,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    /// Without what it quotes; empty where it cannot be read.
    pub text: String,
    /// The names of what is attached.
    pub attachments: Vec<String>,
}
