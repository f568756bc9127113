//! What holds for any bytes: reading never panics and stays bounded, only our own tokens name a conversation, and what we
//! write is read as it was.

use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;
use zg_mail::{Attachment, Reply, ThreadKey, folder_in_words, folder_on_the_wire, read, reply_subject, write};

fn assert_bounded(raw: &[u8]) {
    let Ok(mail) = read(raw) else { return };
    assert!(mail.subject.chars().count() <= 200 && !mail.subject.contains(char::is_control), "{}", mail.subject);
    assert!(mail.text.chars().count() <= 20_000 && mail.references.len() <= 50 && mail.attachments.len() <= 20);
    assert!(
        mail.from.address.contains('@') && !mail.from.address.contains(char::is_whitespace),
        "{}",
        mail.from.address
    );
    assert!(mail.from.name.is_none_or(|name| !name.contains(char::is_control)));
    assert!(mail.references.iter().all(|id| !id.contains(char::is_whitespace)));
    assert!(mail.attachments.iter().all(|file| !file.name.contains(char::is_control) && !file.name.is_empty()));
    let bytes: usize = mail.attachments.iter().map(|file| file.bytes.len()).sum();
    assert!(bytes <= raw.len(), "{bytes}");
}

/// Pieces of which mails are made, in any order.
const PIECES: [&str; 34] = [
    "From: a@b.example\r\n",
    "From: =?gb18030?B?wdbDwA==?= <a@b.example>\r\n",
    "Subject: =?UTF-8?Q?=E9=0A?=\r\n",
    "\r\n",
    "\n",
    "Content-Type: multipart/mixed; boundary=b\r\n",
    "Content-Type: multipart/alternative; boundary=\"b\"\r\n",
    "--b\r\n",
    "--b--\r\n",
    "Content-Type: text/html; charset=gbk\r\n",
    "Content-Type: message/rfc822\r\n",
    "Content-Type: image/png; name*0*=a''%; name*1=b\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "Content-Transfer-Encoding: quoted-printable\r\n",
    "=E4=BD=A0=\r\n",
    "5oKo5aW9\r\n",
    "<div class=\"gmail_quote\">",
    "</div>",
    "<blockquote type=cite>",
    "<!--",
    "<style>",
    "&amp;&#x4f60;&",
    "<a href='",
    "> quoted\r\n",
    "On 3 Nov 2026, x wrote:\r\n",
    "-----Original Message-----\r\n",
    "Authentication-Results: a; dmarc=pass (\r\n",
    " folded\r\n",
    "References: <a@b> <\r\n",
    "Date: Tue, 99 Nov 99999 10:00:00 +9999\r\n",
    "To: a:b@c;,<\"\r\n",
    "Content-Type: text/plain; format=flowed\r\n",
    "words \r\n",
    "Content-Disposition: attachment; filename=\"=?utf-8?B?Lg==?=\"\r\n",
];

fn words() -> impl Strategy<Value = String> {
    "[a-z退货订单号，。？！0-9]{1,12}( [a-z退货订单]{1,8}){0,6}(\n{1,2}[a-z退货]{1,20}){0,4}"
}

fn reply<'a>(to: &'a str, subject: &'a str, text: &'a str) -> Reply<'a> {
    Reply {
        from_name: "晴檐服饰",
        from: "service@s.example",
        to,
        subject,
        text,
        message_id: "a.b@s.example".to_owned(),
        in_reply_to: Some("c@b.example"),
        references: &[],
        reply_to: None,
        automatic: false,
        sent_at_ms: 1_793_671_200_000,
        attachments: Vec::new(),
    }
}

/// The names of the lines of its head, in order.
fn lines(mail: &str) -> Vec<String> {
    let head = mail.split("\r\n\r\n").next().unwrap_or_default();
    let lines = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
    let mut names: Vec<_> = lines.map(|line| line.split(':').next().unwrap_or_default().to_ascii_lowercase()).collect();
    names.sort_unstable();
    names
}

const HEAD: [&str; 9] = [
    "content-transfer-encoding",
    "content-type",
    "date",
    "from",
    "in-reply-to",
    "message-id",
    "mime-version",
    "subject",
    "to",
];

