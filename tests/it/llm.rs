//! S11, K7: a language model helps colleagues where the shop wants it, with what the shop knows, within what it may cost.

use http_body_util::BodyExt;
use serde_json::{Value, json};
use zhanggui::auth::Role;

use crate::bot::teach;
use crate::harness::{Manner, Model, Shop, Staff, TestApp, Visitor, both_engines, eventually};

both_engines![
    nothing_is_asked_until_a_shop_names_a_model,
    a_draft_rests_on_what_the_shop_knows,
    words_are_rewritten_summed_up_and_translated,
    a_conversation_is_sorted_by_proposal_alone,
    a_task_needs_what_it_works_on,
    a_model_helps_only_with_what_it_may,
    a_month_has_a_budget,
    who_goes_away_stops_the_model,
    buyers_do_not_wait_for_a_model,
    settings_are_checked_and_recorded,
    a_key_is_never_shown,
    a_trial_says_what_is_wrong,
    an_older_and_a_newer_server_are_understood,
    two_shops_never_mix,
];

pub const QUESTION: &str = "多久发货";
pub const ANSWER: &str = "付款后四十八小时内发货，详见 https://shop.example/ship 。";
const KEY: &str = "sk-zhanggui-secret-0123456789";

pub fn settings(model: &Model) -> Value {
    json!({
        "enabled": true, "address": model.url(), "model": "small-1", "api_key": KEY, "time_box_seconds": 20,
        "monthly_tokens": 1_000_000, "abilities": ["draft", "rewrite", "summary", "translate", "classify"],
    })
}

/// The same settings with some of them changed.
pub fn changed(model: &Model, change: Value) -> Value {
    let mut settings = settings(model);
    for (name, value) in change.as_object().expect("settings") {
        settings[name] = value.clone();
    }
    settings
}

/// A shop that asks this model, knows one thing, and has a buyer who asks for it.
pub async fn with_model(app: &TestApp, model: &Model) -> (Staff, Visitor, String) {
    let owner = app.owner().await;
    teach(&owner, QUESTION, ANSWER).await;
    owner.put("/llm/settings", settings(model)).await.is(200);
    let buyer = app.visitor().await;
    buyer.say(QUESTION).await;
    let conversation = buyer.conversation(&owner).await;
    (owner, buyer, conversation)
}

/// Everything that is told while the model writes.
pub async fn told(by: &Staff, conversation: &str, wish: Value) -> Vec<Value> {
    let answer = by.post(&format!("/conversations/{conversation}/llm"), wish).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "text/event-stream");
    let text = answer.text();
    let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
    data.map(|data| serde_json::from_str(data).expect("a frame is JSON")).collect()
}

/// What comes of it in the end.
pub async fn end(by: &Staff, conversation: &str, wish: Value) -> Value {
    told(by, conversation, wish).await.pop().expect("an end")
}

pub async fn used(by: &Staff) -> Value {
    by.get("/llm/settings").await.is(200)["usage"].clone()
}

async fn nothing_is_asked_until_a_shop_names_a_model(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    buyer.say(QUESTION).await;
    let conversation = buyer.conversation(&owner).await;
    let read = owner.get("/llm/settings").await.is(200);
    assert_eq!((&read["enabled"], &read["address"], &read["has_key"]), (&json!(false), &json!(""), &json!(false)));
    assert_eq!(owner.get("/llm/abilities").await.is(200)["items"], json!([]));
    let path = format!("/conversations/{conversation}/llm");
    owner.post(&path, json!({ "task": "draft" })).await.refused(409, "llm_off");
    owner.post("/llm/settings/check", json!({})).await.invalid("address", "required");

    let model = Model::start(Manner::Says("在的")).await;
    owner.put("/llm/settings", changed(&model, json!({ "enabled": false }))).await.is(200);
    owner.post(&path, json!({ "task": "draft" })).await.refused(409, "llm_off");
    assert!(model.asked().is_empty());
}

