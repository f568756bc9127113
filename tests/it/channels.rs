//! S9: another system hands in what buyers write, signed, once; and is told of replies.

use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::automatic_messages::{a_moment_later, looked};
use crate::harness::{Answer, Receiver, Shop, Staff, TestApp, both_engines};

both_engines![
    a_buyer_elsewhere_is_served_like_any_other,
    a_repeat_is_the_same_message_for_ever,
    nothing_is_believed_without_a_signature,
    an_old_signature_is_worth_nothing,
    two_systems_keep_their_customers_apart,
    what_is_wrong_is_named,
    what_a_machine_says_is_kept_and_owed_nothing,
    what_answers_by_itself_says_so,
];

/// A system of the shop that speaks for its buyers.
struct System {
    key: String,
    secret: String,
}

impl System {
    async fn connect(owner: &Staff, name: &str) -> (Self, Value) {
        let inbox = owner.post("/inboxes", json!({ "name": name, "channel": "generic" })).await.is(201);
        let id = inbox["id"].as_str().expect("an id");
        let made = owner.post(&format!("/inboxes/{id}/identity_secret"), json!({})).await.is(200);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        (Self { key: text(&inbox["public_key"]), secret: text(&made["secret"]) }, inbox)
    }

    async fn hand_in(&self, app: &TestApp, id: &str, buyer: &str, words: &str) -> Answer {
        let message = json!({ "id": id, "customer": { "id": buyer, "name": "微信买家" }, "text": words });
        self.send(app, app.now().0 / 1000, &message.to_string()).await
    }

    /// What a machine of the other side says.
    async fn hand_in_automated(&self, app: &TestApp, id: &str, buyer: &str, words: &str) -> Answer {
        let message = json!({ "id": id, "customer": { "id": buyer }, "text": words, "automated": true });
        self.send(app, app.now().0 / 1000, &message.to_string()).await
    }

    async fn send(&self, app: &TestApp, timestamp: i64, body: &str) -> Answer {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).expect("a key");
        mac.update(format!("{timestamp}.{body}").as_bytes());
        let signature = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
        self.send_signed(app, &timestamp.to_string(), &signature, body).await
    }

    async fn send_signed(&self, app: &TestApp, timestamp: &str, signature: &str, body: &str) -> Answer {
        let client = app.anybody().with("x-zhanggui-timestamp", timestamp).with("x-zhanggui-signature", signature);
        let path = format!("/api/v1/channels/generic/{}/messages", self.key);
        client.raw("POST", &path, Some("application/json"), body.to_owned().into()).await
    }
}

async fn a_buyer_elsewhere_is_served_like_any_other(app: TestApp) {
    let (owner, mei, receiver) = (app.owner().await, app.agent("小梅").await, Receiver::start().await);
    let (system, inbox) = System::connect(&owner, "微信小店").await;
    assert_eq!((&inbox["script"], &inbox["channel"]), (&json!(null), &json!("generic")));
    let endpoint = format!("{}/api/v1/channels/generic/{}/messages", app.origin(), system.key);
    assert_eq!(inbox["endpoint"], endpoint);
    let replies =
        json!({ "name": "微信小店", "url": receiver.url(), "events": ["reply.created"], "inbox_id": inbox["id"] });
    owner.post("/webhooks", replies).await.is(201);

    let taken = system.hand_in(&app, "m-1", "wx-1", "这件有货吗？").await.is(201);
    let id = taken["conversation_id"].as_str().expect("an id");
    let expected = &taken["expected"];
    assert_eq!(expected["outlook"]["open"], true, "C5: what may be expected is said there, too");
    assert!(expected["text"].as_str().is_some_and(|words| !words.is_empty()), "{expected}");
    assert_eq!(mei.conversation(id).await["customer"]["name"], "微信买家");
    mei.note(id, "只给同事看").await;
    mei.reply(id, "有的").await;
    let again = system.hand_in(&app, "m-2", "wx-1", "谢谢").await.is(201);
    assert_eq!((&again["conversation_id"], &again["customer_id"]), (&taken["conversation_id"], &taken["customer_id"]));

    // A buyer of the widget is answered by the widget.
    let other = app.visitor().await;
    other.say("在吗").await;
    mei.reply(&other.conversation(&mei).await, "在的").await;

    // No notes, no buyers' words, no other inbox.
    let got = receiver.only(1).await.remove(0);
    assert_eq!((got.header("x-zhanggui-event"), got.words().as_str()), ("reply.created", "有的"));
    assert_eq!(got.json()["data"]["customer_id"], taken["customer_id"]);
}

