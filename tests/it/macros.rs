//! Lists of steps that are taken with one key, and taken back.

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::auth::Role;
use zhanggui::conversations::By;
use zhanggui::steps::{self, Outcome, Run, Step, StepState};

use crate::harness::{Staff, TestApp, both_engines, eventually};

both_engines![
    the_steps_are_taken_in_their_order,
    a_run_is_taken_back,
    what_was_changed_since_stays,
    what_is_tried_again_is_done_once,
    what_can_be_foreseen_refuses_the_whole,
    the_first_step_that_fails_ends_the_run,
    ones_own_is_seen_by_nobody_else,
    what_cannot_be_is_refused,
    what_has_gone_since_is_told,
    a_deleted_one_comes_back,
    a_rule_takes_steps_by_itself,
    next_steps_go_out_with_a_reply,
];

async fn asks(app: &TestApp, reader: &Staff) -> String {
    let buyer = app.visitor().await;
    buyer.say("衣服到现在没收到").await;
    buyer.conversation(reader).await
}

async fn tag(app: &TestApp, name: &str) -> String {
    let made = app.owner().await.post("/tags", json!({ "parent_id": null, "name": name })).await.is(201);
    made["id"].as_str().expect("an id").to_owned()
}

fn content(name: &str, steps: Value) -> Value {
    json!({ "shared": true, "name": name, "enabled": true, "steps": steps })
}

async fn made(app: &TestApp, name: &str, steps: Value) -> Value {
    app.owner().await.post("/macros", content(name, steps)).await.is(201)
}

fn way(conversation: &str, one: &Value) -> String {
    format!("/conversations/{conversation}/macros/{}/run", one["id"].as_str().expect("an id"))
}

async fn run(staff: &Staff, conversation: &str, one: &Value) -> Value {
    staff.post(&way(conversation, one), json!({ "client_id": Uuid::now_v7() })).await.is(200)
}

async fn undo(staff: &Staff, run: &Value) -> Value {
    staff.post(&format!("/macro_runs/{}/undo", run["id"].as_str().expect("an id")), json!({})).await.is(200)
}

fn states(run: &Value) -> Vec<&str> {
    run["items"].as_array().expect("a list").iter().map(|item| item["state"].as_str().expect("a word")).collect()
}

fn undone(run: &Value) -> Vec<(&str, Option<&str>)> {
    let told = run["undone"].as_array().expect("a list").iter();
    told.map(|one| (one["what"].as_str().expect("a word"), one["code"].as_str())).collect()
}

async fn said(staff: &Staff, conversation: &str) -> Vec<Value> {
    let public = |message: &Value| message["author"] == "agent" && message["kind"] != "note";
    staff.messages(conversation).await.into_iter().filter(public).collect()
}

async fn the_steps_are_taken_in_their_order(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let late = tag(&app, "没收到").await;
    let mut desk = mei.desk(&app, None).await;
    let soothe = made(
        &app,
        " 安抚  ",
        json!([
            { "do": "reply", "text": "{{ agent.name }}这就去催，单号 {{ conversation.number }}" },
            { "do": "tag", "tag_ids": [late] },
            { "do": "note", "text": "先催物流" },
            { "do": "stage", "stage": "after_sale" },
            { "do": "follow_up", "in_minutes": 60, "text": "给客户准信" },
            { "do": "snooze", "until": "reply" },
        ]),
    )
    .await;
    assert_eq!((&soothe["name"], &soothe["uses"]), (&json!("安抚"), &json!(0)));
    desk.expect_event("macro.updated").await;
    let id = asks(&app, &mei).await;
    let done = run(&mei, &id, &soothe).await;
    assert_eq!(states(&done), ["done"; 6]);
    let now = mei.conversation(&id).await;
    assert_eq!((&now["status"], &now["stage"]), (&json!("snoozed"), &json!("after_sale")));
    assert_eq!((&now["assignee_id"], &now["tag_ids"]), (&json!(mei.id), &json!([late])));
    let number = &now["number"];
    assert_eq!(said(&mei, &id).await[0]["text"], json!(format!("小梅这就去催，单号 {number}")));
    let thread = mei.messages(&id).await;
    assert!(thread.iter().any(|message| message["kind"] == "note" && message["text"] == "先催物流"));
    let mine = mei.get("/follow_ups").await.is(200);
    assert_eq!((&mine["items"][0]["text"], &mine["items"][0]["staff_id"]), (&json!("给客户准信"), &json!(mei.id)));
    let listed = owner.get("/macros").await.is(200)["items"][0].clone();
    assert_eq!((&listed["uses"], &listed["last_used_by"]), (&json!(1), &json!(mei.id)));
}

