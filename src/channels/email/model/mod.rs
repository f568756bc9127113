//! Mailboxes, the mail that came into them, and what goes out of them.

mod mailbox;
mod received;
mod reply;

pub use mailbox::{DirectionCheck, Mailbox, MailboxCheck, MailboxHealth, MailboxRow, Server, WatchedMailbox, target};
pub(super) use received::received_columns;
pub use received::{MailContent, MailState, ReceivedMail, ReceivedRow};
pub use reply::{ConversationMail, FailedReply, ReplyRow, ReplyState};
