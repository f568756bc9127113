//! S8: what becomes of mail when something is wrong with a mailbox, and how those who run it are told.

use std::time::Duration;

use serde_json::{Value, json};
use zg_peers::{Dovecot, MAIL_PASSWORD};

use crate::email::{LIN, Post, USER, id, mail, texts};
use crate::harness::{Authority, Engine, PASSWORD, Process, Shop, TestApp, both_engines, eventually};
use crate::operations_doctor::{examine, finding, found};
use crate::operations_metrics::{page, value};
use crate::privacy_export::{export_of, unpack};

both_engines![
    without_a_mailbox_a_reply_fails_aloud_and_goes_out_later,
    a_mailbox_that_fails_is_seen_by_everybody_whom_it_concerns,
    whoever_reads_a_message_may_have_its_mail,
    a_folder_has_a_name_in_any_script,
    the_mails_of_a_customer_come_along_in_an_export,
];

async fn without_a_mailbox_a_reply_fails_aloud_and_goes_out_later(app: TestApp) {
    let (post, mei) = (Post::connect(&app).await, app.agent("小梅").await);
    post.arrives(&mail(LIN, "m1", "", "在吗"));
    post.read(&app, 1).await;
    let conversation = post.conversations().await.remove(0);
    let path = format!("/conversations/{}/mail", id(&conversation));
    let well = json!({ "connected": true, "to": LIN, "failed": [] });
    assert_eq!(mei.get(&path).await.is(200), well);

    // One is on its way when the mailbox goes, another is said after it.
    let replies = async || app.count("SELECT COUNT(*) FROM mail_replies").await;
    let first = mei.reply(id(&conversation), "在的").await;
    eventually("a reply that waits", async || replies().await == 1).await;
    post.owner.delete(&post.path()).await.is(204);
    post.owner.get(&post.path()).await.refused(404, "not_found");
    let second = mei.reply(id(&conversation), "要哪一件？").await;
    eventually("another", async || replies().await == 2).await;
    app.turn_clock(20);
    eventually("a note", async || {
        let last = mei.messages(id(&conversation)).await.pop().expect("a message");
        last["kind"] == "note" && last["text"].as_str().is_some_and(|text| text.contains("没有接通邮箱"))
    })
    .await;
    let failed = |reply: &Value| json!({ "message_id": reply["id"], "code": "no_mailbox" });
    let told = json!({ "connected": false, "to": LIN, "failed": [failed(&first), failed(&second)] });
    assert_eq!(mei.get(&path).await.is(200), told);
    assert_eq!(post.smtp.visits(), 0);
    let again = format!("{path}/send_again");
    mei.post(&again, json!({})).await.refused(409, "no_mailbox");

    post.owner.put(&post.path(), post.mailbox()).await.is(200);
    assert_eq!(mei.post(&again, json!({})).await.is(200), well);
    let sent = post.smtp.expect(1).await;
    let text = sent.whole_text();
    assert_eq!(sent.to, [LIN]);
    assert!(text.contains("在的") && text.contains("要哪一件？"), "{text}");
    eventually("nothing undelivered", async || {
        post.owner.get("/dead_letters").await.is(200)["items"].as_array().is_some_and(Vec::is_empty)
    })
    .await;
    // Asked for twice, it is sent once.
    assert_eq!(mei.post(&again, json!({})).await.is(200), well);
    tokio::time::sleep(Duration::from_millis(800)).await;
    assert_eq!(post.smtp.mails().len(), 1);

    // What was taken back meanwhile is not sent again; a chat has no mail.
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    let chat = buyer.conversation(&mei).await;
    mei.get(&format!("/conversations/{chat}/mail")).await.refused(404, "not_found");
    mei.post(&format!("/conversations/{chat}/mail/send_again"), json!({})).await.refused(404, "not_found");
}

