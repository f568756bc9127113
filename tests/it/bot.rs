//! K12, Q7: the bot answers what the shop knows, once, and makes room for people.

use serde_json::{Value, json};

use crate::harness::{Shop, Staff, TestApp, Visitor, both_engines, eventually, png};
use crate::knowledge::{approve, draft, path};

both_engines![
    a_known_question_is_answered_at_once,
    no_inbox_has_a_bot_by_itself,
    two_messages_in_a_row_get_one_answer,
    a_crash_in_between_answers_once,
    a_person_who_answered_silences_the_bot_until_the_end,
    a_person_is_called_by_button_word_and_topic,
    two_misses_in_a_row_call_a_person,
    a_pressed_question_needs_no_guess,
    people_go_first_where_the_shop_wants_it,
    hours_decide_who_answers,
    an_answer_ends_the_wait_and_a_new_question_begins_another,
    who_is_left_to_a_person_goes_on_waiting,
    nobody_there_is_said,
    a_buyer_says_whether_it_helped,
    hot_questions_greet_a_buyer,
    settings_are_checked_and_recorded,
    a_shop_tries_its_bot_before_buyers_do,
    several_processes_answer_once,
    a_picture_is_left_to_a_person,
    what_was_said_by_the_bot_is_erased_too,
    two_shops_never_mix,
    two_machines_that_answer_each_other_stop,
];

pub const QUESTION: &str = "多久发货";
pub const ANSWER: &str = "付款后四十八小时内发货。";

/// Makes an approved entry; its id.
pub async fn teach(by: &Staff, title: &str, answer: &str) -> String {
    let entry = draft(by, title, json!([]), answer).await;
    approve(by, &entry).await;
    entry["id"].as_str().expect("an id").to_owned()
}

/// Changes some of the settings of the shop's inbox.
pub async fn set(by: &Staff, inbox_id: &str, change: Value) -> Value {
    let path = format!("/bot/settings/{inbox_id}");
    let read = by.get(&path).await.is(200);
    let mut settings = read["settings"].clone();
    for (name, value) in change.as_object().expect("settings") {
        settings[name] = value.clone();
    }
    by.put(&path, json!({ "settings": settings, "version": read["version"] })).await.is(200)
}

/// A shop whose bot answers first and knows one thing.
async fn with_bot(app: &TestApp) -> (Staff, Visitor, String) {
    let owner = app.owner().await;
    let entry = teach(&owner, QUESTION, ANSWER).await;
    set(&owner, &app.shop.inbox_id, json!({ "mode": "bot_first" })).await;
    (owner, app.visitor().await, entry)
}

/// What the bot said to the buyer, when it has said so many things.
pub async fn bot_said(app: &TestApp, buyer: &Visitor, count: usize) -> Vec<Value> {
    eventually("words of the bot", async || {
        app.turn_clock(1);
        by_bot(buyer).await.len() >= count
    })
    .await;
    let said = by_bot(buyer).await;
    assert_eq!(said.len(), count, "{said:?}");
    said
}

async fn by_bot(buyer: &Visitor) -> Vec<Value> {
    buyer.messages().await.into_iter().filter(|message| message["author"] == "bot").collect()
}

