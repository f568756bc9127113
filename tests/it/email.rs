//! S8, C2: buyers write to a mailbox of the shop and are answered from it.

mod post;

use serde_json::{Value, json};
use zg_peers::MAIL_PASSWORD;
use zhanggui::jobs;

use crate::harness::{Answer, Service, TestApp, both_engines, eventually};

pub use post::{LIN, Post, USER, id, mail, set_aside, some_mailbox, texts};

both_engines![
    a_buyer_writes_is_answered_and_writes_back,
    mail_of_before_is_left_alone,
    what_is_not_to_be_believed_is_set_aside,
    one_bad_mail_holds_up_no_other,
    a_thread_is_joined_only_by_whoever_it_was_written_to,
    what_machines_write_is_kept_and_owed_nothing,
    a_mail_that_came_back_is_told_in_its_conversation,
    what_is_taken_back_in_time_is_not_sent,
    what_is_refused_is_told_in_the_conversation,
    what_a_server_numbers_anew_comes_once,
    what_is_attached_goes_both_ways,
    acknowledgements_are_few_and_never_for_machines,
    a_mailbox_is_tried_out_and_its_password_stays,
    whoever_is_erased_takes_their_mail_along,
];

/// What is between the brackets.
fn bare(header: &str) -> String {
    header.trim_matches(['<', '>']).to_owned()
}

async fn a_buyer_writes_is_answered_and_writes_back(app: TestApp) {
    let post = Post::connect_with(&app, json!({ "signature": "小店敬上" })).await;
    let mei = app.agent("小梅").await;
    post.arrives(&mail("Lin Mei <Lin@buyer.example>", "m1", "Cc: friend@buyer.example\n", "有大码吗？"));
    post.read(&app, 1).await;
    let conversation = post.conversations().await.remove(0);
    assert_eq!(
        (&conversation["customer"]["name"], &conversation["status"]),
        (&json!("Lin Mei"), &json!("queued")),
        "{conversation}"
    );
    let customer = conversation["customer"]["id"].as_str().expect("an id");
    assert_eq!(mei.get(&format!("/customers/{customer}")).await.is(200)["email"], LIN);
    let messages = mei.messages(id(&conversation)).await;
    assert_eq!(texts(&messages), ["Coat in large?\n\n有大码吗？"]);
    let original = mei.get(&format!("/messages/{}/mail", id(&messages[0]))).await.is(200);
    assert_eq!((&original["text"], &original["cc"]), (&json!("有大码吗？"), &json!(["friend@buyer.example"])));
    assert_eq!((&original["state"], &original["from_address"]), (&json!("accepted"), &json!(LIN)));

    mei.note(id(&conversation), "只给同事看").await;
    mei.reply(id(&conversation), "有的。").await;
    let last = mei.reply(id(&conversation), "要给您留一件吗？").await;
    mei.get(&format!("/messages/{}/mail", id(&last))).await.refused(404, "not_found");
    post.sent(&app, 2).await;
    let mails = post.smtp.mails();
    assert_eq!(mails.len(), 1, "what is said in a row is one mail");
    let answer = &mails[0];
    assert_eq!(answer.to, [LIN], "nobody else is written to, whoever was named");
    assert_eq!(answer.subject(), "Re: Coat in large?");
    assert_eq!((answer.header("to"), answer.header("in-reply-to")), (LIN.into(), "<m1@buyer.example>".into()));
    assert!(!answer.header_names().iter().any(|name| ["cc", "bcc", "auto-submitted"].contains(&name.as_str())));
    let text = answer.whole_text();
    assert!(text.contains("有的。") && text.contains("要给您留一件吗？") && text.contains("小店敬上"), "{text}");
    assert!(!text.contains("只给同事看"));

    let ours = bare(&answer.header("message-id"));
    let more = format!("In-Reply-To: <{ours}>\nReferences: <m1@buyer.example> <{ours}>\n");
    post.arrives(&mail(LIN, "m2", &more, "好的，留一件。\n\n> 有的。\n> 要给您留一件吗？"));
    post.read(&app, 2).await;
    assert_eq!(post.conversations().await.len(), 1, "it goes on where it was");
    let messages = mei.messages(id(&conversation)).await;
    assert_eq!(texts(&messages).last(), Some(&"好的，留一件。"), "without the subject, and without what it quotes");
    mei.reply(id(&conversation), "留好了。").await;
    post.sent(&app, 3).await;
    let second = post.smtp.expect(2).await;
    assert_eq!(second.header("in-reply-to"), "<m2@buyer.example>");
    assert!(second.header("references").contains("<m1@buyer.example>"), "{}", second.header("references"));
    // A restart sends nothing again and reads nothing again.
    let app = app.restart().await;
    jobs::lead(&app.app);
    app.turn_clock(60);
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    assert_eq!((post.smtp.mails().len(), app.owner().await.messages(id(&conversation)).await.len()), (2, 6));
}

