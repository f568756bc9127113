//! Automation rules: they fire once, at what people did and never at what rules did, and tell what they did.

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::auth::Role;
use zhanggui::conversations::{self, ConversationRow};
use zhanggui::db::Db;
use zhanggui::ids::ConversationId;

use crate::harness::{Shop, Staff, TestApp, Visitor, both_engines, eventually};

both_engines![
    what_a_customer_says_is_tagged_and_followed_up,
    rules_that_undo_each_other_do_not_chase,
    rules_are_done_in_their_order,
    several_processes_fire_once,
    a_wait_that_lasts_fires_and_an_answer_stops_it,
    a_reply_is_an_automatic_message,
    it_fires_once_within_its_pause,
    what_fires_too_often_is_switched_off,
    it_knows_when_the_shop_is_closed,
    a_step_that_cannot_be_done_is_told,
    a_dry_run_tells_what_would_have_been_and_changes_nothing,
    a_conversation_told_anew_stands_as_it_stands,
    what_cannot_be_is_refused_where_it_stands,
    rules_are_kept_in_order_and_by_version,
    only_ones_own_shop_fires,
    erasing_takes_the_log,
];

fn words(words: &[&str]) -> Value {
    json!({ "field": "message", "op": "any_of", "values": words })
}

fn draft(name: &str, event: &str, conditions: Value, steps: Value) -> Value {
    json!({ "name": name, "enabled": true, "when": { "event": event }, "conditions": { "all": conditions },
        "steps": steps })
}

async fn rule(owner: &Staff, draft: Value) -> String {
    id(&owner.post("/rules", draft).await.is(201))
}

async fn tag(owner: &Staff, name: &str) -> String {
    id(&owner.post("/tags", json!({ "parent_id": null, "name": name })).await.is(201))
}

fn id(value: &Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}

async fn firings(owner: &Staff, rule: &str) -> Vec<Value> {
    let list = owner.get(&format!("/rules/{rule}/firings?limit=100")).await.is(200);
    list["items"].as_array().expect("a list").clone()
}

/// A rule has fired so often, and has done what it does.
async fn fired(owner: &Staff, rule: &str, times: usize) -> Vec<Value> {
    eventually("it fires", async || {
        let list = firings(owner, rule).await;
        list.len() >= times && list.iter().all(|firing| !firing["outcome"].is_null())
    })
    .await;
    let list = firings(owner, rule).await;
    assert_eq!(list.len(), times);
    list
}

/// Everything that happened until now was looked at: a rule for something that happens last has fired.
async fn settled(app: &TestApp) {
    let (owner, stranger) = (app.owner().await, app.visitor().await);
    let word = format!("探针{}", Uuid::now_v7().simple());
    let note = json!([{ "do": "note", "text": "看过了" }]);
    let probe = rule(&owner, draft(&word, "customer_message", json!([words(&[&word])]), note)).await;
    stranger.say(&word).await;
    fired(&owner, &probe, 1).await;
    let left = "SELECT COUNT(*) FROM jobs WHERE kind = 'fire_rules' AND lane IS NOT NULL";
    eventually("no work is left", async || app.count(left).await == 0).await;
    owner.delete(&format!("/rules/{probe}")).await.is(204);
}

fn states(firing: &Value) -> Vec<String> {
    let items = firing["outcome"]["items"].as_array().expect("what came of it");
    items.iter().map(|item| item["state"].as_str().expect("a state").to_owned()).collect()
}