async fn a_mailbox_that_fails_is_seen_by_everybody_whom_it_concerns(app: TestApp) {
    let mut post = Post::connect(&app).await;
    let mei = app.agent("小梅").await;
    let health = async || {
        let inboxes = mei.get("/inboxes").await.is(200);
        let ours = inboxes["items"].as_array().expect("a list").iter().find(|one| one["id"] == post.inbox.as_str());
        let one = mei.get(&format!("/inboxes/{}", post.inbox)).await.is(200);
        let health = ours.expect("an inbox")["mailbox"].clone();
        assert_eq!(one["mailbox"], health);
        health
    };
    assert_eq!(health().await, json!({ "address": USER, "failing_since": null, "failure": null }));
    let widget = mei.get(&format!("/inboxes/{}", app.shop.inbox_id)).await.is(200);
    assert!(widget["mailbox"].is_null(), "a widget has none");
    let other = Shop::open(&app, "别家").await.owner(&app).await;
    assert!(!other.get("/inboxes").await.is(200).to_string().contains(USER));
    let report = examine(&app, &[]).await.1;
    // A story's clock stands in the past: for the real one nobody has looked for days.
    found(&report, "mailboxes", "warning", "was last looked into");

    post.arrives(&mail(LIN, "m1", "", "在吗"));
    post.arrives(&mail(LIN, "m2", "Authentication-Results: mx.shop.example; dmarc=fail\n", "是我"));
    post.read(&app, 2).await;
    mei.reply(id(&post.conversations().await[0]), "在的").await;
    post.sent(&app, 1).await;
    let told = page(&app.anybody()).await;
    for (series, count) in [
        (r#"zhanggui_mails_total{state="received"}"#, 2.0),
        (r#"zhanggui_mails_total{state="set_aside"}"#, 1.0),
        (r#"zhanggui_mails_total{state="sent"}"#, 1.0),
        (r#"zhanggui_mails_total{state="failed"}"#, 0.0),
        (r#"zhanggui_mailboxes{state="working"}"#, 1.0),
        (r#"zhanggui_mailboxes{state="failing"}"#, 0.0),
    ] {
        assert_eq!(value(&told, series), count, "{series}");
    }

    post.dovecot.kill().await.expect("it ends");
    app.turn_clock(15);
    eventually("a failure", async || {
        let health = mei.get(&format!("/inboxes/{}", post.inbox)).await.is(200)["mailbox"].clone();
        health["failure"] == "unreachable" && health["failing_since"].is_string()
    })
    .await;
    assert_eq!(value(&page(&app.anybody()).await, r#"zhanggui_mailboxes{state="failing"}"#), 1.0);
    let (code, report) = examine(&app, &[]).await;
    assert_eq!(code, 2, "{report}");
    found(&report, "mailboxes", "problem", "unreachable");
    assert!(finding(&report, "mailboxes")["found"].as_str().is_some_and(|found| found.contains(USER)), "{report}");

    post.dovecot.start_again().await.expect("Dovecot");
    app.turn_clock(600);
    eventually("a look that goes well", async || {
        mei.get(&format!("/inboxes/{}", post.inbox)).await.is(200)["mailbox"]["failing_since"].is_null()
    })
    .await;
}

async fn whoever_reads_a_message_may_have_its_mail(app: TestApp) {
    let (post, mei) = (Post::connect(&app).await, app.agent("小梅").await);
    post.arrives(&mail(LIN, "m1", "", "在吗"));
    post.read(&app, 1).await;
    let conversation = post.conversations().await.remove(0);
    let message = mei.messages(id(&conversation)).await.remove(0);
    let path = format!("/messages/{}/mail/raw", id(&message));
    let raw = mei.get(&path).await;
    assert_eq!(raw.status, 200, "{}", raw.text());
    assert!(raw.text().starts_with("From: lin@buyer.example\r\nTo: service@shop.example\r\n"), "{}", raw.text());
    assert!(raw.header("content-disposition").starts_with("attachment"));
    assert_eq!(raw.header("content-type"), "application/octet-stream");
    assert_eq!((raw.header("x-content-type-options"), raw.header("cache-control")), ("nosniff", "no-store"));
    assert!(raw.header("content-security-policy").contains("sandbox"));
    let log = post.owner.get("/audit?limit=20").await.is(200);
    let entry = log["items"].as_array().expect("a list").iter().find(|one| one["action"] == "mail.downloaded");
    assert_eq!(entry.expect("an entry")["actor"]["id"], mei.id.as_str());

    let reply = mei.reply(id(&conversation), "在的").await;
    mei.get(&format!("/messages/{}/mail/raw", id(&reply))).await.refused(404, "not_found");
    let other = Shop::open(&app, "别家").await.owner(&app).await;
    other.get(&path).await.refused(404, "not_found");
    app.meddle("UPDATE received_mails SET raw = NULL").await;
    mei.get(&path).await.refused(404, "not_found");
}

async fn a_folder_has_a_name_in_any_script(app: TestApp) {
    const ON_THE_WIRE: &str = "&W6JnDQ-";
    let post = Post::open(&app).await;
    let arrives = |mail: &str| {
        let mail = mail.replace('\n', "\r\n");
        post.dovecot.deliver_to(USER, ON_THE_WIRE, mail.as_bytes()).expect("a mail");
    };
    arrives(&mail(LIN, "old", "", "上个月的信"));
    let mut mailbox = post.mailbox();
    mailbox["folder"] = json!("客服");
    let found = post.owner.post(&format!("{}/check", post.path()), mailbox.clone()).await.is(200);
    assert_eq!((&found["receive"]["ok"], &found["folders"]), (&json!(true), &json!(["INBOX", "客服"])));
    mailbox["folder"] = json!("没有");
    let missing = post.owner.post(&format!("{}/check", post.path()), mailbox.clone()).await.is(200);
    assert_eq!((&missing["receive"]["code"], &missing["folders"]), (&json!("folder_missing"), &found["folders"]));
    // Whoever knows how servers write it may type that.
    mailbox["folder"] = json!(ON_THE_WIRE);
    assert_eq!(post.owner.put(&post.path(), mailbox).await.is(200)["folder"], "客服");
    post.looked().await;
    arrives(&mail(LIN, "new", "", "今天的信"));
    post.arrives(&mail(LIN, "elsewhere", "", "别的文件夹"));
    post.read(&app, 1).await;
    let conversations = post.conversations().await;
    assert_eq!(conversations.len(), 1);
    assert_eq!(texts(&post.owner.messages(id(&conversations[0])).await), ["Coat in large?\n\n今天的信"]);
}

async fn the_mails_of_a_customer_come_along_in_an_export(app: TestApp) {
    let post = Post::connect(&app).await;
    let ours = mail(LIN, "m1", "", "我的信");
    post.arrives(&ours);
    post.arrives(&mail("other@buyer.example", "m2", "", "别人的信"));
    post.arrives(&mail(LIN, "m3", "", "又一封"));
    post.read(&app, 3).await;
    let conversations = post.conversations().await;
    let theirs = conversations.iter().find(|one| one["customer"]["name"] == LIN).expect("a conversation");
    let customer = theirs["customer"]["id"].as_str().expect("an id");
    let export = export_of(&post.owner, customer, json!({})).await;
    let entries = unpack(&app, &export).await;
    let mails: Vec<&str> = entries.keys().map(String::as_str).filter(|name| name.starts_with("mails/")).collect();
    assert_eq!(mails, ["mails/0001.eml", "mails/0002.eml"]);
    assert_eq!(entries["mails/0001.eml"], ours.replace('\n', "\r\n").into_bytes());
    assert!(entries.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("别人的信")), "another's stays");
}

/// The ports on which a line begins unencrypted are few, and this one needs no rights.
const BEGUN_IN_THE_CLEAR: u16 = 2525;

/// S7: the password travels only after the server showed a certificate of its name.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_begins_in_the_clear_is_encrypted_first() {
    let folder = tempfile::Builder::new().prefix("zhanggui-mail-").tempdir().expect("a folder");
    let place = |name: &str| folder.path().join(name);
    let authority = Authority::new();
    authority.issue(&["localhost"], &place("certificate.pem"), &place("key.pem"));
    std::fs::write(place("roots.pem"), authority.pem()).expect("written");
    let pem = |name: &str| std::fs::read_to_string(place(name)).expect("PEM");
    let (certificate, key) = (pem("certificate.pem"), pem("key.pem"));
    let dovecot = Dovecot::start_encrypted(&place("dovecot"), BEGUN_IN_THE_CLEAR, &certificate, &key).await;
    let _dovecot = dovecot.expect("Dovecot");

    let app = TestApp::start(Engine::Sqlite).await;
    let data = tempfile::tempdir().expect("a folder");
    app.app.db.copy_to(&data.path().join("zhanggui.sqlite")).await.expect("a copy");
    std::fs::copy(app.app.config.key_path(), data.path().join("zhanggui.key")).expect("its key");
    let roots = place("roots.pem");
    let settings =
        [("SSL_CERT_FILE", roots.to_str().expect("a path")), ("ZHANGGUI_EGRESS_ALLOW", "127.0.0.0/8,::1/128")];
    let server = Process::serve(data.path(), "", &settings).await;
    let entered =
        server.client().post("/session", json!({ "email": app.shop.owner_email, "password": PASSWORD })).await;
    entered.is(200);
    let cookie = entered.header("set-cookie").split(';').next().unwrap_or_default();
    let csrf = entered.json()["csrf_token"].as_str().expect("a token").to_owned();
    let owner = server.client().with("cookie", cookie).with("x-csrf-token", csrf);

    let inbox = owner.post("/inboxes", json!({ "name": "客服邮箱", "channel": "email" })).await.is(201);
    let path = format!("/inboxes/{}/mailbox", id(&inbox));
    let at = |host: &str| {
        let server = json!({ "host": host, "port": BEGUN_IN_THE_CLEAR, "tls": true });
        json!({ "address": USER, "imap": server, "smtp": server, "username": USER, "password": MAIL_PASSWORD })
    };
    let check = async |host: &str| owner.post(&format!("{path}/check"), at(host)).await.is(200)["receive"].clone();
    assert_eq!(check("localhost").await, json!({ "ok": true, "code": null }));
    assert_eq!(check("127.0.0.1").await, json!({ "ok": false, "code": "tls_failed" }), "it has another name");
    owner.put(&path, at("localhost")).await.is(200);
    eventually("a look", async || {
        let shown = owner.get(&path).await.is(200);
        assert!(shown["failure"].is_null(), "{shown}");
        shown["checked_at"].is_string()
    })
    .await;
}