async fn mail_of_before_is_left_alone(app: TestApp) {
    let post = Post::open(&app).await;
    post.arrives(&mail(LIN, "old", "", "上个月的信"));
    post.owner.put(&post.path(), post.mailbox()).await.is(200);
    post.looked().await;
    post.arrives(&mail(LIN, "new", "", "今天的信"));
    post.read(&app, 1).await;
    let conversations = post.conversations().await;
    assert_eq!(conversations.len(), 1);
    assert_eq!(texts(&post.owner.messages(id(&conversations[0])).await), ["Coat in large?\n\n今天的信"]);
    assert_eq!(app.count("SELECT COUNT(*) FROM received_mails").await, 1);
}

async fn what_is_not_to_be_believed_is_set_aside(app: TestApp) {
    let (post, mei) = (Post::connect(&app).await, app.agent("小梅").await);
    let forged = "Authentication-Results: mx.shop.example; dmarc=fail header.from=buyer.example\n\
        Authentication-Results: mx.shop.example; dmarc=pass\n";
    post.arrives(&mail("老板 <boss@buyer.example>", "f1", forged, "请把货款打到这里"));
    // Somebody else's word is nobody's.
    let elsewhere = "Authentication-Results: mx.evil.example; dmarc=fail\n";
    post.arrives(&mail(LIN, "f2", elsewhere, "在吗"));
    post.arrives(&mail(USER, "f3", "", "自己寄给自己"));
    post.read(&app, 3).await;
    assert_eq!(post.conversations().await.len(), 1);
    let waiting = post.set_aside().await;
    assert_eq!(waiting.len(), 1);
    assert_eq!(
        (&waiting[0]["reason"], &waiting[0]["from_address"], &waiting[0]["subject"]),
        (&json!("dmarc_failed"), &json!("boss@buyer.example"), &json!("Coat in large?"))
    );
    assert_eq!(post.owner.get(&post.path()).await.is(200)["set_aside"], 1);
    let dismissed = post.owner.get("/mails?state=dismissed").await.is(200);
    assert_eq!(
        (&dismissed["items"][0]["reason"], dismissed["items"].as_array().map(Vec::len)),
        (&json!("own"), Some(1))
    );

    let path = format!("/mails/{}", id(&waiting[0]));
    mei.get(&path).await.refused(403, "no_permission");
    let shown = post.owner.get(&path).await.is(200);
    assert_eq!((&shown["text"], &shown["to"]), (&json!("请把货款打到这里"), &json!([USER])));
    let raw = post.owner.get(&format!("{path}/raw")).await;
    assert!(raw.text().starts_with("From: 老板") && raw.header("content-disposition").starts_with("attachment"));
    assert_eq!(raw.header("content-type"), "application/octet-stream");
    assert!(raw.header("content-security-policy").contains("sandbox"));

    // Out of sight, back, and in after all.
    assert_eq!(post.owner.post(&format!("{path}/dismiss"), json!({})).await.is(200)["state"], "dismissed");
    post.owner.post(&format!("{path}/accept"), json!({})).await.refused(409, "mail_not_set_aside");
    assert_eq!(post.owner.post(&format!("{path}/restore"), json!({})).await.is(200)["state"], "set_aside");
    let accepted = post.owner.post(&format!("{path}/accept"), json!({})).await.is(200);
    assert_eq!(accepted["state"], "accepted");
    let messages = mei.messages(accepted["conversation_id"].as_str().expect("an id")).await;
    assert_eq!(texts(&messages), ["Coat in large?\n\n请把货款打到这里"]);
    assert_eq!(post.owner.post(&format!("{path}/accept"), json!({})).await.is(200), accepted, "once");
    assert_eq!(post.conversations().await.len(), 2);
}