async fn what_a_customer_says_is_tagged_and_followed_up(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let refund = tag(&owner, "退款").await;
    let steps = json!([
        { "do": "tag", "tag_ids": [refund] },
        { "do": "note", "text": "先查订单" },
        { "do": "assign", "to": "staff", "staff_id": mei.id },
    ]);
    let made = rule(&owner, draft("退款", "customer_message", json!([words(&["退款", "REFUND"])]), steps)).await;
    let (wants, asks) = (app.visitor().await, app.visitor().await);
    asks.say("有货吗").await;
    wants.say("我要退款").await;
    let firing = fired(&owner, &made, 1).await.remove(0);
    assert_eq!(states(&firing), ["done", "done", "done"]);
    let talk = wants.conversation(&mei).await;
    assert_eq!((&firing["conversation_id"], &firing["event"]), (&json!(talk), &json!("customer_message")));
    let shown = mei.conversation(&talk).await;
    assert_eq!((&shown["tag_ids"], &shown["assignee_id"]), (&json!([refund]), &json!(mei.id)));
    let thread = mei.messages(&talk).await;
    let line = thread.iter().find(|one| one["event"]["name"] == "tagged").expect("a line");
    assert_eq!(line["event"]["data"]["rule_id"], json!(made), "the thread tells which rule it was");
    assert!(wants.messages().await.iter().all(|one| one["kind"] != "note"), "notes stay at the desk");
    settled(&app).await;
    assert_eq!(mei.conversation(&asks.conversation(&mei).await).await["tag_ids"], json!([]));
    let list = owner.get("/rules").await.is(200);
    let shown = list["items"].as_array().expect("a list").iter().find(|one| one["id"] == json!(made)).expect("it");
    assert_eq!((&shown["fired_lately"], &shown["troubled_lately"]), (&json!(1), &json!(0)));
}

async fn rules_that_undo_each_other_do_not_chase(app: TestApp) {
    let (owner, mei, buyer) = (app.owner().await, app.agent("小梅").await, app.visitor().await);
    let (hot, cold) = (tag(&owner, "热").await, tag(&owner, "冷").await);
    let when_added = |tag: &str| json!([{ "field": "added_tags", "op": "any_of", "values": [tag] }]);
    let swap = |off: &str, on: &str| json!([{ "do": "untag", "tag_ids": [off] }, { "do": "tag", "tag_ids": [on] }]);
    let cools = rule(&owner, draft("变冷", "tagged", when_added(&hot), swap(&hot, &cold))).await;
    let heats = rule(&owner, draft("变热", "tagged", when_added(&cold), swap(&cold, &hot))).await;
    buyer.say("在吗").await;
    let talk = buyer.conversation(&mei).await;
    mei.put(&format!("/conversations/{talk}/tags"), json!({ "tag_ids": [hot] })).await.is(200);
    fired(&owner, &cools, 1).await;
    settled(&app).await;
    settled(&app).await;
    assert_eq!(mei.conversation(&talk).await["tag_ids"], json!([cold]), "what a rule did fires no rule");
    assert_eq!((firings(&owner, &cools).await.len(), firings(&owner, &heats).await.len()), (1, 0));
}

async fn rules_are_done_in_their_order(app: TestApp) {
    let (owner, mei, buyer) = (app.owner().await, app.agent("小梅").await, app.visitor().await);
    let (first, second) = (tag(&owner, "第一").await, tag(&owner, "第二").await);
    let lacks = |tag: &str| json!([{ "field": "tags", "op": "none_of", "values": [tag] }]);
    let puts = |tag: &str| json!([{ "do": "tag", "tag_ids": [tag] }]);
    let late = rule(&owner, draft("后", "customer_message", lacks(&first), puts(&second))).await;
    let early = rule(&owner, draft("先", "customer_message", json!([]), puts(&first))).await;
    owner.put("/rules/order", json!({ "ids": [early, late] })).await.is(204);
    buyer.say("在吗").await;
    fired(&owner, &early, 1).await;
    settled(&app).await;
    assert!(firings(&owner, &late).await.is_empty(), "the first changed what the second asks");
    let talk = buyer.conversation(&mei).await;
    assert_eq!(mei.conversation(&talk).await["tag_ids"], json!([first]));
}

async fn several_processes_fire_once(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let note = json!([{ "do": "note", "text": "记一笔" }]);
    let made = rule(&owner, draft("每一句", "customer_message", json!([]), note)).await;
    let (_one, _two) = (app.neighbour().await, app.neighbour().await);
    let mut buyers = Vec::new();
    for _ in 0..20 {
        buyers.push(app.visitor().await);
    }
    for buyer in &buyers {
        buyer.say("在吗").await;
    }
    fired(&owner, &made, 20).await;
    settled(&app).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM messages WHERE kind = 4 AND text = '记一笔'").await, 21);
    for buyer in &buyers {
        let thread = mei.messages(&buyer.conversation(&mei).await).await;
        assert_eq!(thread.iter().filter(|one| one["kind"] == "note").count(), 1);
    }
}

