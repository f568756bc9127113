//! D3, S8: mail goes once it can, once, sealed until then, and without a line that somebody else wrote into its head.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{
    Authority, Engine, MailServer, PASSWORD, Service, Staff, TestApp, both_engines, eventually, zhanggui,
};
use crate::password_resets::with_mail;

both_engines![
    an_invitation_goes_by_mail,
    a_server_that_is_away_for_an_hour_gets_it_once,
    what_is_refused_for_good_waits_for_a_decision,
    what_is_refused_for_now_is_tried_again,
    a_locked_door_is_not_the_mails_fault,
    what_was_on_its_way_survives_a_restart,
    a_mail_goes_with_what_it_opens,
    what_comes_too_late_is_not_sent,
    no_name_becomes_a_line_of_the_head,
];

async fn invite(by: &Staff, change: Value) -> Value {
    let mut invitation = json!({ "email": "new@shop.example", "name": "新人", "role": "agent" });
    for (name, value) in change.as_object().expect("fields") {
        invitation[name] = value.clone();
    }
    by.post("/invitations", invitation).await.is(201)
}

async fn letters(owner: &Staff) -> Vec<Value> {
    owner.get("/dead_letters").await.is(200)["items"].as_array().expect("a list").clone()
}

/// Until a try was made and came to nothing.
async fn tried(app: &TestApp, error: &str) {
    let sql = format!("SELECT COUNT(*) FROM jobs WHERE kind = 'send_mail' AND last_error = '{error}'");
    eventually(error, async || app.count(&sql).await == 1).await;
}

async fn an_invitation_goes_by_mail(app: TestApp) {
    let without = invite(&app.owner().await, json!({ "email": "first@shop.example" })).await;
    assert_eq!(without["mailed"], false, "no mail is set up");
    let (app, server) = with_mail(app).await;
    let owner = app.owner().await;
    let by_hand = invite(&owner, json!({ "email": "second@shop.example", "send_mail": false })).await;
    assert_eq!(by_hand["mailed"], false);

    let invitation = invite(&owner, json!({})).await;
    assert_eq!(invitation["mailed"], true);
    let mail = server.expect(1).await;
    assert_eq!(mail.to, ["new@shop.example"]);
    assert_eq!(mail.subject(), "陈掌柜邀请您加入青禾外套");
    assert_eq!(mail.link(), invitation["url"].as_str().expect("an address"));
    assert_eq!(
        (mail.header("auto-submitted").as_str(), mail.header("to").as_str()),
        ("auto-generated", "new@shop.example")
    );
    assert!(mail.header("from").ends_with("<service@shop.example>"), "{}", mail.header("from"));
    let form = json!({ "name": "小新", "password": PASSWORD });
    app.anybody().post(&format!("/invitations/by-token/{}", mail.token()), form).await.is(201);
    assert_eq!(server.all_sent(&app).await.len(), 1);
}

async fn a_server_that_is_away_for_an_hour_gets_it_once(app: TestApp) {
    let (app, server) = with_mail(app).await;
    let owner = app.owner().await;
    server.serves(Service::Away);
    let invitation = invite(&owner, json!({})).await;
    tried(&app, "smtp_421").await;
    for _ in 0..6 {
        let before = server.visits();
        app.turn_clock(600);
        // Pauses grow: not every ten minutes bring a try.
        tokio::time::sleep(std::time::Duration::from_millis(700)).await;
        assert!(server.visits() - before <= 1);
    }
    assert!(server.mails().is_empty() && server.visits() >= 3, "{} visits", server.visits());
    assert_eq!(letters(&owner).await.len(), 0, "it is tried for more than a day");
    server.serves(Service::Takes);
    app.turn_clock(3 * 3600);
    assert_eq!(server.expect(1).await.link(), invitation["url"].as_str().expect("an address"));
    app.turn_clock(24 * 3600);
    assert_eq!(server.all_sent(&app).await.len(), 1);
}

async fn what_is_refused_for_good_waits_for_a_decision(app: TestApp) {
    let (app, server) = with_mail(app).await;
    let owner = app.owner().await;
    server.serves(Service::Refuses("550 5.1.1 no such user here"));
    let invitation = invite(&owner, json!({})).await;
    eventually("a dead letter", async || letters(&owner).await.len() == 1).await;
    let letter = letters(&owner).await.remove(0);
    assert_eq!(
        (&letter["kind"], &letter["error"], &letter["attempts"]),
        (&json!("send_mail"), &json!("smtp_550"), &json!(1))
    );
    assert_eq!(letter["about"], "new@shop.example · 陈掌柜邀请您加入青禾外套");
    app.turn_clock(3600);
    tokio::time::sleep(std::time::Duration::from_millis(700)).await;
    assert_eq!(server.visits(), 1, "it is not tried for a day");

    server.serves(Service::Takes);
    owner.post(&format!("/dead_letters/{}/replay", letter["id"].as_str().expect("an id")), json!({})).await.is(204);
    assert_eq!(server.expect(1).await.link(), invitation["url"].as_str().expect("an address"));
    assert_eq!(letters(&owner).await.len(), 0);
}