async fn a_run_is_taken_back(app: TestApp) {
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let (late, calm) = (tag(&app, "没收到").await, tag(&app, "已安抚").await);
    let group = app.owner().await.post("/staff_groups", json!({ "name": "售后" })).await.is(201)["id"].clone();
    let hand_on = made(
        &app,
        "转售后",
        json!([
            { "do": "reply", "text": "马上有同事接着跟您说" },
            { "do": "untag", "tag_ids": [late] },
            { "do": "tag", "tag_ids": [calm] },
            { "do": "stage", "stage": "after_sale" },
            { "do": "follow_up", "in_minutes": 60, "text": "看看接上没有" },
            { "do": "assign", "to": "group", "group_id": group },
        ]),
    )
    .await;
    let id = asks(&app, &mei).await;
    mei.put(&format!("/conversations/{id}/tags"), json!({ "tag_ids": [late] })).await.is(200);
    let done = run(&mei, &id, &hand_on).await;
    assert_eq!(states(&done), ["done"; 6]);
    assert_eq!(mei.conversation(&id).await["group_id"], group);
    let path = format!("/macro_runs/{}/undo", done["id"].as_str().expect("an id"));
    lin.post(&path, json!({})).await.refused(403, "not_your_run");

    let back = undo(&mei, &done).await;
    let told = ["reply", "assignee", "tags", "stage", "follow_up"].map(|what| (what, None));
    assert_eq!(undone(&back), told);
    let now = mei.conversation(&id).await;
    assert_eq!((&now["group_id"], &now["assignee_id"]), (&json!(null), &json!(null)));
    assert_eq!((&now["stage"], &now["tag_ids"]), (&json!("pre_sale"), &json!([late])));
    assert!(said(&mei, &id).await[0]["recalled_at"].is_string(), "the reply is taken back");
    assert_eq!(mei.get("/follow_ups").await.is(200)["items"], json!([]));
    assert_eq!(undo(&mei, &done).await, back, "asked again it tells the same");

    let solve = made(&app, "结束", json!([{ "do": "reply", "text": "谢谢" }, { "do": "solve" }])).await;
    let done = run(&mei, &id, &solve).await;
    assert_eq!(mei.conversation(&id).await["status"], "solved");
    app.turn_clock(121);
    let back = undo(&mei, &done).await;
    assert_eq!(undone(&back), [("status", None), ("reply", Some("recall_too_late"))]);
    let now = mei.conversation(&id).await;
    assert_eq!((&now["status"], &now["assignee_id"]), (&json!("waiting"), &json!(mei.id)), "who replied goes on");

    let done = run(&mei, &id, &solve).await;
    app.turn_clock(601);
    let path = format!("/macro_runs/{}/undo", done["id"].as_str().expect("an id"));
    mei.post(&path, json!({})).await.refused(409, "undo_too_late");
}

async fn what_was_changed_since_stays(app: TestApp) {
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let late = tag(&app, "没收到").await;
    let steps = json!([{ "do": "tag", "tag_ids": [late] }, { "do": "assign", "to": "me" }, { "do": "solve" }]);
    let one = made(&app, "我来结束", steps).await;
    let id = asks(&app, &mei).await;
    let done = run(&mei, &id, &one).await;
    lin.act(&id, "reopen", json!({})).await;
    lin.act(&id, "assign", json!({ "assignee_id": lin.id })).await;
    let back = undo(&mei, &done).await;
    let since = Some("changed_since");
    assert_eq!(undone(&back), [("status", since), ("assignee", since), ("tags", None)]);
    assert_eq!(mei.conversation(&id).await["assignee_id"], json!(lin.id));
}

