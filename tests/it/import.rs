//! Real history comes in whole or not at all, once, and sends nothing.

use std::path::Path;

use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp, both_engines};

both_engines![
    history_is_brought_in_as_it_was,
    the_same_file_brings_nothing_new,
    a_bad_row_is_named_and_nothing_changes,
    a_trial_run_stores_nothing,
    history_sends_nothing,
    an_open_question_waits_in_the_queue,
    a_form_and_bare_dialogues_come_in_too,
    real_dialogues_are_brought_in,
];

async fn import(client: &Client, query: &str, file: &str) -> Answer {
    let path = format!("/api/v1/imports/conversations{query}");
    client.raw("POST", &path, Some("application/x-ndjson"), file.to_owned().into()).await
}

fn dialogue(id: &str, status: &str) -> Value {
    json!({
        "external_id": id, "status": status, "stage": "after_sale", "touchpoint": "parcel",
        "customer": { "external_id": "u-1", "name": "林小姐", "email": "lin@mail.example" },
        "messages": [
            { "author": "customer", "text": "包裹破了", "at": "2026-10-01T02:00:00Z" },
            { "author": "agent", "note": true, "text": "老客户", "at": "2026-10-01T02:00:30Z" },
            { "author": "agent", "text": "给您补发", "at": "2026-10-01T02:01:00Z" },
        ],
    })
}

fn file(rows: &[Value]) -> String {
    rows.iter().map(|row| format!("{row}\n")).collect()
}

async fn history_is_brought_in_as_it_was(app: TestApp) {
    let owner = app.owner().await;
    let report = import(&owner, "", &file(&[dialogue("a", "solved"), dialogue("b", "solved")])).await.is(200);
    assert_eq!((&report["imported"], &report["messages"], &report["skipped"]), (&json!(2), &json!(6), &json!(0)));

    let solved = owner.view("solved").await;
    assert_eq!(solved.len(), 2);
    let one = &solved[0];
    assert_eq!(
        (&one["imported"], &one["stage"], &one["customer"]["name"]),
        (&json!(true), &json!("after_sale"), &json!("林小姐"))
    );
    let messages = owner.messages(one["id"].as_str().expect("an id")).await;
    let kept: Vec<_> =
        messages.iter().map(|m| (m["kind"].as_str(), m["author"].as_str(), m["created_at"].as_str())).collect();
    assert_eq!(
        kept,
        [
            (Some("text"), Some("customer"), Some("2026-10-01T02:00:00.000Z")),
            (Some("note"), Some("agent"), Some("2026-10-01T02:00:30.000Z")),
            (Some("text"), Some("agent"), Some("2026-10-01T02:01:00.000Z")),
        ]
    );
    assert_eq!(app.count("SELECT COUNT(*) FROM customers").await, 1, "one buyer of two conversations");
    let found = owner.get("/search?kind=messages&q=%E8%A1%A5%E5%8F%91").await.is(200);
    assert_eq!(found["messages"]["total"], 2, "补发 is found");
    assert_eq!(owner.get("/views").await.is(200)["items"][4], json!({ "id": "solved", "count": 2, "waiting": 0 }));
}

async fn the_same_file_brings_nothing_new(app: TestApp) {
    let owner = app.owner().await;
    let whole = file(&[dialogue("a", "solved"), dialogue("b", "open")]);
    import(&owner, "", &whole).await.is(200);
    let before = app.count("SELECT CAST(SUM(seq) AS BIGINT) FROM shops").await;
    let report = import(&owner, "", &whole).await.is(200);
    assert_eq!((&report["imported"], &report["skipped"]), (&json!(0), &json!(2)));
    assert_eq!(app.count("SELECT CAST(SUM(seq) AS BIGINT) FROM shops").await, before);
    let more = import(&owner, "", &file(&[dialogue("b", "open"), dialogue("c", "solved")])).await.is(200);
    assert_eq!((&more["imported"], &more["skipped"]), (&json!(1), &json!(1)));
    assert_eq!(app.count("SELECT COUNT(*) FROM conversations").await, 3);
}

