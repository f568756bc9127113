//! What the bot achieved: figures from what was said, each with its conversations.

use serde_json::{Value, json};

use crate::bot::{ANSWER, QUESTION, bot_said, set, teach};
use crate::harness::{Shop, Staff, TestApp, both_engines, eventually};

both_engines![
    the_bots_work_is_counted_and_leads_to_its_conversations,
    it_tells_of_one_inbox_and_of_a_time,
    another_shops_bot_counts_nowhere,
];

const DAY: i64 = 86_400;

async fn figures(staff: &Staff, query: &str) -> Value {
    staff.get(&format!("/figures/bot{query}")).await.is(200)
}

/// The conversations behind a figure, with what each adds to it.
async fn behind(staff: &Staff, figure: &str) -> Vec<(String, i64)> {
    let answer = staff.get(&format!("/figures/bot/conversations?figure={figure}")).await.is(200);
    let items = answer["items"].as_array().expect("a list").iter();
    items.map(|one| (one["id"].as_str().expect("an id").to_owned(), one["count"].as_i64().expect("a number"))).collect()
}

async fn the_bots_work_is_counted_and_leads_to_its_conversations(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    teach(&owner, QUESTION, ANSWER).await;
    set(&owner, &app.shop.inbox_id, json!({ "mode": "bot_first" })).await;
    let empty = figures(&mei, "").await;
    assert_eq!((&empty["conversations"], &empty["questions"]), (&json!(0), &json!(0)));

    let (pleased, quiet, caller, taken) =
        (app.visitor().await, app.visitor().await, app.visitor().await, app.visitor().await);
    pleased.say(QUESTION).await;
    let answer = bot_said(&app, &pleased, 1).await[0]["id"].as_str().expect("an id").to_owned();
    pleased.put(&format!("/widget/messages/{answer}/rating"), json!({ "helpful": true })).await.is(200);
    quiet.say(QUESTION).await;
    bot_said(&app, &quiet, 1).await;
    caller.say("转人工").await;
    bot_said(&app, &caller, 1).await;
    taken.say(QUESTION).await;
    bot_said(&app, &taken, 1).await;
    let id = taken.conversation(&mei).await;
    mei.reply(&id, "我来补充一下").await;
    app.visitor().await;

    let found = figures(&mei, "?days=30").await;
    let ways = ["conversations", "bot_only", "called_at_once", "called_later", "taken_over"].map(|one| &found[one]);
    assert_eq!(ways, [&json!(4), &json!(2), &json!(1), &json!(0), &json!(1)]);
    let met = ["questions", "answered", "left_to_people", "fallback"].map(|one| &found[one]);
    assert_eq!(met, [&json!(4), &json!(3), &json!(1), &json!(0)]);
    assert_eq!((&found["silent"], &found["unsolved"]), (&json!(1), &json!(0)));

    // Each figure is the sum of what its conversations count.
    for (figure, value) in found.as_object().expect("figures") {
        if let Some(value) = value.as_i64() {
            let sum: i64 = behind(&mei, figure).await.iter().map(|(_, count)| count).sum();
            assert_eq!(sum, value, "{figure}");
        }
    }
    assert_eq!(behind(&mei, "taken_over").await, [(id, 1)]);
    mei.get("/figures/bot/conversations?figure=wealth").await.is(422);
    mei.get("/figures/bot?days=8").await.is(422);
}

async fn it_tells_of_one_inbox_and_of_a_time(app: TestApp) {
    let owner = app.owner().await;
    teach(&owner, QUESTION, ANSWER).await;
    set(&owner, &app.shop.inbox_id, json!({ "mode": "bot_first" })).await;
    let other = owner.post("/inboxes", json!({ "name": "小店" })).await.is(201);
    let other = other["id"].as_str().expect("an id");
    let buyer = app.visitor().await;
    buyer.say(QUESTION).await;
    bot_said(&app, &buyer, 1).await;
    let of = async |query: &str| figures(&owner, query).await["conversations"].clone();
    assert_eq!(of(&format!("?inbox_id={}", app.shop.inbox_id)).await, json!(1));
    assert_eq!(of(&format!("?inbox_id={other}")).await, json!(0));
    app.turn_clock(8 * DAY);
    let owner = app.owner().await;
    let of = async |query: &str| figures(&owner, query).await["conversations"].clone();
    assert_eq!((of("").await, of("?days=30").await), (json!(0), json!(1)));
}

async fn another_shops_bot_counts_nowhere(app: TestApp) {
    let owner = app.owner().await;
    teach(&owner, QUESTION, ANSWER).await;
    set(&owner, &app.shop.inbox_id, json!({ "mode": "bot_first" })).await;
    let buyer = app.visitor().await;
    buyer.say(QUESTION).await;
    bot_said(&app, &buyer, 1).await;
    eventually("a count", async || figures(&owner, "").await["answered"] == 1).await;
    let elsewhere = Shop::open(&app, "别家").await.owner(&app).await;
    assert_eq!(figures(&elsewhere, "").await["conversations"], 0);
    assert_eq!(behind(&elsewhere, "answered").await, []);
    // An inbox of another shop answers like one that is not there.
    elsewhere.get(&format!("/figures/bot?inbox_id={}", app.shop.inbox_id)).await.is(404);
}
