//! From the mailbox into conversations: stored as it came, then read.

pub mod imap;
mod look;
mod read;
mod take;
mod watch;

pub use look::hand_in;
pub use read::{READ, parsed, read};
pub use take::take_in;
pub use watch::start;

use read::job_of;