async fn what_is_refused_for_now_is_tried_again(app: TestApp) {
    let (app, server) = with_mail(app).await;
    server.serves(Service::Refuses("451 4.7.1 greylisted"));
    invite(&app.owner().await, json!({})).await;
    tried(&app, "smtp_451").await;
    server.serves(Service::Takes);
    app.turn_clock(10);
    server.expect(1).await;
}

async fn a_locked_door_is_not_the_mails_fault(app: TestApp) {
    let (app, server) = with_mail(app).await;
    let owner = app.owner().await;
    server.serves(Service::Locked);
    invite(&owner, json!({})).await;
    tried(&app, "mail_sign_in_refused").await;
    assert_eq!(letters(&owner).await.len(), 0);
    // The operator puts it right; nobody has to send it again.
    server.serves(Service::Takes);
    app.turn_clock(10);
    server.expect(1).await;
}

async fn what_was_on_its_way_survives_a_restart(app: TestApp) {
    let (app, server) = with_mail(app).await;
    server.serves(Service::Away);
    let invitation = invite(&app.owner().await, json!({})).await;
    tried(&app, "smtp_421").await;
    let app = app.restart().await;
    server.serves(Service::Takes);
    app.turn_clock(3600);
    assert_eq!(server.expect(1).await.link(), invitation["url"].as_str().expect("an address"));
    assert_eq!(server.all_sent(&app).await.len(), 1);
}

async fn a_mail_goes_with_what_it_opens(app: TestApp) {
    let (app, server) = with_mail(app).await;
    let owner = app.owner().await;
    server.serves(Service::Away);
    let invitation = invite(&owner, json!({})).await;
    owner.delete(&format!("/invitations/{}", invitation["id"].as_str().expect("an id"))).await.is(204);
    assert_eq!(app.count("SELECT COUNT(*) FROM mails").await, 0);
    let taken = invite(&owner, json!({})).await;
    let token = taken["url"].as_str().and_then(|url| url.rsplit('/').next()).expect("a token").to_owned();
    let form = json!({ "name": "小新", "password": PASSWORD });
    app.anybody().post(&format!("/invitations/by-token/{token}"), form).await.is(201);
    server.serves(Service::Takes);
    app.turn_clock(3600);
    assert!(server.all_sent(&app).await.is_empty());
    assert_eq!(letters(&owner).await.len(), 0);
}

async fn what_comes_too_late_is_not_sent(app: TestApp) {
    let (app, server) = with_mail(app).await;
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    server.serves(Service::Away);
    app.anybody().post("/password_resets", json!({ "email": mei.email })).await.is(202);
    tried(&app, "smtp_421").await;
    server.serves(Service::Takes);
    app.turn_clock(3600);
    eventually("a dead letter", async || letters(&owner).await.len() == 1).await;
    assert_eq!(letters(&owner).await[0]["error"], "mail_expired");
    assert_eq!(app.count("SELECT COUNT(*) FROM mails").await, 0);
    assert!(server.mails().is_empty());
}

async fn no_name_becomes_a_line_of_the_head(app: TestApp) {
    let (app, server) = with_mail(app).await;
    let owner = app.owner().await;
    // What our own rules would clean, as if they did not.
    let evil = "店\r\nBcc: evil@evil.example\r\n\r\n<script>";
    app.meddle(&format!("UPDATE shops SET name = '{evil}'")).await;
    app.meddle(&format!("UPDATE staff SET name = '{evil}' WHERE email = '{}'", owner.email)).await;
    invite(&owner, json!({})).await;
    let mail = server.expect(1).await;
    assert_eq!(mail.to, ["new@shop.example"]);
    let mut names = mail.header_names();
    names.sort_unstable();
    let ours = ["auto-submitted", "content-type", "date", "from", "message-id", "mime-version", "subject", "to"];
    assert_eq!(names, ours, "{}", mail.raw);
    assert!(mail.html().contains("&lt;script&gt;") && !mail.html().contains("<script>"), "{}", mail.html());
}