/// Gives the bot all the time it needs to say what it should not.
async fn stays_silent(app: &TestApp, buyer: &Visitor, after: usize) {
    for _ in 0..15 {
        app.turn_clock(1);
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(by_bot(buyer).await.len(), after);
}

async fn press(buyer: &Visitor, label: &str, press: Value) -> Value {
    let message = json!({ "client_id": uuid::Uuid::now_v7(), "kind": "text", "text": label, "press": press });
    buyer.post("/widget/messages", message).await.is(201)
}

async fn a_known_question_is_answered_at_once(app: TestApp) {
    let (owner, buyer, entry) = with_bot(&app).await;
    buyer.say(QUESTION).await;
    let said = &bot_said(&app, &buyer, 1).await[0];
    assert_eq!(said["text"], ANSWER);
    assert_eq!(said["bot"], json!({ "act": "answer", "buttons": [], "can_be_rated": true, "helpful": null }));
    let conversation = buyer.conversation(&owner).await;
    let seen = owner.messages(&conversation).await;
    let source = &seen.last().expect("messages")["bot"]["source"];
    assert_eq!((&source["entry_id"], &source["title"]), (&json!(entry), &json!(QUESTION)));
    assert!(source["confidence"].as_f64().expect("a number") > 0.7);
    eventually("a count", async || {
        owner.get(&format!("/knowledge/entries/{entry}")).await.is(200)["usage"]["asked"] == 1
    })
    .await;
    stays_silent(&app, &buyer, 1).await;
}

async fn no_inbox_has_a_bot_by_itself(app: TestApp) {
    let owner = app.owner().await;
    teach(&owner, QUESTION, ANSWER).await;
    let read = owner.get(&format!("/bot/settings/{}", app.shop.inbox_id)).await.is(200);
    assert_eq!((&read["settings"]["mode"], &read["version"]), (&json!("suggest_only"), &json!(0)));
    let buyer = app.visitor().await;
    buyer.say(QUESTION).await;
    stays_silent(&app, &buyer, 0).await;
    // Switched on, it looks at what is said from then on.
    set(&owner, &app.shop.inbox_id, json!({ "mode": "bot_first" })).await;
    stays_silent(&app, &buyer, 0).await;
}

async fn two_messages_in_a_row_get_one_answer(app: TestApp) {
    let (_, buyer, _) = with_bot(&app).await;
    buyer.say("您好呀老板").await;
    buyer.say(QUESTION).await;
    assert_eq!(bot_said(&app, &buyer, 1).await[0]["text"], ANSWER);
    stays_silent(&app, &buyer, 1).await;
}

async fn a_crash_in_between_answers_once(app: TestApp) {
    let (_, buyer, _) = with_bot(&app).await;
    buyer.say(QUESTION).await;
    // The answer is said and what remembers that it was said is lost: the work is done again.
    let said = bot_said(&app, &buyer, 1).await;
    app.meddle("UPDATE bot_readers SET seq = 0").await;
    stays_silent(&app, &buyer, 1).await;
    buyer.say("还有一个问题，多久发货").await;
    let app = app.restart().await;
    let buyer = buyer.at(&app);
    let after = bot_said(&app, &buyer, 2).await;
    assert_eq!(after[0]["id"], said[0]["id"]);
    stays_silent(&app, &buyer, 2).await;
}

async fn a_person_who_answered_silences_the_bot_until_the_end(app: TestApp) {
    let (owner, buyer, _) = with_bot(&app).await;
    buyer.say(QUESTION).await;
    bot_said(&app, &buyer, 1).await;
    let conversation = buyer.conversation(&owner).await;
    owner.reply(&conversation, "我来为您服务").await;
    buyer.say(QUESTION).await;
    stays_silent(&app, &buyer, 1).await;
    owner.act(&conversation, "solve", json!({})).await;
    buyer.say(QUESTION).await;
    bot_said(&app, &buyer, 2).await;
}

async fn a_person_is_called_by_button_word_and_topic(app: TestApp) {
    let (owner, _, _) = with_bot(&app).await;
    for (words, pressed, reason) in [
        ("人工客服", json!({ "what": "person" }), "button"),
        ("请帮我转人工", Value::Null, "word"),
        ("talk to a HUMAN please", Value::Null, "word"),
        ("再这样我要投诉了", Value::Null, "anger"),
        ("给我退款", Value::Null, "refund"),
        ("你能保证明天到吗", Value::Null, "promise"),
    ] {
        let buyer = app.visitor().await;
        press(&buyer, words, pressed).await;
        let said = bot_said(&app, &buyer, 1).await;
        assert_eq!((&said[0]["bot"]["act"], &said[0]["bot"]["reason"]), (&json!("hand_over"), &Value::Null), "{words}");
        let conversation = buyer.conversation(&owner).await;
        let seen = owner.messages(&conversation).await;
        assert_eq!(seen.last().expect("messages")["bot"]["reason"], reason, "{words}");
        buyer.say(QUESTION).await;
        stays_silent(&app, &buyer, 1).await;
    }
}

async fn two_misses_in_a_row_call_a_person(app: TestApp) {
    let (owner, buyer, _) = with_bot(&app).await;
    buyer.say("xyzzy plugh").await;
    assert_eq!(bot_said(&app, &buyer, 1).await[0]["bot"]["act"], "miss");
    buyer.say(QUESTION).await;
    assert_eq!(bot_said(&app, &buyer, 2).await[1]["bot"]["act"], "answer");
    buyer.say("quux frotz").await;
    assert_eq!(bot_said(&app, &buyer, 3).await[2]["bot"]["act"], "miss", "an answer in between forgives");
    buyer.say("grault corge").await;
    assert_eq!(bot_said(&app, &buyer, 4).await[3]["bot"]["act"], "hand_over");
    let conversation = buyer.conversation(&owner).await;
    assert_eq!(owner.messages(&conversation).await.last().expect("messages")["bot"]["reason"], "two_misses");
}

async fn a_pressed_question_needs_no_guess(app: TestApp) {
    let (owner, buyer, entry) = with_bot(&app).await;
    press(&buyer, "随便什么字", json!({ "what": "entry", "entry_id": entry })).await;
    let said = bot_said(&app, &buyer, 1).await;
    assert_eq!(said[0]["text"], ANSWER);
    // An entry that is gone is asked for in words.
    owner.post(&format!("/knowledge/entries/{entry}/archive"), json!({})).await.is(200);
    press(&buyer, "随便什么字", json!({ "what": "entry", "entry_id": entry })).await;
    assert_eq!(bot_said(&app, &buyer, 2).await[1]["bot"]["act"], "miss");
    let wrong = json!({ "client_id": uuid::Uuid::now_v7(), "kind": "text", "text": "好", "press": { "what": "all" } });
    buyer.post("/widget/messages", wrong).await.is(422);
}

async fn people_go_first_where_the_shop_wants_it(app: TestApp) {
    let (owner, buyer, _) = with_bot(&app).await;
    set(&owner, &app.shop.inbox_id, json!({ "mode": "human_first", "patience_seconds": 60 })).await;
    let desk = owner.desk(&app, None).await;
    buyer.say(QUESTION).await;
    stays_silent(&app, &buyer, 0).await;
    app.turn_clock(60);
    bot_said(&app, &buyer, 1).await;
    drop(desk);
    let other = app.visitor().await;
    eventually("an empty room", async || !app.app.live.anyone_connected(app.shop.id)).await;
    other.say(QUESTION).await;
    bot_said(&app, &other, 1).await;
}

async fn hours_decide_who_answers(app: TestApp) {
    let (owner, buyer, _) = with_bot(&app).await;
    // It is noon on a Wednesday in Shanghai.
    let lunch = json!([{ "days": [3], "from": "12:00", "until": "13:00", "mode": "off" }]);
    set(&owner, &app.shop.inbox_id, json!({ "hours": lunch })).await;
    buyer.say(QUESTION).await;
    stays_silent(&app, &buyer, 0).await;
    app.turn_clock(3600);
    buyer.say("在吗").await;
    bot_said(&app, &buyer, 1).await;
}

async fn an_answer_ends_the_wait_and_a_new_question_begins_another(app: TestApp) {
    let (owner, buyer, _) = with_bot(&app).await;
    buyer.say(QUESTION).await;
    bot_said(&app, &buyer, 1).await;
    let id = buyer.conversation(&owner).await;
    let answered = owner.conversation(&id).await;
    assert_eq!((&answered["waiting_since"], &answered["assignee_id"]), (&Value::Null, &Value::Null));
    assert!(owner.view("queue").await.is_empty(), "nobody needs to take it");
    assert_eq!(owner.view("all").await.len(), 1);
    press(&buyer, "转人工", json!({ "what": "person" })).await;
    let asked_at = app.now();
    bot_said(&app, &buyer, 2).await;
    let waiting = owner.conversation(&id).await;
    assert_eq!((&waiting["status"], &waiting["waiting_since"]), (&json!("queued"), &json!(asked_at)));
    assert_eq!(owner.view("queue").await.len(), 1);
    let views = owner.get("/views").await.is(200);
    assert_eq!(views["items"][1], json!({ "id": "queue", "count": 1, "waiting": 1 }));
}

async fn who_is_left_to_a_person_goes_on_waiting(app: TestApp) {
    let (owner, buyer, entry) = with_bot(&app).await;
    buyer.say("转人工").await;
    bot_said(&app, &buyer, 1).await;
    let id = buyer.conversation(&owner).await;
    let waiting = owner.conversation(&id).await["waiting_since"].clone();
    assert!(!waiting.is_null());
    press(&buyer, QUESTION, json!({ "what": "entry", "entry_id": entry })).await;
    assert_eq!(bot_said(&app, &buyer, 2).await[1]["text"], ANSWER);
    assert_eq!(owner.conversation(&id).await["waiting_since"], waiting);
}

async fn nobody_there_is_said(app: TestApp) {
    let (owner, buyer, _) = with_bot(&app).await;
    buyer.say("转人工").await;
    let said = bot_said(&app, &buyer, 1).await;
    assert!(said[0]["text"].as_str().expect("words").contains("不在线"), "{said:?}");
    set(&owner, &app.shop.inbox_id, json!({ "offline": { "zh-CN": "店里打烊了，明早九点见。" } })).await;
    let other = app.visitor().await;
    other.say("转人工").await;
    assert_eq!(bot_said(&app, &other, 1).await[0]["text"], "店里打烊了，明早九点见。");
    let _desk = owner.desk(&app, None).await;
    let third = app.visitor().await;
    third.say("转人工").await;
    assert_eq!(bot_said(&app, &third, 1).await[0]["text"], "好的，正在为您转接人工客服。");
}

async fn a_buyer_says_whether_it_helped(app: TestApp) {
    let (owner, buyer, entry) = with_bot(&app).await;
    buyer.say(QUESTION).await;
    let message = bot_said(&app, &buyer, 1).await.remove(0);
    let rating = format!("/widget/messages/{}/rating", message["id"].as_str().expect("an id"));
    let usage = async || owner.get(&format!("/knowledge/entries/{entry}")).await.is(200)["usage"].clone();
    for (helpful, up, down) in [(json!(true), 1, 0), (json!(true), 1, 0), (json!(false), 0, 1), (Value::Null, 0, 0)] {
        let rated = buyer.put(&rating, json!({ "helpful": helpful })).await.is(200);
        assert_eq!(rated["bot"]["helpful"], helpful);
        let usage = usage().await;
        assert_eq!((&usage["thumbs_up"], &usage["thumbs_down"]), (&json!(up), &json!(down)));
    }
    let conversation = buyer.conversation(&owner).await;
    buyer.put(&rating, json!({ "helpful": false })).await.is(200);
    assert_eq!(owner.messages(&conversation).await.last().expect("messages")["bot"]["helpful"], false);
    let mine = buyer.messages().await[0]["id"].as_str().expect("an id").to_owned();
    buyer.put(&format!("/widget/messages/{mine}/rating"), json!({ "helpful": true })).await.is(409);
    let stranger = app.visitor().await;
    stranger.put(&rating, json!({ "helpful": true })).await.is(404);
}

async fn hot_questions_greet_a_buyer(app: TestApp) {
    let (owner, buyer, asked) = with_bot(&app).await;
    let open = async || {
        let opening = json!({ "key": app.shop.key, "locale": "zh-CN" });
        app.anybody().post("/widget/session", opening).await.is(200)["inbox"]["hot_questions"].clone()
    };
    assert_eq!(open().await, json!([]), "nothing was asked yet");
    buyer.say(QUESTION).await;
    bot_said(&app, &buyer, 1).await;
    let hot = json!([{ "entry_id": asked, "title": QUESTION }]);
    eventually("a hot question", async || open().await == hot).await;
    let chosen = teach(&owner, "可以开发票吗", "可以，电子发票。").await;
    set(&owner, &app.shop.inbox_id, json!({ "hot_questions": [chosen] })).await;
    assert_eq!(open().await, json!([{ "entry_id": chosen, "title": "可以开发票吗" }]));
    set(&owner, &app.shop.inbox_id, json!({ "mode": "suggest_only" })).await;
    assert_eq!(open().await, json!([]), "nobody would answer at once");
}

async fn settings_are_checked_and_recorded(app: TestApp) {
    let (owner, ..) = with_bot(&app).await;
    let path = format!("/bot/settings/{}", app.shop.inbox_id);
    let read = owner.get(&path).await.is(200);
    for (name, value, field) in [
        ("patience_seconds", json!(0), "patience_seconds"),
        ("hours", json!([{ "days": [8], "from": "08:00", "until": "09:00", "mode": "off" }]), "hours.days"),
        ("hours", json!([{ "days": [], "from": "08:00", "until": "09:00", "mode": "off" }]), "hours.days"),
        ("hours", json!([{ "days": [1], "from": "8:00", "until": "09:00", "mode": "off" }]), "hours.from"),
        ("hours", json!([{ "days": [1], "from": "08:00", "until": "24:00", "mode": "off" }]), "hours.until"),
        ("hand_over_words", json!(["  "]), "hand_over_words"),
        ("hot_questions", json!([uuid::Uuid::now_v7()]), "hot_questions"),
        ("offline", json!({ "en": "x".repeat(501) }), "offline.en"),
    ] {
        let mut settings = read["settings"].clone();
        settings[name] = value.clone();
        let problem = owner.put(&path, json!({ "settings": settings, "version": read["version"] })).await.is(422);
        assert_eq!(problem["errors"][0]["field"], field, "{name} {value}");
    }
    let stale = json!({ "settings": read["settings"], "version": 0 });
    assert_eq!(owner.put(&path, stale).await.is(409)["code"], "settings_changed");
    let agent = app.agent("小梅").await;
    agent.get(&path).await.is(200);
    let mine = json!({ "settings": read["settings"], "version": read["version"] });
    agent.put(&path, mine).await.is(403);
    let log = owner.get("/audit?limit=50").await.is(200);
    let entry = log["items"].as_array().expect("a list").iter().find(|entry| entry["action"] == "bot.updated");
    assert!(entry.is_some_and(|entry| entry.to_string().contains("bot_first")), "{log}");
}

async fn a_shop_tries_its_bot_before_buyers_do(app: TestApp) {
    let (owner, buyer, entry) = with_bot(&app).await;
    let path = format!("/bot/settings/{}/preview", app.shop.inbox_id);
    let says = async |question: &str| owner.post(&path, json!({ "question": question })).await.is(200);
    let known = says(QUESTION).await;
    assert_eq!((&known["act"], &known["ranked"][0]["entry_id"]), (&json!("answer"), &json!(entry)));
    assert_eq!(says("xyzzy plugh").await["act"], "miss");
    let refund = says("我要退款").await;
    assert_eq!((&refund["act"], &refund["reason"]), (&json!("hand_over"), &json!("refund")));
    owner.post(&path, json!({ "question": " " })).await.is(422);
    assert!(buyer.messages().await.is_empty());
}

async fn several_processes_answer_once(app: TestApp) {
    let (_, _, _) = with_bot(&app).await;
    let other = app.neighbour().await;
    for n in 0..6 {
        let buyer = app.visitor().await;
        let place = if n % 2 == 0 { buyer.clone() } else { buyer.at(&other) };
        place.say(QUESTION).await;
        bot_said(&app, &buyer, 1).await;
        stays_silent(&app, &buyer, 1).await;
    }
    other.stop().await;
}

async fn a_picture_is_left_to_a_person(app: TestApp) {
    let (owner, buyer, _) = with_bot(&app).await;
    let file = buyer.upload("/widget/files", "票.png", &png(8, 8)).await.is(201);
    let message = json!({ "client_id": uuid::Uuid::now_v7(), "kind": "image", "file_id": file["id"] });
    buyer.post("/widget/messages", message).await.is(201);
    bot_said(&app, &buyer, 1).await;
    let conversation = buyer.conversation(&owner).await;
    assert_eq!(owner.messages(&conversation).await.last().expect("messages")["bot"]["reason"], "unreadable");
}

async fn what_was_said_by_the_bot_is_erased_too(app: TestApp) {
    let (owner, buyer, entry) = with_bot(&app).await;
    press(&buyer, QUESTION, json!({ "what": "entry", "entry_id": entry })).await;
    bot_said(&app, &buyer, 1).await;
    let named = json!({ "name": owner.get(&format!("/customers/{}", buyer.customer_id)).await.is(200)["name"] });
    owner.post(&format!("/customers/{}/erasure", buyer.customer_id), named).await.is(202);
    let left = "SELECT COUNT(*) FROM messages WHERE bot IS NOT NULL OR press IS NOT NULL";
    eventually("nothing left", async || app.count(left).await == 0).await;
}

async fn two_shops_never_mix(app: TestApp) {
    let (owner, buyer, entry) = with_bot(&app).await;
    let other = Shop::open(&app, "别家").await;
    let stranger = other.owner(&app).await;
    set(&stranger, &other.inbox_id, json!({ "mode": "bot_first" })).await;
    stranger.get(&format!("/bot/settings/{}", app.shop.inbox_id)).await.is(404);
    let theirs = json!({ "settings": {}, "version": 0 });
    stranger.put(&format!("/bot/settings/{}", app.shop.inbox_id), theirs).await.is(404);
    let guest = other.visitor(&app).await;
    press(&guest, QUESTION, json!({ "what": "entry", "entry_id": entry })).await;
    assert_eq!(bot_said(&app, &guest, 1).await[0]["bot"]["act"], "miss", "the other shop knows nothing");
    buyer.say(QUESTION).await;
    let said = bot_said(&app, &buyer, 1).await.remove(0);
    let rating = format!("/widget/messages/{}/rating", said["id"].as_str().expect("an id"));
    guest.put(&rating, json!({ "helpful": true })).await.is(404);
    let conversation = buyer.conversation(&owner).await;
    stranger.get(&format!("/conversations/{conversation}/suggestions")).await.is(404);
    assert!(path(&json!({ "id": entry })).ends_with(&entry));
}

async fn two_machines_that_answer_each_other_stop(app: TestApp) {
    let (owner, other, _) = with_bot(&app).await;
    for round in 1..=12 {
        other.say(QUESTION).await;
        bot_said(&app, &other, round).await;
    }
    other.say(QUESTION).await;
    let last = bot_said(&app, &other, 13).await.pop().expect("words");
    assert_eq!(last["bot"]["act"], "hand_over");
    other.say(QUESTION).await;
    stays_silent(&app, &other, 13).await;
    let id = other.conversation(&owner).await;
    let seen = owner.messages(&id).await;
    let last = seen.iter().rev().find(|message| message["author"] == "bot").expect("words");
    assert_eq!(last["bot"]["reason"], "too_many_rounds");
    assert!(owner.conversation(&id).await["waiting_since"].is_string(), "a person has a look");
}
