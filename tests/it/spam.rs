//! Spam, and customers who are shut out without noticing it: nobody is disturbed, nothing is lost, nothing is counted.

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::auth::Role;

use crate::harness::{Shop, Staff, TestApp, Visitor, both_engines, eventually};
use crate::visitors;

both_engines![
    spam_leaves_every_list_and_figure,
    what_is_written_to_spam_disturbs_nobody,
    a_mark_that_was_a_mistake_leaves_no_trace,
    what_was_written_meanwhile_waits_since_then,
    spam_is_answered_by_nobody,
    a_blocked_buyer_does_not_notice,
    an_unblocked_buyer_writes_as_ever,
    a_block_ends_by_itself,
    who_blocks_for_how_long,
    a_block_follows_who_turns_out_to_be_the_same,
    an_erased_customer_takes_the_words_of_the_block_along,
    many_are_marked_and_unmarked,
];

async fn asks(app: &TestApp, reader: &Staff, words: &str) -> (Visitor, String) {
    let buyer = app.visitor().await;
    buyer.say(words).await;
    let id = buyer.conversation(reader).await;
    (buyer, id)
}

async fn mark(staff: &Staff, id: &str) -> Value {
    staff.put(&format!("/conversations/{id}/spam"), json!({})).await.is(200)
}

async fn unmark(staff: &Staff, id: &str) -> Value {
    staff.delete(&format!("/conversations/{id}/spam")).await.is(200)
}

fn block_of(buyer: &Visitor) -> String {
    format!("/customers/{}/block", buyer.customer_id)
}

async fn counted(staff: &Staff, view: &str) -> (i64, i64) {
    let views = staff.get("/views").await.is(200);
    let found = views["items"].as_array().expect("views").iter().find(|one| one["id"] == view).cloned();
    let found = found.expect("the view");
    (found["count"].as_i64().expect("a count"), found["waiting"].as_i64().expect("a count"))
}

async fn listed(staff: &Staff, view: &str) -> Vec<String> {
    let rows = staff.view(view).await;
    rows.iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
}

async fn lines(staff: &Staff, id: &str) -> Vec<String> {
    let messages = staff.messages(id).await;
    messages.iter().filter_map(|one| one["event"]["name"].as_str()).map(str::to_owned).collect()
}

async fn spam_leaves_every_list_and_figure(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (_, kept) = asks(&app, &mei, "裙子有货吗").await;
    let (_, junk) = asks(&app, &mei, "加微信刷单日结").await;
    let mut desk = mei.desk(&app, None).await;
    let marked = mark(&mei, &junk).await;
    assert_eq!((&marked["status"], &marked["shelf"]), (&json!("solved"), &json!("spam")));
    assert_eq!(mark(&mei, &junk).await["version"], marked["version"], "marking again changes nothing");
    let told = desk.expect_event("message.created").await;
    assert_eq!(told["data"]["message"]["event"]["name"], "marked_spam");

    for view in ["queue", "all", "solved", "offline", "overdue", "mine"] {
        assert!(!listed(&mei, view).await.contains(&junk), "{view}");
    }
    assert_eq!(listed(&mei, "spam").await, [junk.as_str()]);
    assert_eq!(counted(&mei, "queue").await, (1, 1));
    assert_eq!((counted(&mei, "solved").await, counted(&mei, "spam").await), ((0, 0), (1, 0)));
    let today = mei.get("/figures/today").await.is(200);
    assert_eq!((&today["received"], &today["solved"], &today["waiting"]), (&json!(1), &json!(0), &json!(1)));
    let behind = mei.get("/figures/today/conversations?figure=received").await.is(200);
    assert_eq!(behind["items"].as_array().expect("a list").len(), 1);
    assert_eq!(behind["items"][0]["id"], json!(kept));
}