async fn a_draft_rests_on_what_the_shop_knows(app: TestApp) {
    let model = Model::start(Manner::Says("亲，付款后四十八小时内发货[1]，请放心~")).await;
    let (owner, _, conversation) = with_model(&app, &model).await;
    owner.note(&conversation, "这位客户难缠，内部注意").await;
    let frames = told(&owner, &conversation, json!({ "task": "draft", "text": "马上发" })).await;
    let (last, texts) = frames.split_last().expect("frames");
    assert_eq!((&last["type"], &last["text"]), (&json!("done"), &json!("亲，付款后四十八小时内发货，请放心~")));
    assert_eq!(last["citations"][0]["title"], QUESTION);
    assert_eq!((&last["removed_links"], &last["cut"], &last["hidden"]), (&json!(0), &json!(false), &json!(false)));
    let whole = last["text"].as_str().expect("words");
    for text in texts {
        assert_eq!(text["type"], "text");
        assert!(whole.starts_with(text["text"].as_str().expect("words")), "{text}");
    }
    let asked = model.last();
    assert_eq!((asked.path.as_str(), &asked.json()["model"]), ("/v1/chat/completions", &json!("small-1")));
    assert_eq!(asked.headers["authorization"], format!("Bearer {KEY}"));
    assert_eq!(
        asked.data(),
        json!({
            "knowledge": [{ "number": 1, "question": QUESTION, "answer": ANSWER }],
            "conversation": [{ "from": "buyer", "text": QUESTION }], "begun": "马上发",
        })
    );
    assert_eq!(used(&owner).await, json!({ "month": "2026-11", "tokens": 400, "requests": 1 }));
    assert!(owner.messages(&conversation).await.iter().all(|message| message["text"] != last["text"]));
}

async fn words_are_rewritten_summed_up_and_translated(app: TestApp) {
    let model = Model::start(Manner::Says("好的[1]")).await;
    let (owner, buyer, conversation) = with_model(&app, &model).await;
    let asked_for = async |wish: Value| {
        let last = end(&owner, &conversation, wish).await;
        // A number in brackets names an entry in drafts alone.
        assert_eq!((&last["type"], &last["text"]), (&json!("done"), &json!("好的[1]")));
        assert_eq!(last["citations"], json!([]));
        let system = model.last().json()["messages"][0]["content"].as_str().expect("words").to_owned();
        (system, model.last().data())
    };
    let (task, data) = asked_for(json!({ "task": "rewrite", "tone": "friendlier", "text": "等着" })).await;
    assert!(task.contains("friendlier"), "{task}");
    assert_eq!(data, json!({ "reply": "等着" }));
    let (task, data) = asked_for(json!({ "task": "summary", "locale": "zh-Hant" })).await;
    assert!(task.contains("Traditional Chinese"), "{task}");
    assert_eq!(data["conversation"], json!([{ "from": "buyer", "text": QUESTION }]));
    let message = buyer.say("When will it ship?").await;
    let wish = json!({ "task": "translate_message", "message_seq": message["seq"], "locale": "zh-CN" });
    let (task, data) = asked_for(wish).await;
    assert!(task.contains("Simplified Chinese"), "{task}");
    assert_eq!(data, json!({ "message": "When will it ship?" }));
    let (_, data) = asked_for(json!({ "task": "translate_reply", "text": "两天内" })).await;
    assert_eq!(data, json!({ "reply": "两天内", "buyer_wrote": [QUESTION, "When will it ship?"] }));
}