async fn a_wait_that_lasts_fires_and_an_answer_stops_it(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let late = tag(&owner, "久等").await;
    let steps = json!([{ "do": "tag", "tag_ids": [late] }]);
    let mut waiting = draft("久等", "waiting", json!([]), steps);
    waiting["when"]["seconds"] = json!(300);
    let made = rule(&owner, waiting).await;
    let (patient, answered) = (app.visitor().await, app.visitor().await);
    patient.say("在吗").await;
    answered.say("在吗").await;
    let planned = "SELECT COUNT(*) FROM jobs WHERE kind = 'fire_rules'";
    eventually("both are watched", async || app.count(planned).await == 2).await;
    mei.reply(&answered.conversation(&mei).await, "在的").await;
    app.turn_clock(299);
    settled(&app).await;
    assert!(firings(&owner, &made).await.is_empty());
    app.turn_clock(2);
    let firing = fired(&owner, &made, 1).await.remove(0);
    assert_eq!(firing["conversation_id"], json!(patient.conversation(&mei).await));
    eventually("only who came last is watched", async || app.count(planned).await == 1).await;
    assert_eq!(mei.conversation(&answered.conversation(&mei).await).await["tag_ids"], json!([]));
}

async fn a_reply_is_an_automatic_message(app: TestApp) {
    let (owner, mei, buyer) = (app.owner().await, app.agent("小梅").await, app.visitor().await);
    owner.put("/automatic_messages", json!({ "messages": [] })).await.is(200);
    let seen = tag(&owner, "看过").await;
    let says = |text: &str| json!([{ "do": "reply", "text": text }, { "do": "tag", "tag_ids": [seen] }]);
    let first = rule(&owner, draft("安抚", "customer_message", json!([]), says("马上为您查"))).await;
    let second = rule(&owner, draft("再安抚", "customer_message", json!([]), says("请稍等"))).await;
    buyer.say("怎么还没发货").await;
    assert_eq!(states(&fired(&owner, &first, 1).await[0]), ["done", "done"]);
    let withheld = fired(&owner, &second, 1).await.remove(0);
    assert_eq!(states(&withheld), ["withheld", "done"], "two never come in a row");
    assert_eq!(withheld["outcome"]["items"][0]["code"], "after_automatic_message");
    let said: Vec<Value> = buyer.messages().await.into_iter().filter(|one| one["author"] == "automatic").collect();
    assert_eq!(said.len(), 1);
    assert_eq!(said[0]["text"], "马上为您查");
    let talk = buyer.conversation(&mei).await;
    let shown = mei.conversation(&talk).await;
    assert!(shown["waiting_since"].is_string() && shown["assignee_id"].is_null(), "nobody has answered yet");
}

async fn it_fires_once_within_its_pause(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    let said = json!([words(&["一", "二", "三", "四"])]);
    let mut often = draft("每次", "customer_message", said, json!([{ "do": "note", "text": "又来了" }]));
    often["pause_minutes"] = json!(10);
    let made = rule(&owner, often).await;
    buyer.say("一").await;
    fired(&owner, &made, 1).await;
    buyer.say("二").await;
    app.turn_clock(599);
    buyer.say("三").await;
    settled(&app).await;
    app.turn_clock(2);
    buyer.say("四").await;
    let list = fired(&owner, &made, 2).await;
    assert_ne!(list[0]["at"], list[1]["at"]);
}

