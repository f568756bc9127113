//! A pair with what comparing needs of it, read once.

use uuid::Uuid;

use super::Pair;
use crate::Embed;
use crate::model::Vector;
use crate::text::{Term, essence, fingerprint, normal, spoken, terms};

/// Nobody picks a longer reply from a list. Fingerprints say nothing of what stands behind 600 characters.
const MOST_CHARS: usize = 500;

pub(super) struct Read {
    pub customer: Uuid,
    pub conversation: Uuid,
    pub at: i64,
    pub said: Vec<Term>,
    pub before: Vec<Term>,
    pub reply: Vec<Term>,
    pub said_meaning: Option<Vector>,
    pub reply_meaning: Option<Vector>,
    /// The reply as it stood, and what is equal for replies that are the same but for spelling.
    pub text: String,
    pub fingerprint: u64,
}

impl Read {
    pub fn new(pair: &Pair, encoder: Option<&dyn Embed>) -> Self {
        let (reply, reply_meaning) = reply(&pair.reply, encoder);
        Self {
            customer: pair.customer,
            conversation: pair.conversation,
            at: pair.at,
            said: terms(&normal(&pair.context.said)),
            before: before(&pair.context.before),
            said_meaning: meaning(&pair.context.said, encoder),
            reply,
            reply_meaning,
            text: pair.reply.trim().to_owned(),
            fingerprint: fingerprint(&essence(&pair.reply)),
        }
    }

    /// Says something in words, and all of it was compared.
    pub fn is_of_use(&self) -> bool {
        !self.reply.is_empty() && self.text.chars().nth(MOST_CHARS).is_none()
    }
}

pub(super) fn reply(text: &str, encoder: Option<&dyn Embed>) -> (Vec<Term>, Option<Vector>) {
    (terms(&normal(text)), meaning(text, encoder))
}

pub(super) fn before(turns: &[String]) -> Vec<Term> {
    terms(&normal(&turns.join("\n")))
}

pub(super) fn meaning(text: &str, encoder: Option<&dyn Embed>) -> Option<Vector> {
    encoder.map(|encoder| Vector::new(&encoder.embed(&spoken(text))))
}