async fn a_conversation_is_sorted_by_proposal_alone(app: TestApp) {
    let model = Model::start(Manner::Says("{\"stage\": \"after_sale\", \"touchpoint\": \"parcel\"}")).await;
    let (owner, _, conversation) = with_model(&app, &model).await;
    let before = owner.conversation(&conversation).await;
    let frames = told(&owner, &conversation, json!({ "task": "classify" })).await;
    assert_eq!(frames.len(), 1, "there are no words to show: {frames:?}");
    assert_eq!(frames[0]["proposal"], json!({ "stage": "after_sale", "touchpoint": "parcel" }));
    assert_eq!(owner.conversation(&conversation).await, before);
    model.be(Manner::Says("{\"stage\": \"refund_now\", \"touchpoint\": \"parcel\"}"));
    let last = end(&owner, &conversation, json!({ "task": "classify" })).await;
    assert_eq!(last, json!({ "type": "failed", "code": "no_choice" }));
}

async fn a_task_needs_what_it_works_on(app: TestApp) {
    let model = Model::start(Manner::Says("好的")).await;
    let (owner, buyer, conversation) = with_model(&app, &model).await;
    let path = format!("/conversations/{conversation}/llm");
    let refused = async |wish: Value, field: &str, code: &str| owner.post(&path, wish).await.invalid(field, code);
    refused(json!({ "task": "rewrite", "tone": "shorter", "text": "  " }), "text", "required").await;
    refused(json!({ "task": "rewrite", "text": "等着" }), "tone", "required").await;
    refused(json!({ "task": "rewrite", "text": "等着", "tone": "rude" }), "tone", "unknown_value").await;
    refused(json!({ "task": "summary" }), "locale", "required").await;
    refused(json!({ "task": "summary", "locale": "fr" }), "locale", "unknown_locale").await;
    refused(json!({ "task": "translate_message", "locale": "en" }), "message_seq", "required").await;
    refused(json!({ "task": "translate_message", "locale": "en", "message_seq": 0 }), "message_seq", "unknown").await;
    refused(json!({ "task": "translate_reply", "text": "长".repeat(10_001) }), "text", "too_long").await;
    refused(json!({ "task": "call_a_tool" }), "task", "unknown_value").await;
    let note = owner.note(&conversation, "内部").await;
    let wish = json!({ "task": "translate_message", "locale": "en", "message_seq": note["seq"] });
    refused(wish, "message_seq", "unknown").await;

    let other = app.visitor().await;
    let elsewhere = other.say("别人的话").await;
    let wish = json!({ "task": "translate_message", "locale": "en", "message_seq": elsewhere["seq"] });
    refused(wish, "message_seq", "unknown").await;
    buyer.get("/widget/messages").await.is(200);
    assert!(model.asked().is_empty());
}

async fn a_model_helps_only_with_what_it_may(app: TestApp) {
    let model = Model::start(Manner::Says("好的")).await;
    let (owner, _, conversation) = with_model(&app, &model).await;
    owner.put("/llm/settings", changed(&model, json!({ "abilities": ["summary"] }))).await.is(200);
    let path = format!("/conversations/{conversation}/llm");
    let mei = app.agent("小梅").await;
    assert_eq!(mei.get("/llm/abilities").await.is(200)["items"], json!(["summary"]));
    mei.post(&path, json!({ "task": "draft" })).await.refused(409, "llm_off");
    assert_eq!(end(&mei, &conversation, json!({ "task": "summary", "locale": "en" })).await["type"], "done");
    mei.get("/llm/settings").await.refused(403, "no_permission");
    mei.put("/llm/settings", settings(&model)).await.refused(403, "no_permission");
    mei.post("/llm/settings/check", json!({})).await.refused(403, "no_permission");
    let viewer = app.staff("老看", Role::Viewer).await;
    viewer.post(&path, json!({ "task": "summary", "locale": "en" })).await.refused(403, "no_permission");
}

