//! S9: other systems are told what happens, signed and logged, and never of another shop.

use serde_json::{Value, json};
use zhanggui::auth::Role;

use crate::harness::{Receiver, Shop, Staff, TestApp, both_engines, eventually};

both_engines![
    a_message_is_told_once_and_signed,
    bodies_can_do_without_what_was_said,
    only_chosen_events_are_told,
    a_secret_is_shown_once_and_exchanged_without_a_gap,
    a_delivery_is_made_again_on_request,
    a_webhook_is_tried_before_it_is_needed,
    nothing_inside_is_reached,
    a_webhook_that_is_off_is_told_nothing,
    two_shops_never_mix,
    history_from_elsewhere_is_not_told,
    a_webhook_says_what_is_wrong_with_it,
];

pub async fn make(by: &Staff, receiver: &Receiver, events: Value) -> Value {
    let webhook = json!({ "name": "订单系统", "url": receiver.url(), "events": events });
    by.post("/webhooks", webhook).await.is(201)
}

pub fn path(webhook: &Value) -> String {
    format!("/webhooks/{}", webhook["id"].as_str().expect("an id"))
}

/// The log, the oldest first.
pub async fn log(by: &Staff, webhook: &Value) -> Vec<Value> {
    let list = by.get(&format!("{}/deliveries", path(webhook))).await.is(200);
    list["items"].as_array().expect("a list").iter().rev().cloned().collect()
}

fn secret(of: &Value) -> &str {
    of["secret"].as_str().expect("a secret")
}

async fn a_message_is_told_once_and_signed(app: TestApp) {
    let (owner, buyer, receiver) = (app.owner().await, app.visitor().await, Receiver::start().await);
    let webhook = make(&owner, &receiver, json!(["message.created"])).await;
    let message = buyer.say("这件有货吗？").await;
    let got = receiver.expect(1).await.remove(0);
    assert!(got.is_signed_with(secret(&webhook)));
    assert!(!got.is_signed_with("another"));
    assert_eq!(got.header("x-zhanggui-timestamp"), (app.now().0 / 1000).to_string());
    assert_eq!(got.header("x-zhanggui-event"), "message.created");
    assert_eq!(got.header("content-type"), "application/json");
    let body = got.json();
    assert_eq!((&body["event"], &body["seq"]), (&json!("message.created"), &message["seq"]));
    assert_eq!((&body["at"], &body["shop_id"]), (&json!(app.now()), &json!(app.shop.id)));
    assert_eq!(body["data"]["message"]["text"], "这件有货吗？");
    assert_eq!(body["data"]["message_id"], message["id"]);
    assert_eq!(body["data"]["conversation"]["customer"]["id"], buyer.customer_id);

    eventually("a log", async || log(&owner, &webhook).await[0]["state"] == "delivered").await;
    let log = log(&owner, &webhook).await;
    assert_eq!(log.len(), 1);
    assert_eq!(log[0]["id"], got.header("x-zhanggui-delivery"));
    assert_eq!((&log[0]["status"], &log[0]["attempts"], &log[0]["error"]), (&json!(200), &json!(1), &json!(null)));
    assert_eq!((&log[0]["response"], &log[0]["body"]), (&json!("received"), &json!(got.body)));
    assert!(log[0]["duration_ms"].is_i64());
    receiver.only(1).await;
}

async fn bodies_can_do_without_what_was_said(app: TestApp) {
    let (owner, buyer, receiver) = (app.owner().await, app.visitor().await, Receiver::start().await);
    let thin = json!({ "name": "订单", "url": receiver.url(), "events": ["message.created"], "full_payload": false });
    owner.post("/webhooks", thin).await.is(201);
    let message = buyer.say("我的电话是 13800138000").await;
    let got = receiver.expect(1).await.remove(0);
    assert!(!got.body.contains("13800138000"));
    let conversation = buyer.conversation(&owner).await;
    let ids = json!({ "message_id": message["id"], "conversation_id": conversation, "customer_id": buyer.customer_id });
    assert_eq!(got.json()["data"], ids);
}

