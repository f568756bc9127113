//! S13: what is old goes by the shop's rules, at night, as it was shown before, and nothing else does.

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::auth::Role;

use crate::harness::{Receiver, Socket, Staff, TestApp, both_engines, eventually, png};
use crate::privacy_erase::counts_are_right;
use crate::webhooks::make;

both_engines![
    nothing_goes_without_a_rule,
    a_dry_run_counts_and_changes_nothing,
    old_conversations_become_frames,
    old_conversations_go_whole,
    old_files_go_and_words_stay,
    silent_visitors_go,
    old_deliveries_go,
    old_events_go_but_none_that_is_needed,
    events_wait_for_a_webhook_that_is_behind,
    rules_say_what_is_wrong_with_them,
    a_night_that_was_cut_off_goes_on,
];

const DAY: i64 = 24 * 3600;

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

async fn set(by: &Staff, rules: Value) -> Value {
    by.put("/retention", json!({ "rules": rules })).await.is(200)
}

async fn preview(by: &Staff, rule: Value) -> Value {
    by.post("/retention/preview", json!({ "rules": [rule] })).await.is(200)["items"][0].clone()
}

/// Sleeps until after three in the morning; what went.
async fn night(app: &TestApp, by: &Staff) -> Value {
    let before = by.get("/retention/runs").await.is(200)["items"].as_array().expect("runs").len();
    app.turn_clock(DAY);
    let mut runs = json!([]);
    eventually("a night's work", async || {
        runs = by.get("/retention/runs").await.is(200)["items"].clone();
        runs.as_array().expect("runs").len() > before && runs[0]["state"] != "running"
    })
    .await;
    runs[0].clone()
}

/// A solved conversation with a file in it; its id.
async fn solved(app: &TestApp, by: &Staff, words: &str) -> (crate::harness::Visitor, String) {
    let buyer = app.visitor().await;
    buyer.say(words).await;
    let file = buyer.upload("/widget/files", "老照片.png", &png(600, 600)).await.is(201);
    let sent = json!({ "client_id": Uuid::now_v7(), "kind": "image", "file_id": file["id"], "text": "看照片" });
    buyer.post("/widget/messages", sent).await.is(201);
    let id = buyer.conversation(by).await;
    by.reply(&id, "收到").await;
    by.act(&id, "solve", json!({})).await;
    (buyer, id)
}

async fn nothing_goes_without_a_rule(app: TestApp) {
    let owner = app.owner().await;
    solved(&app, &owner, "很久以前").await;
    assert_eq!(owner.get("/retention").await.is(200)["rules"], json!([]));
    set(&owner, json!([{ "subject": "conversations", "days": 30 }])).await;
    set(&owner, json!([])).await;
    app.turn_clock(1000 * DAY);
    // A session that nobody used for so long has ended.
    let owner = app.owner().await;
    tokio::time::sleep(std::time::Duration::from_millis(1200)).await;
    assert_eq!(owner.get("/retention/runs").await.is(200)["items"], json!([]));
    assert_eq!(app.count("SELECT COUNT(*) FROM messages WHERE text = '很久以前'").await, 1);
}

async fn a_dry_run_counts_and_changes_nothing(app: TestApp) {
    let owner = app.owner().await;
    let (_, old) = solved(&app, &owner, "很久以前").await;
    let (held, _) = solved(&app, &owner, "要留着").await;
    let hold = json!({ "reason": "诉讼" });
    owner.post(&format!("/customers/{}/holds", held.customer_id), hold).await.is(201);
    app.visitor().await;
    app.turn_clock(40 * DAY);
    let owner = app.owner().await;
    solved(&app, &owner, "刚刚").await;

    let shown = preview(&owner, json!({ "subject": "conversations", "days": 30 })).await;
    assert_eq!(shown["count"], 1);
    assert_eq!(shown["examples"][0]["conversation_id"], old);
    assert!(text(&shown["examples"][0]["label"]).starts_with("#1 "), "{shown}");
    let shown = preview(&owner, json!({ "subject": "files", "days": 30 })).await;
    assert_eq!((&shown["count"], &shown["examples"][0]["label"]), (&json!(1), &json!("老照片.png")));
    assert_eq!(preview(&owner, json!({ "subject": "visitors", "days": 30 })).await["count"], 1);
    assert_eq!(preview(&owner, json!({ "subject": "events", "days": 30 })).await["count"], 0, "the newest stay");
    assert_eq!(owner.get("/retention").await.is(200)["rules"], json!([]), "nothing was switched on");
    assert_eq!(app.count("SELECT COUNT(*) FROM messages WHERE text = '很久以前'").await, 1);
    assert_eq!(app.count("SELECT COUNT(*) FROM files").await, 3);
}

