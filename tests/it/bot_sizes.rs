//! P11, P12: the bot tells buyers which size fits by the shop's chart, asks for what that depends on, and never guesses.

use serde_json::{Value, json};

use crate::bot::{QUESTION, bot_said, set, teach};
use crate::harness::{Shop, Staff, TestApp, Visitor, both_engines};
use crate::sizes::{chart, default_chart, dress_table, shoe_table};

both_engines![
    a_size_is_named_with_its_chart_and_the_confirm_line,
    what_is_missing_is_asked_and_what_was_said_is_kept,
    a_border_names_both_sizes,
    a_present_is_asked_after,
    what_can_mean_two_things_is_asked_not_guessed,
    who_fits_no_size_is_left_to_a_person,
    who_never_says_is_left_to_a_person,
    the_page_that_is_looked_at_names_the_chart,
    without_a_chart_words_of_sizes_are_asked_of_the_knowledge,
    measures_of_other_things_are_no_question,
    a_size_is_suggested_to_a_colleague_with_its_chart,
    the_preview_says_what_the_chart_says,
    charts_of_another_shop_answer_nobody,
];

async fn with_chart(app: &TestApp) -> (Staff, Visitor) {
    let owner = app.owner().await;
    default_chart(&owner).await;
    set(&owner, &app.shop.inbox_id, json!({ "mode": "bot_first" })).await;
    (owner, app.visitor().await)
}

fn text(message: &Value) -> &str {
    message["text"].as_str().expect("words")
}

/// The bot's newest message as colleagues see it.
async fn seen(buyer: &Visitor, by: &Staff) -> Value {
    let conversation = buyer.conversation(by).await;
    let all = by.messages(&conversation).await;
    all.into_iter().rfind(|message| message["author"] == "bot").expect("the bot")["bot"].clone()
}

async fn a_size_is_named_with_its_chart_and_the_confirm_line(app: TestApp) {
    let (owner, buyer) = with_chart(&app).await;
    buyer.say("165 55公斤穿什么码？").await;
    let said = bot_said(&app, &buyer, 1).await.remove(0);
    assert!(text(&said).starts_with("按身高165厘米、体重55公斤，推荐 M 码。"), "{said}");
    assert!(text(&said).contains("下单前"), "{said}");
    assert_eq!(said["bot"]["act"], "answer");
    assert_eq!(
        said["bot"]["buttons"],
        json!([{ "label": "给别人买的", "entry_id": null }]),
        "nobody said whom it is for"
    );
    assert!(said["bot"].get("size").is_none(), "the chart is the shop's own matter");
    let seen = seen(&buyer, &owner).await;
    assert_eq!((&seen["size"]["name"], &seen["source"]), (&json!("连衣裙"), &Value::Null));
    let conversation = buyer.conversation(&owner).await;
    assert_eq!(owner.conversation(&conversation).await["waiting_since"], Value::Null, "it is answered");
}

async fn what_is_missing_is_asked_and_what_was_said_is_kept(app: TestApp) {
    let (owner, buyer) = with_chart(&app).await;
    buyer.say("这条裙子我穿什么码").await;
    let asked = bot_said(&app, &buyer, 1).await.remove(0);
    assert_eq!((text(&asked), &asked["bot"]["act"]), ("请告诉我您的身高和体重，我按尺码表帮您看。", &json!("ask")));
    buyer.say("165").await;
    assert_eq!(text(&bot_said(&app, &buyer, 2).await[1]), "请告诉我您的体重，我按尺码表帮您看。");
    buyer.say("110斤").await;
    let said = bot_said(&app, &buyer, 3).await.remove(2);
    assert!(text(&said).contains("推荐 M 码"), "{said}");
    assert_eq!(said["bot"]["buttons"], json!([]), "it is for herself");
    assert_eq!(seen(&buyer, &owner).await["act"], "answer");
}

async fn a_border_names_both_sizes(app: TestApp) {
    let (_, buyer) = with_chart(&app).await;
    buyer.say("我155，50公斤，买多大的合适").await;
    let said = bot_said(&app, &buyer, 1).await.remove(0);
    assert!(text(&said).contains("S 码和 M 码之间"), "{said}");
    assert!(text(&said).contains("下单前"), "{said}");
}

