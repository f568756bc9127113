//! Mails as programs, servers and people send them; all of them invented.

use zg_mail::{Fault, Machine, Received, Verdict, read};

#[track_caller]
fn mail(lines: &str) -> Received {
    mail_of(lines.as_bytes())
}

#[track_caller]
fn mail_of(raw: &[u8]) -> Received {
    read(raw).expect("a mail")
}

const FROM: &str = "From: Mei Lin <Mei@B.example>\r\nTo: service@s.example\r\n";

#[test]
fn a_plain_mail_says_who_what_and_when() {
    let mail = mail(
        "Message-ID: <one@b.example>\r\n\
         Date: Tue, 03 Nov 2026 10:00:00 +0800\r\n\
         From: =?UTF-8?B?5p6X576O?= <Mei.Lin@QQ.example>\r\n\
         To: \"Shop, Sunny\" <Service@S.example>, other@s.example, service@s.example\r\n\
         Cc: Boss <boss@b.example>\r\n\
         Subject: =?UTF-8?B?6K6i5Y2V?= =?UTF-8?Q?_20261103?=\r\n\
         References: <a@s.example>\r\n <b@s.example>\r\n\
         In-Reply-To: <c@s.example>\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n您好，\r\n\r\n\r\n\r\n我要退货。\r\n",
    );
    assert_eq!(mail.message_id.as_deref(), Some("one@b.example"));
    assert_eq!((mail.from.name.as_deref(), mail.from.address.as_str()), (Some("林美"), "mei.lin@qq.example"));
    assert_eq!(mail.to, ["service@s.example", "other@s.example"]);
    assert_eq!(mail.cc, ["boss@b.example"]);
    assert_eq!(mail.subject, "订单 20261103");
    assert_eq!(mail.sent_at_ms, Some(1_793_671_200_000));
    assert_eq!(mail.references, ["a@s.example", "b@s.example", "c@s.example"]);
    assert_eq!((mail.text.as_str(), mail.quoted, mail.cut), ("您好，\n\n我要退货。", false, false));
    assert_eq!((mail.machine, mail.attachments.len(), mail.results.len()), (None, 0, 0));
}

#[test]
fn chinese_comes_in_many_letters() {
    let gb = mail_of(
        b"From: =?GB2312?B?wdbDwA==?= <mei@b.example>\r\nSubject: =?gb18030?Q?=CD=CB=BB=F5?=\r\n\
          Content-Type: text/plain; charset=\"GBK\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xce\xd2\xd2\xaa\xcd\xcb\xbb\xf5",
    );
    assert_eq!((gb.from.name.as_deref(), gb.subject.as_str(), gb.text.as_str()), (Some("林美"), "退货", "我要退货"));
    let big5 = mail_of(
        b"From: =?big5?B?qkyspA==?= <mei@b.example>\r\nSubject: =?Big5?B?sGizZg==?=\r\n\
          Content-Type: text/plain; charset=big5\r\nContent-Transfer-Encoding: base64\r\n\r\nsGiz\r\nZg==\r\n",
    );
    assert_eq!((big5.subject.as_str(), big5.text.as_str()), ("退貨", "退貨"));
    // Nothing says what these are.
    let bare = mail_of(
        b"From: \xc1\xd6\xc3\xc0 <mei@b.example>\r\nSubject: \xcd\xcb\xbb\xf5\r\n\r\n\xce\xd2\xd2\xaa\xcd\xcb\xbb\xf5",
    );
    assert_eq!(
        (bare.from.name.as_deref(), bare.subject.as_str(), bare.text.as_str()),
        (Some("林美"), "退货", "我要退货")
    );
}

#[test]
fn of_two_forms_the_plain_one_is_read_unless_it_is_empty() {
    let both = |plain: &str| {
        mail(&format!(
            "{FROM}Content-Type: multipart/alternative; boundary=\"=_b\"\r\n\r\nold programs read this\r\n--=_b\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n--=_b\r\n\
             Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
             <div>=E6=82=A8=E5=A5=BD&nbsp;<b>HTML</b></div>=\r\n<div>2</div>\r\n--=_b--\r\nafter"
        ))
        .text
    };
    assert_eq!(both("您好"), "您好");
    assert_eq!(both(" \r\n"), "您好 HTML\n2");
}