async fn a_repeat_is_the_same_message_for_ever(app: TestApp) {
    let owner = app.owner().await;
    let (system, _) = System::connect(&owner, "微信小店").await;
    let first = system.hand_in(&app, "m-1", "wx-1", "在吗").await.is(201);
    let sends: Vec<_> = (0..10).map(|_| system.hand_in(&app, "m-1", "wx-1", "在吗")).collect();
    for answer in futures::future::join_all(sends).await {
        assert_eq!(answer.is(200), first);
    }
    app.turn_clock(7 * 24 * 3600);
    let app = app.restart().await;
    assert_eq!(system.hand_in(&app, "m-1", "wx-1", "在吗").await.is(200), first);
    system.hand_in(&app, "m-1", "wx-1", "别的话").await.refused(409, "client_id_reused");
    let id = first["conversation_id"].as_str().expect("an id");
    assert_eq!(app.owner().await.messages(id).await.len(), 1);
}

async fn nothing_is_believed_without_a_signature(app: TestApp) {
    let owner = app.owner().await;
    let (system, inbox) = System::connect(&owner, "微信小店").await;
    let body = json!({ "id": "m", "customer": { "id": "wx-1" }, "text": "冒充" }).to_string();
    let now = app.now().0 / 1000;
    for signature in ["", "sha256=", "sha256=00", "nonsense"] {
        system.send_signed(&app, &now.to_string(), signature, &body).await.refused(401, "bad_signature");
    }
    let wrong = System { key: system.key.clone(), secret: "别的密钥".into() };
    wrong.send(&app, now, &body).await.refused(401, "bad_signature");
    wrong.send(&app, now, "{").await.refused(401, "bad_signature");
    let absent = System { key: "000000000000000000000000".into(), secret: system.secret.clone() };
    absent.send(&app, now, &body).await.refused(401, "bad_signature");
    // The widget's inbox takes no signed requests, and this one opens no widget.
    let widget = System { key: app.shop.key.clone(), secret: system.secret.clone() };
    widget.send(&app, now, &body).await.refused(401, "bad_signature");
    app.anybody()
        .post("/widget/session", json!({ "key": system.key, "locale": "zh-CN" }))
        .await
        .refused(404, "not_found");

    let path = format!("/inboxes/{}", inbox["id"].as_str().expect("an id"));
    owner.post(&format!("{path}/identity_secret"), json!({})).await.is(200);
    system.send(&app, now, &body).await.refused(401, "bad_signature");
    owner.patch(&path, json!({ "active": false })).await.is(200);
    assert_eq!(owner.view("all").await.len(), 0, "nothing was taken");
}

async fn an_old_signature_is_worth_nothing(app: TestApp) {
    let owner = app.owner().await;
    let (system, _) = System::connect(&owner, "微信小店").await;
    let body = json!({ "id": "m", "customer": { "id": "wx-1" }, "text": "过时" }).to_string();
    let now = app.now().0 / 1000;
    for timestamp in [now - 301, now + 301, 0] {
        system.send(&app, timestamp, &body).await.refused(401, "stale_timestamp");
    }
    system.send(&app, now - 299, &body).await.is(201);
}

async fn two_systems_keep_their_customers_apart(app: TestApp) {
    let (owner, stranger) = (app.owner().await, Shop::open(&app, "别家").await.owner(&app).await);
    let (ours, _) = System::connect(&owner, "微信小店").await;
    let (other, _) = System::connect(&owner, "抖音小店").await;
    let (theirs, inbox) = System::connect(&stranger, "微信小店").await;
    let mut customers = Vec::new();
    for system in [&ours, &other, &theirs] {
        let taken = system.hand_in(&app, "m-1", "1001", "在吗").await.is(201);
        customers.push(taken["customer_id"].as_str().expect("an id").to_owned());
    }
    customers.sort();
    customers.dedup();
    assert_eq!(customers.len(), 3, "the same id in three systems is three people");
    let receiver = Receiver::start().await;
    let foreign =
        json!({ "name": "别家", "url": receiver.url(), "events": ["reply.created"], "inbox_id": inbox["id"] });
    owner.post("/webhooks", foreign).await.invalid("inbox_id", "unknown");
}

