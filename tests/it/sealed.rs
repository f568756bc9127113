//! S12: secrets lie sealed, open only where they belong, and only with the key of this installation.

use std::path::PathBuf;

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::backup::Manifest;

use crate::harness::{Receiver, Rest, Staff, TestApp, Visitor, both_engines, eventually, said, zhanggui};
use crate::webhooks::{log, make, path};

both_engines![
    nobody_reads_a_secret_in_the_database,
    what_an_older_version_stored_is_sealed,
    a_server_with_another_key_does_not_start,
    a_value_in_another_row_does_not_open,
    a_new_key_seals_everything_anew,
    a_rotation_that_was_cut_short_goes_on,
    a_backup_leaves_the_key_out_on_request,
    a_key_that_is_lost_for_good_takes_its_secrets_along,
];

/// The secrets of a shop, in the clear, as its people were shown them.
struct Shown {
    first: String,
    second: String,
    inbox: String,
}

impl Shown {
    /// A webhook with two secrets that sign, and an inbox with one.
    async fn to(owner: &Staff, app: &TestApp, receiver: &Receiver) -> Self {
        let webhook = make(owner, receiver, json!(["message.created"])).await;
        let changed = owner.post(&format!("{}/secret", path(&webhook)), json!({})).await.is(200);
        let inbox_secret = format!("/inboxes/{}/identity_secret", app.shop.inbox_id);
        let inbox = owner.post(&inbox_secret, json!({})).await.is(200);
        let text = |value: &Value| value["secret"].as_str().expect("a secret").to_owned();
        Self { first: text(&webhook), second: text(&changed), inbox: text(&inbox) }
    }

    fn all(&self) -> [&str; 3] {
        [&self.first, &self.second, &self.inbox]
    }

    /// What is said is signed with both secrets.
    async fn still_sign(&self, buyer: &Visitor, receiver: &Receiver) {
        let before = receiver.got().len();
        buyer.say("还在吗？").await;
        let got = receiver.expect(before + 1).await.pop().expect("a request");
        assert!(got.is_signed_with(&self.first) && got.is_signed_with(&self.second));
    }
}

