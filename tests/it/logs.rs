//! S12: whatever people write, are called, ask for or break, the log of the server knows nobody.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, PASSWORD, Process, TestApp, both_engines, said, zhanggui};

both_engines![what_people_write_stays_out_of_the_log];

const WORDS: &str = "这句只给店家看";
const NAME: &str = "欧阳娜娜子";
const PHONE: &str = "13812345678";
const EMAIL: &str = "ouyang.nana@shop.example";
const ID_CARD: &str = "11010519491231002X";
const HOSTILE: &str = "\u{1b}[31m\r\nINFO zhanggui: forged line";

/// What nobody may find in a log: what was said, and who said it.
const PERSONAL: [&str; 8] =
    [WORDS, NAME, PHONE, "138 1234 5678", "ouyang.nana", ID_CARD, "forged line", "%E6%AC%A7%E9%98%B3"];

async fn what_people_write_stays_out_of_the_log(app: TestApp) {
    let (key, owner) = (app.shop.key.clone(), app.shop.owner_email.clone());
    let rest = app.put_down().await;
    for format in ["text", "json"] {
        let settings = [("RUST_LOG", "info,zhanggui=debug,sqlx=debug"), ("ZHANGGUI_LOG_FORMAT", format)];
        let server = Process::serve(&rest.config.data, &rest.config.database, &settings).await;
        use_and_misuse(&server.client(), &key, &owner).await;
        let log = server.log();
        assert!(log.matches("answered").count() > 10, "requests are logged: {log}");
        for personal in PERSONAL {
            assert!(!log.contains(personal), "{format}: {personal} in {log}");
        }
        assert!(server.terminate().await.0.success());
    }
    // Nor does a command that fails tell the log what it was given.
    let reset = ["user", "reset-password", EMAIL, "--password", WORDS];
    let output = zhanggui(&reset, &rest.config.data, &rest.config.database).output().await.expect("the program runs");
    assert!(!output.status.success() && !said(&output).contains(WORDS), "{}", said(&output));
}

/// A day of people who put themselves into every field, and of some who try to break things with it.
async fn use_and_misuse(client: &Client, key: &str, owner: &str) {
    let everything = format!("{WORDS} {NAME} {PHONE} 138 1234 5678 {EMAIL} {ID_CARD} {HOSTILE}");
    let opened = client.post("/widget/session", json!({ "key": key, "locale": "zh-CN" })).await.is(200);
    let buyer = client.with("authorization", format!("Visitor {}", opened["token"].as_str().expect("a token")));
    let say = |text: &str| json!({ "client_id": Uuid::now_v7(), "kind": "text", "text": text });
    buyer.post("/widget/messages", say(&everything)).await.is(201);
    let page = json!({ "url": "https://shop.example/p?name=欧阳娜娜子", "title": everything });
    buyer.post("/widget/page", page).await;
    buyer.upload("/widget/files", NAME, everything.as_bytes()).await;
    buyer.post("/widget/messages", json!({ "client_id": everything, "kind": "text" })).await;
    client.post("/widget/session", json!({ "key": everything, "identity": everything })).await;

    client.post("/session", json!({ "email": EMAIL, "password": WORDS })).await.is(401);
    let answer = client.post("/session", json!({ "email": owner, "password": PASSWORD })).await;
    let csrf = answer.is(200)["csrf_token"].as_str().expect("a token for writes").to_owned();
    let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let staff = client.with("cookie", cookie).with("x-csrf-token", csrf);
    staff.get(&format!("/search?q={PHONE}%20%E6%AC%A7%E9%98%B3")).await;
    staff.get(&format!("/audit?q={EMAIL}&colour={PHONE}")).await;
    let found: Value = staff.get("/customers?limit=1").await.json();
    let customer = found["items"][0]["id"].as_str().expect("a customer").to_owned();
    let about = json!({ "name": NAME, "phone": PHONE, "email": EMAIL, "note": everything });
    staff.patch(&format!("/customers/{customer}"), about).await;
    staff.patch(&format!("/customers/{customer}"), json!({ "name": "\0", "note": everything })).await;
    staff.post("/invitations", json!({ "email": EMAIL, "name": NAME, "role": everything })).await;
    let hook =
        json!({ "name": NAME, "url": format!("https://192.0.2.1/{PHONE}?who={EMAIL}"), "events": ["message.created"] });
    let hook = staff.post("/webhooks", hook).await.is(201);
    staff.post(&format!("/webhooks/{}/test", hook["id"].as_str().expect("an id")), json!({})).await;

    for path in [
        format!("/api/v1/customers/{PHONE}"),
        format!("/api/v1/customers/{EMAIL}"),
        "/api/v1/%E6%AC%A7%E9%98%B3%E5%A8%9C%E5%A8%9C%E5%AD%90".to_owned(),
        format!("/try/{PHONE}?name=%E6%AC%A7%E9%98%B3"),
        format!("/{EMAIL}"),
    ] {
        staff.raw("GET", &path, None, Default::default()).await;
    }
    let broken = format!("{{\"name\": \"{everything}");
    staff.raw("PATCH", "/api/v1/shop", Some("application/json"), broken.into()).await;
    let rows = format!("{{\"external_id\": \"{PHONE}\", \"customer\": \"{NAME}\"}}\n{WORDS}");
    staff.raw("POST", "/api/v1/imports/conversations", Some("application/x-ndjson"), rows.into()).await;
}