async fn a_present_is_asked_after(app: TestApp) {
    let (_, buyer) = with_chart(&app).await;
    buyer.say("我165 110斤，这条裙子给妈妈买穿什么码").await;
    let asked = bot_said(&app, &buyer, 1).await.remove(0);
    assert_eq!(text(&asked), "请告诉我穿的人的身高和体重，我按尺码表帮您看。");
    buyer.say("她155，90斤").await;
    assert!(text(&bot_said(&app, &buyer, 2).await[1]).contains("推荐 S 码"));

    let other = app.visitor().await;
    other.say("穿什么码").await;
    let asked = bot_said(&app, &other, 1).await.remove(0);
    assert_eq!(text(&asked), "是您自己穿，还是给别人买的？请告诉我穿的人的身高和体重，我按尺码表帮您看。");
    let labels: Vec<_> =
        asked["bot"]["buttons"].as_array().expect("buttons").iter().map(|button| button["label"].clone()).collect();
    assert_eq!(labels, ["我自己穿", "给别人买的"]);
    other.say("给别人买的").await;
    assert_eq!(text(&bot_said(&app, &other, 2).await[1]), "请告诉我穿的人的身高和体重，我按尺码表帮您看。");
    other.say("160 120斤").await;
    // 60 kg at 160 cm: between the two rows, and both say so.
    let said = bot_said(&app, &other, 3).await.remove(2);
    assert!(text(&said).contains(" 码"), "{said}");
    assert_eq!(said["bot"]["act"], "answer");
}

async fn what_can_mean_two_things_is_asked_not_guessed(app: TestApp) {
    let (_, buyer) = with_chart(&app).await;
    buyer.say("我165 110 穿什么码").await;
    let asked = bot_said(&app, &buyer, 1).await.remove(0);
    assert_eq!(text(&asked), "110 是斤还是公斤呢？");
    assert_eq!(asked["bot"]["buttons"][0]["label"], "110斤");
    buyer.say("110斤").await;
    assert!(text(&bot_said(&app, &buyer, 2).await[1]).contains("推荐 M 码"));
}

async fn who_fits_no_size_is_left_to_a_person(app: TestApp) {
    let (owner, buyer) = with_chart(&app).await;
    buyer.say("我190 90公斤穿什么码").await;
    let said = bot_said(&app, &buyer, 1).await.remove(0);
    assert_eq!(said["bot"]["act"], "hand_over");
    assert!(text(&said).starts_with("尺码表里没有正好对应的尺码"), "{said}");
    let seen = seen(&buyer, &owner).await;
    assert_eq!((&seen["reason"], &seen["size"]["name"]), (&json!("no_size"), &json!("连衣裙")));
    let conversation = buyer.conversation(&owner).await;
    assert_ne!(owner.conversation(&conversation).await["waiting_since"], Value::Null, "the buyer waits for a person");
}

async fn who_never_says_is_left_to_a_person(app: TestApp) {
    let (owner, buyer) = with_chart(&app).await;
    for (turn, words) in ["我穿什么码", "到底穿什么码", "那我穿什么码呢"].into_iter().enumerate() {
        buyer.say(words).await;
        assert_eq!(bot_said(&app, &buyer, turn + 1).await[turn]["bot"]["act"], "ask", "{words}");
    }
    buyer.say("所以是什么码").await;
    assert_eq!(bot_said(&app, &buyer, 4).await[3]["bot"]["act"], "hand_over");
    assert_eq!(seen(&buyer, &owner).await["reason"], "two_misses");
}