async fn what_is_written_to_spam_disturbs_nobody(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (buyer, junk) = asks(&app, &mei, "加微信刷单日结").await;
    mark(&mei, &junk).await;
    // Long after a solved conversation would have been left alone.
    app.turn_clock(3600);
    buyer.say("在吗在吗").await;
    buyer.say("日结五百").await;
    assert_eq!(buyer.conversation(&mei).await, junk, "it is kept there");
    let row = mei.conversation(&junk).await;
    assert_eq!((&row["status"], &row["waiting_since"]), (&json!("solved"), &json!(null)));
    assert_eq!((&row["customer_messages"], &row["last_message"]["preview"]), (&json!(3), &json!("日结五百")));
    assert_eq!(counted(&mei, "queue").await, (0, 0));
    assert_eq!(buyer.messages().await.len(), 3, "and its writer sees it as ever");
    let session = json!({ "key": app.shop.key, "locale": "zh-CN", "token": buyer.token });
    let opened = app.anybody().post("/widget/session", session).await.is(200);
    assert_eq!(opened["conversation"]["status"], "queued", "as if somebody were about to answer");
}

async fn a_mark_that_was_a_mistake_leaves_no_trace(app: TestApp) {
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let (_, waits) = asks(&app, &mei, "这件起球吗").await;
    let (_, sleeps) = asks(&app, &mei, "明天再说").await;
    let (_, ended) = asks(&app, &mei, "谢谢").await;
    let until = app.now().plus_seconds(3600);
    mei.act(&sleeps, "snooze", json!({ "until": until })).await;
    lin.act(&ended, "solve", json!({})).await;
    for id in [&waits, &sleeps, &ended] {
        let before = mei.conversation(id).await;
        app.turn_clock(60);
        mark(&mei, id).await;
        let after = unmark(&mei, id).await;
        for field in ["status", "assignee_id", "group_id", "waiting_since", "snoozed_until", "solved_at", "shelf"] {
            assert_eq!(after[field], before[field], "{field}");
        }
        assert_eq!(lines(&mei, id).await.iter().filter(|line| line.ends_with("marked_spam")).count(), 2);
    }
    app.turn_clock(4000);
    eventually("the sleeper wakes", async || mei.conversation(&sleeps).await["status"] == "open").await;
    assert_eq!((counted(&mei, "spam").await, counted(&mei, "solved").await), ((0, 0), (1, 0)));
}

async fn what_was_written_meanwhile_waits_since_then(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (buyer, id) = asks(&app, &mei, "在吗").await;
    mei.reply(&id, "在的").await;
    mark(&mei, &id).await;
    app.turn_clock(60);
    let asked = buyer.say("那能改地址吗").await;
    app.turn_clock(60);
    buyer.say("急").await;
    let back = unmark(&mei, &id).await;
    assert_eq!((&back["status"], &back["assignee_id"]), (&json!("open"), &json!(mei.id)));
    assert_eq!(back["waiting_since"], asked["created_at"]);
    assert_eq!(counted(&mei, "mine").await, (1, 1));
}

async fn spam_is_answered_by_nobody(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (_, junk) = asks(&app, &mei, "刷单").await;
    mark(&mei, &junk).await;
    let reply = |kind: &str| json!({ "client_id": Uuid::now_v7(), "kind": kind, "text": "你好" });
    let at = format!("/conversations/{junk}/messages");
    mei.post(&at, reply("text")).await.refused(409, "conversation_is_spam");
    mei.post(&at, reply("note")).await.is(201);
    // Reopening takes the mark off.
    let opened = mei.act(&junk, "reopen", json!({})).await;
    assert_eq!((&opened["status"], &opened["shelf"]), (&json!("queued"), &json!(null)));
    mei.post(&at, reply("text")).await.is(201);
    let viewer = app.staff("看客", Role::Viewer).await;
    viewer.put(&format!("/conversations/{junk}/spam"), json!({})).await.refused(403, "no_permission");
}

