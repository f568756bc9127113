//! K12, S13: what colleagues replied before is suggested again where the shop wants it, and nothing of it that should not be.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::bot::{ANSWER, QUESTION, bot_said, set, teach};
use crate::harness::{Shop, Staff, TestApp, Visitor, both_engines, eventually};

both_engines![
    nothing_is_suggested_until_a_shop_wants_it,
    numbers_of_one_customer_are_blanked,
    what_three_customers_were_told_stands_as_it_was,
    who_asks_is_not_told_what_they_were_told,
    an_erased_customer_is_gone_at_once,
    a_reply_that_was_taken_back_is_gone_at_once,
    a_conversation_that_was_rated_badly_teaches_nothing,
    a_blocked_customer_teaches_nothing,
    an_inbox_that_does_not_want_it_gives_nothing,
    two_shops_never_mix,
    a_restart_reads_it_anew,
    entries_go_first_and_are_not_repeated,
    what_is_passed_over_again_and_again_rests,
    only_who_serves_says_what_became_of_it,
];

const ASKED: &str = "可以送货上门吗";
const REPLY: &str = "可以的，我帮您备注送货上门";
const ELSE_ASKED: &str = "能不能开电子发票";
const ELSE_REPLY: &str = "可以开的，付款后发到您的邮箱";

/// A shop that wants it, and who serves there.
async fn open(app: &TestApp) -> (Staff, Staff) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    want(&owner, &app.shop.inbox_id, true).await;
    (owner, mei)
}

async fn want(owner: &Staff, inbox_id: &str, wanted: bool) {
    set(owner, inbox_id, json!({ "past_replies": wanted })).await;
}

/// A buyer who was told something.
async fn told(app: &TestApp, by: &Staff, asked: &str, reply: &str) -> Visitor {
    let buyer = app.visitor().await;
    buyer.say(asked).await;
    by.reply(&buyer.conversation(by).await, reply).await;
    buyer
}

/// Another buyer, who waits; the conversation.
async fn waits(app: &TestApp, by: &Staff, asked: &str) -> String {
    let buyer = app.visitor().await;
    buyer.say(asked).await;
    buyer.conversation(by).await
}

/// What is suggested in a conversation.
async fn suggested(by: &Staff, conversation: &str) -> Vec<Value> {
    let found = by.get(&format!("/conversations/{conversation}/suggestions")).await.is(200);
    found["items"].as_array().expect("a list").clone()
}

/// What is suggested there, when these are the words of it.
async fn comes(by: &Staff, conversation: &str, texts: &[&str]) -> Vec<Value> {
    eventually("suggestions", async || suggested(by, conversation).await.iter().map(|one| &one["text"]).eq(texts))
        .await;
    suggested(by, conversation).await
}

async fn erase(owner: &Staff, buyer: &Visitor) {
    let path = format!("/customers/{}", buyer.customer_id);
    let name = owner.get(&path).await.is(200)["name"].clone();
    owner.post(&format!("{path}/erasure"), json!({ "name": name })).await.is(202);
}

async fn nothing_is_suggested_until_a_shop_wants_it(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    told(&app, &mei, ASKED, REPLY).await;
    let said_at = app.now();
    app.turn_clock(60);
    let conversation = waits(&app, &mei, ASKED).await;
    assert!(suggested(&mei, &conversation).await.is_empty());
    want(&owner, &app.shop.inbox_id, true).await;
    let one = comes(&mei, &conversation, &[REPLY]).await.remove(0);
    assert_eq!((&one["entry_id"], &one["chart_id"], &one["title"]), (&Value::Null, &Value::Null, &Value::Null));
    assert_eq!((&one["past"]["customers"], &one["past"]["last_at"]), (&json!(1), &json!(said_at)));
    let log = owner.get("/audit?limit=50").await.is(200);
    let entry = log["items"].as_array().expect("a list").iter().find(|entry| entry["action"] == "bot.updated");
    assert!(entry.is_some_and(|entry| entry.to_string().contains("past_replies")), "{log}");
    want(&owner, &app.shop.inbox_id, false).await;
    assert!(suggested(&mei, &conversation).await.is_empty());
}

async fn numbers_of_one_customer_are_blanked(app: TestApp) {
    let (_, mei) = open(&app).await;
    told(&app, &mei, "我的订单到哪了", "您的订单44265219693已经到嘉兴了").await;
    told(&app, &mei, "我的订单在哪里", "好的，我打13800138000联系您").await;
    let conversation = waits(&app, &mei, "订单到哪了").await;
    comes(&mei, &conversation, &["您的订单____已经到嘉兴了"]).await;
}

