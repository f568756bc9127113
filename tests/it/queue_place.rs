//! Buyers who wait are told where they stand, and how long it is likely to take.

use serde_json::{Value, json};

use crate::harness::{Socket, Staff, TestApp, Visitor, both_engines, eventually};

both_engines![
    who_waits_sees_their_place_and_comes_closer,
    how_long_it_takes_is_told_by_the_pace,
    a_place_counts_those_before_who_want_the_same,
    nobody_is_told_a_place_that_means_nothing,
];

async fn automatic(app: &TestApp, more: Value) {
    let mut settings = json!({ "assignment": "automatic", "overflow_seconds": 0 });
    settings.as_object_mut().expect("settings").extend(more.as_object().expect("settings").clone());
    app.owner().await.put("/reception", settings).await.is(200);
}

/// A buyer who has written, with an open widget.
async fn asks(app: &TestApp) -> (Visitor, Socket) {
    let buyer = app.visitor().await;
    let widget = buyer.widget(app, None).await;
    buyer.say("在吗").await;
    app.turn_clock(1);
    (buyer, widget)
}

/// The place that a widget shows next.
async fn told(widget: &mut Socket) -> Value {
    widget.expect("queue").await["place"].clone()
}

async fn becomes(widget: &mut Socket, position: i64) {
    widget.expect_where("the place", |frame| frame["type"] == "queue" && frame["place"]["position"] == position).await;
}

/// The place that a page which loads now begins with.
async fn place_of(app: &TestApp, buyer: &Visitor) -> Value {
    let opening = json!({ "key": app.shop.key, "locale": "zh-CN", "token": buyer.token });
    app.anybody().post("/widget/session", opening).await.is(200)["queue"].clone()
}

/// An agent who serves one buyer at a time and has one.
async fn taken(app: &TestApp) -> (Staff, Socket, String) {
    let mei = app.agent("小梅").await;
    let desk = mei.desk(app, None).await;
    let first = app.visitor().await;
    first.say("在吗").await;
    let id = first.conversation(&mei).await;
    eventually("she serves the first", async || mei.conversation(&id).await["assignee_id"] == json!(mei.id)).await;
    (mei, desk, id)
}

async fn who_waits_sees_their_place_and_comes_closer(app: TestApp) {
    automatic(&app, json!({ "capacity": 1 })).await;
    let (mei, _desk, first) = taken(&app).await;
    let (early, mut one) = asks(&app).await;
    assert_eq!(told(&mut one).await, json!({ "position": 1, "wait_seconds": null }));
    let (late, mut two) = asks(&app).await;
    becomes(&mut two, 2).await;
    assert_eq!(place_of(&app, &late).await["position"], 2, "a page that loads begins with it");

    mei.act(&first, "solve", json!({})).await;
    becomes(&mut two, 1).await;
    one.expect_where("it is over", |frame| frame["type"] == "queue" && frame["place"].is_null()).await;
    assert_eq!(place_of(&app, &early).await, json!(null), "who is served waits no more");
}

async fn how_long_it_takes_is_told_by_the_pace(app: TestApp) {
    automatic(&app, json!({ "capacity": 1 })).await;
    let (mei, _desk, mut running) = taken(&app).await;
    // One is served every hundred seconds.
    for _ in 0..2 {
        let (buyer, _widget) = asks(&app).await;
        app.turn_clock(99);
        mei.act(&running, "solve", json!({})).await;
        running = buyer.conversation(&mei).await;
        let owner = async || mei.conversation(&running).await["assignee_id"] == json!(mei.id);
        eventually("the next is served", owner).await;
    }
    let mut waiting = Vec::new();
    for _ in 0..3 {
        waiting.push(asks(&app).await);
    }
    let (last, mut widget) = waiting.pop().expect("the last");
    becomes(&mut widget, 3).await;
    let place = place_of(&app, &last).await;
    let wait = place["wait_seconds"].as_i64().expect("a wait");
    // Three were given away since two hundred seconds ago, and some.
    assert_eq!((wait % 60, (180..=240).contains(&wait)), (0, true), "{place}");
}

async fn a_place_counts_those_before_who_want_the_same(app: TestApp) {
    automatic(&app, json!({ "capacity": 1 })).await;
    let (mei, _desk, _) = taken(&app).await;
    let lin = app.agent("阿林").await;
    let group = json!({ "name": "英语", "skills": { "languages": ["en"] }, "member_ids": [lin.id] });
    app.owner().await.post("/staff_groups", group).await.is(201);
    let chinese = json!({ "name": "中文", "skills": { "languages": ["zh-CN"] }, "member_ids": [mei.id] });
    app.owner().await.post("/staff_groups", chinese).await.is(201);
    let (early, mut one) = asks(&app).await;
    becomes(&mut one, 1).await;
    let opened = app.anybody().post("/widget/session", json!({ "key": app.shop.key, "locale": "en" })).await;
    let foreigner = Visitor::known_by(&app, &opened.is(200));
    foreigner.say("hello").await;
    eventually("nobody who speaks English is there", async || !place_of(&app, &early).await.is_null()).await;
    assert_eq!(place_of(&app, &foreigner).await, json!(null));

    let _desk = lin.desk(&app, None).await;
    let id = foreigner.conversation(&mei).await;
    eventually("she is served", async || mei.conversation(&id).await["assignee_id"] == json!(lin.id)).await;
    let opened = app.anybody().post("/widget/session", json!({ "key": app.shop.key, "locale": "en" })).await;
    let next = Visitor::known_by(&app, &opened.is(200));
    let mut widget = next.widget(&app, None).await;
    next.say("hello").await;
    assert_eq!(told(&mut widget).await["position"], 1, "the Chinese line is another");
}

async fn nobody_is_told_a_place_that_means_nothing(app: TestApp) {
    let mei = app.agent("小梅").await;
    let desk = mei.desk(&app, None).await;
    let (buyer, _widget) = asks(&app).await;
    assert_eq!(place_of(&app, &buyer).await, json!(null), "anybody may be taken next");
    automatic(&app, json!({ "capacity": 1, "show_position": false })).await;
    let id = buyer.conversation(&mei).await;
    eventually("it is given away", async || mei.conversation(&id).await["assignee_id"] == json!(mei.id)).await;
    let (other, _widget) = asks(&app).await;
    assert_eq!(place_of(&app, &other).await, json!(null), "the shop does not want it");
    automatic(&app, json!({ "capacity": 1 })).await;
    assert_eq!(place_of(&app, &other).await["position"], 1);
    drop(desk);
    eventually("nobody is there", async || place_of(&app, &other).await.is_null()).await;
}