async fn a_blocked_buyer_does_not_notice(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let (buyer, id) = asks(&app, &mei, "你们是骗子").await;
    mei.reply(&id, "您好").await;
    let blocked = owner.put(&block_of(&buyer), json!({ "reason": "骂人" })).await.is(200);
    assert_eq!((&blocked["ended_ids"], &blocked["block"]["reason"]), (&json!([id]), &json!("骂人")));
    assert_eq!(mei.conversation(&id).await["status"], "solved");
    assert_eq!(lines(&mei, &id).await.last().map(String::as_str), Some("solved"));

    let mut widget = buyer.widget(&app, None).await;
    let client_id = Uuid::now_v7();
    let sent = buyer.send(client_id, "骗子骗子").await;
    assert_eq!(sent.status, 201);
    assert_eq!(buyer.send(client_id, "骗子骗子").await.status, 200, "a repeat is a repeat");
    assert_eq!(widget.expect_event("message.created").await["data"]["message"]["text"], "骗子骗子");
    let apart = buyer.conversation(&mei).await;
    assert_ne!(apart, id, "what they write now is kept apart");
    let row = mei.conversation(&apart).await;
    assert_eq!((&row["status"], &row["shelf"]), (&json!("solved"), &json!("blocked")));
    app.turn_clock(3600);
    buyer.say("说话").await;
    assert_eq!(buyer.conversation(&mei).await, apart);
    assert_eq!((counted(&mei, "queue").await, counted(&mei, "spam").await), ((0, 0), (1, 0)));
    assert_eq!(buyer.messages().await.len(), 4);
    let today = mei.get("/figures/today").await.is(200);
    assert_eq!(today["received"], 1);

    // Nobody answers, and nobody brings anything of it back by accident.
    let reply = json!({ "client_id": Uuid::now_v7(), "kind": "text", "text": "你好" });
    mei.post(&format!("/conversations/{id}/messages"), reply).await.refused(409, "customer_blocked");
    mei.post(&format!("/conversations/{id}/reopen"), json!({})).await.refused(409, "customer_blocked");
    mei.delete(&format!("/conversations/{apart}/spam")).await.refused(409, "customer_blocked");
}

async fn an_unblocked_buyer_writes_as_ever(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let (buyer, id) = asks(&app, &mei, "刷单").await;
    mark(&mei, &id).await;
    owner.put(&block_of(&buyer), json!({})).await.is(200);
    buyer.say("还在刷").await;
    assert_eq!(buyer.conversation(&mei).await, id, "what was marked takes it");
    owner.delete(&block_of(&buyer)).await.is(204);
    owner.delete(&block_of(&buyer)).await.is(204);
    buyer.say("我是真想买").await;
    let fresh = buyer.conversation(&mei).await;
    assert_ne!(fresh, id);
    let row = mei.conversation(&fresh).await;
    assert_eq!((&row["status"], &row["shelf"]), (&json!("queued"), &json!(null)));
    assert!(row["waiting_since"].is_string());
    assert_eq!(listed(&mei, "spam").await, [id], "what was written meanwhile stays where it was kept");
}

async fn a_block_ends_by_itself(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (buyer, _) = asks(&app, &mei, "骂人的话").await;
    let until = app.now().plus_seconds(3600);
    mei.put(&block_of(&buyer), json!({ "reason": "冷静一下", "until_at": until })).await.is(200);
    let customer = mei.get(&format!("/customers/{}", buyer.customer_id)).await.is(200);
    assert_eq!((&customer["blocked"], &customer["block"]["blocked_by"]), (&json!(true), &json!(mei.id)));
    let all = mei.get("/blocked_customers").await.is(200);
    assert_eq!(all["items"].as_array().expect("a list").len(), 1);
    assert_eq!((&all["items"][0]["reason"], &all["items"][0]["until_at"]), (&json!("冷静一下"), &json!(until)));
    app.turn_clock(3601);
    eventually("the end", async || {
        mei.get(&format!("/customers/{}", buyer.customer_id)).await.is(200)["blocked"] == false
    })
    .await;
    assert_eq!(mei.get("/blocked_customers").await.is(200)["items"], json!([]));
    buyer.say("对不起，我想退货").await;
    assert_eq!(counted(&mei, "queue").await, (1, 1));
    let log = app.owner().await.get("/audit?action=customer").await.is(200);
    assert_eq!(
        (&log["items"][0]["action"], &log["items"][0]["actor"]["kind"]),
        (&json!("customer.unblocked"), &json!("system"))
    );
}

