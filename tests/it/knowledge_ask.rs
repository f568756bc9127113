//! K1, K8, K12: what the shop knows is asked: only what is approved, as the situation wants it, new on every process.

use serde_json::{Value, json};

use crate::harness::{Engine, Staff, TestApp, both_engines, eventually};
use crate::knowledge::{approve, ask, content, draft, path, write};

both_engines![
    only_what_is_approved_is_asked,
    an_edit_counts_at_once_on_every_process,
    answers_follow_the_situation,
    an_emergency_goes_first,
    a_token_that_only_reads_may_ask,
];

/// The answer's first words to a question in some situation.
async fn answered(by: &Staff, question: &str, situation: Value) -> Value {
    let mut body = situation;
    body["question"] = json!(question);
    by.post("/knowledge/ask", body).await.is(200)["ranked"][0]["answer"]["content"][0].clone()
}

async fn only_what_is_approved_is_asked(app: TestApp) {
    let owner = app.owner().await;
    let entry = draft(&owner, "发什么快递", json!(["可以发顺丰吗", "用哪家物流"]), "默认发中通，顺丰补差价。").await;
    assert_eq!((&entry["state"], &entry["version"]), (&json!("draft"), &json!(1)));
    assert_eq!(ask(&owner, "可以发顺丰吗").await["ranked"], json!([]));

    approve(&owner, &entry).await;
    let asked = ask(&owner, "可以发順豐嗎？").await;
    assert_eq!(asked["decision"], "answer", "{asked}");
    let first = &asked["ranked"][0];
    assert_eq!((&first["entry_id"], &first["title"]), (&entry["id"], &json!("发什么快递")));
    assert_eq!(
        (&first["phrasing"], &first["answer"]["content"][0]),
        (&json!("可以发顺丰吗"), &json!("默认发中通，顺丰补差价。"))
    );
    assert!(asked["confidence"].as_f64().expect("a number") > 0.5);
    assert_eq!(ask(&owner, "zzz").await["decision"], "hand_over");

    owner.post(&format!("{}/archive", path(&entry)), json!({})).await.is(200);
    assert_eq!(ask(&owner, "可以发顺丰吗").await["ranked"], json!([]));
    owner.post(&format!("{}/approve", path(&entry)), json!({})).await.refused(409, "entry_archived");
    owner.post(&format!("{}/restore", path(&entry)), json!({})).await.is(200);
    approve(&owner, &entry).await;
    owner.delete(&path(&entry)).await.is(204);
    assert_eq!(ask(&owner, "可以发顺丰吗").await["ranked"], json!([]));
    owner.get(&path(&entry)).await.refused(404, "not_found");
}

async fn an_edit_counts_at_once_on_every_process(app: TestApp) {
    let owner = app.owner().await;
    let entry = draft(&owner, "多久发货", json!([]), "48 小时内。").await;
    approve(&owner, &entry).await;
    let other = app.neighbour().await;
    let there = owner.at(&other);
    assert_eq!(answered(&there, "多久发货", json!({})).await, "48 小时内。");

    let mut changed = content(&entry);
    changed["answers"][0]["content"] = json!(["24 小时内。"]);
    owner.put(&path(&entry), changed).await.is(200);
    for staff in [&owner, &there] {
        eventually("the new answer", async || answered(staff, "多久发货", json!({})).await == "24 小时内。").await;
    }
    other.stop().await;
}

async fn answers_follow_the_situation(app: TestApp) {
    let owner = app.owner().await;
    let answers = json!([
        { "content": ["平时 48 小时发货。"] },
        { "content": ["预售款 15 天发货。"], "conditions": { "products": ["P-1"] } },
        { "content": ["大促期间 72 小时发货。"],
          "conditions": { "from": app.now(), "until": app.now().plus_seconds(3600) } },
        { "content": ["已经付款的今天发。"], "conditions": { "order_states": ["paid"], "stages": ["in_sale"] } },
        { "content": ["这家店当天发。"], "conditions": { "inboxes": [app.shop.inbox_id], "keywords": ["加急"] } },
    ]);
    let entry = write(&owner, json!({ "title": "多久发货", "answers": answers })).await;
    approve(&owner, &entry).await;
    let cases = [(json!({ "product": "P-2" }), "大促期间 72 小时发货。"), (json!({}), "大促期间 72 小时发货。")];
    for (situation, expected) in cases {
        assert_eq!(answered(&owner, "多久发货", situation).await, expected);
    }
    app.turn_clock(3600);
    assert_eq!(answered(&owner, "多久发货", json!({})).await, "平时 48 小时发货。");
    assert_eq!(answered(&owner, "多久发货", json!({ "product": "P-1" })).await, "预售款 15 天发货。");
    let paid = json!({ "order_state": "paid", "stage": "in_sale" });
    assert_eq!(answered(&owner, "多久发货", paid).await, "已经付款的今天发。");
    let urgent = json!({ "inbox_id": app.shop.inbox_id });
    assert_eq!(answered(&owner, "多久发货 加急", urgent).await, "这家店当天发。");
    let elsewhere = json!({ "question": "多久发货", "inbox_id": uuid::Uuid::now_v7() });
    owner.post("/knowledge/ask", elsewhere).await.invalid("inbox_id", "unknown");

    let only = json!([{ "content": ["只有这一款。"], "conditions": { "products": ["P-9"] } }]);
    let entry = write(&owner, json!({ "title": "有没有紫色", "answers": only })).await;
    approve(&owner, &entry).await;
    let asked = ask(&owner, "有没有紫色").await;
    assert_eq!((&asked["decision"], &asked["ranked"][0]["answer"]), (&json!("hand_over"), &json!(null)));
}

