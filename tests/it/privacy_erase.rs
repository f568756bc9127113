//! S13: whoever is erased is gone everywhere, and what has no person in it stays right.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::auth::Role;

use crate::harness::{
    Answer, Client, PASSWORD, Process, Receiver, Staff, TestApp, Visitor, both_engines, empty_database, eventually,
    everything_in, png, said, zhanggui,
};
use crate::visitors::{secret, word};
use crate::webhooks::make;

both_engines![
    nothing_is_left_of_an_erased_customer,
    erasing_asks_for_the_name_and_says_what_goes,
    an_erased_customer_is_out_at_once,
    what_a_hold_protects_is_not_erased,
    a_frame_takes_no_new_words,
    what_was_waiting_to_be_told_is_not_told,
    a_restored_backup_forgets_again,
    a_killed_server_goes_on_erasing,
];

/// Stands in everything the erased customer left, and in nothing else.
const CANARY: &str = "qzkanari";

fn canary(where_to: &str) -> String {
    format!("{CANARY}{where_to}")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

async fn found(by: &Staff, words: &str) -> i64 {
    let found = by.get(&format!("/search?q={words}")).await.is(200);
    found["messages"]["total"].as_i64().expect("a number") + found["customers"]["total"].as_i64().expect("a number")
}

async fn open(app: &TestApp, address: &Value) -> Answer {
    app.anybody().raw("GET", text(address), None, Default::default()).await
}

async fn erase(by: &Staff, customer_id: &str, name: &str) -> Answer {
    by.post(&format!("/customers/{customer_id}/erasure"), json!({ "name": name })).await
}

/// Waits until an erasure is done and the database is written anew.
pub async fn done(app: &TestApp, by: &Staff, erasure: &Value) -> Value {
    let path = format!("/erasures/{}", text(&erasure["id"]));
    eventually("the end of an erasure", async || by.get(&path).await.is(200)["state"] == "done").await;
    eventually("a database without gaps", async || {
        app.count("SELECT COUNT(*) FROM jobs WHERE kind IN ('compact', 'erase_customer')").await == 0
    })
    .await;
    by.get(&path).await.is(200)
}

/// A buyer who was two, with a canary in everything that can hold words.
async fn somebody(app: &TestApp, mei: &Staff, owner: &Staff) -> Visitor {
    let first = app.visitor().await;
    first.say(&canary("anonymous")).await;
    app.turn_clock(1);
    let claims = json!({ "sub": canary("sub"), "exp": app.now().0 / 1000 + 600, "name": canary("name") });
    let word = word("HS256", &claims, &secret(app).await);
    let opening = json!({ "key": app.shop.key, "locale": "zh-CN", "identity": word });
    let known = Visitor::known_by(app, &app.anybody().post("/widget/session", opening.clone()).await.is(200));
    known.say(&canary("known")).await;
    // The browser of before turns out to be the same person.
    let mut merging = opening;
    merging["token"] = json!(first.token);
    let merged = app.anybody().post("/widget/session", merging).await.is(200);
    assert_eq!(merged["visitor"]["customer_id"], known.customer_id);
    let buyer = Visitor::known_by(app, &merged);

    let page = json!({ "url": format!("https://shop.example/{}", canary("url")), "title": canary("title") });
    buyer.post("/widget/page", page).await.is(204);
    let facts = json!({ "email": format!("{}@shop.example", canary("mail")), "tier": canary("tier"),
        "note": canary("remark"), "phone": "+86 138 0013 8000" });
    mei.patch(&format!("/customers/{}", buyer.customer_id), facts).await.is(200);
    for (name, sent) in [(canary("paper.pdf"), true), (canary("unsent.png"), false)] {
        let bytes = if sent { format!("%PDF-1.7 {}", canary("bytes")).into_bytes() } else { png(900, 700) };
        let file = buyer.upload("/widget/files", &name, &bytes).await.is(201);
        if sent {
            let message = json!({ "client_id": Uuid::now_v7(), "kind": "file", "file_id": file["id"],
                "text": canary("caption") });
            buyer.post("/widget/messages", message).await.is(201);
        }
    }
    let conversation = buyer.conversation(mei).await;
    let key = mei.with("idempotency-key", "once");
    let reply = json!({ "client_id": Uuid::now_v7(), "kind": "text", "text": canary("reply") });
    key.post(&format!("/conversations/{conversation}/messages"), reply).await.is(201);
    mei.note(&conversation, &canary("note")).await;
    let shown = mei.upload("/files", &canary("shown.png"), &png(700, 600)).await.is(201);
    let picture = json!({ "client_id": Uuid::now_v7(), "kind": "image", "file_id": shown["id"] });
    mei.post(&format!("/conversations/{conversation}/messages"), picture).await.is(201);
    let card = json!({ "client_id": Uuid::now_v7(), "kind": "card",
        "card": { "type": "product", "title": canary("card") } });
    mei.post(&format!("/conversations/{conversation}/messages"), card).await.is(201);
    mei.act(&conversation, "snooze", json!({ "until": app.now().plus_seconds(600) })).await;
    let later = json!({ "client_id": Uuid::now_v7(), "text": canary("later"), "due_at": app.now().plus_seconds(600) });
    let key = mei.with("idempotency-key", "later");
    key.post(&format!("/conversations/{conversation}/follow_ups"), later).await.is(201);
    let draft = json!({ "text": canary("draft") });
    owner.put(&format!("/conversations/{conversation}/draft"), draft).await.is(204);
    buyer
}

async fn nothing_is_left_of_an_erased_customer(app: TestApp) {
    let (owner, mei, receiver) = (app.owner().await, app.agent("小梅").await, Receiver::start().await);
    make(&owner, &receiver, json!(["message.created", "customer.updated", "customer.erased"])).await;
    let other = app.visitor().await;
    other.say("别人的话 bystander").await;
    let buyer = somebody(&app, &mei, &owner).await;
    let privacy = format!("/customers/{}", buyer.customer_id);
    let export = owner.post(&format!("{privacy}/exports"), json!({})).await.is(202);
    let export = format!("/exports/{}", text(&export["id"]));
    eventually("an export", async || owner.get(&export).await.is(200)["state"] == "ready").await;
    let packed = owner.get(&export).await.is(200)["url"].clone();
    let thread = mei.messages(&buyer.conversation(&mei).await).await;
    let files: Vec<Value> = thread.iter().map(|line| line["file"]["url"].clone()).filter(Value::is_string).collect();
    assert_eq!(files.len(), 2);
    assert_eq!((open(&app, &packed).await.status, open(&app, &files[0]).await.status), (200, 200));
    assert!(found(&mei, &canary("reply")).await == 1 && found(&mei, &canary("name")).await == 1);
    receiver.all_told(&app).await;
    assert!(app.count("SELECT COUNT(*) FROM webhook_deliveries").await > 5);
    let held = owner.get(&format!("{privacy}/privacy")).await.is(200);
    assert_eq!((&held["conversations"], &held["files"], &held["merged"]), (&json!(2), &json!(3), &json!(1)));
    let conversations: Vec<Value> =
        owner.get(&format!("/conversations?customer_id={}", buyer.customer_id)).await.is(200)["items"]
            .as_array()
            .expect("a list")
            .clone();
    let mut desk = mei.desk(&app, None).await;

    let erasure = erase(&owner, &buyer.customer_id, &canary("name")).await.is(202);
    let erased = done(&app, &owner, &erasure).await;

    assert_eq!((&erased["conversations"], &erased["files"]), (&json!(2), &json!(3)), "{erased}");
    assert!(erased["messages"].as_i64() >= held["messages"].as_i64(), "{erased}");
    assert!(erased["deliveries"].as_i64() > Some(5), "{erased}");
    let stored = app.everything_stored();
    let left = String::from_utf8_lossy(&stored);
    let places: Vec<&str> =
        left.match_indices(CANARY).map(|(at, _)| &left[at..]).map(|rest| rest.get(..20).unwrap_or(rest)).collect();
    assert!(places.is_empty(), "{places:?} are left");
    assert!(!left.contains("138 0013 8000"));
    for address in files.iter().chain([&packed]) {
        assert_eq!(open(&app, address).await.status, 404);
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM doomed_files").await, 0);
    assert_eq!(found(&mei, CANARY).await, 0);

    // What has no person in it is as it was.
    assert_eq!(found(&mei, "bystander").await, 1);
    let customer = owner.get(&privacy).await.is(200);
    assert_eq!((&customer["name"], &customer["identities"]), (&json!("已清除的客户"), &json!([])));
    assert!(customer["erased_at"].is_string() && customer["conversations_count"] == 2);
    for conversation in &conversations {
        let id = text(&conversation["id"]);
        let frame = owner.conversation(id).await;
        assert_eq!((&frame["number"], &frame["status"]), (&conversation["number"], &json!("solved")));
        let lines = owner.messages(id).await;
        assert!(lines.iter().all(|line| line["kind"] == "event" || line["erased"] == true), "{lines:?}");
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM drafts").await, 0);
    counts_are_right(&app, &mei).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM events").await, app.count("SELECT MAX(seq) FROM events").await);

    // The desks heard of it, and whoever comes back later is told as much.
    let told = desk.expect_event("customer.erased").await;
    assert_eq!(told["data"]["customer_id"], buyer.customer_id);
    desk.expect_event("conversation.erased").await;
    let mut late = mei.desk(&app, Some(0)).await;
    late.expect_event("conversation.erased").await;
    assert!(!json!(late.heard).to_string().contains(CANARY));
    let farewell = receiver.all_told(&app).await.pop().expect("a request");
    assert_eq!(farewell.json()["data"], json!({ "customer_id": buyer.customer_id }));
    assert_eq!(farewell.header("x-zhanggui-event"), "customer.erased");
    let log = owner.get("/audit?limit=50").await.is(200);
    let recorded: Vec<(&str, &str)> = log["items"]
        .as_array()
        .expect("entries")
        .iter()
        .filter(|entry| entry["subject"]["id"] == buyer.customer_id)
        .map(|entry| (text(&entry["action"]), text(&entry["actor"]["name"])))
        .collect();
    let deeds = [("customer.erased", "陈掌柜"), ("customer.exported", "陈掌柜"), ("customer.updated", "小梅")];
    assert_eq!(recorded, deeds, "by id alone, and for ever");
    let ledger = std::fs::read_to_string(app.app.config.data.join("erasures.jsonl")).expect("a ledger");
    assert!(ledger.contains(&buyer.customer_id) && ledger.lines().count() == 1, "{ledger}");
}

/// The views' counts against the conversations that are there.
pub async fn counts_are_right(app: &TestApp, by: &Staff) {
    let counted = by.get("/views").await.is(200);
    let mut real = BTreeMap::new();
    for view in ["queue", "all", "snoozed", "solved", "offline"] {
        real.insert(view, by.view(view).await.len());
    }
    let counted = counted["items"].as_array().expect("views");
    for (id, count) in real {
        let view = counted.iter().find(|view| view["id"] == id).expect("the view");
        assert_eq!(view["count"], count, "{view}");
    }
    let sum = app.count("SELECT CAST(SUM(total + spam) AS BIGINT) FROM tallies").await;
    assert_eq!(sum, app.count("SELECT COUNT(*) FROM conversations").await);
}

async fn erasing_asks_for_the_name_and_says_what_goes(app: TestApp) {
    let (owner, mei, buyer) = (app.owner().await, app.agent("小梅").await, app.visitor().await);
    buyer.say("一句").await;
    mei.note(&buyer.conversation(&mei).await, "一条备注").await;
    let path = format!("/customers/{}", buyer.customer_id);
    let held = owner.get(&format!("{path}/privacy")).await.is(200);
    assert_eq!((&held["messages"], &held["notes"], &held["files"]), (&json!(2), &json!(1), &json!(0)));
    let name = text(&owner.get(&path).await.is(200)["name"]).to_owned();
    for wrong in ["", "谁", &format!("{name}x")] {
        erase(&owner, &buyer.customer_id, wrong).await.invalid("name", "does_not_match");
    }
    erase(&mei, &buyer.customer_id, &name).await.refused(403, "no_permission");
    assert_eq!(buyer.messages().await.len(), 1, "nothing happened");
    let manager = app.staff("经理", Role::Manager).await;
    let erasure = erase(&manager, &buyer.customer_id, &format!(" {name} ")).await.is(202);
    assert_eq!((&erasure["state"], &erasure["total"]), (&json!("running"), &json!(2)));
    done(&app, &owner, &erasure).await;
    erase(&owner, &buyer.customer_id, &name).await.refused(409, "customer_erased");
    let listed = owner.get("/erasures").await.is(200);
    assert_eq!((&listed["items"][0]["id"], &listed["items"][0]["asked_by"]), (&erasure["id"], &json!(manager.id)));
    // Somebody who never wrote leaves no frame, so nothing at all stays.
    let silent = app.visitor().await;
    let name = text(&owner.get(&format!("/customers/{}", silent.customer_id)).await.is(200)["name"]).to_owned();
    let erasure = erase(&owner, &silent.customer_id, &name).await.is(202);
    done(&app, &owner, &erasure).await;
    owner.get(&format!("/customers/{}", silent.customer_id)).await.refused(404, "not_found");
}

async fn an_erased_customer_is_out_at_once(app: TestApp) {
    let (owner, buyer, neighbour) = (app.owner().await, app.visitor().await, app.neighbour().await);
    buyer.say("在吗").await;
    let name = text(&owner.get(&format!("/customers/{}", buyer.customer_id)).await.is(200)["name"]).to_owned();
    let mut here = buyer.widget(&app, None).await;
    // Two processes share one database on PostgreSQL only.
    let shares = app.app.db.engine() == "postgres";
    let mut there = if shares { Some(buyer.at(&neighbour).widget(&neighbour, None).await) } else { None };
    let begun = std::time::Instant::now();
    let erasure = erase(&owner, &buyer.customer_id, &name).await.is(202);
    assert_eq!(here.ends().await.as_deref(), Some("revoked"));
    if let Some(there) = &mut there {
        assert_eq!(there.ends().await.as_deref(), Some("revoked"));
    }
    assert!(begun.elapsed() < std::time::Duration::from_secs(5), "S2");
    buyer.get("/widget/messages").await.refused(401, "unauthorized");
    buyer.send(Uuid::now_v7(), "还在").await.refused(401, "unauthorized");
    done(&app, &owner, &erasure).await;
    // The same browser is somebody new.
    let session = json!({ "key": app.shop.key, "locale": "zh-CN", "token": buyer.token });
    let anew = Visitor::known_by(&app, &app.anybody().post("/widget/session", session).await.is(200));
    assert_ne!(anew.customer_id, buyer.customer_id);
    assert!(anew.messages().await.is_empty());
    neighbour.stop().await;
}

async fn what_a_hold_protects_is_not_erased(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    buyer.say("要投诉").await;
    let (path, conversation) = (format!("/customers/{}", buyer.customer_id), buyer.conversation(&owner).await);
    let name = text(&owner.get(&path).await.is(200)["name"]).to_owned();
    let holds = format!("{path}/holds");
    owner.post(&holds, json!({ "reason": " " })).await.invalid("reason", "required");
    let foreign = json!({ "reason": "诉讼", "conversation_id": Uuid::now_v7() });
    owner.post(&holds, foreign).await.invalid("conversation_id", "unknown");
    let hold = json!({ "reason": "消协投诉，案号 2026-118", "conversation_id": conversation });
    let hold = owner.post(&holds, hold).await.is(201);
    assert_eq!((&hold["conversation_number"], &hold["placed_by"]), (&json!(1), &json!(owner.id)));
    erase(&owner, &buyer.customer_id, &name).await.refused(409, "on_hold");
    assert_eq!(owner.get("/holds").await.is(200)["items"], json!([hold]));
    assert_eq!(owner.get(&format!("{path}/privacy")).await.is(200)["holds"], json!([hold]));
    owner.delete(&format!("/holds/{}", text(&hold["id"]))).await.is(204);
    let erasure = erase(&owner, &buyer.customer_id, &name).await.is(202);
    done(&app, &owner, &erasure).await;
    owner.post(&holds, json!({ "reason": "太晚了" })).await.refused(409, "customer_erased");
}

async fn a_frame_takes_no_new_words(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    buyer.say("在吗").await;
    let conversation = buyer.conversation(&owner).await;
    let path = format!("/customers/{}", buyer.customer_id);
    let name = text(&owner.get(&path).await.is(200)["name"]).to_owned();
    let erasure = erase(&owner, &buyer.customer_id, &name).await.is(202);
    done(&app, &owner, &erasure).await;
    let thread = format!("/conversations/{conversation}");
    let message = json!({ "client_id": Uuid::now_v7(), "kind": "text", "text": "还有人吗" });
    owner.post(&format!("{thread}/messages"), message).await.refused(409, "customer_erased");
    owner.put(&format!("{thread}/draft"), json!({ "text": "草稿" })).await.refused(409, "customer_erased");
    owner.post(&format!("{thread}/reopen"), json!({})).await.refused(409, "customer_erased");
    owner.patch(&path, json!({ "name": "又来了" })).await.refused(409, "customer_erased");
    owner.post(&format!("{path}/exports"), json!({})).await.refused(409, "customer_erased");
    let listed = owner.get("/customers").await.is(200);
    assert_eq!(listed["items"], json!([]), "nobody to look up");
}

async fn what_was_waiting_to_be_told_is_not_told(app: TestApp) {
    let (owner, buyer, receiver) = (app.owner().await, app.visitor().await, Receiver::start().await);
    make(&owner, &receiver, json!(["message.created"])).await;
    receiver.answer(503);
    buyer.say(&canary("later")).await;
    receiver.expect(1).await;
    buyer.say(&canary("latest")).await;
    eventually("two that wait", async || {
        app.count("SELECT COUNT(*) FROM webhook_deliveries WHERE state = 0").await == 2
    })
    .await;
    let path = format!("/customers/{}", buyer.customer_id);
    let name = text(&owner.get(&path).await.is(200)["name"]).to_owned();
    let erasure = erase(&owner, &buyer.customer_id, &name).await.is(202);
    let erased = done(&app, &owner, &erasure).await;
    assert_eq!(erased["deliveries"], 2);
    receiver.answer(200);
    app.turn_clock(24 * 3600);
    let got = receiver.all_told(&app).await;
    assert!(got.iter().skip(1).all(|got| !got.body.contains(&canary("latest"))), "{got:?}");
    assert_eq!(app.count("SELECT COUNT(*) FROM jobs").await, 0);
}

/// Runs the program; what it said.
async fn run(data: &Path, database: &str, arguments: &[&str]) -> String {
    let output = zhanggui(arguments, data, database).output().await.expect("the program runs");
    assert!(output.status.success(), "{}", said(&output));
    said(&output)
}

async fn a_restored_backup_forgets_again(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    buyer.say(&canary("again")).await;
    let kept = tempfile::tempdir().expect("a folder");
    let place = |name: &str| kept.path().join(name).to_str().expect("a path").to_owned();
    let (data, database) = (&app.app.config.data, &app.app.config.database);
    run(data, database, &["backup", &place("before")]).await;
    let path = format!("/customers/{}", buyer.customer_id);
    let name = text(&owner.get(&path).await.is(200)["name"]).to_owned();
    let erasure = erase(&owner, &buyer.customer_id, &name).await.is(202);
    done(&app, &owner, &erasure).await;
    run(data, database, &["backup", &place("after")]).await;

    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let database = if app.app.db.engine() == "postgres" { empty_database().await } else { String::new() };
    let told = run(&data, &database, &["restore", &place("before")]).await;
    assert!(told.contains("1 customers were erased"), "{told}");
    let left = || String::from_utf8_lossy(&everything_in(&data, &database)).contains(CANARY);
    assert!(left(), "the backup knows the customer");
    let server = Process::serve(&data, &database, &[]).await;
    let owner = signed_in(&server, &owner.email).await;
    let mut again = json!(null);
    eventually("an erasure made again", async || {
        again = owner.get("/erasures").await.is(200)["items"][0].clone();
        again["state"] == "done" && !left()
    })
    .await;
    assert_eq!((&again["customer_id"], &again["asked_by"]), (&json!(buyer.customer_id), &json!(null)));
    assert!(server.terminate().await.0.success());
    let server = Process::serve(&data, &database, &[]).await;
    let owner = signed_in(&server, text(&json!(app.shop.owner_email))).await;
    assert_eq!(owner.get("/erasures").await.is(200)["items"].as_array().map(Vec::len), Some(1), "once is enough");
    assert!(server.terminate().await.0.success());
}

/// The owner's session at the program itself.
async fn signed_in(server: &Process, email: &str) -> Client {
    let answer = server.client().post("/session", json!({ "email": email, "password": PASSWORD })).await;
    let csrf = text(&answer.is(200)["csrf_token"]).to_owned();
    let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    server.client().with("cookie", cookie).with("x-csrf-token", csrf)
}

async fn a_killed_server_goes_on_erasing(app: TestApp) {
    const MESSAGES: usize = 1500;
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    let writing: Vec<_> = (0..MESSAGES)
        .map(|n| {
            let buyer = buyer.clone();
            tokio::spawn(async move { buyer.say(&canary(&format!("{n}"))).await })
        })
        .collect();
    for written in writing {
        written.await.expect("written");
    }
    let customer = format!("/customers/{}", buyer.customer_id);
    let name = owner.get(&customer).await.is(200)["name"].clone();
    let rest = app.put_down().await;
    let server = Process::serve(&rest.config.data, &rest.config.database, &[]).await;
    let killer = signed_in(&server, &owner.email).await;
    let erasure = killer.post(&format!("{customer}/erasure"), json!({ "name": name })).await.is(202);
    drop(server);

    let app = rest.take_up().await;
    // What the killed server held is free when its lease has ended.
    app.turn_clock(365 * 24 * 3600);
    let owner = Staff::sign_in(&app, &owner.email, PASSWORD).await;
    let erased = done(&app, &owner, &erasure).await;
    assert_eq!(erased["messages"], MESSAGES, "each counted once");
    assert!(!String::from_utf8_lossy(&app.everything_stored()).contains(CANARY));
    assert_eq!(app.count("SELECT COUNT(*) FROM erasures").await, 1);
    counts_are_right(&app, &owner).await;
}