async fn what_is_tried_again_is_done_once(app: TestApp) {
    let mei = app.agent("小梅").await;
    let one = made(&app, "稍等", json!([{ "do": "reply", "text": "稍等，{{ time.clock }} 我看一下" }])).await;
    let (id, other) = (asks(&app, &mei).await, asks(&app, &mei).await);
    let body = json!({ "client_id": Uuid::now_v7() });
    let first = mei.post(&way(&id, &one), body.clone()).await.is(200);
    app.turn_clock(120);
    assert_eq!(mei.post(&way(&id, &one), body.clone()).await.is(200), first);
    assert_eq!(said(&mei, &id).await.len(), 1);
    mei.post(&way(&other, &one), body).await.refused(409, "client_id_reused");

    // A run that was cut off is taken up: what it said is not said again, though the clock tells another time.
    let body = json!({ "client_id": Uuid::now_v7() });
    mei.post(&way(&other, &one), body.clone()).await.is(200);
    app.meddle("UPDATE macro_runs SET outcome = NULL").await;
    mei.post(&way(&other, &one), body.clone()).await.refused(409, "macro_running");
    app.turn_clock(120);
    assert_eq!(states(&mei.post(&way(&other, &one), body).await.is(200)), ["done"]);
    assert_eq!(said(&mei, &other).await.len(), 1);
}

async fn what_can_be_foreseen_refuses_the_whole(app: TestApp) {
    let (owner, mei, lin) = (app.owner().await, app.agent("小梅").await, app.agent("阿林").await);
    let late = tag(&app, "没收到").await;
    let steps = |text: &str| json!([{ "do": "tag", "tag_ids": [late] }, { "do": "reply", "text": text }]);
    let nameless = made(&app, "缺单号", steps("您的单号 {{ order.number }}")).await;
    let blank = made(&app, "留了空", steps("预计____到")).await;
    let fine = made(&app, "没问题", steps("好的")).await;
    let id = asks(&app, &mei).await;
    let body = || json!({ "client_id": Uuid::now_v7() });
    let refused = mei.post(&way(&id, &nameless), body()).await.refused(422, "values_missing");
    assert_eq!(refused["errors"][0]["found"], "order.number");
    mei.post(&way(&id, &blank), body()).await.invalid("steps[1]", "blanks_left");

    lin.reply(&id, "我来").await;
    let seen = json!({ "client_id": Uuid::now_v7(), "seen_seq": 1 });
    mei.post(&way(&id, &fine), seen.clone()).await.refused(409, "conversation_changed");
    owner.put("/reception", json!({ "locked": true })).await.is(200);
    mei.post(&way(&id, &fine), body()).await.refused(403, "owned_by_colleague");
    owner.put("/reception", json!({ "locked": false })).await.is(200);
    assert_eq!(mei.conversation(&id).await["tag_ids"], json!([]), "nothing was done");

    let forced = json!({ "client_id": seen["client_id"], "seen_seq": 1, "force": true });
    assert_eq!(states(&mei.post(&way(&id, &fine), forced).await.is(200)), ["done", "done"]);
    owner
        .put(&path(&fine), json!({ "shared": true, "name": "没问题", "enabled": false, "steps": steps("好的") }))
        .await
        .is(200);
    mei.post(&way(&id, &fine), body()).await.refused(409, "macro_disabled");
    app.staff("小卫", Role::Viewer).await.post(&way(&id, &fine), body()).await.refused(403, "no_permission");
}

fn path(one: &Value) -> String {
    format!("/macros/{}", one["id"].as_str().expect("an id"))
}

