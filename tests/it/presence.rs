//! Who is there to serve, and why not.

use serde_json::{Value, json};

use crate::harness::{Shop, Staff, TestApp, both_engines, eventually};

both_engines![
    colleagues_see_why_somebody_is_away,
    only_who_is_away_says_why,
    reasons_are_the_shops,
    who_touches_no_desk_is_away_by_itself,
    who_comes_back_is_online_again,
    or_says_so_where_the_shop_wants_it,
    who_is_away_is_given_nothing,
    a_choice_survives_a_restart,
    every_choice_leaves_a_line,
    coming_and_going_leave_lines,
    anothers_colleagues_are_not_told,
];

const MINUTE: i64 = 60;

async fn settings(app: &TestApp, settings: Value) {
    app.owner().await.put("/presence_settings", settings).await.is(200);
    zhanggui::jobs::lead(&app.app);
}

async fn seen(reader: &Staff, who: &Staff) -> Value {
    let staff = reader.get("/staff").await.is(200);
    let found = staff["items"].as_array().expect("staff").iter().find(|one| one["id"] == who.id.as_str());
    found.expect("a colleague").clone()
}

async fn becomes(reader: &Staff, who: &Staff, presence: &str) {
    eventually(presence, async || seen(reader, who).await["presence"] == presence).await;
}

async fn colleagues_see_why_somebody_is_away(app: TestApp) {
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let (mut desk, _other) = (mei.desk(&app, None).await, lin.desk(&app, None).await);
    let since = app.now();
    lin.put("/me/presence", json!({ "presence": "away", "reason": "  用餐 " })).await.is(204);
    let told = desk.expect_where("he is away", |frame| frame["staff"][0]["presence"] == "away").await;
    let told = &told["staff"][0];
    assert_eq!((&told["id"], &told["reason"], &told["since"]), (&json!(lin.id), &json!("用餐"), &json!(since)));
    let listed = seen(&mei, &lin).await;
    assert_eq!((&listed["presence_reason"], &listed["presence_since"]), (&json!("用餐"), &json!(since)));
    // Whoever comes later is told as well, and coming back takes the reason away.
    let late = app.agent("小波").await.desk(&app, None).await.expect("presence").await;
    assert!(late["staff"].as_array().expect("staff").contains(told), "{late}");
    lin.put("/me/presence", json!({ "presence": "online" })).await.is(204);
    assert_eq!(seen(&mei, &lin).await["presence_reason"], Value::Null);
}

async fn only_who_is_away_says_why(app: TestApp) {
    let mei = app.agent("小梅").await;
    for (body, field, code) in [
        (json!({ "presence": "busy", "reason": "用餐" }), "reason", "only_away"),
        (json!({ "presence": "away", "reason": "长".repeat(41) }), "reason", "too_long"),
        (json!({ "presence": "offline" }), "presence", "not_choosable"),
    ] {
        mei.put("/me/presence", body).await.invalid(field, code);
    }
    mei.put("/me/presence", json!({ "presence": "away", "reason": "长".repeat(40) })).await.is(204);
}

async fn reasons_are_the_shops(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let read = mei.get("/presence_settings").await;
    let at_first = json!({ "reasons": ["用餐", "小休", "培训", "会议"], "away_after_minutes": 0, "comes_back": true });
    assert_eq!(read.is(200), at_first);
    mei.put("/presence_settings", json!({})).await.refused(403, "no_permission");
    let first = owner.with("if-match", read.header("etag"));
    let wanted = json!({ "reasons": ["盘点", "盘点", "用餐"], "away_after_minutes": 15, "comes_back": false });
    assert_eq!(first.put("/presence_settings", wanted.clone()).await.is(200)["reasons"], json!(["盘点", "用餐"]));
    first.put("/presence_settings", wanted).await.refused(409, "settings_changed");
    owner
        .put("/presence_settings", json!({ "away_after_minutes": 241 }))
        .await
        .invalid("away_after_minutes", "out_of_range");
    let entry = owner.get("/audit?limit=1").await.is(200)["items"][0].clone();
    assert_eq!(entry["action"], "presence.updated", "{entry}");
}

async fn who_touches_no_desk_is_away_by_itself(app: TestApp) {
    settings(&app, json!({ "away_after_minutes": 10 })).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let _desks = (mei.desk(&app, None).await, lin.desk(&app, None).await);
    lin.put("/me/presence", json!({ "presence": "busy" })).await.is(204);
    app.turn_clock(9 * MINUTE);
    mei.post("/me/activity", json!({})).await.is(204);
    app.turn_clock(2 * MINUTE);
    becomes(&mei, &lin, "away").await;
    assert_eq!(seen(&mei, &mei).await["presence"], "online");
    app.turn_clock(10 * MINUTE);
    becomes(&lin, &mei, "away").await;
}

