//! The columns that are sealed.

use uuid::Uuid;

/// A sealed column, in a table whose rows have an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// What its values are: a seal vouches for it, so that no value passes for another kind. Never change one.
    pub(super) what: &'static str,
    pub(super) table: &'static str,
    pub(super) id: &'static str,
    pub(super) column: &'static str,
}

pub const WEBHOOK_SECRET: Column = Column { what: "webhook secret", table: "webhooks", id: "id", column: "secret" };
/// A secret that was replaced moves here as it is, so it is the same kind.
pub const WEBHOOK_PREVIOUS_SECRET: Column = Column { column: "previous_secret", ..WEBHOOK_SECRET };
/// Signs whom the shop vouches for, and what another system hands in.
pub const INBOX_SECRET: Column = Column { what: "inbox secret", table: "inboxes", id: "id", column: "identity_secret" };
/// What an authenticator app and this server share.
pub const SECOND_FACTOR_SECRET: Column =
    Column { what: "second factor", table: "second_factors", id: "staff_id", column: "secret" };
/// One that is confirmed moves over as it is, so it is the same kind.
pub const SECOND_FACTOR_PENDING_SECRET: Column = Column { column: "pending_secret", ..SECOND_FACTOR_SECRET };
/// How this server names itself to the shop's provider.
pub const OIDC_CLIENT_SECRET: Column =
    Column { what: "client secret", table: "oidc_providers", id: "shop_id", column: "client_secret" };

/// How a shop names itself to its language model.
pub const LLM_KEY: Column = Column { what: "llm key", table: "llm_settings", id: "shop_id", column: "api_key" };

/// The private half of the pair by which this installation names itself to push services.
pub const PUSH_KEY: Column = Column { what: "push key", table: "push_keys", id: "id", column: "private_key" };
/// Where a browser is told, and what encrypts for it.
pub const PUSH_ADDRESS: Column =
    Column { what: "push address", table: "push_subscriptions", id: "id", column: "address" };

/// What a mail says that waits to be sent, and to whom.
pub const MAIL_LETTER: Column = Column { what: "mail", table: "mails", id: "id", column: "letter" };

/// What opens a mailbox through which buyers write.
pub const MAILBOX_PASSWORD: Column =
    Column { what: "mailbox password", table: "mailboxes", id: "inbox_id", column: "password" };

/// All of them: what stands here is sealed in older databases, and sealed anew under a new key.
pub(super) const ALL: [Column; 11] = [
    WEBHOOK_SECRET,
    WEBHOOK_PREVIOUS_SECRET,
    INBOX_SECRET,
    SECOND_FACTOR_SECRET,
    SECOND_FACTOR_PENDING_SECRET,
    OIDC_CLIENT_SECRET,
    LLM_KEY,
    PUSH_KEY,
    PUSH_ADDRESS,
    MAIL_LETTER,
    MAILBOX_PASSWORD,
];

/// Columns that cannot be empty: when the key is lost, a random value comes in the place of theirs.
const REQUIRED: [Column; 1] = [WEBHOOK_SECRET];

impl Column {
    pub(super) fn is_required(self) -> bool {
        REQUIRED.contains(&self)
    }

    /// What a seal vouches for besides its value.
    pub(super) fn context(self, row: Uuid) -> String {
        format!("{}:{row}", self.what)
    }
}