async fn a_month_has_a_budget(app: TestApp) {
    let model = Model::start(Manner::Says("好的")).await;
    let (owner, _, conversation) = with_model(&app, &model).await;
    let wish = json!({ "task": "summary", "locale": "en" });
    let path = format!("/conversations/{conversation}/llm");
    let with =
        async |tokens: i64| owner.put("/llm/settings", changed(&model, json!({ "monthly_tokens": tokens }))).await;
    with(500).await.is(200);
    owner.post(&path, wish.clone()).await.refused(409, "llm_budget_used");
    owner.post("/llm/settings/check", json!({})).await.is(200);
    with(0).await.is(200);
    owner.post("/llm/settings/check", json!({})).await.refused(409, "llm_budget_used");
    assert_eq!(model.asked().len(), 1, "what is refused is not asked");

    with(2_000).await.is(200);
    assert_eq!(end(&owner, &conversation, wish.clone()).await["type"], "done");
    assert_eq!(used(&owner).await["tokens"], 800);
    // What is under way counts as if it took all it may.
    model.be(Manner::Hangs);
    let (mei, path) = (app.agent("小梅").await, path.as_str());
    let asked = wish.to_string();
    let first = mei.begin("POST", &format!("/api/v1{path}"), Some("application/json"), asked.into()).await;
    assert_eq!(first.status(), 200);
    owner.post(path, wish.clone()).await.refused(409, "llm_budget_used");
    drop(first);
    eventually("the rest of it is free again", async || used(&owner).await["tokens"].as_i64() < Some(1_200)).await;

    // A new month begins on the shop's own clock: it is December in Shanghai first.
    model.be(Manner::Says("好的"));
    app.turn_clock((19 * 24 + 12) * 3600);
    assert_eq!(used(&owner).await, json!({ "month": "2026-12", "tokens": 0, "requests": 0 }));
    assert_eq!(end(&owner, &conversation, wish).await["type"], "done");
}

async fn who_goes_away_stops_the_model(app: TestApp) {
    let model = Model::start(Manner::Stalls("亲，")).await;
    let (owner, _, conversation) = with_model(&app, &model).await;
    let path = format!("/api/v1/conversations/{conversation}/llm");
    let wish = json!({ "task": "draft" }).to_string();
    let mut answer = owner.begin("POST", &path, Some("application/json"), wish.into()).await;
    eventually("a question", async || model.busy() == 1).await;
    let first = answer.body_mut().frame().await.expect("something").expect("bytes").into_data().expect("data");
    // What was said before it fell silent is shown.
    assert!(String::from_utf8_lossy(&first).starts_with("data: {\"type\":\"text\",\"text\":\"亲"), "{first:?}");
    drop(answer);
    eventually("the model to be left alone", async || model.busy() == 0).await;
    eventually("what it took is counted", async || {
        let used = used(&owner).await;
        used["requests"] == 1 && used["tokens"].as_i64().is_some_and(|tokens| (1..800).contains(&tokens))
    })
    .await;
}

async fn buyers_do_not_wait_for_a_model(app: TestApp) {
    let model = Model::start(Manner::Hangs).await;
    let (owner, buyer, conversation) = with_model(&app, &model).await;
    let path = format!("/api/v1/conversations/{conversation}/llm");
    let mut waiting = Vec::new();
    for _ in 0..5 {
        let wish = json!({ "task": "draft" }).to_string();
        waiting.push(owner.begin("POST", &path, Some("application/json"), wish.into()).await);
    }
    eventually("the questions", async || model.busy() == 5).await;
    buyer.say("还在吗").await;
    owner.reply(&conversation, "在的").await;
    assert_eq!(buyer.messages().await.last().expect("messages")["text"], "在的");
    assert_eq!(model.busy(), 5);
}