async fn what_fires_too_often_is_switched_off(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    let made =
        rule(&owner, draft("疯了", "customer_message", json!([]), json!([{ "do": "note", "text": "又" }]))).await;
    buyer.say("在吗").await;
    fired(&owner, &made, 1).await;
    let new_id = match &app.app.db {
        Db::Sqlite { .. } => "randomblob(16)",
        Db::Postgres { .. } => "gen_random_uuid()",
    };
    app.meddle(&format!(
        "INSERT INTO rule_firings (id, shop_id, rule_id, conversation_id, occasion, at, outcome, troubled)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 999)
         SELECT {new_id}, f.shop_id, f.rule_id, f.conversation_id, f.occasion, f.at, f.outcome, f.troubled
         FROM rule_firings f CROSS JOIN n"
    ))
    .await;
    let other = app.visitor().await;
    other.say("在吗").await;
    let shown = async || owner.get("/rules").await.is(200)["items"][0].clone();
    eventually("it is stopped", async || shown().await["enabled"] == json!(false)).await;
    assert!(shown().await["stopped_at"].is_string());
    assert_eq!(app.count("SELECT COUNT(*) FROM rule_firings").await, 1000);
    let told = owner.get("/notifications").await.is(200)["items"].clone();
    assert!(told.as_array().expect("a list").iter().any(|one| one["kind"] == "rule_stopped"), "{told}");
    let on = owner.put(&format!("/rules/{made}/enabled"), json!({ "enabled": true })).await.is(200);
    assert_eq!((&on["enabled"], &on["stopped_at"]), (&json!(true), &json!(null)));
}

async fn it_knows_when_the_shop_is_closed(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    let note = json!([{ "do": "note", "text": "打烊后" }]);
    let made = rule(&owner, draft("打烊后", "message_while_closed", json!([]), note.clone())).await;
    let open = json!([{ "field": "open", "op": "yes" }]);
    let by_day = rule(&owner, draft("营业时", "customer_message", open, note)).await;
    buyer.say("开着").await;
    fired(&owner, &by_day, 1).await;
    assert!(firings(&owner, &made).await.is_empty());
    owner.put("/business_hours", json!({ "week": {} })).await.is(200);
    let other = app.visitor().await;
    other.say("还在吗").await;
    fired(&owner, &made, 1).await;
    assert_eq!(firings(&owner, &by_day).await.len(), 1);
}

async fn a_step_that_cannot_be_done_is_told(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    let gone = tag(&owner, "旧标签").await;
    let steps = json!([{ "do": "tag", "tag_ids": [gone] }, { "do": "note", "text": "之后" }]);
    let made = rule(&owner, draft("旧", "customer_message", json!([]), steps)).await;
    owner.patch(&format!("/tags/{gone}"), json!({ "archived": true })).await.is(200);
    buyer.say("在吗").await;
    let firing = fired(&owner, &made, 1).await.remove(0);
    assert_eq!(states(&firing), ["failed", "skipped"]);
    assert_eq!(firing["outcome"]["items"][0]["code"], "archived");
    let shown = owner.get("/rules").await.is(200)["items"][0].clone();
    assert_eq!((&shown["fired_lately"], &shown["troubled_lately"]), (&json!(1), &json!(1)));
    let path = format!("/rules/{made}/enabled");
    owner.put(&path, json!({ "enabled": false })).await.is(200);
    owner.put(&path, json!({ "enabled": true })).await.invalid("steps[0].tag_ids", "archived");
}

