//! Whether a machine wrote a mail: nothing automatic answers it, or two machines would write to each other for ever.

use mail_parser::HeaderName;

use crate::Person;
use crate::head::Head;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// An answer or a note that a program wrote: somebody is on holiday, a mail was read, a delivery is late.
    AutoSubmitted,
    /// It goes to many.
    Bulk,
    /// It comes from a list, or from somebody whose mails one can leave.
    List,
    /// A mail could not be delivered.
    Bounce,
    /// Its sender wants no automatic answer.
    Suppressed,
}

/// What a report about another mail says, when a mail is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// It was not delivered.
    Failed,
    /// It is late, was delivered, or was read.
    Other,
}

/// Programs that answer say so in many ways.
const ANSWERED: [&str; 5] = ["x-autoreply", "x-auto-reply", "x-autorespond", "x-autoresponder", "x-autoreply-from"];
const LISTED: [&str; 4] = ["list-id", "list-unsubscribe", "list-post", "list-help"];
const SERVERS: [&str; 4] = ["mailer-daemon", "mail-daemon", "mailerdaemon", "postmaster"];

pub fn machine(head: &Head, from: &Person, report: Option<Report>) -> Option<Machine> {
    let submitted = head.value("auto-submitted").map(first_word).is_some_and(|word| word != "no" && !word.is_empty());
    let answered = submitted || ANSWERED.iter().any(|name| head.value(name).is_some());
    let has = |name: &&str| head.value(name).is_some();
    // Programs that answer for somebody on holiday may leave out where to complain, too (RFC 3834).
    let nowhere = head.value("return-path").is_some_and(|path| path.replace(' ', "") == "<>") && !answered;
    let server = from.address.split('@').next().is_some_and(|local| SERVERS.contains(&local));
    let precedence = head.value("precedence").map(first_word).unwrap_or_default();
    match report {
        Some(Report::Failed) => Some(Machine::Bounce),
        Some(Report::Other) => Some(Machine::AutoSubmitted),
        None if server || nowhere || head.value("x-failed-recipients").is_some() => Some(Machine::Bounce),
        None if answered => Some(Machine::AutoSubmitted),
        None if LISTED.iter().any(has) => Some(Machine::List),
        None if ["bulk", "junk", "list", "auto_reply"].contains(&precedence.as_str()) => Some(Machine::Bulk),
        None => suppressed(head).then_some(Machine::Suppressed),
    }
}

fn suppressed(head: &Head) -> bool {
    head.value("x-auto-response-suppress").map(first_word).is_some_and(|word| word != "none" && !word.is_empty())
}

/// Whether a mail is a report about another; the parts of it say how it ended.
pub fn is_report(head: &Head) -> Option<bool> {
    let kind = head.content_type()?;
    let report = kind.ctype() == "multipart" && kind.subtype() == Some("report");
    let delivery = kind.attribute("report-type").is_none_or(|kind| kind.eq_ignore_ascii_case("delivery-status"));
    report.then_some(delivery)
}

/// How a delivery ended, by what its report says of each recipient (RFC 3464).
pub fn outcome(status: &str) -> Report {
    let mut actions = status.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("action").then(|| first_word(value))
    });
    let first = actions.next();
    match first.is_none() || first.into_iter().chain(actions).any(|action| action == "failed") {
        true => Report::Failed,
        false => Report::Other,
    }
}

fn first_word(value: &str) -> String {
    let word = value.trim().split(|c: char| c.is_whitespace() || ";,(".contains(c)).next().unwrap_or_default();
    word.to_ascii_lowercase()
}

/// The ids of the mail that a bounce is about, from the head that came back.
pub fn returned_ids(head: &Head) -> Vec<String> {
    head.ids(HeaderName::MessageId).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(lines: &str, from: &str) -> Option<Machine> {
        let from = Person { name: None, address: from.to_owned() };
        machine(&Head::read(lines.as_bytes()), &from, None)
    }

    #[test]
    fn machines_are_told_by_what_they_say_of_themselves() {
        let cases = [
            ("Subject: hi\r\n", None),
            ("Auto-Submitted: no\r\n", None),
            ("Auto-Submitted: auto-replied (vacation)\r\n", Some(Machine::AutoSubmitted)),
            ("AUTO-SUBMITTED: Auto-Generated; x=y\r\n", Some(Machine::AutoSubmitted)),
            ("X-Autoreply: yes\r\n", Some(Machine::AutoSubmitted)),
            ("Return-Path: <>\r\nAuto-Submitted: auto-replied\r\n", Some(Machine::AutoSubmitted)),
            ("Return-Path: <>\r\n", Some(Machine::Bounce)),
            ("Return-Path: <mei@b.example>\r\n", None),
            ("X-Failed-Recipients: mei@b.example\r\n", Some(Machine::Bounce)),
            ("List-Id: News <news.b.example>\r\nPrecedence: bulk\r\n", Some(Machine::List)),
            ("List-Unsubscribe: <https://b.example/leave>\r\n", Some(Machine::List)),
            ("Precedence: Bulk\r\n", Some(Machine::Bulk)),
            ("Precedence: auto_reply\r\n", Some(Machine::Bulk)),
            ("Precedence: first-class\r\n", None),
            ("X-Auto-Response-Suppress: DR, OOF, AutoReply\r\n", Some(Machine::Suppressed)),
            ("X-Auto-Response-Suppress: None\r\n", None),
        ];
        for (lines, expected) in cases {
            assert_eq!(kind(lines, "mei@b.example"), expected, "{lines}");
        }
        assert_eq!(kind("Subject: 退信\r\n", "postmaster@qq.example"), Some(Machine::Bounce));
        assert_eq!(kind("Subject: x\r\n", "mailer-daemon@b.example"), Some(Machine::Bounce));
    }

    #[test]
    fn a_late_mail_has_not_come_back() {
        let head = "Reporting-MTA: dns; mx.b.example\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\n";
        assert_eq!(outcome(&format!("{head}Action: failed\r\n")), Report::Failed);
        assert_eq!(outcome(&format!("{head}Action: delayed\r\n")), Report::Other);
        assert_eq!(outcome(&format!("{head}Action: delivered\r\n\r\nAction: FAILED (x)\r\n")), Report::Failed);
        assert_eq!(outcome(head), Report::Failed);
    }
}