proptest! {
    #[test]
    fn any_bytes_can_come(bytes in vec(any::<u8>(), 0..800)) {
        assert_bounded(&bytes);
    }

    #[test]
    fn any_mail_can_come(pieces in vec(prop::sample::select(&PIECES[..]), 0..40), noise in vec(any::<u8>(), 0..20)) {
        let mail = format!("From: a@b.example\r\n{}", pieces.concat());
        assert_bounded(mail.as_bytes());
        assert_bounded(&[mail.as_bytes(), &noise].concat());
        assert_bounded(pieces.concat().as_bytes());
    }

    #[test]
    fn a_conversation_is_found_again(key: [u8; 32], id: u128, mail: u128) {
        let (key, id) = (ThreadKey::new(key), Uuid::from_u128(id));
        let message = key.message_id(id, Uuid::from_u128(mail), "s.example");
        let bracketed = format!("<{message}>");
        let address = key.reply_address(id, "service@s.example").expect("an address");
        for found in [&message, &bracketed, &address, &message.to_uppercase()] {
            prop_assert_eq!(key.conversation_in(["other@b.example", found.as_str(), "x"]), Some(id));
        }
        let answer = format!("From: a@b.example\r\nReferences: {bracketed}\r\n\r\nx");
        let answer = read(answer.as_bytes()).expect("a mail");
        prop_assert_eq!(key.conversation_in(answer.references.iter().map(String::as_str)), Some(id));
    }

    #[test]
    fn the_newest_of_several_is_meant(key: [u8; 32], old: u128, new: u128) {
        let key = ThreadKey::new(key);
        let ids = [old, new].map(|id| key.message_id(Uuid::from_u128(id), Uuid::nil(), "s.example"));
        prop_assert_eq!(key.conversation_in(ids.iter().map(String::as_str)), Some(Uuid::from_u128(new)));
    }

    #[test]
    fn what_was_changed_names_nothing(key: [u8; 32], other: [u8; 32], id: u128, at in 0_usize..52, by in 1_u8..32) {
        prop_assume!(key != other);
        let (key, id) = (ThreadKey::new(key), Uuid::from_u128(id));
        let message = key.message_id(id, Uuid::nil(), "s.example");
        let letters = b"abcdefghijklmnopqrstuvwxyz234567";
        let mut changed = message.clone().into_bytes();
        let index = letters.iter().position(|letter| *letter == changed[at]).expect("a letter");
        changed[at] = letters[index ^ usize::from(by)];
        let changed = String::from_utf8(changed).expect("letters");
        prop_assert_eq!(key.conversation_in([changed.as_str()]), None);
        prop_assert_eq!(ThreadKey::new(other).conversation_in([message.as_str()]), None);
        prop_assert_eq!(key.conversation_in([&message[..at], &message[at + 1..]]), None);
    }

    #[test]
    fn no_nonsense_names_a_conversation(text in "\\PC{0,80}", token in "[a-z2-7]{52}") {
        let key = ThreadKey::new([7; 32]);
        prop_assert_eq!(key.conversation_in([text.as_str()]), None);
        prop_assert_eq!(key.conversation_in([format!("{token}@s.example").as_str(), &format!("a+{token}@b.example")]), None);
    }

    #[test]
    fn what_we_write_is_read_as_it_was(subject in "[a-z退货：:]{1,30}( [a-z退货]{1,30}){0,4}", text in words(), bytes in vec(any::<u8>(), 0..300), name in "[a-z发票]{1,30}\\.(pdf|png|x)") {
        let subject = reply_subject(&subject);
        let references = ["<c@b.example>".to_owned()];
        let reply = Reply {
            references: &references,
            attachments: vec![Attachment { name: name.clone(), bytes: bytes.clone() }],
            ..reply("mei@b.example", &subject, &text)
        };
        let written = write(reply).expect("a mail").formatted();
        let mail = read(&written).expect("a mail");
        prop_assert_eq!((mail.subject, mail.text), (subject, text));
        prop_assert_eq!((mail.from.name.as_deref(), mail.from.address.as_str()), (Some("晴檐服饰"), "service@s.example"));
        prop_assert_eq!((mail.to, mail.cc), (vec!["mei@b.example".to_owned()], vec![]));
        prop_assert_eq!((mail.message_id.as_deref(), mail.sent_at_ms), (Some("a.b@s.example"), Some(1_793_671_200_000)));
        prop_assert_eq!(mail.references, ["c@b.example", "c@b.example"]);
        prop_assert_eq!(mail.attachments, [Attachment { name, bytes }]);
        prop_assert_eq!(mail.machine, None);
    }

    /// S8: whatever somebody called themselves, their order or their file, a mail has the lines that we give it.
    #[test]
    fn no_word_becomes_a_line_of_the_head(
        subject in "(\\PC|\\r|\\n|\\u{0}|\\t|\\u{2028}|\r\nBcc: x@y\\.example|: ){0,60}",
        name in "(\\PC|\\r|\\n|\r\nBcc: x@y\\.example|\"|<|>|,){0,40}",
        id in "(\\PC|\\r|\\n|<|>|@| ){0,40}",
        text in "(\\PC|\\r|\\n|\r\n\\.\r\n){0,40}",
    ) {
        let mail = write(Reply { from_name: &name, in_reply_to: Some("c@b.example"), ..reply("mei@b.example", &subject, &text) });
        let mail = mail.expect("a mail");
        prop_assert_eq!(mail.envelope().to().len(), 1);
        let mail = String::from_utf8(mail.formatted()).expect("letters");
        prop_assert_eq!(lines(&mail), HEAD);
        let references = [id.clone()];
        let strange = write(Reply { references: &references, in_reply_to: Some(&id), ..reply("mei@b.example", "s", "t") });
        let strange = String::from_utf8(strange.expect("a mail").formatted()).expect("letters");
        prop_assert!(lines(&strange).iter().all(|name| HEAD.contains(&name.as_str()) || name == "references"));
    }

    #[test]
    fn a_mail_has_exactly_one_recipient(to in "([a-z@,;<>\" \r\n.]|b\\.example|\r\nBcc: ){0,40}") {
        if let Some(mail) = write(reply(&to, "s", "t")) {
            prop_assert_eq!(mail.envelope().to().len(), 1);
            let read = read(&mail.formatted()).expect("a mail");
            prop_assert_eq!((read.to.len(), read.cc.len()), (1, 0));
        }
    }
}

