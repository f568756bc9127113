//! A pair with what comparing needs of it, read once.

use uuid::Uuid;

use super::Pair;
use crate::Embed;
use crate::model::Vector;
use crate::text::{Term, essence, fingerprint, normal, spoken, terms};

pub(super) struct Read {
    pub conversation: Uuid,
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
            conversation: pair.conversation,
            said: terms(&normal(&pair.context.said)),
            before: before(&pair.context.before),
            said_meaning: meaning(&pair.context.said, encoder),
            reply,
            reply_meaning,
            text: pair.reply.trim().to_owned(),
            fingerprint: fingerprint(&essence(&pair.reply)),
        }
    }

    /// Says nothing in words.
    pub fn is_empty(&self) -> bool {
        self.reply.is_empty()
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