async fn what_is_wrong_is_named(app: TestApp) {
    let owner = app.owner().await;
    let (system, _) = System::connect(&owner, "微信小店").await;
    let now = app.now().0 / 1000;
    let send = async |body: Value| system.send(&app, now, &body.to_string()).await;
    let buyer = json!({ "id": "wx-1" });
    send(json!({ "id": "m", "customer": buyer, "text": "" })).await.invalid("text", "required");
    send(json!({ "id": "", "customer": buyer, "text": "字" })).await.invalid("id", "required");
    send(json!({ "id": "m", "customer": { "id": "" }, "text": "字" })).await.invalid("customer.id", "required");
    send(json!({ "id": "m", "customer": buyer, "text": "字", "admin": true })).await.invalid("admin", "unknown_field");
    send(json!({ "id": "m", "customer": { "id": "wx-2", "email": "无" }, "text": "字" }))
        .await
        .invalid("customer.email", "invalid_email");
    system.send(&app, now, "{").await.refused(400, "malformed_json");
}

/// Lets the shop say that nobody is there.
async fn says_nobody_is_there(owner: &Staff) {
    let texts = json!([{ "words": { "zh-CN": "没人在" } }]);
    let messages = json!([{ "kind": "nobody_there", "on": true, "texts": texts }]);
    owner.put("/automatic_messages", json!({ "messages": messages, "collect_offline": true })).await.is(200);
}

async fn authors(staff: &Staff, id: &str) -> Vec<Value> {
    let messages = staff.messages(id).await;
    messages.iter().filter(|one| one["kind"] == "text").map(|one| one["author"].clone()).collect()
}

async fn what_a_machine_says_is_kept_and_owed_nothing(app: TestApp) {
    let owner = app.owner().await;
    says_nobody_is_there(&owner).await;
    owner.put("/targets", json!({ "first_reply_seconds": 60 })).await.is(200);
    let (system, _) = System::connect(&owner, "微信小店").await;
    let taken = system.hand_in_automated(&app, "m-1", "wx-1", "我在休假").await.is(201);
    let id = taken["conversation_id"].as_str().expect("an id");
    a_moment_later(&app).await;
    looked(&app).await;
    assert_eq!(authors(&owner, id).await, ["machine"], "nothing answers it");
    let shown = owner.conversation(id).await;
    let owed = ["waiting_since", "offline_at", "reply_target", "reply_due_at"].map(|name| shown[name].clone());
    assert_eq!(owed, [json!(null), json!(null), json!(null), json!(null)]);
    assert_eq!(owner.messages(id).await[0]["automated"], true);
    assert_eq!(system.hand_in_automated(&app, "m-1", "wx-1", "我在休假").await.is(200), taken, "a repeat");
    system.hand_in(&app, "m-1", "wx-1", "我在休假").await.refused(409, "client_id_reused");

    // A person of the other side is answered as ever, and a machine in between changes nothing of that.
    system.hand_in(&app, "m-2", "wx-1", "在吗").await.is(201);
    let since = owner.conversation(id).await["waiting_since"].clone();
    assert!(since.is_string());
    system.hand_in_automated(&app, "m-3", "wx-1", "我在休假").await.is(201);
    a_moment_later(&app).await;
    looked(&app).await;
    assert_eq!(authors(&owner, id).await, ["machine", "customer", "machine", "automatic"]);
    system.hand_in_automated(&app, "m-4", "wx-1", "我在休假").await.is(201);
    a_moment_later(&app).await;
    looked(&app).await;
    assert_eq!(authors(&owner, id).await.last(), Some(&json!("machine")), "no machine answers a machine");
    assert_eq!(owner.conversation(id).await["waiting_since"], since);

    // It brings nothing back.
    owner.act(id, "solve", json!({})).await;
    system.hand_in_automated(&app, "m-5", "wx-1", "我在休假").await.is(201);
    assert_eq!(owner.conversation(id).await["status"], "solved");
    owner.act(id, "reopen", json!({})).await;
    assert_eq!(owner.conversation(id).await["waiting_since"], json!(null));
}

async fn what_answers_by_itself_says_so(app: TestApp) {
    let (owner, receiver) = (app.owner().await, Receiver::start().await);
    says_nobody_is_there(&owner).await;
    let (system, inbox) = System::connect(&owner, "微信小店").await;
    let replies =
        json!({ "name": "微信小店", "url": receiver.url(), "events": ["reply.created"], "inbox_id": inbox["id"] });
    owner.post("/webhooks", replies).await.is(201);
    let taken = system.hand_in(&app, "m-1", "wx-1", "在吗").await.is(201);
    a_moment_later(&app).await;
    looked(&app).await;
    let id = taken["conversation_id"].as_str().expect("an id");
    owner.reply(id, "在的").await;
    let got = receiver.only(2).await;
    let told: Vec<(Value, Value)> = got
        .iter()
        .map(|one| one.json()["data"]["message"].clone())
        .map(|message| (message["text"].clone(), message["automated"].clone()))
        .collect();
    assert_eq!(told, [(json!("没人在"), json!(true)), (json!("在的"), json!(false))]);
}
