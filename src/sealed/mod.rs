//! Secrets that must be read again lie sealed in the database: encrypted under a key that lies in a file.
//!
//! Invariants (S12): whoever has the database alone reads no secret of it; a sealed value opens only as what it was
//! sealed as and in the row it was sealed for; a server whose key is not the database's does not start; what is in the
//! clear is a [`Secret`], which prints as stars.

mod actions;
mod column;
mod key_file;
mod keys;
mod model;
mod store;

pub use actions::{Standing, key_id, open_keys, reset, rotate, standing};
pub use column::{
    Column, INBOX_SECRET, LLM_KEY, MAIL_LETTER, MAILBOX_PASSWORD, OIDC_CLIENT_SECRET, PUSH_ADDRESS, PUSH_KEY,
    SECOND_FACTOR_PENDING_SECRET, SECOND_FACTOR_SECRET, WEBHOOK_PREVIOUS_SECRET, WEBHOOK_SECRET,
};
pub use key_file::{KeyFile, OLD_NAME};
pub use keys::Keys;
pub use model::{Sealed, Secret};
