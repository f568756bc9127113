//! From a letter to a mail as servers want it.

use std::time::{Duration, SystemTime};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};

use super::letter::Letter;
use crate::clock::Time;
use crate::ids::MailId;

/// Longer subjects are shown by nobody.
const SUBJECT_CHARS: usize = 150;

/// The mail of a letter; none where its address is none.
///
/// A try that was broken off may have reached the server: the mail of the next one carries the same name, so that whoever
/// keeps mail can tell.
pub fn message(letter: &Letter, from: &Mailbox, id: MailId, at: Time) -> Option<Message> {
    let to: Address = letter.to.parse().ok().filter(|_| !letter.to.contains(char::is_control))?;
    let at = SystemTime::UNIX_EPOCH + Duration::from_millis(at.0.max(0).unsigned_abs());
    // Nobody's "I am on holiday" is wanted.
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(one_line(&letter.subject))
        .date(at)
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
        .multipart(MultiPart::alternative_plain_html(letter.text(), letter.html()))
        .ok()
}

/// A text that cannot end its line, whatever somebody called their shop.
fn one_line(text: &str) -> String {
    let blank = |c: char| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c };
    let line: String = text.chars().map(blank).take(SUBJECT_CHARS).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEAD: [&str; 8] =
        ["auto-submitted", "content-type", "date", "from", "message-id", "mime-version", "subject", "to"];

    fn from() -> Mailbox {
        "掌柜 <service@shop.example>".parse().expect("a mailbox")
    }

    fn written(letter: &Letter) -> String {
        let mail = message(letter, &from(), MailId::new(), Time(1_794_000_000_000)).expect("a mail");
        String::from_utf8(mail.formatted()).expect("plain letters")
    }

    /// The names of its lines, in order; a line that begins with a blank goes on with the one before.
    fn names(mail: &str) -> Vec<String> {
        let head = mail.split("\r\n\r\n").next().unwrap_or_default();
        let lines = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
        let mut names: Vec<_> =
            lines.map(|line| line.split(':').next().unwrap_or_default().to_ascii_lowercase()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn a_mail_says_that_a_machine_wrote_it() {
        let mail = written(&Letter::new("mei@shop.example", "重设密码").say("您好"));
        assert!(mail.contains("Auto-Submitted: auto-generated\r\n"), "{mail}");
        assert!(mail.contains("To: mei@shop.example\r\n") && mail.contains("@shop.example>\r\n"), "{mail}");
        assert_eq!(names(&mail), HEAD);
    }

    #[test]
    fn an_address_that_is_none_gets_no_mail() {
        for to in [
            "",
            "mei",
            "mei@shop.example\r\nBcc: x@y.example",
            "a@b.example, c@d.example",
            "<a@b.example>",
            "\"a\r\nb\"@c.example",
        ] {
            assert!(message(&Letter::new(to, "s"), &from(), MailId::new(), Time(0)).is_none(), "{to:?}");
        }
    }

    proptest! {
        /// S8: whatever people call themselves and their shops, a mail has the lines that we give it and no other.
        #[test]
        fn no_name_becomes_a_line_of_the_head(
            subject in "(\\PC|\\r|\\n|\\u{0}|\\t|\\u{2028}|\r\nBcc: x@y\\.example|: ){0,60}",
            words in "(\\PC|\\r|\\n|\r\n\\.\r\n){0,40}",
        ) {
            let mail = written(&Letter::new("mei@shop.example", subject).say(words));
            prop_assert!(mail.is_ascii());
            prop_assert_eq!(names(&mail), HEAD);
        }
    }
}