async fn one_bad_mail_holds_up_no_other(app: TestApp) {
    let post = Post::connect(&app).await;
    post.dovecot.deliver(USER, b"\xff\xfe\x00 not a mail at all").expect("a mail");
    post.arrives("Subject: nobody\n\nwrote this");
    post.arrives("From: a@x.example, b@x.example\nSubject: two\n\nof us");
    post.arrives(&mail(LIN, "m1", "", "我没问题"));
    post.read(&app, 4).await;
    assert_eq!(post.conversations().await.len(), 1);
    let reasons: Vec<String> = post.set_aside().await.iter().map(|mail| mail["reason"].to_string()).collect();
    assert_eq!(reasons.len(), 3, "{reasons:?}");
    assert!(reasons.contains(&"\"no_sender\"".to_owned()), "{reasons:?}");
    for mail in post.set_aside().await {
        let path = format!("/mails/{}", id(&mail));
        post.owner.get(&path).await.is(200);
        post.owner.post(&format!("{path}/accept"), json!({})).await.refused(409, "mail_unreadable");
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM jobs WHERE kind = 'read_mail'").await, 0);
}

async fn a_thread_is_joined_only_by_whoever_it_was_written_to(app: TestApp) {
    let (post, mei) = (Post::connect_with(&app, json!({ "plus_addressing": true })).await, app.agent("小梅").await);
    post.arrives(&mail(LIN, "m1", "", "我的订单到哪了"));
    post.read(&app, 1).await;
    let conversation = post.conversations().await.remove(0);
    mei.reply(id(&conversation), "在路上").await;
    post.sent(&app, 1).await;
    let answer = post.smtp.expect(1).await;
    let ours = bare(&answer.header("message-id"));
    let reply_to = bare(&answer.header("reply-to"));
    assert!(reply_to.starts_with("service+"), "{reply_to}");

    // Another who knows the token, the buyer with a subject but no token, a token that is not ours.
    post.arrives(&mail("thief@x.example", "t1", &format!("In-Reply-To: <{ours}>\n"), "我也想看"));
    post.arrives(&mail(LIN, "m2", "In-Reply-To: <m1@buyer.example>\n", "另一件事"));
    let (forged, _) = ours.split_at(ours.len() / 3);
    post.arrives(&mail(LIN, "m3", &format!("In-Reply-To: <{forged}@shop.example>\n"), "再一件事"));
    post.read(&app, 4).await;
    assert_eq!(post.conversations().await.len(), 4, "each begins one of its own");
    assert_eq!(mei.messages(id(&conversation)).await.len(), 2);
    // The address alone is enough.
    post.arrives(&mail(LIN, "m4", "", "谢谢").replace(&format!("To: {USER}"), &format!("To: {reply_to}")));
    post.read(&app, 5).await;
    assert_eq!(texts(&mei.messages(id(&conversation)).await), ["Coat in large?\n\n我的订单到哪了", "在路上", "谢谢"]);
    // What was closed long ago stays closed.
    mei.act(id(&conversation), "solve", json!({})).await;
    app.turn_clock(3600);
    post.arrives(&mail(LIN, "m5", &format!("In-Reply-To: <{ours}>\n"), "又有问题"));
    post.read(&app, 6).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM conversations").await, 5);
}

async fn what_machines_write_is_kept_and_owed_nothing(app: TestApp) {
    let post = Post::connect_with(&app, json!({ "acknowledge": true })).await;
    post.arrives(&mail(LIN, "a1", "Auto-Submitted: auto-replied\n", "我在休假"));
    post.arrives(&mail("news@x.example", "a2", "List-Id: <news.x.example>\nPrecedence: bulk\n", "本周特价"));
    post.read(&app, 2).await;
    let conversations = post.conversations().await;
    assert_eq!(conversations.len(), 2);
    for conversation in &conversations {
        let messages = post.owner.messages(id(conversation)).await;
        assert_eq!((messages.len(), &messages[0]["author"]), (1, &json!("machine")));
        assert!(post.owner.conversation(id(conversation)).await["waiting_since"].is_null());
    }
    app.turn_clock(120);
    tokio::time::sleep(std::time::Duration::from_millis(800)).await;
    assert_eq!((post.smtp.visits(), app.count("SELECT COUNT(*) FROM mail_replies").await), (0, 0));
}

async fn a_mail_that_came_back_is_told_in_its_conversation(app: TestApp) {
    let (post, mei) = (Post::connect(&app).await, app.agent("小梅").await);
    post.arrives(&mail(LIN, "m1", "", "在吗"));
    post.read(&app, 1).await;
    let conversation = post.conversations().await.remove(0);
    mei.reply(id(&conversation), "在的").await;
    post.sent(&app, 1).await;
    let ours = post.smtp.expect(1).await.header("message-id");
    let returned = format!(
        "From: MAILER-DAEMON@mx.buyer.example\nTo: {USER}\nSubject: Undelivered\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\n\
         no such user\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.buyer.example\n\n\
         Final-Recipient: rfc822; {LIN}\nAction: failed\nStatus: 5.1.1\n--b\nContent-Type: text/rfc822-headers\n\n\
         Message-ID: {ours}\nSubject: Re: Coat in large?\n--b--\n"
    );
    post.arrives(&returned);
    post.read(&app, 2).await;
    assert_eq!(post.conversations().await.len(), 1, "a machine begins no conversation with it");
    let waiting = post.set_aside().await;
    assert_eq!((&waiting[0]["reason"], &waiting[0]["conversation_id"]), (&json!("bounce"), &conversation["id"]));
    let note = mei.messages(id(&conversation)).await.pop().expect("a note");
    assert_eq!((&note["kind"], &note["author"]), (&json!("note"), &json!("automatic")));
    assert!(note["text"].as_str().is_some_and(|text| text.contains("没有收到")), "{note}");
}

async fn what_is_taken_back_in_time_is_not_sent(app: TestApp) {
    let (post, mei) = (Post::connect(&app).await, app.agent("小梅").await);
    post.arrives(&mail(LIN, "m1", "", "在吗"));
    post.read(&app, 1).await;
    let conversation = post.conversations().await.remove(0);
    let slip = mei.reply(id(&conversation), "发错了").await;
    let path = format!("/conversations/{}/messages/{}", id(&conversation), id(&slip));
    eventually("a reply that waits", async || app.count("SELECT COUNT(*) FROM mail_replies").await == 1).await;
    mei.delete(&path).await.is(200);
    post.sent(&app, 1).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM mail_replies WHERE state = 3").await, 1);
    mei.reply(id(&conversation), "这是对的").await;
    post.sent(&app, 2).await;
    let only = post.smtp.expect(1).await;
    assert!(only.whole_text().contains("这是对的") && !only.whole_text().contains("发错了"));
    assert_eq!(post.smtp.mails().len(), 1);
}

async fn what_is_refused_is_told_in_the_conversation(app: TestApp) {
    let (post, mei) = (Post::connect(&app).await, app.agent("小梅").await);
    post.arrives(&mail(LIN, "m1", "", "在吗"));
    post.read(&app, 1).await;
    let conversation = post.conversations().await.remove(0);
    // For now is not for ever: the same mail is tried again.
    post.smtp.serves(Service::Refuses("451 4.7.1 greylisted"));
    mei.reply(id(&conversation), "在的").await;
    eventually("a reply that waits", async || app.count("SELECT COUNT(*) FROM mail_replies").await == 1).await;
    app.turn_clock(20);
    eventually("a first try", async || post.smtp.visits() == 1).await;
    eventually("a pause", async || {
        app.count("SELECT COUNT(*) FROM jobs WHERE kind = 'send_reply' AND last_error = 'smtp_451'").await == 1
    })
    .await;
    post.smtp.serves(Service::Takes);
    app.turn_clock(10);
    post.smtp.expect(1).await;

    post.smtp.serves(Service::Refuses("550 5.1.1 no such user here"));
    mei.reply(id(&conversation), "还在吗").await;
    post.sent(&app, 2).await;
    eventually("a note", async || {
        let messages = mei.messages(id(&conversation)).await;
        messages.last().is_some_and(|last| last["kind"] == "note" && last["author"] == "automatic")
    })
    .await;
    let letter = post.owner.get("/dead_letters").await.is(200)["items"][0].clone();
    assert_eq!((&letter["kind"], &letter["error"]), (&json!("send_reply"), &json!("smtp_550")));
    post.smtp.serves(Service::Takes);
    post.owner.post(&format!("/dead_letters/{}/replay", id(&letter)), json!({})).await.is(204);
    assert!(post.smtp.expect(2).await.whole_text().contains("还在吗"), "somebody decided to try again");
}

async fn what_a_server_numbers_anew_comes_once(app: TestApp) {
    let mut post = Post::connect(&app).await;
    post.arrives(&mail(LIN, "m1", "", "第一封"));
    post.arrives(&mail(LIN, "m2", "Authentication-Results: mx.shop.example; dmarc=fail\n", "第二封"));
    post.read(&app, 2).await;
    post.dovecot.kill().await.expect("it ends");
    post.dovecot.renumber(USER).expect("other numbers");
    post.dovecot.start_again().await.expect("Dovecot");
    post.arrives(&mail(LIN, "m3", "", "第三封"));
    // A look may have failed meanwhile, and waits longer then.
    app.turn_clock(600);
    post.read(&app, 3).await;
    app.turn_clock(600);
    tokio::time::sleep(std::time::Duration::from_millis(1200)).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM received_mails").await, 3);
    assert_eq!((post.conversations().await.len(), post.set_aside().await.len()), (2, 1));
}

async fn what_is_attached_goes_both_ways(app: TestApp) {
    let (post, mei) = (Post::connect(&app).await, app.agent("小梅").await);
    let png = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, crate::harness::png(2, 2));
    let parts = format!(
        "From: {LIN}\nTo: {USER}\nSubject: photo\nMessage-ID: <p1@buyer.example>\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nsee this\n\
         --b\nContent-Type: image/png\nContent-Disposition: attachment; filename=\"../../coat.png\"\n\
         Content-Transfer-Encoding: base64\n\n{png}\n--b\nContent-Type: application/octet-stream\n\
         Content-Disposition: attachment; filename=\"run.exe\"\nContent-Transfer-Encoding: base64\n\n\
         TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAAAAAAAAA=\n--b--\n"
    );
    post.arrives(&parts);
    post.read(&app, 1).await;
    let conversation = post.conversations().await.remove(0);
    let messages = mei.messages(id(&conversation)).await;
    assert_eq!(messages.len(), 2, "{messages:?}");
    let words = messages[0]["text"].as_str().expect("words");
    assert!(words.starts_with("photo\n\nsee this") && words.contains("[run.exe："), "{words}");
    assert_eq!((&messages[1]["kind"], &messages[1]["file"]["name"]), (&json!("image"), &json!("coat.png")));
    let original = mei.get(&format!("/messages/{}/mail", id(&messages[1]))).await.is(200);
    assert_eq!(original["attachments"].as_array().map(Vec::len), Some(2));

    let file = mei.upload("/files", "报价.png", &crate::harness::png(3, 3)).await.is(201);
    let message = json!({ "client_id": uuid::Uuid::now_v7(), "kind": "image", "file_id": file["id"] });
    mei.post(&format!("/conversations/{}/messages", id(&conversation)), message).await.is(201);
    post.sent(&app, 1).await;
    let raw = post.smtp.expect(1).await.raw;
    assert!(raw.contains("Content-Disposition: attachment"), "{raw}");
}

