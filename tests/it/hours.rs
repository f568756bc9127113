//! When the shop is open, and what its buyers are told to expect. Stories begin at noon of a Wednesday in Shanghai.

use serde_json::{Value, json};
use zhanggui::hours::expectation;
use zhanggui::ids::InboxId;
use zhanggui::language::Language;

use crate::bot::bot_said;
use crate::harness::{Shop, Socket, Staff, TestApp, Visitor, both_engines};

both_engines![
    a_shop_without_hours_is_always_open,
    weekly_hours_hold_in_the_shops_time_zone,
    a_holiday_goes_before_the_week,
    a_day_of_great_sales_runs_past_midnight,
    an_inbox_has_hours_of_its_own,
    what_cannot_be_is_refused,
    nobody_overwrites_what_they_have_not_read,
    changes_are_recorded_and_told,
    hours_survive_a_restart,
    an_open_widget_learns_of_changes,
    who_is_away_is_not_there_for_buyers,
    how_soon_is_what_buyers_needed_lately,
    closed_hours_count_in_no_wait,
    the_bot_says_when_the_shop_is_back,
    at_night_the_bot_waits_for_nobody,
    what_buyers_would_read_can_be_looked_at_first,
    anothers_hours_are_its_own,
    openings_are_told,
];

const HOUR: i64 = 3600;

fn daily(from: &str, until: &str) -> Value {
    let day = json!([{ "from": from, "until": until }]);
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    Value::Object(days.into_iter().map(|name| (name.to_owned(), day.clone())).collect())
}

async fn open(app: &TestApp, hours: Value) -> Value {
    app.owner().await.put("/business_hours", hours).await.is(200)
}

async fn outlook(app: &TestApp) -> Value {
    outlook_of(app, &app.shop.key).await
}

async fn outlook_of(app: &TestApp, key: &str) -> Value {
    let opened = app.anybody().post("/widget/session", json!({ "key": key, "locale": "zh-CN" })).await.is(200);
    opened["inbox"]["outlook"].clone()
}

/// What a buyer of the shop's inbox reads.
async fn words(app: &TestApp, language: Language) -> String {
    let id: InboxId = app.shop.inbox_id.parse().expect("an id");
    let inboxes = zhanggui::inboxes::of_shop(&app.app, app.shop.id).await.expect("inboxes");
    let inbox = inboxes.into_iter().find(|inbox| inbox.id == id).expect("the inbox");
    let mut reader = app.app.db.reader().await.expect("a reader");
    expectation(&app.app, &mut reader.conn(), &inbox).await.expect("an outlook").words(language)
}

async fn a_shop_without_hours_is_always_open(app: TestApp) {
    let read = app.owner().await.get("/business_hours").await;
    assert_eq!(read.is(200), json!({ "week": null, "special_days": [], "inboxes": [] }));
    assert_eq!(read.header("etag"), "\"0\"");
    let now = outlook(&app).await;
    assert_eq!((&now["open"], &now["opens_at"], &now["closes_at"]), (&json!(true), &Value::Null, &Value::Null));
    assert_eq!(words(&app, Language::Simplified).await, "客服暂时不在，请留言，我们回来后尽快回复您。");
}

async fn weekly_hours_hold_in_the_shops_time_zone(app: TestApp) {
    open(&app, json!({ "week": daily("09:00", "22:00") })).await;
    let _desk = app.owner().await.desk(&app, None).await;
    let now = outlook(&app).await;
    assert_eq!(now["open"], true);
    assert_eq!(now["closes_at"], "2026-11-11T14:00:00.000Z");
    assert_eq!(now["opens_at"], "2026-11-12T01:00:00.000Z");
    assert_eq!(words(&app, Language::Simplified).await, "客服在线。");

    app.turn_clock(10 * HOUR);
    let night = outlook(&app).await;
    assert_eq!((&night["open"], &night["closes_at"]), (&json!(false), &Value::Null));
    assert_eq!(night["opens_at"], "2026-11-12T01:00:00.000Z");
    assert_eq!(words(&app, Language::Simplified).await, "现在是休息时间，明天 9:00 上线。");
    assert_eq!(words(&app, Language::English).await, "We are closed now and back tomorrow at 9:00.");
    // After midnight the same morning is today's.
    app.turn_clock(3 * HOUR);
    assert_eq!(words(&app, Language::Traditional).await, "現在是休息時間，今天 9:00 上線。");

    // The shop moves: the same hours are others.
    app.owner().await.patch("/shop", json!({ "timezone": "Europe/Berlin" })).await.is(200);
    assert_eq!(outlook(&app).await["open"], true);
}