/// All that somebody gets who takes the database along: its files, or a dump.
async fn stolen(rest: &Rest) -> String {
    if rest.config.database.is_empty() {
        let database = rest.config.data.join("zhanggui.sqlite");
        let with = |ending: &str| PathBuf::from(format!("{}{ending}", database.display()));
        let files = [database.clone(), with("-wal")];
        let bytes: Vec<u8> = files.iter().filter_map(|file| std::fs::read(file).ok()).flatten().collect();
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let dump = tokio::process::Command::new("pg_dump").arg(&rest.config.database).output().await.expect("pg_dump");
    assert!(dump.status.success(), "{}", said(&dump));
    String::from_utf8_lossy(&dump.stdout).into_owned()
}

fn key_file(rest: &Rest) -> PathBuf {
    rest.config.data.join("zhanggui.key")
}

async fn nobody_reads_a_secret_in_the_database(app: TestApp) {
    let (owner, buyer, receiver) = (app.owner().await, app.visitor().await, Receiver::start().await);
    let shown = Shown::to(&owner, &app, &receiver).await;
    shown.still_sign(&buyer, &receiver).await;
    let rest = app.put_down().await;
    let stolen = stolen(&rest).await;
    assert!(stolen.contains("订单系统"), "what is no secret is found");
    for secret in shown.all() {
        assert!(!stolen.contains(secret), "{secret}");
    }
    let app = rest.take_up().await;
    shown.still_sign(&app.visitor().await, &receiver).await;
}

async fn what_an_older_version_stored_is_sealed(app: TestApp) {
    let (owner, receiver) = (app.owner().await, Receiver::start().await);
    let shown = Shown::to(&owner, &app, &receiver).await;
    // As the version before stored them.
    let [first, second, inbox] = shown.all();
    app.meddle(&format!("UPDATE webhooks SET secret = '{second}', previous_secret = '{first}'")).await;
    app.meddle(&format!("UPDATE inboxes SET identity_secret = '{inbox}'")).await;
    app.meddle("DELETE FROM sealing_key").await;
    let rest = app.put_down().await;
    std::fs::rename(key_file(&rest), rest.config.data.join("files.key")).expect("renamed");
    assert!(stolen(&rest).await.contains(first));

    let app = rest.take_up().await;
    shown.still_sign(&app.visitor().await, &receiver).await;
    let token = identity(&shown.inbox, app.now().0 / 1000 + 600);
    let opened = json!({ "key": app.shop.key, "identity": token });
    assert_eq!(app.anybody().post("/widget/session", opened).await.is(200)["visitor"]["verified"], true);
    let rest = app.put_down().await;
    let stolen = stolen(&rest).await;
    for secret in shown.all() {
        assert!(!stolen.contains(secret), "{secret}");
    }
    assert!(key_file(&rest).exists() && !rest.config.data.join("files.key").exists());
}

/// A word of the shop for who a buyer is.
fn identity(secret: &str, expires: i64) -> String {
    use jsonwebtoken::{EncodingKey, Header, encode};
    let claims = json!({ "sub": "u-1", "exp": expires });
    encode(&Header::default(), &claims, &EncodingKey::from_secret(secret.as_bytes())).expect("signed")
}

/// The finding of the doctor about the key.
async fn doctors_word(rest: &Rest) -> Value {
    let output = zhanggui(&["doctor", "--json"], &rest.config.data, &rest.config.database).output().await;
    let report: Value = serde_json::from_slice(&output.expect("the program runs").stdout).expect("JSON");
    let findings = report["findings"].as_array().expect("findings").clone();
    findings.into_iter().find(|finding| finding["check"] == "key").expect("a finding")
}

async fn a_server_with_another_key_does_not_start(app: TestApp) {
    let (owner, receiver) = (app.owner().await, Receiver::start().await);
    let shown = Shown::to(&owner, &app, &receiver).await;
    let rest = app.put_down().await;
    let path = key_file(&rest);
    let right = std::fs::read(&path).expect("a key");
    assert_eq!(doctors_word(&rest).await["level"], "ok");

    std::fs::write(&path, [1; 32]).expect("written");
    let told = rest.refuses_to_start().await;
    assert!(told.contains("is not the one that seals") && told.contains("Bring back the right file"), "{told}");
    assert_eq!(doctors_word(&rest).await["level"], "problem");

    std::fs::remove_file(&path).expect("removed");
    let told = rest.refuses_to_start().await;
    assert!(told.contains("is missing") && told.contains("bring it back"), "{told}");
    assert!(!path.exists(), "no other key is made");
    let finding = doctors_word(&rest).await;
    assert!(finding["level"] == "problem" && finding["advice"].as_str().expect("advice").contains("key_file"));

    std::fs::write(&path, right).expect("written");
    let app = rest.take_up().await;
    shown.still_sign(&app.visitor().await, &receiver).await;
}

async fn a_value_in_another_row_does_not_open(app: TestApp) {
    let (owner, buyer, receiver) = (app.owner().await, app.visitor().await, Receiver::start().await);
    let (one, two) = (
        make(&owner, &receiver, json!(["message.created"])).await,
        make(&owner, &receiver, json!(["message.updated"])).await,
    );
    let id = |webhook: &Value| webhook["id"].as_str().expect("an id").parse::<Uuid>().expect("an id");
    let literal = |id: Uuid| match app.app.db.engine() {
        "sqlite" => format!("x'{}'", id.simple()),
        _ => format!("'{id}'"),
    };
    let (from, to) = (literal(id(&two)), literal(id(&one)));
    let moved = format!("UPDATE webhooks SET secret = (SELECT secret FROM webhooks WHERE id = {from}) WHERE id = {to}");
    assert_eq!(app.meddle(&moved).await, 1);
    buyer.say("谁的密钥？").await;
    eventually("a failure", async || {
        log(&owner, &one).await.first().is_some_and(|it| it["error"] == "secret_unreadable")
    })
    .await;
    // Nothing is sent that is not signed.
    receiver.only(0).await;
}

/// Runs the program on data that no server holds; whether it went well, and what it said.
async fn run(rest: &Rest, arguments: &[&str]) -> (bool, String) {
    let output = zhanggui(arguments, &rest.config.data, &rest.config.database).output().await;
    let output = output.expect("the program runs");
    (output.status.success(), said(&output))
}

async fn a_new_key_seals_everything_anew(app: TestApp) {
    let (owner, receiver) = (app.owner().await, Receiver::start().await);
    let shown = Shown::to(&owner, &app, &receiver).await;
    let keys = zhanggui(&["keys", "rotate"], &app.app.config.data, &app.app.config.database).output().await;
    let told = said(&keys.expect("the program runs"));
    assert!(told.contains("stop it first"), "{told}");

    let rest = app.put_down().await;
    let before = std::fs::read(key_file(&rest)).expect("a key");
    let (went_well, told) = run(&rest, &["keys", "rotate"]).await;
    assert!(went_well && told.contains("3 secrets"), "{told}");
    let after = std::fs::read(key_file(&rest)).expect("a key");
    assert!(after.len() == 32 && after != before, "the old key is gone");
    let (went_well, told) = run(&rest, &["keys", "show"]).await;
    assert!(went_well && told.contains("It fits the database"), "{told}");

    let app = rest.take_up().await;
    shown.still_sign(&app.visitor().await, &receiver).await;
    let owner = app.owner().await;
    let recorded = owner.get("/audit?action=key.rotated").await.is(200);
    assert_eq!(recorded["items"][0]["actor"]["kind"], "terminal");
}

async fn a_rotation_that_was_cut_short_goes_on(app: TestApp) {
    let (owner, receiver) = (app.owner().await, Receiver::start().await);
    let shown = Shown::to(&owner, &app, &receiver).await;
    let rest = app.put_down().await;
    // As if the machine had stopped when the new key was written and nothing sealed with it yet.
    let old = std::fs::read(key_file(&rest)).expect("a key");
    std::fs::write(key_file(&rest), [&[9; 32], old.as_slice()].concat()).expect("written");
    assert_eq!(doctors_word(&rest).await["level"], "warning");
    let app = rest.take_up().await;
    shown.still_sign(&app.visitor().await, &receiver).await;
    // What is sealed meanwhile is sealed with the new one.
    let owner = app.owner().await;
    let inbox_secret = format!("/inboxes/{}/identity_secret", app.shop.inbox_id);
    let fresh = owner.post(&inbox_secret, json!({})).await.is(200)["secret"].clone();

    let rest = app.put_down().await;
    let (went_well, told) = run(&rest, &["keys", "rotate"]).await;
    assert!(went_well && told.contains("2 secrets"), "{told}");
    assert_eq!(std::fs::read(key_file(&rest)).expect("a key"), [9; 32]);
    assert_eq!(doctors_word(&rest).await["level"], "ok");
    let app = rest.take_up().await;
    shown.still_sign(&app.visitor().await, &receiver).await;
    let token = identity(fresh.as_str().expect("a secret"), app.now().0 / 1000 + 600);
    let opened = json!({ "key": app.shop.key, "identity": token });
    assert_eq!(app.anybody().post("/widget/session", opened).await.is(200)["visitor"]["verified"], true);
}

async fn a_backup_leaves_the_key_out_on_request(app: TestApp) {
    let owner = app.owner().await;
    let kept = tempfile::tempdir().expect("a folder");
    let back_up = async |name: &str, more: &[&str]| {
        let target = kept.path().join(name);
        let arguments = [&["backup", target.to_str().expect("a path"), "--verify"], more].concat();
        let output = zhanggui(&arguments, &app.app.config.data, &app.app.config.database).output().await;
        let output = output.expect("the program runs");
        assert!(output.status.success(), "{}", said(&output));
        (Manifest::read(&target).expect("a manifest"), said(&output))
    };
    let (with, told) = back_up("with", &[]).await;
    assert!(with.holds_key() && !told.contains("Without the key"), "{told}");
    let (without, told) = back_up("without", &["--without-key"]).await;
    let id = without.key_id.clone().expect("the id of the key");
    assert!(!without.holds_key() && told.contains(&format!("Without the key {id}")), "{told}");
    assert_eq!(with.key_id, without.key_id);
    let recorded = owner.get("/audit?action=backup.made").await.is(200);
    let with_key: Vec<&Value> = (0..2).map(|n| &recorded["items"][n]["notes"]["with_key"]).collect();
    assert_eq!(with_key, [&json!(false), &json!(true)]);
}

async fn a_key_that_is_lost_for_good_takes_its_secrets_along(app: TestApp) {
    let (owner, receiver) = (app.owner().await, Receiver::start().await);
    let shown = Shown::to(&owner, &app, &receiver).await;
    let rest = app.put_down().await;
    let (went_well, told) = run(&rest, &["keys", "reset"]).await;
    assert!(!went_well && told.contains("move it away first"), "{told}");
    std::fs::remove_file(key_file(&rest)).expect("lost");
    assert!(rest.refuses_to_start().await.contains("keys reset"));
    let (went_well, told) = run(&rest, &["keys", "reset"]).await;
    assert!(went_well && told.contains("3 sealed secrets are lost"), "{told}");

    let app = rest.take_up().await;
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    buyer.say("还在吗？").await;
    let got = receiver.expect(1).await.pop().expect("a request");
    assert!(!got.is_signed_with(&shown.first) && !got.is_signed_with(&shown.second));
    let inbox = owner.get(&format!("/inboxes/{}", app.shop.inbox_id)).await.is(200);
    assert_eq!(inbox["identity_secret_set"], false);
    // New ones are made as ever.
    let webhook = owner.get("/webhooks").await.is(200)["items"][0].clone();
    let fresh = owner.post(&format!("{}/secret", path(&webhook)), json!({})).await.is(200);
    buyer.say("新的密钥").await;
    let got = receiver.expect(2).await.pop().expect("a request");
    assert!(got.is_signed_with(fresh["secret"].as_str().expect("a secret")));
}