async fn acknowledgements_are_few_and_never_for_machines(app: TestApp) {
    let post = Post::connect_with(&app, json!({ "acknowledge": true })).await;
    for n in 1..=5 {
        post.arrives(&mail(LIN, &format!("m{n}"), "", "在吗"));
    }
    post.read(&app, 5).await;
    post.sent(&app, 3).await;
    assert_eq!(post.conversations().await.len(), 5);
    let mails = post.smtp.mails();
    assert_eq!(mails.len(), 3, "three in a day are enough");
    for mail in &mails {
        assert_eq!((mail.to.clone(), mail.header("auto-submitted")), (vec![LIN.to_owned()], "auto-replied".into()));
        assert!(mail.whole_text().contains("已经收到"), "{}", mail.whole_text());
    }
    let conversation = post.conversations().await.remove(0);
    let waits = post.owner.conversation(id(&conversation)).await["waiting_since"].clone();
    assert!(waits.is_string(), "the buyer goes on waiting for a person");
    // Another mail in the same conversation is not acknowledged again.
    let ours = bare(&mails[0].header("message-id"));
    post.arrives(&mail(LIN, "m6", &format!("In-Reply-To: <{ours}>\n"), "还在吗"));
    post.read(&app, 6).await;
    app.turn_clock(60);
    tokio::time::sleep(std::time::Duration::from_millis(800)).await;
    assert_eq!(post.smtp.mails().len(), 3);
}

