//! What colleagues of this shop replied before, suggested again where it fits and where the shop wants it.
//!
//! Invariants: only inboxes that want it give replies and get them; what is held lies in memory alone; from the moment on
//! at which an erasure, a reply taken back or a bad rating is stored, on whichever process, nothing is suggested of what was
//! held before it; no request waits until the past is read.

mod held;
mod read;
mod store;
mod suggest;
mod thread;
mod until_stopped;

pub use held::{PastReplies, start};
pub use store::{Use, note_use};
pub use suggest::{Found, suggest};