async fn a_holiday_goes_before_the_week(app: TestApp) {
    let holiday = json!({ "name": "店庆", "from": "2026-11-11", "until": "2026-11-15" });
    open(&app, json!({ "week": daily("09:00", "22:00"), "special_days": [holiday] })).await;
    let now = outlook(&app).await;
    assert_eq!((&now["open"], &now["special_day"]), (&json!(false), &json!("店庆")));
    assert_eq!(words(&app, Language::Simplified).await, "店庆休息，周一 9:00 上线。");
}

async fn a_day_of_great_sales_runs_past_midnight(app: TestApp) {
    let sale = json!({ "name": "双11", "from": "2026-11-11", "until": "2026-11-11",
        "spans": [{ "from": "08:00", "until": "02:00" }] });
    open(&app, json!({ "week": daily("09:00", "18:00"), "special_days": [sale] })).await;
    assert_eq!(outlook(&app).await["closes_at"], "2026-11-11T18:00:00.000Z");
    app.turn_clock(13 * HOUR);
    let after_midnight = outlook(&app).await;
    assert_eq!((&after_midnight["open"], &after_midnight["special_day"]), (&json!(true), &Value::Null));
    app.turn_clock(HOUR);
    assert_eq!(outlook(&app).await["open"], false);
}

async fn an_inbox_has_hours_of_its_own(app: TestApp) {
    let other = app.owner().await.post("/inboxes", json!({ "name": "夜间" })).await.is(201);
    let key = other["public_key"].as_str().expect("a key").to_owned();
    let own = json!([{ "inbox_id": other["id"], "week": daily("20:00", "04:00") }]);
    open(&app, json!({ "week": daily("09:00", "18:00"), "inboxes": own })).await;
    assert_eq!((&outlook(&app).await["open"], &outlook_of(&app, &key).await["open"]), (&json!(true), &json!(false)));
    app.turn_clock(13 * HOUR);
    assert_eq!((&outlook(&app).await["open"], &outlook_of(&app, &key).await["open"]), (&json!(false), &json!(true)));
}

async fn what_cannot_be_is_refused(app: TestApp) {
    let owner = app.owner().await;
    let twice = json!([{ "from": "09:00", "until": "12:00" }, { "from": "11:00", "until": "13:00" }]);
    let day = |more: Value| {
        let mut day = json!({ "name": "店庆", "from": "2026-11-11", "until": "2026-11-11" });
        day.as_object_mut().expect("a day").extend(more.as_object().expect("fields").clone());
        json!({ "special_days": [day] })
    };
    for (hours, field, code) in [
        (json!({ "week": { "monday": twice } }), "week.monday", "overlap"),
        (day(json!({ "until": "2026-11-10" })), "special_days.0.until", "before_from"),
        (day(json!({ "name": "" })), "special_days.0.name", "required"),
        (day(json!({ "spans": [{ "from": "09:00", "until": "09:00" }] })), "special_days.0.spans", "empty_span"),
        (day(json!({ "inbox_ids": [uuid::Uuid::now_v7()] })), "special_days.0.inbox_ids", "unknown"),
        (json!({ "inboxes": [{ "inbox_id": uuid::Uuid::now_v7(), "week": null }] }), "inboxes", "unknown"),
    ] {
        owner.put("/business_hours", hours).await.invalid(field, code);
    }
    for hours in [
        json!({ "week": { "monday": [["09:00", "12:00"]] } }),
        json!({ "week": { "monday": [{ "from": "9:00", "until": "12:00" }] } }),
        json!({ "week": { "monday": [{ "from": "09:00", "until": "25:00" }] } }),
        json!({ "week": { "holiday": [] } }),
        day(json!({ "from": "2026-02-30" })),
        json!({ "always": true }),
    ] {
        let answer = owner.put("/business_hours", hours.clone()).await;
        assert!([400, 422].contains(&answer.status), "{hours} → {}", answer.status);
    }
    assert_eq!(owner.get("/business_hours").await.header("etag"), "\"0\"", "nothing was stored");
    let agent = app.agent("小梅").await;
    agent.put("/business_hours", json!({})).await.refused(403, "no_permission");
}

