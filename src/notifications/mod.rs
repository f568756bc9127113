//! What colleagues are told of: late replies, what became theirs, where somebody named them.
//!
//! Invariants: a notification is one colleague's alone and holds no words, only what it is about; what others do is told in
//! the transaction that moves on behind its event, so each is told once, whichever process does it; frames only say that
//! there is more to read, and losing them loses nothing. What browsers without a desk are sent (`push`) is enqueued in it too.

mod actions;
mod listen;
mod mentions;
mod model;
mod routes;
mod store;

pub use actions::{send, tell};
pub use listen::start;
pub use model::{Attention, NewNotification, Notification, NotificationKind};
pub use routes::router;
pub use store::{Told, forget_conversation, forget_old, get as find};