#[test]
fn html_alone_is_read_as_words() {
    let mail = mail(&format!(
        "{FROM}Content-Type: text/html; charset=utf-8\r\n\r\n<html><head><title>t</title><style>p{{}}</style></head><body>\
         <p>您好，</p><p>什么时候<b>发货</b>？</p><script>alert(1)</script>\
         <div class=\"gmail_quote\"><div class=\"gmail_attr\">On Tue, Shop wrote:</div><blockquote>您好</blockquote></div></body></html>"
    ));
    assert_eq!((mail.text.as_str(), mail.quoted), ("您好，\n什么时候发货？", true));
}

#[test]
fn a_forwarded_mail_is_what_the_buyer_wants_to_show() {
    let mail = mail(&format!(
        "{FROM}Content-Type: text/html\r\n\r\n<div>see below</div><div class=\"gmail_quote\">\
         ---------- Forwarded message ---------<br>From: Parcel<br>Date: today<br>Subject: damaged<br><br>It is broken.</div>"
    ));
    assert!(mail.text.starts_with("see below") && mail.text.ends_with("It is broken."), "{}", mail.text);
    assert!(!mail.quoted);
}

#[test]
fn a_mail_that_only_quotes_is_kept_whole() {
    let mail = mail(&format!("{FROM}\r\n> 您好\r\n> 请问\r\n"));
    assert_eq!((mail.text.as_str(), mail.quoted), ("> 您好\n> 请问", false));
}

#[test]
fn files_keep_their_names_and_bytes() {
    let mail = mail(&format!(
        "{FROM}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/related; boundary=c\r\n\r\n\
         --c\r\nContent-Type: text/html\r\n\r\nphoto: <img src=\"cid:1\">\r\n\
         --c\r\nContent-Type: image/png\r\nContent-ID: <1>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--c--\r\n\
         --b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment;\r\n filename*0*=utf-8''%E5%8F%91;\r\n filename*1*=%E7%A5%A8;\r\n filename*2=.pdf\r\n\
         Content-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n\
         --b\r\nContent-Type: image/jpeg; name=\"=?UTF-8?B?5Zu+LmpwZw==?=\"\r\n\r\nJPEG\r\n\
         --b\r\nContent-Type: text/plain; name=\"a\r\n b.txt\"\r\nContent-Disposition: attachment\r\n\r\nnot words\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner words\r\n--b--\r\n"
    ));
    let files: Vec<_> = mail.attachments.iter().map(|file| (file.name.as_str(), file.bytes.as_slice())).collect();
    assert_eq!(
        files,
        [
            ("attachment-1.png", &b"\x89PNG\r\n\x1a\n"[..]),
            ("发票.pdf", b"%PDF"),
            ("图.jpg", b"JPEG"),
            ("a b.txt", b"not words"),
            ("attachment-5.eml", b"Subject: inner\r\n\r\ninner words"),
        ]
    );
    assert_eq!(mail.text, "photo:");
}

#[test]
fn nobody_can_say_that_they_were_checked() {
    let mail = mail(&format!(
        "Authentication-Results: mx.s.example; spf=fail; dmarc=fail header.from=b.example\r\n\
         Received: from somewhere\r\n\
         Authentication-Results: mx.s.example; dmarc=pass\r\n\
         Authentication-Results: relay.example; dmarc=pass\r\n{FROM}\r\nhi"
    ));
    assert_eq!(mail.dmarc("MX.S.example"), Some(Verdict::Fail));
    assert_eq!(mail.dmarc("relay.example"), Some(Verdict::Pass));
    assert_eq!(mail.dmarc("other.example"), None);
    assert_eq!(mail.results.len(), 3);
    // In a part below, it is no line of the head.
    let hidden = self::mail(&format!("{FROM}\r\nAuthentication-Results: mx.s.example; dmarc=pass\r\n"));
    assert_eq!(hidden.dmarc("mx.s.example"), None);
}

