use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Time;
use crate::db::stored_enum;
use crate::ids::{ConversationId, InboxId, MailId, MessageId, Seq, ShopId};

stored_enum! {
    /// What became of a reply.
    ReplyState {
        Waiting = 0,
        Sent = 1,
        Failed = 2,
        /// It was taken back before it was sent.
        Withdrawn = 3,
    }
}

/// A message of the shop that goes out as mail.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ReplyRow {
    pub message_id: MessageId,
    pub shop_id: ShopId,
    pub inbox_id: InboxId,
    pub conversation_id: ConversationId,
    pub seq: Seq,
    pub state: ReplyState,
    pub mail_id: Option<MailId>,
    pub created_at: Time,
}

/// How what is replied in a conversation goes out as mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ConversationMail {
    /// Whether its inbox has a mailbox: without one, replies fail with `no_mailbox`.
    pub connected: bool,
    /// Whom a reply is sent to: the sender of the newest mail in it.
    pub to: Option<String>,
    /// Replies that were given up, the oldest first.
    pub failed: Vec<FailedReply>,
}

/// A reply that did not go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
pub struct FailedReply {
    pub message_id: MessageId,
    /// Why, by a stable code: `no_mailbox`, `mail_unsendable`, `mail_sign_in_refused`, `smtp_` and the server's number, or why the
    /// server was not reached.
    pub code: String,
}