async fn only_chosen_events_are_told(app: TestApp) {
    let (owner, mei, buyer) = (app.owner().await, app.agent("小梅").await, app.visitor().await);
    let receiver = Receiver::start().await;
    let chosen = json!(["conversation.created", "conversation.assigned", "conversation.status_changed"]);
    make(&owner, &receiver, chosen).await;
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    mei.note(&id, "老客户").await;
    mei.act(&id, "assign", json!({ "assignee_id": mei.id })).await;
    mei.act(&id, "solve", json!({})).await;
    let told: Vec<String> = receiver.expect(3).await.iter().map(|got| got.header("x-zhanggui-event").into()).collect();
    assert_eq!(told, ["conversation.created", "conversation.assigned", "conversation.status_changed"]);
    assert_eq!(receiver.got()[2].json()["data"]["message"]["event"]["name"], "solved");
    receiver.only(3).await;
}

async fn a_secret_is_shown_once_and_exchanged_without_a_gap(app: TestApp) {
    let (owner, buyer, receiver) = (app.owner().await, app.visitor().await, Receiver::start().await);
    let webhook = make(&owner, &receiver, json!(["message.created"])).await;
    let old = secret(&webhook);
    assert!(old.starts_with("zgwh_"));
    for page in ["/webhooks", &path(&webhook), &format!("{}/deliveries", path(&webhook))] {
        assert!(!owner.get(page).await.text().contains(old), "{page}");
    }
    let rotated = owner.post(&format!("{}/secret", path(&webhook)), json!({})).await.is(200);
    let new = secret(&rotated);
    assert_ne!(old, new);
    buyer.say("两把钥匙").await;
    let got = receiver.expect(1).await.remove(0);
    assert_eq!(got.signatures().len(), 2);
    assert!(got.is_signed_with(new) && got.is_signed_with(old));
    let until = json!(app.now().plus_seconds(24 * 3600));
    assert_eq!(owner.get(&path(&webhook)).await.is(200)["previous_secret_until"], until);

    app.turn_clock(24 * 3600 + 1);
    buyer.say("一把钥匙").await;
    let got = receiver.expect(2).await.remove(1);
    assert_eq!(got.signatures().len(), 1);
    assert!(got.is_signed_with(new) && !got.is_signed_with(old));
    assert_eq!(owner.get(&path(&webhook)).await.is(200)["previous_secret_until"], json!(null));
}

async fn a_delivery_is_made_again_on_request(app: TestApp) {
    let (owner, buyer, receiver) = (app.owner().await, app.visitor().await, Receiver::start().await);
    let webhook = make(&owner, &receiver, json!(["message.created"])).await;
    buyer.say("再说一遍").await;
    receiver.expect(1).await;
    eventually("a log", async || log(&owner, &webhook).await[0]["state"] == "delivered").await;
    let id = log(&owner, &webhook).await[0]["id"].as_str().expect("an id").to_owned();
    owner.post(&format!("{}/deliveries/{id}/replay", path(&webhook)), json!({})).await.is(204);
    let got = receiver.expect(2).await;
    assert_eq!(got[0].body, got[1].body);
    assert_eq!(got[0].header("x-zhanggui-delivery"), got[1].header("x-zhanggui-delivery"));
    receiver.only(2).await;
    assert_eq!(log(&owner, &webhook).await.len(), 1);
}

async fn a_webhook_is_tried_before_it_is_needed(app: TestApp) {
    let (owner, receiver) = (app.owner().await, Receiver::start().await);
    let webhook = make(&owner, &receiver, json!(["message.created"])).await;
    let test = format!("{}/test", path(&webhook));
    let tried = owner.post(&test, json!({})).await.is(200);
    assert_eq!((&tried["event"], &tried["state"]), (&json!("webhook.test"), &json!("delivered")));
    assert!(receiver.got()[0].is_signed_with(secret(&webhook)));

    receiver.answer(500);
    let failed = owner.post(&test, json!({})).await.is(200);
    assert_eq!(
        (&failed["status"], &failed["error"], &failed["state"]),
        (&json!(500), &json!("http_500"), &json!("dead"))
    );
    app.turn_clock(48 * 3600);
    receiver.only(2).await;
    assert_eq!(owner.get("/dead_letters").await.is(200)["items"], json!([]));
}

async fn nothing_inside_is_reached(app: TestApp) {
    let (owner, inside, outside) = (app.owner().await, Receiver::start_at("127.0.0.2").await, Receiver::start().await);
    let webhook = make(&owner, &inside, json!(["message.created"])).await;
    let tried = owner.post(&format!("{}/test", path(&webhook)), json!({})).await.is(200);
    assert_eq!((&tried["error"], &tried["status"]), (&json!("address_not_public"), &json!(null)));

    let webhook = make(&owner, &outside, json!(["message.created"])).await;
    outside.redirect_to(&inside.url());
    let tried = owner.post(&format!("{}/test", path(&webhook)), json!({})).await.is(200);
    assert_eq!(tried["error"], "address_not_public");
    assert!(inside.got().is_empty() && outside.got().len() == 1);
}