async fn settings_are_checked_and_recorded(app: TestApp) {
    let model = Model::start(Manner::Says("好的")).await;
    let owner = app.owner().await;
    let refused = async |change: Value, field: &str, code: &str| {
        owner.put("/llm/settings", changed(&model, change)).await.invalid(field, code);
    };
    refused(json!({ "address": "" }), "address", "required").await;
    refused(json!({ "address": "api.example.com" }), "address", "invalid_url").await;
    refused(json!({ "address": "https://api.example.com/v1?key=1" }), "address", "invalid_url").await;
    refused(json!({ "model": " " }), "model", "required").await;
    refused(json!({ "api_key": "两个\n行" }), "api_key", "invalid_character").await;
    refused(json!({ "time_box_seconds": 0 }), "time_box_seconds", "out_of_range").await;
    refused(json!({ "time_box_seconds": 121 }), "time_box_seconds", "out_of_range").await;
    refused(json!({ "monthly_tokens": -1 }), "monthly_tokens", "out_of_range").await;
    refused(json!({ "colour": 1 }), "colour", "unknown_field").await;
    owner.put("/llm/settings", settings(&model)).await.is(200);
    owner.put("/llm/settings", settings(&model)).await.is(200);
    let saved = owner.put("/llm/settings", changed(&model, json!({ "abilities": ["draft", "draft"] }))).await.is(200);
    assert_eq!(saved["abilities"], json!(["draft"]));
    let log = owner.get("/audit?limit=20").await.is(200);
    let entries: Vec<&Value> =
        log["items"].as_array().expect("a list").iter().filter(|entry| entry["action"] == "llm.updated").collect();
    assert_eq!(entries.len(), 3, "{log}");
    let fields = |entry: &Value| {
        let changes = entry["changes"].as_array().expect("changes").clone();
        changes.iter().map(|change| change["field"].as_str().expect("a field").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(fields(entries[2]), ["enabled", "address", "model", "time_box_seconds", "api_key"]);
    assert_eq!(fields(entries[0]), ["abilities", "api_key"]);
}

async fn a_key_is_never_shown(app: TestApp) {
    let model = Model::start(Manner::Sends(
        401,
        "application/json",
        json!({ "error": { "message": format!("bad key {KEY}") } }).to_string(),
    ))
    .await;
    let (owner, _, conversation) = with_model(&app, &model).await;
    let mut without_key = settings(&model);
    without_key.as_object_mut().expect("settings").remove("api_key");
    let saved = owner.put("/llm/settings", without_key.clone()).await.is(200);
    assert_eq!(saved["has_key"], true, "what is not typed stays");
    let check = owner.post("/llm/settings/check", json!({})).await.is(200);
    assert_eq!((&check["problem"], &check["detail"]), (&json!("key_refused"), &json!("bad key ***")));
    let failed = end(&owner, &conversation, json!({ "task": "draft" })).await;
    assert_eq!(failed, json!({ "type": "failed", "code": "key_refused" }));
    for path in ["/llm/settings", "/llm/abilities", "/audit?limit=50"] {
        assert!(!owner.get(path).await.text().contains(KEY), "{path}");
    }

    // It does not follow to another server, nor does an emptied one stay.
    let other = Model::start(Manner::Says("在的")).await;
    without_key["address"] = json!(other.url());
    assert_eq!(owner.put("/llm/settings", without_key.clone()).await.is(200)["has_key"], false);
    assert_eq!(owner.post("/llm/settings/check", json!({})).await.is(200)["problem"], Value::Null);
    assert!(!other.last().headers.contains_key("authorization"));
    owner.put("/llm/settings", settings(&other)).await.is(200);
    assert_eq!(owner.put("/llm/settings", changed(&other, json!({ "api_key": "" }))).await.is(200)["has_key"], false);
    owner.put("/llm/settings", settings(&other)).await.is(200);
    let stored = app.everything_stored();
    assert!(!stored.windows(KEY.len()).any(|bytes| bytes == KEY.as_bytes()), "it lies sealed");
}

async fn a_trial_says_what_is_wrong(app: TestApp) {
    let model = Model::start(Manner::Says("ready")).await;
    let owner = app.owner().await;
    owner.put("/llm/settings", changed(&model, json!({ "enabled": false, "time_box_seconds": 1 }))).await.is(200);
    let found = async || owner.post("/llm/settings/check", json!({})).await.is(200);
    let fine = found().await;
    assert_eq!((&fine["problem"], &fine["detail"]), (&Value::Null, &Value::Null));
    let said = |words: &str| json!({ "error": { "message": words } }).to_string();
    for (manner, problem, detail) in [
        (
            Manner::Sends(404, "application/json", said("no model small-1")),
            "model_not_found",
            json!("no model small-1"),
        ),
        (Manner::Sends(429, "application/json", said("slow down")), "model_busy", json!("slow down")),
        (Manner::Sends(500, "text/html", "<h1>oops</h1>".into()), "model_failed", json!("500")),
        (
            Manner::Sends(422, "application/json", said("no\u{0007} tools\n here")),
            "model_refused",
            json!("422 no tools here"),
        ),
        (Manner::Sends(200, "text/html", "<html>welcome</html>".into()), "not_chat", Value::Null),
        (Manner::Sends(200, "application/json", "[1, 2".into()), "not_chat", Value::Null),
        (Manner::Says(""), "silent", Value::Null),
        (Manner::SendsOn("http://127.0.0.1:9/v1".into()), "redirected", Value::Null),
        (Manner::Hangs, "too_slow", Value::Null),
    ] {
        model.be(manner.clone());
        let check = found().await;
        assert_eq!((&check["problem"], &check["detail"]), (&json!(problem), &detail), "{manner:?}");
    }
    let gone = changed(&model, json!({ "address": "http://127.0.0.1:9/v1" }));
    owner.put("/llm/settings", gone).await.is(200);
    assert_eq!(found().await["problem"], "no_connection");
}

async fn an_older_and_a_newer_server_are_understood(app: TestApp) {
    let model = Model::start(Manner::IsModern("好的")).await;
    let (owner, _, conversation) = with_model(&app, &model).await;
    let wish = json!({ "task": "summary", "locale": "zh-CN" });
    assert_eq!(end(&owner, &conversation, wish.clone()).await["text"], "好的");
    assert_eq!(model.asked().len(), 2);
    let whole = json!({ "choices": [{ "message": { "content": "在的" } }], "usage": { "total_tokens": 300 } });
    model.be(Manner::Sends(200, "application/json", whole.to_string()));
    let before = used(&owner).await["tokens"].as_i64().expect("a number");
    assert_eq!(end(&owner, &conversation, wish.clone()).await["text"], "在的");
    assert_eq!(used(&owner).await["tokens"], before + 300);
    // The path of the protocol may be part of the address.
    let address = format!("{}/chat/completions/", model.url());
    owner.put("/llm/settings", changed(&model, json!({ "address": address }))).await.is(200);
    end(&owner, &conversation, wish).await;
    assert_eq!(model.last().path, "/v1/chat/completions");
}

async fn two_shops_never_mix(app: TestApp) {
    let model = Model::start(Manner::Says("好的")).await;
    let (owner, _, conversation) = with_model(&app, &model).await;
    let theirs = Shop::open(&app, "别家").await;
    let (thief, their_buyer) = (theirs.owner(&app).await, theirs.visitor(&app).await);
    assert_eq!(thief.get("/llm/settings").await.is(200)["address"], "");
    assert_eq!(thief.get("/llm/abilities").await.is(200)["items"], json!([]));
    let own_model = Model::start(Manner::Says("别家的")).await;
    thief.put("/llm/settings", settings(&own_model)).await.is(200);
    their_buyer.say(QUESTION).await;
    let their_conversation = their_buyer.conversation(&thief).await;
    let wish = json!({ "task": "draft" });
    thief.post(&format!("/conversations/{conversation}/llm"), wish.clone()).await.refused(404, "not_found");
    assert_eq!(end(&thief, &their_conversation, wish.clone()).await["text"], "别家的");
    assert_eq!(own_model.last().data()["knowledge"], json!([]), "another shop's knowledge is not theirs");
    assert!(model.asked().is_empty());
    assert_eq!(end(&owner, &conversation, wish).await["text"], "好的");
    assert_eq!(used(&owner).await["requests"], 1);
    assert_eq!(used(&thief).await["requests"], 1);
}