async fn old_conversations_become_frames(app: TestApp) {
    let owner = app.owner().await;
    let (buyer, old) = solved(&app, &owner, "很久以前 oldwords").await;
    let (held, kept) = solved(&app, &owner, "要留着").await;
    let hold = json!({ "reason": "诉讼", "conversation_id": kept });
    owner.post(&format!("/customers/{}/holds", held.customer_id), hold).await.is(201);
    let waiting = app.visitor().await;
    waiting.say("还没人理我").await;
    app.turn_clock(40 * DAY);
    let owner = app.owner().await;
    buyer.say("我又来了").await;
    set(&owner, json!([{ "subject": "conversations", "days": 30, "ending": "anonymise" }])).await;
    let mut desk = owner.desk(&app, None).await;
    let run = night(&app, &owner).await;
    assert_eq!(
        (&run["state"], &run["removed"]),
        (&json!("done"), &json!([{ "subject": "conversations", "count": 1 }]))
    );
    assert_eq!(run["rules"], json!([{ "subject": "conversations", "days": 30, "ending": "anonymise" }]));
    assert_eq!(desk.expect_event("conversation.erased").await["data"]["conversation_id"], old);

    let frame = owner.conversation(&old).await;
    assert_eq!((&frame["customer"]["name"], &frame["customer"]["erased"]), (&json!("已清除的客户"), &json!(true)));
    assert_ne!(frame["customer"]["id"], buyer.customer_id);
    assert!(owner.messages(&old).await.iter().all(|line| line["kind"] == "event" || line["erased"] == true));
    assert_eq!(owner.get("/search?q=oldwords").await.is(200)["messages"]["total"], 0);
    let customer = owner.get(&format!("/customers/{}", buyer.customer_id)).await.is(200);
    assert_eq!((&customer["conversations_count"], &customer["erased_at"]), (&json!(1), &json!(null)));
    assert_eq!(buyer.messages().await.len(), 1, "only what is new");
    assert_eq!(owner.messages(&kept).await[0]["text"], "要留着");
    assert_eq!(app.count("SELECT COUNT(*) FROM messages WHERE text = '还没人理我'").await, 1, "never solved");
    assert_eq!(app.stored_files(), 2, "the held picture, whole and small");
    counts_are_right(&app, &owner).await;
    assert_eq!(night(&app, &owner).await["removed"], json!([]), "once");
}

async fn old_conversations_go_whole(app: TestApp) {
    let owner = app.owner().await;
    let (buyer, old) = solved(&app, &owner, "很久以前").await;
    owner.put(&format!("/conversations/{old}/draft"), json!({ "text": "草稿" })).await.is(204);
    app.turn_clock(40 * DAY);
    let owner = app.owner().await;
    let (_, new) = solved(&app, &owner, "刚刚").await;
    set(&owner, json!([{ "subject": "conversations", "days": 30, "ending": "erase" }])).await;
    assert_eq!(night(&app, &owner).await["removed"], json!([{ "subject": "conversations", "count": 1 }]));
    owner.get(&format!("/conversations/{old}")).await.refused(404, "not_found");
    assert_eq!(owner.conversation(&new).await["number"], 2, "numbers stay");
    assert_eq!(app.count("SELECT COUNT(*) FROM drafts").await, 0);
    let customer = owner.get(&format!("/customers/{}", buyer.customer_id)).await.is(200);
    assert_eq!(customer["conversations_count"], 0);
    counts_are_right(&app, &owner).await;
    // Whoever comes back from before hears what is there and misses no number.
    let mut desk = owner.desk(&app, Some(0)).await;
    desk.expect_event("conversation.erased").await;
    let numbers = desk.numbers();
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
}