proptest! {
    #[test]
    fn every_folder_is_named_on_the_wire_and_read_back(name in any::<String>()) {
        let wire = folder_on_the_wire(&name);
        prop_assert!(wire.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{wire}");
        prop_assert_eq!(folder_in_words(&wire), Some(name));
    }

    #[test]
    fn a_name_that_is_read_is_written_again_the_same(wire in "[A-Za-z0-9+,&/. -]{0,40}") {
        if let Some(name) = folder_in_words(&wire) {
            prop_assert_eq!(folder_on_the_wire(&name), wire);
        }
    }
}

#[test]
fn what_a_machine_says_is_marked() {
    let mail = write(Reply {
        automatic: true,
        reply_to: Some("service+x@s.example".to_owned()),
        ..reply("mei@b.example", "s", "t")
    });
    let mail = String::from_utf8(mail.expect("a mail").formatted()).expect("letters");
    for line in
        ["Auto-Submitted: auto-replied\r\n", "X-Auto-Response-Suppress: All\r\n", "Reply-To: service+x@s.example\r\n"]
    {
        assert!(mail.contains(line), "{line} in {mail}");
    }
}

#[test]
fn an_address_that_is_none_gets_no_mail() {
    for to in ["", "mei", "a@b.example, c@d.example", "a@b.example\r\nBcc: x@y.example", "Mei <a@b.example>"] {
        assert!(write(reply(to, "s", "t")).is_none(), "{to:?}");
    }
    assert!(write(Reply { from: "no address", ..reply("mei@b.example", "s", "t") }).is_none());
    assert!(write(Reply { message_id: "a b".to_owned(), ..reply("mei@b.example", "s", "t") }).is_none());
}
