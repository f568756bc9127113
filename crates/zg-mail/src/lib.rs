//! Mail without a server inside: what a mail that came says, whose conversation it belongs to, and the reply to it.
//!
//! [`read`] makes words, files and facts of any bytes; [`ThreadKey`] signs the name of a conversation into what we send and
//! finds it in what comes back; [`write`] makes the one mail that a reply is.
//!
//! Invariants (S8): reading never panics, and what it yields is bounded whatever was sent; nothing that a stranger wrote is
//! believed about who they are, except what the shop's own mail server says of it (`Received::dmarc`); a conversation is
//! found only by a token of ours; a mail of ours has one recipient and only the lines that we give it.

mod decode;
mod folder;
mod head;
mod html;
mod kinds;
mod line;
mod machine;
mod parts;
mod person;
mod quote;
mod read;
mod received;
mod results;
mod token;
mod words;
mod write;

pub use folder::{folder_as_typed, folder_in_words, folder_on_the_wire};
pub use machine::Machine;
pub use person::Person;
pub use read::read;
pub use received::{Attachment, Fault, Received};
pub use results::{Results, Verdict};
pub use token::ThreadKey;
pub use write::{Reply, reply_subject, write};
