//! From the mailbox into conversations: stored as it came, then read.

pub mod imap;
mod look;
mod read;
mod take;
mod watch;

pub use read::{READ, read};
pub use take::{Verdict, take_in};
pub use watch::start;

pub(super) use read::job_of;
