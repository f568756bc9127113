//! One newtype an id kind, so that a customer's id never lands where a conversation's belongs.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        #[schema(value_type = Uuid)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id; ids made later sort later.
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

id! {
    /// A shop: the isolation boundary.
    ShopId,
    StaffId,
    SessionId,
    InvitationId,
    TokenId,
    InboxId,
    CustomerId,
    ConversationId,
    MessageId,
    /// That of the note which asks.
    HelpRequestId,
    FollowUpId,
    MacroId,
    /// Made of an id of whoever runs it.
    MacroRunId,
    FileId,
    ShiftId,
    /// Made of its author and an id of theirs.
    HandOverNoteId,
    JobId,
    WebhookId,
    /// A delivery of a webhook, and the job that makes it.
    DeliveryId,
    /// What is packed for one customer, and the file that holds it.
    ExportId,
    ErasureId,
    HoldId,
    /// A night's work by the rules of retention.
    RunId,
    /// Of knowledge.
    CategoryId,
    EntryId,
    AnswerId,
    /// A phrasing that waits for somebody to approve it.
    ProposalId,
    /// Many questions asked at once, and the job that asks them.
    AskJobId,
    /// A chart of sizes.
    SizeChartId,
    GroupId,
    PresenceChangeId,
    /// Questions of buyers that may become an entry.
    CandidateId,
    /// A reply that was given before, made of its words.
    PastReplyId,
    CannedReplyId,
    CannedReplyFolderId,
    NotificationId,
    /// A browser that is told although no desk is open.
    PushSubscriptionId,
    /// A mail that waits to be sent, or that carries replies to a buyer.
    MailId,
    /// A mail that came into a mailbox.
    ReceivedMailId,
    /// A way to set a new password.
    PasswordResetId,
    /// What a conversation is about.
    TagId,
    /// A list of conversations that somebody made.
    SavedViewId,
    RuleId,
    /// What a rule did once: made of the rule and of what it fired at.
    RuleFiringId,
    /// Two conversations that became one, or one that became two.
    RegroupingId,
}

/// An event number: increases by one within a shop, without gaps.
pub type Seq = i64;

/// An id made of names, the same every time; `space` keeps apart what different parts of the server name alike.
pub fn derived(space: &str, shop_id: ShopId, names: &[&str]) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(space);
    hash.update(shop_id.0);
    for name in names {
        hash.update(name.len().to_le_bytes());
        hash.update(name);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