async fn the_page_that_is_looked_at_names_the_chart(app: TestApp) {
    let (owner, buyer) = with_chart(&app).await;
    let shoes = shoe_table(&[("38", 230, 240), ("39", 240, 250)]);
    owner.post("/size_charts", chart("童鞋", json!(["SHOE-1"]), shoes)).await.is(201);
    let page = json!({ "url": "https://shop.example/p/shoe-1?from=home", "title": "小步童鞋" });
    buyer.post("/widget/page", page).await.is(204);
    buyer.say("我穿几码").await;
    assert_eq!(text(&bot_said(&app, &buyer, 1).await[0]), "请告诉我您的脚长，我按尺码表帮您看。");
    buyer.say("脚长23.5").await;
    assert!(text(&bot_said(&app, &buyer, 2).await[1]).contains("推荐 38 码"));
    // What is sent says more than what is looked at.
    let card = json!({ "type": "product", "title": "茶歇裙", "url": "https://shop.example/p/dress-1" });
    owner.post("/size_charts", chart("裙", json!(["DRESS-1"]), dress_table())).await.is(201);
    let sent = json!({ "client_id": uuid::Uuid::now_v7(), "kind": "card", "card": card });
    buyer.post("/widget/messages", sent).await.is(201);
    buyer.say("这个呢，165 55公斤穿什么码").await;
    assert!(text(&bot_said(&app, &buyer, 3).await[2]).contains("推荐 M 码"));
    assert_eq!(seen(&buyer, &owner).await["size"]["name"], "裙");
}

async fn without_a_chart_words_of_sizes_are_asked_of_the_knowledge(app: TestApp) {
    let owner = app.owner().await;
    teach(&owner, "穿什么码合适", "详情页有尺码表，拿不准可以报身高体重。").await;
    set(&owner, &app.shop.inbox_id, json!({ "mode": "bot_first" })).await;
    let buyer = app.visitor().await;
    buyer.say("穿什么码合适").await;
    let said = bot_said(&app, &buyer, 1).await.remove(0);
    assert!(text(&said).starts_with("详情页"), "{said}");
    assert_eq!(seen(&buyer, &owner).await["size"], Value::Null);
}

async fn measures_of_other_things_are_no_question(app: TestApp) {
    let (owner, buyer) = with_chart(&app).await;
    teach(&owner, QUESTION, "四十八小时内。").await;
    teach(&owner, "床单配1.8米的床吗", "配的。").await;
    buyer.say("床单配1.8米的床吗").await;
    assert_eq!(text(&bot_said(&app, &buyer, 1).await[0]), "配的。");
    // Asked for a size, the buyer speaks of something else.
    buyer.say("我穿什么码").await;
    bot_said(&app, &buyer, 2).await;
    buyer.say(QUESTION).await;
    assert_eq!(text(&bot_said(&app, &buyer, 3).await[2]), "四十八小时内。");
}

async fn a_size_is_suggested_to_a_colleague_with_its_chart(app: TestApp) {
    let (owner, mei, buyer) = (app.owner().await, app.agent("小梅").await, app.visitor().await);
    default_chart(&owner).await;
    teach(&owner, "穿什么码合适", "详情页有尺码表。").await;
    buyer.say("我165 55公斤穿什么码合适").await;
    let conversation = buyer.conversation(&mei).await;
    let suggested = mei.get(&format!("/conversations/{conversation}/suggestions")).await.is(200);
    let first = &suggested["items"][0];
    assert_eq!((&first["title"], &first["entry_id"]), (&json!("连衣裙"), &Value::Null));
    assert!(first["chart_id"].is_string() && text(first).contains("推荐 M 码"), "{first}");
    assert!(suggested["items"].as_array().is_some_and(|items| items.len() <= 3));
}

async fn the_preview_says_what_the_chart_says(app: TestApp) {
    let (owner, _) = with_chart(&app).await;
    let path = format!("/bot/settings/{}/preview", app.shop.inbox_id);
    let says = async |question: &str| owner.post(&path, json!({ "question": question })).await.is(200);
    let known = says("165 55公斤穿什么码").await;
    assert_eq!((&known["act"], &known["size"]["sizes"]), (&json!("answer"), &json!(["M"])));
    assert_eq!(says("穿什么码").await["act"], "ask");
    assert_eq!(says("我190 90公斤穿什么码").await["reason"], "no_size");
    assert_eq!(says(QUESTION).await["size"], Value::Null);
}

async fn charts_of_another_shop_answer_nobody(app: TestApp) {
    with_chart(&app).await;
    let other = Shop::open(&app, "别家").await;
    let stranger = other.owner(&app).await;
    set(&stranger, &other.inbox_id, json!({ "mode": "bot_first" })).await;
    let guest = other.visitor(&app).await;
    guest.say("165 55公斤穿什么码").await;
    assert_eq!(bot_said(&app, &guest, 1).await[0]["bot"]["act"], "miss");
}