async fn what_three_customers_were_told_stands_as_it_was(app: TestApp) {
    let (_, mei) = open(&app).await;
    let reply = "付款后48小时内发货哦";
    for _ in 0..2 {
        told(&app, &mei, "多久发货", reply).await;
    }
    let conversation = waits(&app, &mei, "多久发货呢").await;
    comes(&mei, &conversation, &["付款后____小时内发货哦"]).await;
    told(&app, &mei, "多久能发货", reply).await;
    let found = comes(&mei, &conversation, &[reply]).await;
    assert_eq!(found[0]["past"]["customers"], 3);
}

async fn who_asks_is_not_told_what_they_were_told(app: TestApp) {
    let (_, mei) = open(&app).await;
    let lin = told(&app, &mei, ASKED, REPLY).await;
    let other = waits(&app, &mei, ASKED).await;
    comes(&mei, &other, &[REPLY]).await;
    lin.say(ASKED).await;
    assert!(suggested(&mei, &lin.conversation(&mei).await).await.is_empty());
}

async fn an_erased_customer_is_gone_at_once(app: TestApp) {
    let (owner, mei) = open(&app).await;
    let lin = told(&app, &mei, ASKED, REPLY).await;
    told(&app, &mei, ELSE_ASKED, ELSE_REPLY).await;
    let (first, second) = (waits(&app, &mei, ASKED).await, waits(&app, &mei, ELSE_ASKED).await);
    let elsewhere = app.neighbour().await;
    let jun = mei.at(&elsewhere);
    comes(&mei, &first, &[REPLY]).await;
    comes(&jun, &first, &[REPLY]).await;
    erase(&owner, &lin).await;
    assert!(suggested(&mei, &first).await.is_empty());
    assert!(suggested(&jun, &first).await.is_empty(), "no process waits until it is told");
    for by in [&mei, &jun] {
        comes(by, &second, &[ELSE_REPLY]).await;
        assert!(suggested(by, &first).await.is_empty());
    }
    elsewhere.stop().await;
}

async fn a_reply_that_was_taken_back_is_gone_at_once(app: TestApp) {
    let (_, mei) = open(&app).await;
    let buyer = app.visitor().await;
    buyer.say(ASKED).await;
    let told_in = buyer.conversation(&mei).await;
    let reply = mei.reply(&told_in, REPLY).await;
    let conversation = waits(&app, &mei, ASKED).await;
    comes(&mei, &conversation, &[REPLY]).await;
    let path = format!("/conversations/{told_in}/messages/{}", reply["id"].as_str().expect("an id"));
    mei.delete(&path).await.is(200);
    assert!(suggested(&mei, &conversation).await.is_empty());
}

async fn a_conversation_that_was_rated_badly_teaches_nothing(app: TestApp) {
    let (owner, mei) = open(&app).await;
    teach(&owner, QUESTION, ANSWER).await;
    set(&owner, &app.shop.inbox_id, json!({ "mode": "bot_first" })).await;
    let lin = app.visitor().await;
    lin.say(QUESTION).await;
    let answer = bot_said(&app, &lin, 1).await.remove(0);
    set(&owner, &app.shop.inbox_id, json!({ "mode": "suggest_only" })).await;
    lin.say(ASKED).await;
    mei.reply(&lin.conversation(&mei).await, REPLY).await;
    let conversation = waits(&app, &mei, ASKED).await;
    comes(&mei, &conversation, &[REPLY]).await;
    let rating = format!("/widget/messages/{}/rating", answer["id"].as_str().expect("an id"));
    lin.put(&rating, json!({ "helpful": false })).await.is(200);
    assert!(suggested(&mei, &conversation).await.is_empty());
    lin.put(&rating, json!({ "helpful": null })).await.is(200);
    comes(&mei, &conversation, &[REPLY]).await;
}

async fn a_blocked_customer_teaches_nothing(app: TestApp) {
    let (_, mei) = open(&app).await;
    let lin = told(&app, &mei, ASKED, REPLY).await;
    let conversation = waits(&app, &mei, ASKED).await;
    comes(&mei, &conversation, &[REPLY]).await;
    let owner = app.owner().await;
    let path = format!("/customers/{}/block", lin.customer_id);
    owner.put(&path, json!({})).await.is(200);
    comes(&mei, &conversation, &[]).await;
    owner.delete(&path).await.is(204);
    comes(&mei, &conversation, &[REPLY]).await;
}

async fn an_inbox_that_does_not_want_it_gives_nothing(app: TestApp) {
    let (owner, mei) = open(&app).await;
    let other = owner.post("/inboxes", json!({ "name": "分店" })).await.is(201);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let branch = Shop { inbox_id: text(&other["id"]), key: text(&other["public_key"]), ..app.shop.clone() };
    let buyer = branch.visitor(&app).await;
    buyer.say(ASKED).await;
    mei.reply(&buyer.conversation(&mei).await, "不可以哦，只能放在驿站里").await;
    told(&app, &mei, ASKED, REPLY).await;
    let conversation = waits(&app, &mei, ASKED).await;
    comes(&mei, &conversation, &[REPLY]).await;
    let asks = branch.visitor(&app).await;
    asks.say(ASKED).await;
    assert!(suggested(&mei, &asks.conversation(&mei).await).await.is_empty());
    want(&owner, &branch.inbox_id, true).await;
    eventually("both", async || suggested(&mei, &conversation).await.len() == 2).await;
}