async fn a_bad_row_is_named_and_nothing_changes(app: TestApp) {
    let owner = app.owner().await;
    let good = dialogue("a", "solved").to_string();
    let with = |field: &str, value: Value| {
        let mut row = dialogue("b", "solved");
        row[field] = value;
        row.to_string()
    };
    let message = |value: Value| with("messages", json!([value]));
    let missing = |field: &str| {
        let mut row = dialogue("b", "solved");
        row.as_object_mut().expect("fields").remove(field);
        row.to_string()
    };
    for (bad, field, code) in [
        (missing("external_id"), "external_id", "required"),
        (missing("messages"), "messages", "required"),
        (with("messages", json!([])), "messages", "empty"),
        (with("messages", json!("none")), "messages", "not_a_list"),
        (with("status", json!("asleep")), "status", "unknown_value"),
        (with("status", json!("snoozed")), "status", "not_importable"),
        (with("assignee", json!("没有的人")), "assignee", "unknown"),
        (with("inbox", json!("没有的收件箱")), "inbox", "unknown"),
        (with("surprise", json!(1)), "surprise", "unknown_field"),
        (with("customer", json!({ "email": "nobody" })), "customer.email", "not_an_email"),
        (message(json!({ "author": "ghost", "text": "x" })), "messages[0].author", "unknown_value"),
        (message(json!({ "author": "customer" })), "messages[0].text", "required"),
        (message(json!({ "author": "customer", "text": 7 })), "messages[0].text", "not_a_string"),
        (message(json!({ "author": "customer", "text": "x", "note": true })), "messages[0].note", "not_by_customer"),
        (message(json!({ "author": "customer", "text": "x", "at": "yesterday" })), "messages[0].at", "not_a_time"),
        ("[1]".to_owned(), "row", "not_an_object"),
        ("{\"external_id\": \"b\",".to_owned(), "column 20", "not_json"),
        (dialogue("a", "open").to_string(), "external_id", "repeated"),
    ] {
        let answer = import(&owner, "", &format!("{good}\n{bad}\n")).await;
        let problem = answer.is(422);
        assert_eq!(problem["code"], "import_refused");
        assert_eq!(problem["errors"], json!([{ "row": 2, "field": field, "code": code }]), "{bad}");
    }
    for table in ["conversations", "messages", "customers"] {
        assert_eq!(app.count(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
    let mei = app.agent("小梅").await;
    import(&mei, "", &good).await.refused(403, "no_permission");
}

async fn a_trial_run_stores_nothing(app: TestApp) {
    let owner = app.owner().await;
    let report = import(&owner, "?dry_run=true", &file(&[dialogue("a", "solved")])).await.is(200);
    assert_eq!(report["imported"], 1);
    assert_eq!(app.count("SELECT COUNT(*) FROM conversations").await, 0);
}

async fn history_sends_nothing(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    let mut widget = buyer.widget(&app, None).await;
    import(&owner, "", &file(&[dialogue("a", "open")])).await.is(200);
    assert_eq!(app.count("SELECT COUNT(*) FROM jobs").await, 0);
    buyer.say("我是别人").await;
    widget.expect_event("message.created").await;
    assert!(!json!(widget.heard).to_string().contains("补发"));
    assert_eq!(owner.view("mine").await.len(), 0);
}

async fn an_open_question_waits_in_the_queue(app: TestApp) {
    let owner = app.owner().await;
    let mut asked = dialogue("a", "open");
    asked["messages"] = json!([{ "author": "customer", "text": "还在吗", "at": "2026-11-10T01:00:00Z" }]);
    import(&owner, "", &file(&[asked])).await.is(200);
    let queue = owner.view("queue").await;
    assert_eq!(queue.len(), 1);
    assert_eq!((&queue[0]["waiting_since"], &queue[0]["unread"]), (&json!("2026-11-10T01:00:00.000Z"), &json!(0)));
}

async fn a_form_and_bare_dialogues_come_in_too(app: TestApp) {
    let owner = app.owner().await;
    let bare = json!({ "turns": ["在吗", "在的亲", "有货吗"], "reply": "有的" }).to_string();
    let report = owner.upload("/imports/conversations?format=turns", "dialogues.jsonl", bare.as_bytes()).await.is(200);
    assert_eq!((&report["imported"], &report["messages"]), (&json!(1), &json!(4)));
    let solved = owner.view("solved").await;
    let messages = owner.messages(solved[0]["id"].as_str().expect("an id")).await;
    let authors: Vec<_> = messages.iter().map(|message| message["author"].as_str().unwrap_or_default()).collect();
    assert_eq!(authors, ["customer", "agent", "customer", "agent"]);
}

/// The corpus lies beside the checkout on some machines only.
async fn real_dialogues_are_brought_in(app: TestApp) {
    const ROWS: usize = 200;
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/zh-taobao-dialogues/dialogues.jsonl");
    let Ok(text) = std::fs::read_to_string(&corpus) else {
        eprintln!("skipped: no real dialogues at ../shared/data/zh-taobao-dialogues");
        return;
    };
    let owner = app.owner().await;
    let rows: String = text.split_inclusive('\n').take(ROWS).collect();
    let report = import(&owner, "?format=turns", &rows).await.is(200);
    assert_eq!((&report["imported"], &report["error_count"]), (&json!(ROWS), &json!(0)));
    assert_eq!(owner.view("solved").await.len(), ROWS);
    assert_eq!(import(&owner, "?format=turns", &rows).await.is(200)["imported"], 0);
}