async fn who_comes_back_is_online_again(app: TestApp) {
    settings(&app, json!({ "away_after_minutes": 10, "comes_back": true })).await;
    let mei = app.agent("小梅").await;
    let mut desk = mei.desk(&app, None).await;
    app.turn_clock(11 * MINUTE);
    desk.expect_where("away by itself", |frame| frame["staff"][0]["automatic"] == true).await;
    mei.post("/me/activity", json!({})).await.is(204);
    desk.expect_where("online again", |frame| frame["staff"][0]["presence"] == "online").await;
    // Who chose to be away stays so.
    mei.put("/me/presence", json!({ "presence": "away", "reason": "会议" })).await.is(204);
    mei.post("/me/activity", json!({})).await.is(204);
    assert_eq!(seen(&mei, &mei).await["presence_reason"], "会议");
}

async fn or_says_so_where_the_shop_wants_it(app: TestApp) {
    settings(&app, json!({ "away_after_minutes": 10, "comes_back": false })).await;
    let mei = app.agent("小梅").await;
    let _desk = mei.desk(&app, None).await;
    app.turn_clock(11 * MINUTE);
    becomes(&mei, &mei, "away").await;
    mei.post("/me/activity", json!({})).await.is(204);
    assert_eq!(seen(&mei, &mei).await["presence"], "away");
    mei.put("/me/presence", json!({ "presence": "online" })).await.is(204);
    assert_eq!(seen(&mei, &mei).await["presence"], "online");
}

async fn who_is_away_is_given_nothing(app: TestApp) {
    app.owner().await.put("/reception", json!({ "assignment": "automatic" })).await.is(200);
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let _desks = (mei.desk(&app, None).await, lin.desk(&app, None).await);
    mei.put("/me/presence", json!({ "presence": "away", "reason": "用餐" })).await.is(204);
    for _ in 0..3 {
        let buyer = app.visitor().await;
        buyer.say("在吗").await;
        let id = buyer.conversation(&mei).await;
        eventually("the other one's", async || mei.conversation(&id).await["assignee_id"] == lin.id.as_str()).await;
    }
}

async fn a_choice_survives_a_restart(app: TestApp) {
    let mei = app.agent("小梅").await;
    mei.put("/me/presence", json!({ "presence": "away", "reason": "培训" })).await.is(204);
    let app = app.restart().await;
    let mei = mei.at(&app);
    let _desk = mei.desk(&app, None).await;
    let listed = seen(&mei, &mei).await;
    assert_eq!((&listed["presence"], &listed["presence_reason"]), (&json!("away"), &json!("培训")));
}

async fn every_choice_leaves_a_line(app: TestApp) {
    let mei = app.agent("小梅").await;
    for presence in ["busy", "away", "online"] {
        mei.put("/me/presence", json!({ "presence": presence })).await.is(204);
    }
    let lines = "SELECT COUNT(*) FROM presence_changes WHERE NOT automatic";
    assert_eq!(app.count(lines).await, 3);
    // They are not kept for ever.
    let mut tx = app.app.db.begin().await.expect("a transaction");
    zhanggui::presence::forget_old(&mut tx.conn(), app.now().plus_seconds(401 * 86_400)).await.expect("cleared");
    tx.commit().await.expect("a commit");
    assert_eq!(app.count(lines).await, 0);
}

async fn coming_and_going_leave_lines(app: TestApp) {
    zhanggui::jobs::lead(&app.app);
    let mei = app.agent("小梅").await;
    mei.put("/me/presence", json!({ "presence": "busy" })).await.is(204);
    let lines = async |presence: i64| {
        app.count(&format!("SELECT COUNT(*) FROM presence_changes WHERE presence = {presence}")).await
    };
    let (busy, offline) = (1, 3);
    let desk = mei.desk(&app, None).await;
    eventually("she came", async || lines(busy).await == 2).await;
    // A second desk is no arrival.
    let second = mei.desk(&app, None).await;
    drop(second);
    drop(desk);
    eventually("she went", async || lines(offline).await == 1).await;
    assert_eq!(lines(busy).await, 2);
    let _desk = mei.desk(&app, None).await;
    eventually("she came back", async || lines(busy).await == 3).await;
}

async fn anothers_colleagues_are_not_told(app: TestApp) {
    let theirs = Shop::open(&app, "别家").await;
    let stranger = theirs.owner(&app).await;
    let mut desk = stranger.desk(&app, None).await;
    let mei = app.agent("小梅").await;
    let _desk = mei.desk(&app, None).await;
    mei.put("/me/presence", json!({ "presence": "away", "reason": "只在这家店" })).await.is(204);
    stranger.put("/me/presence", json!({ "presence": "busy" })).await.is(204);
    desk.expect_where("one's own", |frame| frame["staff"][0]["presence"] == "busy").await;
    let heard = json!(desk.heard).to_string();
    assert!(!heard.contains("只在这家店") && !heard.contains(&mei.id), "{heard}");
    app.owner().await.put("/presence_settings", json!({ "reasons": ["只在这家店"] })).await.is(200);
    assert!(!stranger.get("/presence_settings").await.is(200).to_string().contains("只在这家店"));
}