async fn two_shops_never_mix(app: TestApp) {
    let (_, mei) = open(&app).await;
    told(&app, &mei, ASKED, REPLY).await;
    let conversation = waits(&app, &mei, ASKED).await;
    comes(&mei, &conversation, &[REPLY]).await;
    let shop = Shop::open(&app, "别家").await;
    let stranger = shop.owner(&app).await;
    want(&stranger, &shop.inbox_id, true).await;
    let theirs = "我们这边统一放到快递柜";
    let (told, asks) = (shop.visitor(&app).await, shop.visitor(&app).await);
    told.say(ASKED).await;
    stranger.reply(&told.conversation(&stranger).await, theirs).await;
    asks.say(ASKED).await;
    comes(&stranger, &asks.conversation(&stranger).await, &[theirs]).await;
    assert_eq!(suggested(&mei, &conversation).await.len(), 1);
    stranger.get(&format!("/conversations/{conversation}/suggestions")).await.is(404);
}

async fn a_restart_reads_it_anew(app: TestApp) {
    let (_, mei) = open(&app).await;
    told(&app, &mei, ASKED, REPLY).await;
    let conversation = waits(&app, &mei, ASKED).await;
    comes(&mei, &conversation, &[REPLY]).await;
    let app = app.restart().await;
    comes(&mei.at(&app), &conversation, &[REPLY]).await;
}

async fn entries_go_first_and_are_not_repeated(app: TestApp) {
    let (owner, mei) = open(&app).await;
    let entry = teach(&owner, QUESTION, ANSWER).await;
    told(&app, &mei, QUESTION, "亲，付款后四十八小时内发货").await;
    told(&app, &mei, QUESTION, "您下单以后我去仓库催一下").await;
    let conversation = waits(&app, &mei, QUESTION).await;
    let found = comes(&mei, &conversation, &[ANSWER, "您下单以后我去仓库催一下"]).await;
    assert_eq!((&found[0]["entry_id"], &found[0]["past"]), (&json!(entry), &Value::Null));
}

/// Notes what became of the only thing that was suggested.
async fn note(by: &Staff, conversation: &str, outcome: &str) {
    let found = by.get(&format!("/conversations/{conversation}/suggestions")).await.is(200);
    let reply = found["items"][0]["past"]["reply_id"].as_str().expect("a reply of the past");
    let feedback = json!({ "message_seq": found["message_seq"], "outcome": outcome });
    by.post(&format!("/conversations/{conversation}/past_replies/{reply}/feedback"), feedback).await.is(204);
}

async fn what_is_passed_over_again_and_again_rests(app: TestApp) {
    let (_, mei) = open(&app).await;
    told(&app, &mei, ASKED, REPLY).await;
    for _ in 0..5 {
        let conversation = waits(&app, &mei, ASKED).await;
        comes(&mei, &conversation, &[REPLY]).await;
        note(&mei, &conversation, "ignored").await;
    }
    let conversation = waits(&app, &mei, ASKED).await;
    assert!(suggested(&mei, &conversation).await.is_empty());
    assert_eq!(app.count("SELECT COUNT(*) FROM past_reply_uses").await, 5);
    app.turn_clock(31 * 24 * 3600);
    comes(&app.owner().await, &conversation, &[REPLY]).await;
}

async fn only_who_serves_says_what_became_of_it(app: TestApp) {
    let (_, mei) = open(&app).await;
    told(&app, &mei, ASKED, REPLY).await;
    let conversation = waits(&app, &mei, ASKED).await;
    comes(&mei, &conversation, &[REPLY]).await;
    note(&mei, &conversation, "edited").await;
    note(&mei, &conversation, "ignored").await;
    assert_eq!(app.count("SELECT COUNT(*) FROM past_reply_uses WHERE outcome = 1").await, 1, "the first word counts");
    let seq = mei.get(&format!("/conversations/{conversation}/suggestions")).await.is(200)["message_seq"].clone();
    let told = json!({ "message_seq": seq, "outcome": "taken" });
    let any = || format!("/conversations/{conversation}/past_replies/{}/feedback", Uuid::now_v7());
    for _ in 0..5 {
        mei.post(&any(), told.clone()).await.is(204);
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM past_reply_uses").await, 3, "no more than were suggested");
    mei.post(&any(), json!({ "message_seq": 1_000_000, "outcome": "taken" })).await.is(422);
    app.staff("看客", zhanggui::auth::Role::Viewer).await.post(&any(), told.clone()).await.is(403);
    Shop::open(&app, "别家").await.owner(&app).await.post(&any(), told).await.is(404);
}
