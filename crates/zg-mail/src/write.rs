//! A reply as a mail. It goes to one address, whatever stood in the mail that it answers, and has only the lines that it is
//! given here: no name, subject or file becomes one (S8).

use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{self, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

use crate::kinds::kind;
use crate::line::one_line;
use crate::person::address;
use crate::received::Attachment;
use crate::words::tidy;

const SUBJECT_CHARS: usize = 200;
const NAME_CHARS: usize = 100;
/// Enough for every program to find the thread, and for no server to find the head too long.
const REFERENCES: usize = 20;
const REPLIES: [&str; 8] = ["re", "回复", "回覆", "答复", "答覆", "回信", "aw", "sv"];

#[derive(Debug, Clone)]
pub struct Reply<'a> {
    pub from_name: &'a str,
    pub from: &'a str,
    pub to: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
    /// Ids stand without their brackets.
    pub message_id: String,
    pub in_reply_to: Option<&'a str>,
    /// The newest last.
    pub references: &'a [String],
    /// Where answers go instead of `from`.
    pub reply_to: Option<String>,
    /// Whether a machine says it: no machine answers.
    pub automatic: bool,
    pub sent_at_ms: i64,
    pub attachments: Vec<Attachment>,
}

/// None where one of the addresses is none.
pub fn write(reply: Reply<'_>) -> Option<Message> {
    let from = Some(one_line(reply.from_name, NAME_CHARS)).filter(|name| !name.is_empty());
    let from = Mailbox::new(from, mail_address(reply.from)?);
    let to = Mailbox::new(None, mail_address(reply.to)?);
    let sent_at = SystemTime::UNIX_EPOCH + Duration::from_millis(reply.sent_at_ms.max(0).unsigned_abs());
    let mut mail = Message::builder()
        .from(from)
        .to(to)
        .subject(one_line(reply.subject, SUBJECT_CHARS))
        .date(sent_at)
        .message_id(Some(bracketed(&reply.message_id)?));
    if let Some(id) = reply.in_reply_to.and_then(bracketed) {
        mail = mail.in_reply_to(id);
    }
    let newest = reply.references.iter().rev().filter_map(|id| bracketed(id)).take(REFERENCES);
    let mut references: Vec<_> = newest.collect();
    references.reverse();
    if !references.is_empty() {
        mail = mail.references(references.join(" "));
    }
    if let Some(answers) = reply.reply_to {
        mail = mail.reply_to(Mailbox::new(None, mail_address(&answers)?));
    }
    if reply.automatic {
        mail = mail.raw_header(line("Auto-Submitted", "auto-replied"));
        mail = mail.raw_header(line("X-Auto-Response-Suppress", "All"));
    }
    let words = SinglePart::plain(words(reply.text));
    if reply.attachments.is_empty() {
        return mail.singlepart(words).ok();
    }
    let files = reply.attachments.into_iter().filter_map(file);
    mail.multipart(files.fold(MultiPart::mixed().singlepart(words), MultiPart::singlepart)).ok()
}

/// Programs tell a signature by the blank behind its dashes (RFC 3676).
fn words(text: &str) -> String {
    let lines = tidy(text);
    lines.split('\n').map(|line| if line == "--" { "-- " } else { line }).collect::<Vec<_>>().join("\n")
}

/// `Re: …`, once, whatever the buyer's program put before it.
pub fn reply_subject(subject: &str) -> String {
    let subject = one_line(subject, SUBJECT_CHARS - 4);
    let mut rest = subject.as_str();
    while let Some((mark, behind)) = rest.split_once([':', '：']) {
        // Re[2]: and the like
        let mark = mark.trim().to_lowercase();
        let mark = mark.trim_end_matches(|c: char| c.is_ascii_digit() || "[]()".contains(c));
        if !REPLIES.contains(&mark) {
            break;
        }
        rest = behind.trim_start();
    }
    format!("Re: {rest}").trim_end().to_owned()
}

fn mail_address(text: &str) -> Option<Address> {
    address(text)?.parse().ok()
}

/// None where it would be something else than an id.
fn bracketed(id: &str) -> Option<String> {
    let id = id.trim().trim_start_matches('<').trim_end_matches('>');
    let plain = id.chars().all(|c| c.is_ascii_graphic() && !"<>".contains(c));
    (plain && !id.is_empty() && id.len() <= 500).then(|| format!("<{id}>"))
}

fn line(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn file(attachment: Attachment) -> Option<SinglePart> {
    let name = one_line(&attachment.name, SUBJECT_CHARS);
    let name = if name.is_empty() { "attachment".to_owned() } else { name };
    let kind = ContentType::parse(kind(&name)).ok()?;
    Some(message::Attachment::new(name).body(attachment.bytes, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_stays_one() {
        assert_eq!(words("您好\r\n\r\n\r\n-- \r\n晴檐服饰"), "您好\n\n-- \n晴檐服饰");
    }

    #[test]
    fn a_subject_is_answered_once() {
        let cases = [
            ("订单", "Re: 订单"),
            ("Re: RE: re：订单", "Re: 订单"),
            ("回复：Re: 订单", "Re: 订单"),
            ("答复: 回覆：订单", "Re: 订单"),
            ("Re[2]: order", "Re: order"),
            ("Fwd: order: two", "Re: Fwd: order: two"),
            ("Re:", "Re:"),
            ("", "Re:"),
            ("a\r\nBcc: x@y.example", "Re: a Bcc: x@y.example"),
        ];
        for (subject, expected) in cases {
            assert_eq!(reply_subject(subject), expected, "{subject}");
        }
    }
}