async fn the_first_step_that_fails_ends_the_run(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let (reasons, late) = (tag(&app, "结束原因").await, tag(&app, "没收到").await);
    owner.post("/tags", json!({ "parent_id": reasons, "name": "已解决" })).await.is(201);
    owner.put("/closing_reasons", json!({ "policy": "required", "root_id": reasons })).await.is(200);
    let steps = json!([{ "do": "tag", "tag_ids": [late] }, { "do": "solve" }, { "do": "note", "text": "完了" }]);
    let one = made(&app, "结束", steps).await;
    let id = asks(&app, &mei).await;
    let done = run(&mei, &id, &one).await;
    assert_eq!(states(&done), ["done", "failed", "skipped"]);
    assert_eq!(done["items"][1]["code"], "closing_reason_required");
    let now = mei.conversation(&id).await;
    assert_eq!((&now["status"], &now["tag_ids"]), (&json!("queued"), &json!([late])));
    assert_eq!(undone(&undo(&mei, &done).await), [("tags", None)]);
}

async fn ones_own_is_seen_by_nobody_else(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let mut own = content("我的", json!([{ "do": "assign", "to": "me" }]));
    mei.post("/macros", own.clone()).await.refused(403, "no_permission");
    own["shared"] = json!(false);
    let one = mei.post("/macros", own.clone()).await.is(201);
    let id = asks(&app, &mei).await;
    assert_eq!(owner.get("/macros").await.is(200)["items"], json!([]));
    let body = json!({ "client_id": Uuid::now_v7() });
    owner.post(&way(&id, &one), body).await.refused(404, "not_found");
    owner.put(&path(&one), own.clone()).await.refused(404, "not_found");
    owner.delete(&path(&one)).await.refused(404, "not_found");
    assert_eq!(states(&run(&mei, &id, &one).await), ["done"]);

    let reply = json!({ "shared": false, "title": "我的话", "text": "我是小梅" });
    let reply = mei.post("/canned_replies", reply).await.is(201)["id"].clone();
    let steps = json!([{ "do": "reply", "canned_reply_id": reply }]);
    let says = json!({ "shared": false, "name": "我说", "enabled": true, "steps": steps });
    let one = mei.post("/macros", says).await.is(201);
    owner.post("/macros", content("大家说", steps)).await.invalid("steps[0].canned_reply_id", "unknown");
    run(&mei, &id, &one).await;
    assert_eq!(said(&mei, &id).await[0]["text"], "我是小梅");
    let counted = mei.get("/canned_replies").await.is(200)["items"].clone();
    let counted = counted.as_array().expect("a list").iter().find(|one| one["id"] == reply).cloned();
    assert_eq!(counted.expect("the reply")["uses"], 1);
    own["shared"] = json!(true);
    mei.put(&path(&one), own).await.refused(403, "no_permission");
}

async fn what_cannot_be_is_refused(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let refused = async |steps: Value, field: &str, code: &str| {
        owner.post("/macros", content("不行", steps)).await.invalid(field, code);
    };
    refused(json!([]), "steps", "required").await;
    refused(json!([{ "do": "solve" }, { "do": "reply", "text": "再见" }]), "steps[1]", "after_the_end").await;
    refused(json!([{ "do": "tag", "tag_ids": [Uuid::now_v7()] }]), "steps[0].tag_ids", "unknown").await;
    let stranger = json!([{ "do": "assign", "to": "staff", "staff_id": Uuid::now_v7() }]);
    refused(stranger, "steps[0].staff_id", "unknown").await;
    let nobody = json!([{ "do": "follow_up", "in_minutes": 5, "text": "看看", "staff_id": Uuid::now_v7() }]);
    refused(nobody, "steps[0].staff_id", "unknown").await;
    let nowhere = json!([{ "do": "assign", "to": "group", "group_id": Uuid::now_v7() }]);
    refused(nowhere, "steps[0].group_id", "unknown").await;
    for malformed in [json!([["solve", []]]), json!([{ "do": "dance" }]), json!([{ "do": "solve", "why": 1 }])] {
        assert_eq!(owner.post("/macros", content("不行", malformed)).await.status, 422);
    }
    let solve = json!([{ "do": "solve" }]);
    let one = made(&app, "结束", solve.clone()).await;
    owner.post("/macros", content("结束", solve.clone())).await.invalid("name", "already_there");

    let seen = owner.with("if-match", "\"1\"");
    let later = json!({ "shared": true, "name": "结束会话", "enabled": true, "steps": solve });
    assert_eq!(seen.put(&path(&one), later.clone()).await.is(200)["version"], 2);
    let stale = seen.put(&path(&one), later).await.refused(409, "macro_changed");
    assert_eq!(stale["current"]["macro"]["name"], "结束会话");
    mei.put(&path(&one), content("抢", json!([{ "do": "solve" }]))).await.refused(403, "no_permission");
    let log = owner.get("/audit").await.is(200)["items"].to_string();
    assert!(log.contains("macro.created") && log.contains("macro.updated"));
}