async fn who_blocks_for_how_long(app: TestApp) {
    let (mei, lin, lead) = (app.agent("小梅").await, app.agent("阿林").await, app.staff("组长", Role::Lead).await);
    let (buyer, _) = asks(&app, &mei, "骂人的话").await;
    let at = block_of(&buyer);
    let until = |hours: i64| json!({ "until_at": app.now().plus_seconds(hours * 3600) });
    mei.put(&at, json!({})).await.refused(403, "block_too_long");
    mei.put(&at, until(25)).await.refused(403, "block_too_long");
    mei.put(&at, until(-1)).await.invalid("until_at", "out_of_range");
    mei.put(&at, json!({ "reason": "长".repeat(301), "until_at": app.now().plus_seconds(60) }))
        .await
        .invalid("reason", "too_long");
    mei.put(&at, until(24)).await.is(200);
    lin.put(&at, until(1)).await.refused(403, "block_of_colleague");
    lin.delete(&at).await.refused(403, "block_of_colleague");
    mei.put(&at, until(1)).await.is(200);
    lead.put(&at, json!({ "reason": "屡教不改" })).await.is(200);
    mei.delete(&at).await.refused(403, "block_of_colleague");
    app.turn_clock(2 * 3600);
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    assert_eq!(
        lead.get("/blocked_customers").await.is(200)["items"][0]["until_at"],
        json!(null),
        "the earlier end is gone"
    );
    app.staff("看客", Role::Viewer).await.put(&at, until(1)).await.refused(403, "no_permission");
    let theirs = Shop::open(&app, "别家").await;
    theirs.owner(&app).await.put(&at, json!({})).await.refused(404, "not_found");
    assert_eq!(theirs.owner(&app).await.get("/blocked_customers").await.is(200)["items"], json!([]));
    lead.delete(&at).await.is(204);
}

async fn a_block_follows_who_turns_out_to_be_the_same(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let secret = visitors::secret(&app).await;
    let known = visitors::word("HS256", &visitors::claims(&app, "u-1", 3600), &secret);
    let open = async |token: Option<&str>| {
        let body = json!({ "key": app.shop.key, "locale": "zh-CN", "token": token, "identity": known });
        Visitor::known_by(&app, &app.anybody().post("/widget/session", body).await.is(200))
    };
    let regular = open(None).await;
    regular.say("我的订单到哪了").await;
    let theirs = regular.conversation(&mei).await;
    let (stranger, _) = asks(&app, &mei, "骂人的话").await;
    owner.put(&block_of(&stranger), json!({ "reason": "骂人" })).await.is(200);
    let one = open(Some(&stranger.token)).await;
    assert_eq!(one.customer_id, regular.customer_id);
    let blocked = owner.get("/blocked_customers").await.is(200);
    assert_eq!(
        (&blocked["items"][0]["customer_id"], &blocked["items"][0]["reason"]),
        (&json!(regular.customer_id), &json!("骂人"))
    );
    assert_eq!(blocked["items"].as_array().expect("a list").len(), 1);
    assert_eq!(mei.conversation(&theirs).await["status"], "solved");
    assert_eq!(counted(&mei, "queue").await, (0, 0));
}

async fn an_erased_customer_takes_the_words_of_the_block_along(app: TestApp) {
    let owner = app.owner().await;
    let (buyer, _) = asks(&app, &owner, "骂人的话").await;
    owner.put(&block_of(&buyer), json!({ "reason": "一个绝无仅有的理由" })).await.is(200);
    let path = format!("/customers/{}", buyer.customer_id);
    let name = owner.get(&path).await.is(200)["name"].clone();
    owner.post(&format!("{path}/erasure"), json!({ "name": name })).await.is(202);
    assert_eq!(app.count("SELECT COUNT(*) FROM customer_blocks").await, 0);
    eventually("all of it", async || owner.get(&path).await.is(200)["erased_at"].is_string()).await;
    owner.put(&block_of(&buyer), json!({})).await.refused(409, "customer_erased");
    assert_eq!(owner.get("/blocked_customers").await.is(200)["items"], json!([]));
}

async fn many_are_marked_and_unmarked(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (_, a) = asks(&app, &mei, "刷单").await;
    let (_, b) = asks(&app, &mei, "代开发票").await;
    let change = async |action: &str| {
        let body = json!({ "ids": [a, b], "action": action });
        let done = mei.post("/conversations/bulk", body).await.is(200)["items"].clone();
        assert!(done.as_array().expect("a list").iter().all(|one| one["code"].is_null()), "{done}");
    };
    change("mark_spam").await;
    assert_eq!((counted(&mei, "spam").await, counted(&mei, "queue").await), ((2, 0), (0, 0)));
    change("unmark_spam").await;
    assert_eq!((counted(&mei, "spam").await, counted(&mei, "queue").await), ((0, 0), (2, 2)));
}
