//! What managers decide about the mailbox of an inbox.

mod actions;
mod check;
mod clean;

pub use actions::{MailboxChange, connect, disconnect, show};
pub use check::check;