async fn nobody_overwrites_what_they_have_not_read(app: TestApp) {
    let owner = app.owner().await;
    let first = owner.with("if-match", "\"0\"");
    first.put("/business_hours", json!({ "week": daily("09:00", "22:00") })).await.is(200);
    first.put("/business_hours", json!({})).await.refused(409, "settings_changed");
    let read = owner.get("/business_hours").await;
    assert_eq!(read.is(200)["week"]["monday"], json!([{ "from": "09:00", "until": "22:00" }]));
    owner.with("if-match", read.header("etag")).put("/business_hours", json!({})).await.is(200);
}

async fn changes_are_recorded_and_told(app: TestApp) {
    let owner = app.owner().await;
    let mut desk = app.agent("小梅").await.desk(&app, None).await;
    open(&app, json!({ "week": daily("09:00", "22:00") })).await;
    desk.expect_event("shop.updated").await;
    let entry = owner.get("/audit?limit=1").await.is(200)["items"][0].clone();
    assert_eq!(entry["action"], "business_hours.updated", "{entry}");
    // The same again is no change.
    open(&app, json!({ "week": daily("09:00", "22:00") })).await;
    assert_eq!(owner.get("/audit?limit=1").await.is(200)["items"][0]["id"], entry["id"]);
}

async fn hours_survive_a_restart(app: TestApp) {
    let saved = open(&app, json!({ "week": daily("13:00", "22:00") })).await;
    let app = app.restart().await;
    assert_eq!(app.owner().await.get("/business_hours").await.is(200), saved);
    assert_eq!(outlook(&app).await["open"], false);
}

async fn tells(widget: &mut Socket, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
    let frame = widget.expect_where(what, |frame| frame["type"] == "outlook" && fits(&frame["outlook"])).await;
    frame["outlook"].clone()
}

async fn an_open_widget_learns_of_changes(app: TestApp) {
    let mut widget = app.visitor().await.widget(&app, None).await;
    let mei = app.agent("小梅").await;
    let desk = mei.desk(&app, None).await;
    tells(&mut widget, "somebody is there", |now| now["online"] == true).await;
    open(&app, json!({ "week": daily("09:00", "22:00") })).await;
    let now = tells(&mut widget, "it will close", |now| now["closes_at"] != Value::Null).await;
    assert_eq!(now["opens_at"], "2026-11-12T01:00:00.000Z");
    drop(desk);
    tells(&mut widget, "nobody is there", |now| now["online"] == false).await;
}

async fn who_is_away_is_not_there_for_buyers(app: TestApp) {
    let mei = app.agent("小梅").await;
    let viewer = app.staff("小看", zhanggui::auth::Role::Viewer).await;
    let _desks = (mei.desk(&app, None).await, viewer.desk(&app, None).await);
    for (presence, online) in [("busy", true), ("away", false), ("online", true)] {
        mei.put("/me/presence", json!({ "presence": presence })).await.is(204);
        assert_eq!(outlook(&app).await["online"], online, "{presence}");
    }
}

/// A buyer who was answered after so many seconds.
async fn served_after(app: &TestApp, mei: &Staff, seconds: i64) {
    let buyer: Visitor = app.visitor().await;
    buyer.say("在吗").await;
    app.turn_clock(seconds);
    let id = buyer.conversation(mei).await;
    mei.reply(&id, "在的").await;
    mei.act(&id, "solve", json!({})).await;
}

async fn how_soon_is_what_buyers_needed_lately(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let path = format!("/inboxes/{}", app.shop.inbox_id);
    owner.patch(&path, json!({ "reply_seconds": 120 })).await.is(200);
    let _desk = mei.desk(&app, None).await;
    assert_eq!(outlook(&app).await["reply"], json!({ "seconds": 120, "measured": false }));
    assert_eq!(words(&app, Language::Simplified).await, "最迟 2 分钟内回复。");
    for number in 0..21 {
        served_after(&app, &mei, if number < 11 { 8 } else { 300 }).await;
    }
    // A figure holds for a while.
    app.turn_clock(600);
    assert_eq!(outlook(&app).await["reply"], json!({ "seconds": 8, "measured": true }));
    assert_eq!(words(&app, Language::English).await, "We usually reply within 8 s.");
    // What was long ago says nothing any more.
    app.turn_clock(8 * 24 * HOUR);
    assert_eq!(outlook(&app).await["reply"], json!({ "seconds": 120, "measured": false }));
}

