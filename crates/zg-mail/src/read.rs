//! From bytes to what a mail says.

use mail_parser::HeaderName;

use crate::head::{Head, split};
use crate::line::one_line;
use crate::machine::machine;
use crate::parts::{Parts, Words};
use crate::person::{Person, address};
use crate::received::{Fault, Received};
use crate::results::Results;
use crate::words::tidy;

const SUBJECT_CHARS: usize = 200;
const TEXT_CHARS: usize = 20_000;
const REFERENCES: usize = 50;
const RECIPIENTS: usize = 100;
const RESULTS: usize = 20;

/// What a mail says. Any bytes can be asked about: what was cut off or garbled yields what is left of it.
pub fn read(raw: &[u8]) -> Result<Received, Fault> {
    let raw = raw.trim_ascii_start();
    if raw.is_empty() {
        return Err(Fault::Empty);
    }
    let (lines, body) = split(raw);
    let head = Head::read(lines);
    if head.is_empty() {
        return Err(Fault::Unreadable);
    }
    let from = sender(&head)?;
    let parts = Parts::of(&head, body)?;
    let (text, quoted, long) = text(&parts.words);
    let cut = parts.cut || long;
    Ok(Received {
        message_id: head.ids(HeaderName::MessageId).next().map(str::to_owned),
        to: recipients(&head, HeaderName::To),
        cc: recipients(&head, HeaderName::Cc),
        subject: one_line(head.text(HeaderName::Subject).unwrap_or_default(), SUBJECT_CHARS),
        sent_at_ms: head.sent_at_ms(),
        references: references(&head, &parts),
        text,
        quoted,
        cut,
        machine: machine(&head, &from, parts.report),
        results: head.values("authentication-results").filter_map(Results::of).take(RESULTS).collect(),
        attachments: parts.attachments,
        from,
    })
}

/// The one who wrote it: who else is named there would not be answered, and might be whose name was checked.
fn sender(head: &Head) -> Result<Person, Fault> {
    let mut people: Vec<_> = head.people(HeaderName::From).take(RECIPIENTS).filter_map(Person::of).collect();
    let last = people.pop().ok_or(Fault::NoSender)?;
    if people.is_empty() && head.values("from").count() == 1 { Ok(last) } else { Err(Fault::SeveralSenders) }
}

fn recipients(head: &Head, name: HeaderName<'static>) -> Vec<String> {
    let people = head.people(name).filter_map(|addr| address(addr.address.as_deref()?));
    let mut recipients: Vec<String> = Vec::new();
    for address in people.take(RECIPIENTS) {
        if !recipients.contains(&address) {
            recipients.push(address);
        }
    }
    recipients
}

/// The newest of them: old threads name hundreds.
fn references(head: &Head, parts: &Parts) -> Vec<String> {
    let named = head.ids(HeaderName::References).chain(head.ids(HeaderName::InReplyTo)).map(str::to_owned);
    let mut all: Vec<String> = named.chain(parts.returned.iter().cloned()).collect();
    all.drain(..all.len().saturating_sub(REFERENCES));
    all
}

/// What was written anew, whether something quoted was left out, and whether it was longer. Where nothing new was written, as
/// in a mail that only quotes, it is all kept.
fn text(words: &[Words]) -> (String, bool, bool) {
    let all: Vec<_> = words.iter().map(Words::fresh).collect();
    let quoted = all.iter().any(|(_, quoted)| *quoted);
    let texts = all.into_iter().map(|(text, _)| text).filter(|text| !text.trim().is_empty());
    let text = tidy(&texts.collect::<Vec<_>>().join("\n\n"));
    let short: String = text.chars().take(TEXT_CHARS).collect();
    let long = short.len() < text.len();
    (short.trim_end().to_owned(), quoted, long)
}