async fn what_has_gone_since_is_told(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let late = tag(&app, "没收到").await;
    made(&app, "贴标签", json!([{ "do": "solve" }, { "do": "tag", "tag_ids": [late] }])).await;
    owner.patch(&format!("/tags/{late}"), json!({ "archived": true })).await.is(200);
    let listed = mei.get("/macros").await.is(200)["items"][0].clone();
    assert_eq!(listed["faults"], json!([{ "step": 1, "field": "tag_ids", "code": "archived" }]));
    let id = asks(&app, &mei).await;
    let done = run(&mei, &id, &listed).await;
    assert_eq!((states(&done), &done["items"][1]["code"]), (vec!["done", "failed"], &json!("archived")));
}

async fn a_deleted_one_comes_back(app: TestApp) {
    let owner = app.owner().await;
    let one = made(&app, "结束", json!([{ "do": "solve" }])).await;
    let id = asks(&app, &owner).await;
    run(&owner, &id, &one).await;
    owner.delete(&path(&one)).await.is(204);
    assert_eq!(owner.get("/macros").await.is(200)["items"], json!([]));
    let body = json!({ "client_id": Uuid::now_v7() });
    owner.post(&way(&id, &one), body).await.refused(404, "not_found");
    let back = owner.post(&format!("{}/restore", path(&one)), json!({})).await.is(200);
    assert_eq!((&back["id"], &back["uses"]), (&one["id"], &json!(1)));
    owner.post(&format!("{}/restore", path(&one)), json!({})).await.refused(404, "not_found");
}

/// Steps that a rule takes.
async fn by_rule(app: &TestApp, conversation: &str, steps: Value, seen_seq: Option<i64>, run_id: Uuid) -> Outcome {
    let steps: Vec<Step> = serde_json::from_value(steps).expect("steps");
    let by = By::Rule { shop_id: app.shop.id, rule_id: Uuid::nil() };
    let run = Run { id: run_id, at: app.now(), seen_seq, force: false };
    steps::run(&app.app, by, conversation.parse().expect("an id"), &steps, &run).await.expect("a run")
}