async fn an_emergency_goes_first(app: TestApp) {
    let owner = app.owner().await;
    let everyday = draft(&owner, "多久发货", json!(["什么时候发货"]), "48 小时内。").await;
    approve(&owner, &everyday).await;
    let until = app.now().plus_seconds(3600);
    let answers = json!([{
        "content": ["台风影响，华东的包裹晚两天出发，让您久等了。"],
        "conditions": { "keywords": ["发货", "快递"], "emergency": true, "until": until },
    }]);
    let emergency = write(&owner, json!({ "title": "台风通知", "answers": answers })).await;
    approve(&owner, &emergency).await;
    let asked = ask(&owner, "什么时候发货").await;
    assert_eq!((&asked["decision"], &asked["confidence"]), (&json!("answer"), &json!(1.0)));
    assert_eq!(asked["ranked"][0]["entry_id"], emergency["id"]);
    assert_eq!(asked["ranked"][0]["explanation"]["emergency"], true);
    assert_eq!(asked["ranked"][1]["entry_id"], everyday["id"]);
    app.turn_clock(3600);
    assert_eq!(ask(&owner, "什么时候发货").await["ranked"][0]["entry_id"], everyday["id"]);
}

async fn a_token_that_only_reads_may_ask(app: TestApp) {
    let owner = app.owner().await;
    let entry = draft(&owner, "发什么快递", json!([]), "中通。").await;
    approve(&owner, &entry).await;
    let token = owner.post("/tokens", json!({ "name": "企业微信", "scopes": ["read"] })).await.is(201);
    let token = format!("Bearer {}", token["token"].as_str().expect("a token"));
    let client = app.anybody().with("authorization", token);
    let asked = client.post("/knowledge/ask", json!({ "question": "发什么快递" })).await.is(200);
    assert_eq!(asked["ranked"][0]["entry_id"], entry["id"]);
    client.post("/knowledge/entries", content(&entry)).await.refused(403, "read_only_token");
}

/// The answer once the meanings of phrasings are learned, which comes a moment after they can be asked for by their words.
async fn understood(owner: &Staff, question: &str) -> Value {
    let is_learned = async || ask(owner, question).await["ranked"][0]["explanation"]["meaning"].is_number();
    eventually("the meanings of phrasings", is_learned).await;
    ask(owner, question).await
}

/// A damaged file of what phrasings mean costs time, and nothing else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_phrasings_mean_is_kept_across_a_restart() {
    let Some(weights) = std::env::var_os("ZHANGGUI_ENCODER").filter(|path| !path.is_empty()) else {
        println!("no encoder is set: nothing to keep");
        return;
    };
    let app = TestApp::builder(Engine::Sqlite).config(|config| config.encoder = weights.into()).start().await;
    let owner = app.owner().await;
    approve(&owner, &draft(&owner, "多久发货", json!(["几时寄出"]), "48 小时内。").await).await;
    let before = understood(&owner, "什么时候能寄出来").await;
    let kept = app.app.config.data.join("vectors").join(app.shop.id.to_string());
    eventually("what phrasings mean", async || kept.exists()).await;
    let whole = std::fs::read(&kept).expect("a file");

    let app = app.restart().await;
    let owner = app.owner().await;
    assert_eq!(understood(&owner, "什么时候能寄出来").await["ranked"], before["ranked"]);
    std::fs::write(&kept, &whole[..whole.len() / 2]).expect("written");
    let app = app.restart().await;
    let owner = app.owner().await;
    assert_eq!(understood(&owner, "什么时候能寄出来").await["ranked"], before["ranked"]);
    eventually("a whole file again", async || std::fs::read(&kept).is_ok_and(|now| now == whole)).await;
}
