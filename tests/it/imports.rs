//! S10: history comes in whole or not at all, once, and sends nothing.

use serde_json::{Value, json};

use crate::harness::{Answer, Staff, TestApp, both_engines};

both_engines![
    history_comes_in_and_is_found,
    the_same_file_brings_nothing_new,
    one_bad_row_changes_nothing,
    an_open_question_waits_in_the_queue,
    a_known_customer_stays_one,
    a_form_and_bare_dialogues_come_in_too,
];

async fn bring_in(staff: &Staff, query: &str, rows: &[Value]) -> Answer {
    let file: Vec<String> = rows.iter().map(Value::to_string).collect();
    let path = format!("/api/v1/imports/conversations{query}");
    staff.raw("POST", &path, Some("application/x-ndjson"), file.join("\n").into()).await
}

fn past(id: &str, messages: Value) -> Value {
    json!({ "external_id": id, "customer": { "external_id": "u1", "name": "林晚棠" }, "messages": messages })
}

fn exchange() -> Value {
    json!([
        { "author": "customer", "text": "浦东新区能送到吗", "at": "2026-11-01T10:00:00+08:00" },
        { "author": "agent", "agent": "店主", "text": "能送，次日达", "at": "2026-11-01T10:00:20+08:00" },
        { "author": "agent", "note": true, "text": "老客户", "at": "2026-11-01T10:01:00+08:00" },
    ])
}

async fn history_comes_in_and_is_found(app: TestApp) {
    let owner = app.owner().await;
    let jobs = app.count("SELECT COUNT(*) FROM jobs").await;
    let report = bring_in(&owner, "", &[past("t1", exchange())]).await.is(200);
    assert_eq!((&report["imported"], &report["messages"], &report["skipped"]), (&json!(1), &json!(3), &json!(0)));

    let solved = owner.view("solved").await;
    assert_eq!(solved.len(), 1);
    let conversation = &solved[0];
    assert_eq!((&conversation["imported"], &conversation["unread"]), (&json!(true), &json!(0)));
    assert_eq!(conversation["waiting_since"], json!(null));
    assert_eq!(conversation["created_at"], "2026-11-01T02:00:00.000Z");
    let messages = owner.messages(conversation["id"].as_str().expect("an id")).await;
    let kinds: Vec<_> = messages.iter().map(|message| message["kind"].as_str().unwrap_or_default()).collect();
    assert_eq!(kinds, ["text", "text", "note"]);

    let found = owner.get("/search?q=%E6%B5%A6%E4%B8%9C%E6%96%B0%E5%8C%BA").await.is(200);
    assert_eq!(found["messages"]["total"], 1);
    assert_eq!(app.count("SELECT COUNT(*) FROM jobs").await, jobs, "history sends nothing");
}

async fn the_same_file_brings_nothing_new(app: TestApp) {
    let owner = app.owner().await;
    let rows = [past("t1", exchange()), past("t2", exchange())];
    let trial = bring_in(&owner, "?dry_run=true", &rows).await.is(200);
    assert_eq!((&trial["imported"], owner.view("solved").await.len()), (&json!(2), 0));
    bring_in(&owner, "", &rows[..1]).await.is(200);
    let second = bring_in(&owner, "", &rows).await.is(200);
    assert_eq!((&second["imported"], &second["skipped"]), (&json!(1), &json!(1)));
    let third = bring_in(&owner, "", &rows).await.is(200);
    assert_eq!((&third["imported"], &third["skipped"]), (&json!(0), &json!(2)));
    assert_eq!(app.count("SELECT COUNT(*) FROM messages").await, 6);
}

async fn one_bad_row_changes_nothing(app: TestApp) {
    let owner = app.owner().await;
    let good = past("t1", exchange());
    let bad = json!({
        "external_id": "t1", "mesages": [], "customer": { "email": "nobody" }, "inbox": "天猫",
        "messages": [{ "author": "boss", "text": "x" }, { "author": "customer", "at": "2036-01-01T00:00:00Z" }],
    });
    let answer = bring_in(&owner, "", &[good, bad]).await.refused(422, "import_refused");
    let told: Vec<_> = answer["errors"].as_array().expect("errors").iter().map(told).collect();
    assert_eq!(
        told,
        [
            "2 customer.email not_an_email",
            "2 messages[0].author unknown_value",
            "2 messages[1].text required",
            "2 messages[1].at in_the_future",
            "2 mesages unknown_field",
        ]
    );
    let broken =
        owner.raw("POST", "/api/v1/imports/conversations", Some("application/x-ndjson"), "{\"a\":1} x".into()).await;
    assert_eq!(told_first(&broken.refused(422, "import_refused")), "1 column 9 not_json");
    assert_eq!(app.count("SELECT COUNT(*) FROM conversations").await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM customers").await, 0);
}

fn told(error: &Value) -> String {
    let word = |field: &str| error[field].as_str().unwrap_or_default().to_owned();
    format!("{} {} {}", error["row"], word("field"), word("code"))
}

fn told_first(refused: &Value) -> String {
    told(&refused["errors"][0])
}

async fn an_open_question_waits_in_the_queue(app: TestApp) {
    let owner = app.owner().await;
    let mut row = past("t1", json!([{ "author": "customer", "text": "还在吗", "at": "2026-11-10T01:00:00Z" }]));
    row["status"] = json!("open");
    bring_in(&owner, "", &[row]).await.is(200);
    let queue = owner.view("queue").await;
    assert_eq!(queue.len(), 1);
    assert_eq!(queue[0]["waiting_since"], "2026-11-10T01:00:00.000Z");
}

async fn a_known_customer_stays_one(app: TestApp) {
    let owner = app.owner().await;
    bring_in(&owner, "", &[past("t1", exchange()), past("t2", exchange())]).await.is(200);
    bring_in(&owner, "", &[past("t3", exchange())]).await.is(200);
    assert_eq!(app.count("SELECT COUNT(*) FROM customers").await, 1);
    let customers = owner.get("/customers").await.is(200);
    assert_eq!(customers["items"][0]["conversations_count"], 3);
}

async fn a_form_and_bare_dialogues_come_in_too(app: TestApp) {
    let owner = app.owner().await;
    let dialogue = json!({ "turns": ["在吗", "在的亲", "有货吗"], "reply": "有的" }).to_string();
    let report =
        owner.upload("/imports/conversations?format=turns", "dialogues.jsonl", dialogue.as_bytes()).await.is(200);
    assert_eq!((&report["imported"], &report["messages"]), (&json!(1), &json!(4)));
    let solved = owner.view("solved").await;
    let messages = owner.messages(solved[0]["id"].as_str().expect("an id")).await;
    let authors: Vec<_> = messages.iter().map(|message| message["author"].as_str().unwrap_or_default()).collect();
    assert_eq!(authors, ["customer", "agent", "customer", "agent"]);
}