async fn a_mailbox_is_tried_out_and_its_password_stays(app: TestApp) {
    let post = Post::open(&app).await;
    let check = format!("{}/check", post.path());
    let try_out = async |change: Value| -> Value {
        let mut mailbox = post.mailbox();
        for (name, value) in change.as_object().expect("fields") {
            mailbox[name] = value.clone();
        }
        post.owner.post(&check, mailbox).await.is(200)
    };
    let fine = json!({ "ok": true, "code": null });
    let failed = |code: &str| json!({ "ok": false, "code": code });
    assert_eq!(try_out(json!({})).await, json!({ "receive": fine, "send": fine, "folders": ["INBOX"] }));
    let wrong = try_out(json!({ "password": "wrong" })).await;
    let refused = failed("sign_in_failed");
    assert_eq!(wrong, json!({ "receive": refused, "send": refused, "folders": [] }));
    assert_eq!(try_out(json!({ "folder": "Nowhere" })).await["receive"], failed("folder_missing"));
    let (port, server) =
        (post.dovecot.port(), |host: &str, port: u16, tls: bool| json!({ "host": host, "port": port, "tls": tls }));
    assert_eq!(try_out(json!({ "imap": server("127.0.0.1", port, true) })).await["receive"], failed("tls_failed"));
    assert_eq!(try_out(json!({ "imap": server("127.0.0.1", 9, false) })).await["receive"], failed("unreachable"));
    // S7: what is not public, and what would travel unencrypted, is not asked at all.
    for host in ["10.1.2.3", "169.254.169.254", "[::1]"] {
        let refused = try_out(json!({ "imap": server(host, 993, true), "smtp": server(host, 465, true) })).await;
        let away = failed("refused_address");
        assert_eq!(refused, json!({ "receive": away, "send": away, "folders": [] }));
    }
    assert_eq!(try_out(json!({ "smtp": server("8.8.8.8", 25, false) })).await["send"], failed("refused_address"));
    assert_eq!(post.smtp.mails().len(), 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM mailboxes").await, 0, "nothing is stored by a try");

    let mut without = post.mailbox();
    without.as_object_mut().expect("fields").remove("password");
    post.owner.put(&post.path(), without.clone()).await.invalid("password", "required");
    let made = post.owner.put(&post.path(), post.mailbox()).await.is(200);
    assert_eq!((&made["password_set"], &made["folder"]), (&json!(true), &json!("INBOX")));
    assert!(!made.to_string().contains(MAIL_PASSWORD));
    without["signature"] = json!("小店敬上");
    assert_eq!(post.owner.put(&post.path(), without.clone()).await.is(200)["signature"], "小店敬上");
    assert_eq!(post.owner.post(&check, without.clone()).await.is(200)["receive"], fine, "the stored one is used");
    // It follows to no other server, nor to another name.
    without["imap"]["port"] = json!(994);
    post.owner.put(&post.path(), without.clone()).await.invalid("password", "required");
    post.owner.post(&check, without).await.invalid("password", "required");
    let widget = format!("/inboxes/{}/mailbox", app.shop.inbox_id);
    post.owner.put(&widget, post.mailbox()).await.refused(409, "not_an_email_inbox");
    let log = post.owner.get("/audit?limit=50").await.is(200).to_string();
    assert!(log.contains("mailbox.connected") && log.contains("mailbox.updated") && !log.contains(MAIL_PASSWORD));
    // S12: sealed where it lies.
    let stored = app.everything_stored();
    assert!(!stored.windows(MAIL_PASSWORD.len()).any(|bytes| bytes == MAIL_PASSWORD.as_bytes()));
}

async fn whoever_is_erased_takes_their_mail_along(app: TestApp) {
    let (post, mei) = (Post::connect(&app).await, app.agent("小梅").await);
    post.arrives(&mail("Lin <lin@buyer.example>", "m1", "", "qzkanari 在吗"));
    let failed = "Authentication-Results: mx.shop.example; dmarc=fail\n";
    post.arrives(&mail(LIN, "m2", failed, "qzkanari 也是我"));
    post.arrives(&mail("other@buyer.example", "m3", "", "别人的信"));
    post.read(&app, 3).await;
    let conversation = post.conversations().await.into_iter().find(|one| one["customer"]["name"] == "Lin");
    let conversation = conversation.expect("a conversation");
    mei.reply(id(&conversation), "在的").await;
    post.sent(&app, 1).await;
    let customer = conversation["customer"]["id"].as_str().expect("an id");
    let path = format!("/customers/{customer}/erasure");
    let erasure: Answer = post.owner.post(&path, json!({ "name": "Lin" })).await;
    crate::privacy_erase::done(&app, &post.owner, &erasure.is(202)).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM received_mails").await, 1, "another's stays");
    assert_eq!(app.count("SELECT COUNT(*) FROM mail_replies").await, 0);
    assert!(post.set_aside().await.is_empty());
    let stored = app.everything_stored();
    assert!(!stored.windows(8).any(|bytes| bytes == b"qzkanari"), "nothing of it is left");
}