async fn a_webhook_that_is_off_is_told_nothing(app: TestApp) {
    let (owner, buyer, receiver) = (app.owner().await, app.visitor().await, Receiver::start().await);
    buyer.say("还没有").await;
    let webhook = make(&owner, &receiver, json!(["message.created"])).await;
    owner.patch(&path(&webhook), json!({ "active": false })).await.is(200);
    buyer.say("关着").await;
    owner.patch(&path(&webhook), json!({ "active": true })).await.is(200);
    buyer.say("又开了").await;
    let words: Vec<String> = receiver.only(1).await.iter().map(|got| got.words()).collect();
    assert_eq!(words, ["又开了"]);

    owner.delete(&path(&webhook)).await.is(204);
    buyer.say("没有了").await;
    receiver.only(1).await;
    owner.get(&path(&webhook)).await.refused(404, "not_found");
}

async fn two_shops_never_mix(app: TestApp) {
    let other = Shop::open(&app, "别家").await;
    let (ours, theirs) = (Receiver::start().await, Receiver::start().await);
    let (owner, stranger) = (app.owner().await, other.owner(&app).await);
    let (webhook, foreign) = (
        make(&owner, &ours, json!(["message.created"])).await,
        make(&stranger, &theirs, json!(["message.created"])).await,
    );
    let (our_buyer, their_buyer) = (app.visitor().await, other.visitor(&app).await);
    for n in 0..5 {
        our_buyer.say(&format!("我们的 {n}")).await;
        their_buyer.say(&format!("他们的 {n}")).await;
    }
    assert!(ours.only(5).await.iter().all(|got| got.words().starts_with("我们的")));
    assert!(theirs.only(5).await.iter().all(|got| got.words().starts_with("他们的")));
    assert_ne!(secret(&webhook), secret(&foreign));

    let id = log(&owner, &webhook).await[0]["id"].as_str().expect("an id").to_owned();
    let theirs = format!("{}/deliveries/{id}/replay", path(&foreign));
    stranger.post(&theirs, json!({})).await.refused(404, "not_found");
}

async fn history_from_elsewhere_is_not_told(app: TestApp) {
    let (owner, receiver) = (app.owner().await, Receiver::start().await);
    make(&owner, &receiver, json!(["conversation.created", "message.created"])).await;
    let past = json!({
        "external_id": "jd-1", "status": "solved", "customer": { "external_id": "u-1", "name": "老客户" },
        "messages": [{ "author": "customer", "text": "去年的话", "at": "2025-06-18T10:00:00Z" }],
    });
    let path = "/api/v1/imports/conversations";
    owner.raw("POST", path, Some("application/x-ndjson"), past.to_string().into()).await.is(200);
    app.visitor().await.say("今天的话").await;
    let words: Vec<String> = receiver.expect(2).await.iter().map(|got| got.words()).collect();
    assert_eq!(words, ["", "今天的话"]);
    receiver.only(2).await;
}

async fn a_webhook_says_what_is_wrong_with_it(app: TestApp) {
    let (owner, receiver) = (app.owner().await, Receiver::start().await);
    let with = |field: &str, value: Value| {
        let mut webhook = json!({ "name": "订单", "url": receiver.url(), "events": ["message.created"] });
        webhook[field] = value;
        webhook
    };
    owner.post("/webhooks", with("url", json!("ftp://shop.example/"))).await.invalid("url", "invalid_url");
    owner.post("/webhooks", with("url", json!("https://me:secret@shop.example/"))).await.invalid("url", "invalid_url");
    owner.post("/webhooks", with("events", json!([]))).await.invalid("events", "required");
    owner.post("/webhooks", with("events", json!(["conversation.read"]))).await.invalid("events[0]", "unknown_value");
    owner.post("/webhooks", with("name", json!(" "))).await.invalid("name", "required");
    for _ in 0..20 {
        make(&owner, &receiver, json!(["message.created"])).await;
    }
    owner.post("/webhooks", with("name", json!("再一个"))).await.refused(409, "too_many_webhooks");
    let agent = app.staff("小梅", Role::Agent).await;
    agent.get("/webhooks").await.refused(403, "no_permission");
}
