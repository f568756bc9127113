//! What a mail says, and why another says nothing.

use crate::{Machine, Person, Results, Verdict};

/// A mail as people and the desk need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Without its brackets.
    pub message_id: Option<String>,
    pub from: Person,
    /// Addresses, lower case.
    pub to: Vec<String>,
    pub cc: Vec<String>,
    /// One line of at most 200 characters; may be empty.
    pub subject: String,
    /// When its sender says that it was sent.
    pub sent_at_ms: Option<i64>,
    /// What it answers, the newest last, without brackets, at most 50: References, then In-Reply-To; of a bounce also the
    /// mail that came back.
    pub references: Vec<String>,
    /// What was written anew, from the plain text or else from the HTML: at most 20 000 characters.
    pub text: String,
    /// Whether something quoted was left out of `text`.
    pub quoted: bool,
    /// Whether it was longer, or had more files, than what is kept here.
    pub cut: bool,
    /// At most 20.
    pub attachments: Vec<Attachment>,
    pub machine: Option<Machine>,
    /// What servers on its way found out about its sender, the last server first. Anybody can write such a line: see `dmarc`.
    pub results: Vec<Results>,
}

impl Received {
    /// What the server that is trusted says about the sender; none where it says nothing.
    ///
    /// Each server writes above what was there, so only the topmost line of that name is its own: those below may have come
    /// with the mail.
    pub fn dmarc(&self, trusted: &str) -> Option<Verdict> {
        self.results.iter().find(|results| results.by.eq_ignore_ascii_case(trusted.trim()))?.dmarc
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// As the sender calls it, on one line of at most 200 characters: whoever stores it cleans it.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Why a mail cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Empty,
    NoSender,
    /// Whom to answer, and whose name was checked on the way, is unclear.
    SeveralSenders,
    TooManyParts,
    /// It has no head.
    Unreadable,
}

impl Fault {
    /// Stable, for rows and clients.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NoSender => "no_sender",
            Self::SeveralSenders => "several_senders",
            Self::TooManyParts => "too_many_parts",
            Self::Unreadable => "unreadable",
        }
    }
}