async fn old_files_go_and_words_stay(app: TestApp) {
    let owner = app.owner().await;
    let (buyer, old) = solved(&app, &owner, "很久以前").await;
    app.turn_clock(40 * DAY);
    let owner = app.owner().await;
    set(&owner, json!([{ "subject": "files", "days": 30 }])).await;
    assert_eq!(night(&app, &owner).await["removed"], json!([{ "subject": "files", "count": 1 }]));
    let messages = owner.messages(&old).await;
    let picture = messages.iter().find(|line| line["kind"] == "image").expect("the message");
    assert_eq!(
        (&picture["text"], &picture["file"], &picture["erased"]),
        (&json!("看照片"), &json!(null), &json!(true))
    );
    assert_eq!(app.stored_files(), 0);
    let found = async |words: &str| owner.get(&format!("/search?q={words}")).await.is(200)["messages"]["total"].clone();
    assert_eq!((found("看照片").await, found("老照片").await), (json!(1), json!(0)));
    assert_eq!(buyer.messages().await.len(), 3);
}

async fn silent_visitors_go(app: TestApp) {
    let owner = app.owner().await;
    let (silent, held) = (app.visitor().await, app.visitor().await);
    let (wrote, _) = solved(&app, &owner, "我写过").await;
    silent.upload("/widget/files", "没发出去.png", &png(8, 8)).await.is(201);
    owner.post(&format!("/customers/{}/holds", held.customer_id), json!({ "reason": "诉讼" })).await.is(201);
    app.turn_clock(40 * DAY);
    let owner = app.owner().await;
    let fresh = app.visitor().await;
    set(&owner, json!([{ "subject": "visitors", "days": 30 }])).await;
    assert_eq!(night(&app, &owner).await["removed"], json!([{ "subject": "visitors", "count": 1 }]));
    owner.get(&format!("/customers/{}", silent.customer_id)).await.refused(404, "not_found");
    silent.get("/widget/messages").await.refused(401, "unauthorized");
    for there in [&held, &wrote, &fresh] {
        owner.get(&format!("/customers/{}", there.customer_id)).await.is(200);
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM files").await, 1);
}

async fn old_deliveries_go(app: TestApp) {
    let (owner, buyer, receiver) = (app.owner().await, app.visitor().await, Receiver::start().await);
    make(&owner, &receiver, json!(["message.created"])).await;
    buyer.say("一").await;
    let delivered = "SELECT COUNT(*) FROM webhook_deliveries WHERE state = 1";
    eventually("a delivery", async || app.count(delivered).await == 1).await;
    app.turn_clock(5 * DAY);
    receiver.answer(503);
    buyer.say("二").await;
    receiver.expect(2).await;
    set(&owner, json!([{ "subject": "deliveries", "days": 3 }])).await;
    assert_eq!(preview(&owner, json!({ "subject": "deliveries", "days": 3 })).await["count"], 1);
    assert_eq!(night(&app, &owner).await["removed"], json!([{ "subject": "deliveries", "count": 1 }]));
    assert_eq!(app.count("SELECT COUNT(*) FROM webhook_deliveries").await, 1, "what is still to be made stays");
}

/// As if much had happened long ago: seven thousand numbers with their events, all of which a webhook has looked at.
async fn much_has_happened(app: &TestApp) -> Staff {
    let owner = app.owner().await;
    let webhook = json!({ "name": "慢", "url": "https://192.0.2.1/", "events": ["message.created"] });
    owner.post("/webhooks", webhook).await.is(201);
    app.visitor().await.say("很久以前").await;
    let last = app.count("SELECT seq FROM shops").await;
    let numbers = format!(
        "WITH RECURSIVE n (seq) AS (SELECT {last} + 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < 7000)
         INSERT INTO events (shop_id, seq, kind, at) SELECT (SELECT id FROM shops), seq, 8, {} FROM n",
        app.now().0
    );
    app.meddle(&numbers).await;
    app.meddle("UPDATE shops SET seq = 7000").await;
    eventually("a webhook that has looked at all", async || {
        app.count("SELECT COUNT(*) FROM webhooks WHERE seq = 7000").await == 1
    })
    .await;
    app.turn_clock(40 * DAY);
    app.owner().await
}

async fn old_events_go_but_none_that_is_needed(app: TestApp) {
    let owner = much_has_happened(&app).await;
    set(&owner, json!([{ "subject": "events", "days": 30 }])).await;
    // The newest five thousand stay.
    let spare = app.count("SELECT seq FROM shops").await - 5000;
    assert_eq!(preview(&owner, json!({ "subject": "events", "days": 30 })).await["count"], spare);
    let run = night(&app, &owner).await;
    assert_eq!(run["removed"], json!([{ "subject": "events", "count": spare }]));
    assert_eq!(app.count("SELECT MIN(seq) FROM events").await, spare + 1);
    // A desk that was away for long starts afresh, one that was not resumes.
    let mut away = Socket::open(&owner, "/live", &app.origin()).await.expect("a socket");
    assert_eq!(away.hello(Some(1), None).await["resumed"], false);
    let mut near = Socket::open(&owner, "/live", &app.origin()).await.expect("a socket");
    assert_eq!(near.hello(Some(6900), None).await["resumed"], true);
}

async fn events_wait_for_a_webhook_that_is_behind(app: TestApp) {
    let owner = much_has_happened(&app).await;
    let due = async || preview(&owner, json!({ "subject": "events", "days": 30 })).await["count"].clone();
    // Nobody reads on from here.
    app.app.jobs.stop().await;
    app.meddle("UPDATE webhooks SET seq = 1200").await;
    assert_eq!(due().await, 1200);
    app.meddle("UPDATE webhooks SET active = FALSE").await;
    assert!(due().await.as_i64() > Some(1999), "one that is off waits for nothing");
}

async fn rules_say_what_is_wrong_with_them(app: TestApp) {
    let owner = app.owner().await;
    let put = async |rules: Value| owner.put("/retention", json!({ "rules": rules })).await;
    put(json!([{ "subject": "files", "days": 1 }])).await.invalid("rules[0].days", "out_of_range");
    put(json!([{ "subject": "files", "days": 30, "ending": "erase" }])).await.invalid("rules[0].ending", "unexpected");
    let twice = json!([{ "subject": "files", "days": 30 }, { "subject": "files", "days": 60 }]);
    put(twice).await.invalid("rules", "twice");
    put(json!([{ "subject": "dreams", "days": 30 }])).await.invalid("rules[0].subject", "unknown_value");
    let mei = app.agent("小梅").await;
    mei.get("/retention").await.refused(403, "no_permission");
    let manager = app.staff("经理", Role::Manager).await;
    set(&manager, json!([{ "subject": "conversations", "days": 365 }])).await;
    let rules = owner.get("/retention").await.is(200)["rules"].clone();
    assert_eq!(rules, json!([{ "subject": "conversations", "days": 365, "ending": "anonymise" }]));
}

async fn a_night_that_was_cut_off_goes_on(app: TestApp) {
    let owner = app.owner().await;
    solved(&app, &owner, "很久以前").await;
    app.turn_clock(40 * DAY);
    let owner = app.owner().await;
    set(&owner, json!([{ "subject": "conversations", "days": 30 }])).await;
    // As a process left it that was killed in the middle.
    let run = Uuid::now_v7();
    let id = if app.app.db.engine() == "postgres" { format!("'{run}'") } else { format!("x'{}'", run.simple()) };
    let begun = app.now().0 + 1;
    let sql = format!(
        "INSERT INTO retention_runs (id, shop_id, state, rules, removed, started_at) SELECT {id}, id, 0,
         '[]', '[{{\"subject\":\"conversations\",\"count\":7}}]', {begun} FROM shops"
    );
    app.meddle(&sql).await;
    app.turn_clock(DAY);
    let mut runs = json!([]);
    eventually("the rest of the night", async || {
        runs = owner.get("/retention/runs").await.is(200)["items"].clone();
        runs[0]["state"] == "done"
    })
    .await;
    assert_eq!(runs.as_array().expect("runs").len(), 1);
    assert_eq!(runs[0]["removed"], json!([{ "subject": "conversations", "count": 8 }]));
}