#[test]
fn a_bounce_names_the_mail_that_came_back() {
    let report = |action: &str| {
        mail(&format!(
            "From: Mail Delivery <MAILER-DAEMON@mx.example>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
             --b\r\n\r\nIt could not be delivered.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nAction: {action}\r\n\
             --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <ours@s.example>\r\nSubject: Re: x\r\n\r\nwords\r\n--b--\r\n"
        ))
    };
    let failed = report("failed");
    assert_eq!(
        (failed.machine, failed.references.as_slice()),
        (Some(Machine::Bounce), &["ours@s.example".to_owned()][..])
    );
    assert_eq!((failed.text.as_str(), failed.attachments.len()), ("It could not be delivered.", 0));
    assert_eq!(report("delayed").machine, Some(Machine::AutoSubmitted));
    let read = mail(&format!(
        "{FROM}Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n--b\r\n\r\nRead.\r\n--b--\r\n"
    ));
    assert_eq!(read.machine, Some(Machine::AutoSubmitted));
    let list = mail(&format!("{FROM}List-Id: <news.b.example>\r\n\r\nSale!"));
    assert_eq!(list.machine, Some(Machine::List));
}

#[test]
fn what_is_no_mail_says_why() {
    let fault = |raw: &str| read(raw.as_bytes()).map(|mail| mail.from.address).expect_err("no mail");
    assert_eq!(fault(""), Fault::Empty);
    assert_eq!(fault(" \r\n\r\n"), Fault::Empty);
    assert_eq!(fault("no line of a head"), Fault::Unreadable);
    assert_eq!(fault("Subject: x\r\n\r\nwords"), Fault::NoSender);
    assert_eq!(fault("From: somebody\r\n\r\nwords"), Fault::NoSender);
    assert_eq!(fault("From: undisclosed:;\r\n\r\nwords"), Fault::NoSender);
    assert_eq!(fault("From: a@b.example, c@d.example\r\n\r\nwords"), Fault::SeveralSenders);
    assert_eq!(fault("From: a@b.example\r\nFrom: c@d.example\r\n\r\nwords"), Fault::SeveralSenders);
    let many = "--b\r\n\r\nx\r\n".repeat(200);
    assert_eq!(fault(&format!("{FROM}Content-Type: multipart/mixed; boundary=b\r\n\r\n{many}")), Fault::TooManyParts);
    let deep: String =
        (0..500).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n")).collect();
    assert_eq!(fault(&format!("{FROM}{deep}")), Fault::TooManyParts);
}

#[test]
fn a_sender_with_a_comma_in_their_name_is_one() {
    assert_eq!(mail("From: \"Lin, Mei\" <mei@b.example>\r\n\r\nx").from.name.as_deref(), Some("Lin, Mei"));
    assert_eq!(mail("From: boss@s.example <mei@b.example>\r\n\r\nx").from.address, "mei@b.example");
}

#[test]
fn a_mail_that_was_cut_off_says_what_is_left() {
    let whole = format!(
        "{FROM}Subject: =?UTF-8?B?6K6i5Y2V?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n5oiR6KaB6YCA6LSn\r\n\
         --b\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n"
    );
    for end in 0..whole.len() {
        if let Ok(mail) = read(&whole.as_bytes()[..end]) {
            assert!(
                "我要退货".starts_with(mail.text.trim_end_matches('\u{FFFD}')) || end < whole.find("5oiR").unwrap_or(0),
                "{end}: {}",
                mail.text
            );
            assert!(mail.attachments.len() <= 1);
        }
    }
    let cut = mail_of(&whole.as_bytes()[..whole.len() - 20]);
    assert_eq!((cut.subject.as_str(), cut.text.as_str(), cut.attachments.len()), ("订单", "我要退货", 1));
}

#[test]
fn nothing_in_a_head_becomes_a_line() {
    let mail = mail(
        "From: =?UTF-8?Q?Mei=0D=0ABcc:_x=40y.example?= <mei@b.example>\r\n\
         Subject: =?UTF-8?Q?Order=0D=0ABcc:_x=40y.example?=\r\n\r\nx",
    );
    assert_eq!(mail.from.name.as_deref(), Some("Mei Bcc: x@y.example"));
    assert_eq!(mail.subject, "Order Bcc: x@y.example");
}

#[test]
fn too_much_is_cut() {
    let long = mail(&format!("{FROM}\r\n{}", "退货 ".repeat(20_000)));
    assert!(long.cut && long.text.chars().count() <= 20_000);
    let files = "--b\r\nContent-Type: image/png\r\n\r\nx\r\n".repeat(25);
    let files = mail(&format!("{FROM}Content-Type: multipart/mixed; boundary=b\r\n\r\n{files}--b--"));
    assert_eq!((files.attachments.len(), files.cut), (20, true));
}