/// The doctor's finding about mail, and what it exits with.
async fn finding(settings: &[(&str, &str)], arguments: &[&str]) -> Value {
    let data = tempfile::tempdir().expect("a folder");
    let all = [&["doctor", "--json"], arguments].concat();
    let mut command = zhanggui(&all, data.path(), "");
    command.env("ZHANGGUI_MAIL_FROM", "掌柜 <service@shop.example>").envs(settings.iter().copied());
    let output = command.output().await.expect("the program runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!said.contains("for:mail") && !said.contains("for%3Amail"), "no password is said: {said}");
    let report: Value = serde_json::from_str(&said).expect("JSON");
    let findings = report["findings"].as_array().expect("findings").clone();
    findings.into_iter().find(|finding| finding["check"] == "mail").expect("a finding")
}

#[track_caller]
fn says(finding: &Value, level: &str, found: &str, advice: &str) {
    assert_eq!(finding["level"], level, "{finding}");
    assert!(finding["found"].as_str().is_some_and(|words| words.contains(found)), "{found}: {finding}");
    assert!(finding["advice"].as_str().unwrap_or_default().contains(advice), "{advice}: {finding}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_says_what_is_wrong() {
    says(&finding(&[], &[]).await, "ok", "none is sent", "set mail_url");
    says(&finding(&[("ZHANGGUI_MAIL_URL", "mail.example")], &[]).await, "problem", "mail_url", "smtps://");
    let server = MailServer::start().await;
    let url = server.url();
    let set_up = [("ZHANGGUI_MAIL_URL", url.as_str())];
    let well = finding(&set_up, &[]).await;
    says(&well, "ok", "lets us in", "");
    assert!(well.get("advice").is_none() && server.mails().is_empty(), "looking sends nothing");
    server.serves(Service::Locked);
    says(&finding(&set_up, &[]).await, "problem", "535", "授权码");
    server.serves(Service::Away);
    says(&finding(&set_up, &[]).await, "problem", "421", "firewall");
    let nobody = format!("smtp://127.0.0.1:{}?tls=none", crate::harness::free_address().port());
    says(&finding(&[("ZHANGGUI_MAIL_URL", &nobody)], &[]).await, "problem", "no connection", "firewall");
    let far = [("ZHANGGUI_MAIL_URL", "smtp://192.0.2.1:25?tls=none")];
    says(&finding(&far, &[]).await, "problem", "192.0.2.1:25", "egress_allow");
    // Encrypted it must be where nothing else was said.
    server.serves(Service::Takes);
    let insists = url.replace("?tls=none", "");
    says(&finding(&[("ZHANGGUI_MAIL_URL", &insists)], &[]).await, "problem", "not supported", "smtps");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_sends_a_mail_on_request() {
    let server = MailServer::start().await;
    let url = server.url();
    let set_up = [("ZHANGGUI_MAIL_URL", url.as_str())];
    says(&finding(&set_up, &["--mail", "boss@shop.example"]).await, "ok", "took a mail for boss@shop.example", "SPF");
    assert_eq!(server.mails()[0].to, ["boss@shop.example"]);
    assert!(server.mails()[0].text().contains("This mail arrived"));
    server.serves(Service::Refuses("553 5.7.1 not your mailbox"));
    says(&finding(&set_up, &["--mail", "boss@shop.example"]).await, "problem", "553", "mail_from");
    says(&finding(&set_up, &["--mail", "nobody"]).await, "problem", "address", "");
    says(&finding(&[], &["--mail", "boss@shop.example"]).await, "problem", "no server is set", "mail_url");
}

/// STARTTLS with a certificate that this machine believes, and with one that it does not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_trusted_certificate_is_believed() {
    let (authority, folder) = (Authority::new(), TempDir::new().expect("a folder"));
    let server = MailServer::encrypted(&authority, folder.path()).await;
    let roots = folder.path().join("roots.pem");
    std::fs::write(&roots, authority.pem()).expect("written");
    let user = "service%40shop.example:a%20password%2Ffor%3Amail";
    let url = format!("smtp://{user}@localhost:{}", server.address.port());
    let trusted = ("SSL_CERT_FILE", roots.to_str().expect("a path"));
    says(&finding(&[("ZHANGGUI_MAIL_URL", &url), trusted], &[]).await, "ok", "lets us in", "");
    says(&finding(&[("ZHANGGUI_MAIL_URL", &url)], &[]).await, "problem", "localhost", "authority");
    let other_name = format!("smtp://{user}@127.0.0.1:{}", server.address.port());
    says(&finding(&[("ZHANGGUI_MAIL_URL", &other_name), trusted], &[]).await, "problem", "127.0.0.1", "name");
    let sent = finding(&[("ZHANGGUI_MAIL_URL", &url), trusted], &["--mail", "boss@shop.example"]).await;
    says(&sent, "ok", "took a mail", "");
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_settings_are_said_at_the_start() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut rest = app.put_down().await;
    rest.config.mail_url = "smtp://mei:secret@mail.example/inbox".into();
    let told = rest.refuses_to_start().await;
    assert!(told.contains("mail_url") && !told.contains("secret"), "{told}");
}
