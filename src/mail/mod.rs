//! Mail that this installation sends to its people, through the one server that the settings name. Replies to buyers are
//! handed to the servers of mailboxes by the same [`Relay`].
//!
//! Invariants: a mail is a row of the transaction that asks for it, and a job hands it over (D3); what it says lies sealed,
//! because a link in it opens an account (S12), and goes when it was sent or when that link is dead; no name and no subject
//! becomes a line of its head (S8); without encryption only this machine and networks that are allowed are reached (S7).

mod enqueue;
mod letter;
mod message;
mod model;
mod relay;
mod send;
mod store;
mod trouble;
mod words;

pub use lettre::Message;

pub use enqueue::{NewMail, enqueue, forget, is_set_up};
pub use relay::{Relay, Typed};
pub use send::{SEND, forget_old, send, send_trial};
pub use trouble::{Stage, Trouble};
pub use words::{changed, invitation, link_made, nothing_to_reset, reset_asked, webhook_off};