async fn closed_hours_count_in_no_wait(app: TestApp) {
    let mei = app.agent("小梅").await;
    open(&app, json!({ "week": daily("09:00", "12:00") })).await;
    // It has just closed. Twenty buyers write, and are answered at nine and half a minute.
    let mut asked = Vec::new();
    for _ in 0..20 {
        let buyer = app.visitor().await;
        buyer.say("在吗").await;
        asked.push(buyer.conversation(&mei).await);
    }
    app.turn_clock(21 * HOUR + 30);
    for id in asked {
        mei.reply(&id, "在的").await;
    }
    app.turn_clock(600);
    assert_eq!(outlook(&app).await["reply"], json!({ "seconds": 30, "measured": true }));
}

async fn bot(app: &TestApp, settings: Value) {
    let path = format!("/bot/settings/{}", app.shop.inbox_id);
    app.owner().await.put(&path, json!({ "settings": settings, "version": 0 })).await.is(200);
}

async fn the_bot_says_when_the_shop_is_back(app: TestApp) {
    open(&app, json!({ "week": daily("13:00", "22:00") })).await;
    bot(&app, json!({ "mode": "bot_first" })).await;
    let buyer = app.visitor().await;
    buyer.say("找人工").await;
    let said = bot_said(&app, &buyer, 1).await;
    let text = said[0]["text"].as_str().expect("words");
    assert!(text.ends_with("我们上线后会第一时间回复您。现在是休息时间，今天 13:00 上线。"), "{text}");
}

async fn at_night_the_bot_waits_for_nobody(app: TestApp) {
    open(&app, json!({ "week": daily("13:00", "22:00") })).await;
    bot(&app, json!({ "mode": "human_first", "patience_seconds": 600 })).await;
    // Somebody forgot to close the desk.
    let _desk = app.agent("小梅").await.desk(&app, None).await;
    let buyer = app.visitor().await;
    buyer.say("找人工").await;
    bot_said(&app, &buyer, 1).await;
}

async fn what_buyers_would_read_can_be_looked_at_first(app: TestApp) {
    let mei = app.agent("小梅").await;
    let settings = json!({ "week": daily("09:00", "22:00") });
    let wanted = json!({ "settings": settings, "at": "2026-11-11T14:30:00Z" });
    let seen = mei.post("/business_hours/preview", wanted).await.is(200);
    assert_eq!(seen["outlook"]["open"], false);
    assert_eq!(seen["texts"]["zh-CN"], "现在是休息时间，明天 9:00 上线。");
    assert_eq!(seen["texts"]["en"], "We are closed now and back tomorrow at 9:00.");
    assert_eq!(mei.get("/business_hours").await.is(200)["week"], Value::Null, "nothing was stored");
    let wrong = json!({ "settings": { "week": { "monday": [{ "from": "09:00", "until": "09:00" }] } } });
    mei.post("/business_hours/preview", wrong).await.invalid("week.monday", "empty_span");
}

async fn anothers_hours_are_its_own(app: TestApp) {
    open(&app, json!({ "week": daily("13:00", "22:00") })).await;
    let theirs = Shop::open(&app, "别家").await;
    let thief = theirs.owner(&app).await;
    assert_eq!(thief.get("/business_hours").await.is(200)["week"], Value::Null);
    assert_eq!(outlook_of(&app, &theirs.key).await["open"], true);
    let foreign = json!({ "inboxes": [{ "inbox_id": app.shop.inbox_id, "week": null }] });
    thief.put("/business_hours", foreign).await.invalid("inboxes", "unknown");
    let looked = json!({ "settings": {}, "inbox_id": app.shop.inbox_id });
    thief.post("/business_hours/preview", looked).await.refused(404, "not_found");
    thief.put("/business_hours", json!({ "week": daily("01:00", "02:00") })).await.is(200);
    assert_eq!(app.owner().await.get("/business_hours").await.is(200)["week"]["monday"][0]["from"], "13:00");
}

async fn openings_are_told(app: TestApp) {
    let mei = app.agent("小梅").await;
    let openings = async || mei.get("/business_hours/openings").await.is(200)["items"].clone();
    assert_eq!(openings().await, json!([]), "always open it never opens");
    open(&app, json!({ "week": daily("09:00", "18:00") })).await;
    let at = openings().await;
    assert_eq!(at.as_array().map(Vec::len), Some(8));
    assert_eq!(at[0], json!(app.now().plus_seconds(21 * HOUR)), "nine o'clock tomorrow");
}