/// Everything that a dry run tells, and its totals.
async fn dry_run(owner: &Staff, rule: &Value, since: &Value) -> (Vec<Value>, Value) {
    let answer = owner.post("/rules/dry_run", json!({ "rule": rule, "since": since })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let frames: Vec<Value> = answer
        .text()
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(|data| serde_json::from_str(data).expect("a frame"))
        .collect();
    let cases = frames.iter().filter_map(|frame| frame["cases"].as_array()).flatten().cloned().collect();
    let last = frames.last().expect("an end").clone();
    assert_eq!(last["type"], "done");
    (cases, last["totals"].clone())
}

async fn a_dry_run_tells_what_would_have_been_and_changes_nothing(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    // Nobody is told of late replies here, and nothing else is written by itself.
    owner.put("/targets", json!({ "first_reply_seconds": 0, "next_reply_seconds": 0 })).await.is(200);
    owner.put("/automatic_messages", json!({ "messages": [] })).await.is(200);
    let since = json!(app.now().plus_seconds(-60));
    let unowned = json!({ "field": "assignee", "op": "unset" });
    let mut asked = draft(
        "退款没人接",
        "customer_message",
        json!([words(&["退款"]), unowned]),
        json!([{ "do": "note", "text": "快来人" }]),
    );
    let made = rule(&owner, asked.clone()).await;
    let (one, two) = (app.visitor().await, app.visitor().await);
    one.say("我要退款").await;
    two.say("有货吗").await;
    fired(&owner, &made, 1).await;
    app.turn_clock(30);
    // Within the pause, and owned by then: told as it was.
    one.say("退款啊").await;
    settled(&app).await;
    mei.reply(&one.conversation(&mei).await, "在的").await;
    app.turn_clock(30);
    one.say("退款到哪了").await;
    settled(&app).await;

    let counts = async || {
        let mut counts = Vec::new();
        for table in ["events", "messages", "jobs", "rule_firings", "audit_log", "notifications"] {
            counts.push(app.count(&format!("SELECT COUNT(*) FROM {table}")).await);
        }
        counts.push(app.count("SELECT CAST(SUM(seq) AS BIGINT) FROM shops").await);
        counts
    };
    let before = counts().await;
    let (cases, totals) = dry_run(&owner, &asked, &since).await;
    assert_eq!(counts().await, before, "nothing was written");
    assert_eq!((&totals["fired"], &totals["paused"], &totals["cut"]), (&json!(1), &json!(1), &json!(false)));
    assert_eq!(totals["looked_at"], totals["of"]);
    let told = |text: &str| cases.iter().find(|case| case["text"] == json!(text)).unwrap_or_else(|| panic!("{text}"));
    assert_eq!((&told("我要退款")["fires"], &told("我要退款")["all"]), (&json!(true), &json!([true, true])));
    assert_eq!(told("退款啊")["paused"], json!(true));
    assert_eq!(told("退款到哪了")["all"], json!([true, false]), "somebody owned it by then");
    assert_eq!(told("有货吗")["all"], json!([false, true]));

    asked["when"] = json!({ "event": "waiting", "seconds": 45 });
    asked["conditions"] = json!({});
    let (cases, _) = dry_run(&owner, &asked, &since).await;
    let waited: Vec<&Value> = cases.iter().filter(|case| case["fires"] == json!(true)).collect();
    let number = |buyer: &Visitor| json!(buyer.customer_id);
    assert_eq!(waited.len(), 1, "{waited:?} {}", number(&two));
    assert_eq!(waited[0]["text"], json!("有货吗"), "the other was answered after 30 seconds");
    mei.post("/rules/dry_run", json!({ "rule": asked, "since": since })).await.refused(403, "no_permission");
    owner
        .post("/rules/dry_run", json!({ "rule": asked, "since": app.now().plus_seconds(60) }))
        .await
        .invalid("since", "out_of_range");
}

/// What dry runs judge the past by: after each step the thread says how the conversation stands.
async fn a_conversation_told_anew_stands_as_it_stands(app: TestApp) {
    let (owner, mei, buyer) = (app.owner().await, app.agent("小梅").await, app.visitor().await);
    let (one, two) = (tag(&owner, "一").await, tag(&owner, "二").await);
    buyer.say("在吗").await;
    let talk = buyer.conversation(&mei).await;
    let check = async |step: &str| {
        let mut reader = app.app.db.reader().await.expect("a reader");
        let mut conn = reader.conn();
        let id: ConversationId = talk.parse().expect("an id");
        let now = conversations::find_row(&mut conn, app.shop.id, id).await.expect("a row").expect("a conversation");
        let mut then = now.at_first();
        for told in conversations::threads(&mut conn, app.shop.id, [id]).await.expect("a thread") {
            then.replay(&told);
        }
        let known = |row: &ConversationRow| {
            let waits = (row.waiting_since, row.customer_messages, row.snoozed_until);
            (row.status, row.stage, row.assignee_id, row.tags(), row.solved_at.is_some(), waits)
        };
        assert_eq!(known(&then), known(&now), "{step}");
    };
    let tagged = async |ids: Value| {
        mei.put(&format!("/conversations/{talk}/tags"), json!({ "tag_ids": ids })).await.is(200);
    };
    check("asked").await;
    mei.act(&talk, "assign", json!({ "assignee_id": mei.id })).await;
    check("assigned").await;
    tagged(json!([one, two])).await;
    tagged(json!([two])).await;
    check("tagged").await;
    mei.reply(&talk, "在的").await;
    check("answered").await;
    app.turn_clock(5);
    buyer.say("有货吗").await;
    mei.note(&talk, "查一下").await;
    check("asked again").await;
    mei.act(&talk, "snooze", json!({ "until": app.now().plus_seconds(600) })).await;
    check("put off").await;
    mei.act(&talk, "reopen", json!({})).await;
    check("brought back").await;
    mei.patch(&format!("/conversations/{talk}"), json!({ "stage": "after_sale" })).await.is(200);
    mei.act(&talk, "solve", json!({})).await;
    check("solved").await;
    app.turn_clock(60);
    buyer.say("还有一个问题").await;
    check("asked after the end").await;
    owner.act(&talk, "assign", json!({ "assignee_id": null })).await;
    check("nobody's").await;
}

async fn what_cannot_be_is_refused_where_it_stands(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let note = || json!([{ "do": "note", "text": "记一笔" }]);
    let good = || draft("规则", "customer_message", json!([words(&["退款"])]), note());
    let refuse = async |change: &dyn Fn(&mut Value), field: &str, code: &str| {
        let mut wrong = good();
        change(&mut wrong);
        owner.post("/rules", wrong).await.invalid(field, code);
    };
    refuse(&|rule| rule["name"] = json!("  "), "name", "required").await;
    refuse(&|rule| rule["when"]["event"] = json!("waiting"), "when.seconds", "required").await;
    refuse(&|rule| rule["when"]["seconds"] = json!(60), "when.seconds", "not_for_event").await;
    refuse(&|rule| rule["pause_minutes"] = json!(0), "pause_minutes", "out_of_range").await;
    refuse(&|rule| rule["steps"] = json!([]), "steps", "required").await;
    refuse(&|rule| rule["steps"][0]["text"] = json!(""), "steps[0].text", "required").await;
    refuse(&|rule| rule["conditions"]["all"][0]["op"] = json!("yes"), "conditions.all[0].op", "op_not_for_field").await;
    let foreign = json!({ "field": "tags", "op": "any_of", "values": [Uuid::now_v7()] });
    refuse(&|rule| rule["conditions"]["any"] = json!([foreign]), "conditions.any[0].values[0]", "unknown").await;
    let many = json!(vec![words(&["退款"]); 31]);
    refuse(&|rule| rule["conditions"]["all"] = many.clone(), "conditions", "too_many").await;
    let long = json!([words(&["很".repeat(61).as_str()])]);
    refuse(&|rule| rule["conditions"]["all"] = long.clone(), "conditions.all[0].values[0]", "too_long").await;
    let mine = json!([{ "do": "assign", "to": "me" }]);
    refuse(&|rule| rule["steps"] = mine.clone(), "steps[0].to", "not_for_rules").await;
    mei.post("/rules", good()).await.refused(403, "no_permission");
    assert_eq!(mei.get("/rules").await.is(200)["items"], json!([]));
    for number in 0..100 {
        owner.post("/rules", draft(&format!("规则 {number}"), "solved", json!([]), note())).await.is(201);
    }
    owner.post("/rules", good()).await.refused(409, "too_many_rules");
    owner.post("/rules/starter_set", json!({})).await.refused(409, "too_many_rules");
}

async fn rules_are_kept_in_order_and_by_version(app: TestApp) {
    let owner = app.owner().await;
    let lead = app.staff("组长", Role::Lead).await;
    assert_eq!(lead.post("/rules/starter_set", json!({ "locale": "zh-CN" })).await.is(200)["created"], 3);
    assert_eq!(lead.post("/rules/starter_set", json!({ "locale": "zh-CN" })).await.is(200)["created"], 0);
    let list = owner.get("/rules").await.is(200)["items"].as_array().expect("a list").clone();
    assert!(list.iter().all(|rule| rule["enabled"] == json!(false)), "nothing happens by surprise");
    assert_eq!(app.count("SELECT COUNT(*) FROM rule_readers").await, 0);
    let ids: Vec<String> = list.iter().map(id).collect();
    let path = format!("/rules/{}", ids[0]);
    let on = owner.put(&format!("{path}/enabled"), json!({ "enabled": true })).await.is(200);
    assert_eq!((&on["version"], app.count("SELECT COUNT(*) FROM rule_readers").await), (&json!(2), 1));
    let mut changed = list[0].clone();
    for field in ["id", "position", "version", "stopped_at", "fired_lately", "troubled_lately", "last_fired_at"] {
        changed.as_object_mut().expect("a rule").remove(field);
    }
    changed.as_object_mut().expect("a rule").retain(|name, _| !["created_at", "updated_at"].contains(&name.as_str()));
    changed["name"] = json!("改过的");
    let stale = lead.with("if-match", "\"1\"").put(&path, changed.clone()).await.refused(409, "rule_changed");
    assert_eq!(stale["current"]["rule"]["version"], 2);
    let saved = lead.with("if-match", "\"2\"").put(&path, changed).await.is(200);
    assert_eq!((&saved["name"], &saved["enabled"]), (&json!("改过的"), &json!(false)));
    assert_eq!(app.count("SELECT COUNT(*) FROM rule_readers").await, 0);

    let turned: Vec<&String> = ids.iter().rev().collect();
    owner.put("/rules/order", json!({ "ids": turned })).await.is(204);
    let now = owner.get("/rules").await.is(200)["items"].as_array().expect("a list").clone();
    assert_eq!(now.iter().map(id).collect::<Vec<_>>(), turned.into_iter().cloned().collect::<Vec<_>>());
    owner.put("/rules/order", json!({ "ids": [ids[0], ids[0]] })).await.invalid("ids", "doubled");
    owner.put("/rules/order", json!({ "ids": [ids[0]] })).await.refused(409, "rules_changed");
    owner.delete(&path).await.is(204);
    owner.delete(&path).await.refused(404, "not_found");
    let audit = owner.get("/audit?limit=20").await.is(200);
    let noted: Vec<&Value> = audit["items"].as_array().expect("a list").iter().map(|entry| &entry["action"]).collect();
    for action in ["rule.created", "rule.updated", "rule.arranged", "rule.deleted"] {
        assert!(noted.contains(&&json!(action)), "{action} in {noted:?}");
    }
}

async fn only_ones_own_shop_fires(app: TestApp) {
    let (owner, ours) = (app.owner().await, app.visitor().await);
    let theirs = Shop::open(&app, "别家").await;
    let stranger = theirs.visitor(&app).await;
    let note = json!([{ "do": "note", "text": "记一笔" }]);
    let made = rule(&owner, draft("每一句", "customer_message", json!([]), note.clone())).await;
    let thief = theirs.owner(&app).await;
    let named = json!([{ "field": "inbox", "op": "any_of", "values": [app.shop.inbox_id] }]);
    thief
        .post("/rules", draft("别家的渠道", "customer_message", named, note))
        .await
        .invalid("conditions.all[0].values[0]", "unknown");
    stranger.say("在吗").await;
    ours.say("在吗").await;
    fired(&owner, &made, 1).await;
    settled(&app).await;
    let notes = "SELECT COUNT(*) FROM messages WHERE kind = 4 AND text = '记一笔'";
    assert_eq!(app.count(notes).await, 2, "ours and that of whoever came last");
    thief.get(&format!("/rules/{made}/firings")).await.refused(404, "not_found");
    thief.put("/rules/order", json!({ "ids": [made] })).await.refused(409, "rules_changed");
}

async fn erasing_takes_the_log(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    let note = json!([{ "do": "note", "text": "记一笔" }]);
    let made = rule(&owner, draft("每一句", "customer_message", json!([]), note)).await;
    buyer.say("在吗").await;
    fired(&owner, &made, 1).await;
    let customer = owner.get(&format!("/customers/{}", buyer.customer_id)).await.is(200);
    let erasure = json!({ "name": customer["name"] });
    owner.post(&format!("/customers/{}/erasure", buyer.customer_id), erasure).await.is(202);
    eventually("the log is empty", async || firings(&owner, &made).await.is_empty()).await;
}