async fn a_rule_takes_steps_by_itself(app: TestApp) {
    let mei = app.agent("小梅").await;
    let late = tag(&app, "没收到").await;
    let id = asks(&app, &mei).await;
    let steps = json!([
        { "do": "note", "text": "夜里来的" },
        { "do": "reply", "text": "我们明早第一时间看" },
        { "do": "tag", "tag_ids": [late] },
        { "do": "follow_up", "in_minutes": 60, "text": "回复客户" },
    ]);
    let first = Uuid::now_v7();
    let outcome = by_rule(&app, &id, steps.clone(), None, first).await;
    let codes = |outcome: &Outcome| outcome.items.iter().map(|item| item.code.clone()).collect::<Vec<_>>();
    assert_eq!(codes(&outcome), [None, None, None, None]);
    assert_eq!(mei.get("/follow_ups").await.is(200)["items"], json!([]), "nobody owns it");
    let now = mei.conversation(&id).await;
    assert_eq!((&now["assignee_id"], &now["status"]), (&json!(null), &json!("queued")), "it makes nobody the owner");
    assert!(now["waiting_since"].is_string(), "what a rule says answers nobody");
    assert_eq!(now["tag_ids"], json!([late]));
    let automatic = |messages: &[Value]| messages.iter().filter(|message| message["author"] == "automatic").count();
    assert_eq!(automatic(&mei.messages(&id).await), 2);

    // Tried again it says nothing twice; another run finds that the shop has just spoken.
    assert_eq!(by_rule(&app, &id, steps.clone(), None, first).await.items[1].state, StepState::Done);
    let another = by_rule(&app, &id, steps.clone(), None, Uuid::now_v7()).await;
    assert_eq!(another.items[1].state, StepState::Withheld);
    assert_eq!(another.items[1].code.as_deref(), Some("after_automatic_message"));
    assert_eq!(another.items[2].state, StepState::Done, "what follows is done");
    let seen = mei.messages(&id).await.last().expect("a message")["seq"].as_i64();
    mei.reply(&id, "我在").await;
    let overtaken = by_rule(&app, &id, steps, seen, Uuid::now_v7()).await;
    assert_eq!(overtaken.items[1].code.as_deref(), Some("overtaken"));
    let reminded = mei.get("/follow_ups").await.is(200);
    assert_eq!(reminded["items"].as_array().map(Vec::len), Some(3), "whoever took it is reminded");
}

async fn next_steps_go_out_with_a_reply(app: TestApp) {
    let mei = app.agent("小梅").await;
    let buyer = app.visitor().await;
    buyer.say("衬衫什么时候补货").await;
    let id = buyer.conversation(&mei).await;
    let content = |next: Value| json!({ "shared": false, "title": "补货", "text": "下周二", "next_steps": next });
    mei.post("/canned_replies", content(json!(["1", "2", "3", "4", "5"]))).await.invalid("next_steps", "too_many");
    let reply = mei.post("/canned_replies", content(json!([" 帮我登记 ", "先不用了"]))).await.is(201);
    assert_eq!(reply["next_steps"], json!(["帮我登记", "先不用了"]));
    let steps = json!([{ "do": "reply", "canned_reply_id": reply["id"] }]);
    let one = json!({ "shared": false, "name": "补货", "enabled": true, "steps": steps });
    let one = mei.post("/macros", one).await.is(201);
    run(&mei, &id, &one).await;
    let buttons = |labels: [&str; 2]| labels.map(|label| json!({ "label": label, "entry_id": null }));
    let seen = buyer.messages().await;
    let shown = &seen.last().expect("a message")["bot"];
    assert_eq!(shown["buttons"], json!(buttons(["帮我登记", "先不用了"])));
    assert_eq!((&shown["act"], &shown["can_be_rated"]), (&json!("offer"), &json!(false)));

    let message = json!({
        "client_id": Uuid::now_v7(), "kind": "text", "text": "要哪个颜色？", "next_steps": ["白", "黑"],
    });
    let messages = format!("/conversations/{id}/messages");
    mei.post(&messages, message.clone()).await.is(201);
    mei.post(&messages, message.clone()).await.is(200);
    let note = json!({ "client_id": Uuid::now_v7(), "kind": "note", "text": "注意", "next_steps": ["好"] });
    mei.post(&messages, note).await.invalid("next_steps", "only_with_words");
    let mut desk = mei.desk(&app, None).await;
    let other = json!({ "conversation_id": id, "kind": "text", "text": "或者？", "next_steps": ["米色"] });
    desk.post(&Uuid::now_v7().to_string(), other).await;
    eventually("the buttons", async || {
        buyer.messages().await.last().is_some_and(|last| last["bot"]["buttons"][0]["label"] == "米色")
    })
    .await;
    buyer.say("米色").await;
    assert_eq!(mei.conversation(&id).await["status"], "open", "what was pressed is the buyer's word");
}
