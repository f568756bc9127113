//! E-mail: buyers write to a mailbox of the shop, and what is replied goes out from it.
//!
//! Invariants (S8): a mail is stored as it came, with the cursor of its mailbox, before anything of it is read; what cannot be
//! read, or is not to be believed, is set aside with its reason, and the next one goes on; a mail joins a conversation only by
//! a token that we signed, and only from the one it was written to; whoever else it names is written to by nobody; what
//! machines write is kept and triggers nothing; a reply has one recipient, goes out once, and can be withdrawn until then.
//! Nothing in the mailbox itself is ever changed.

mod forget;
mod mails;
mod model;
mod receive;
mod routes;
mod send;
mod settings;
mod store;
mod threads;
mod words;

use crate::app::App;

pub use forget::{forget_conversation, forget_customer, forget_old, forget_sender, mails_of_customer};
pub use model::{MailboxHealth, Server, WatchedMailbox};
pub use receive::{READ, hand_in, read};
pub use routes::router;
pub use send::{SEND, send};
pub use settings::{MailboxChange, connect};
pub use store::health::{
    of_inbox as health_of_inbox, of_shop as health_of_inboxes, totals as mailbox_totals, watched as watched_mailboxes,
};
pub use store::replies::follow_messages;

/// Looks into mailboxes and sends what is replied. A demo does neither: its people are made up.
pub fn start(app: &App) {
    receive::start(app.clone());
    send::start(app.clone());
}
