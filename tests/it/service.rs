//! Q2–Q4: how soon buyers are taken, answered and helped, with how many words, and whether once was enough.

use serde_json::{Value, json};

use crate::harness::{Shop, Staff, TestApp, both_engines};

both_engines![the_shop_sees_how_it_serves, whoever_came_back_was_not_settled];

const DAY: i64 = 86_400;

async fn figures(staff: &Staff) -> Value {
    staff.get("/figures/service").await.is(200)
}

async fn behind(staff: &Staff, figure: &str) -> Value {
    staff.get(&format!("/figures/service/conversations?figure={figure}")).await.is(200)["items"].clone()
}

async fn the_shop_sees_how_it_serves(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let empty = figures(&mei).await;
    assert_eq!((&empty["conversations"], &empty["average_reply_ms"]), (&json!(0), &json!(null)), "nothing is not 0");
    assert_eq!(empty["replies_per_conversation"], json!(null));

    buyer.say("有货吗").await;
    let id = buyer.conversation(&mei).await;
    app.turn_clock(5);
    mei.act(&id, "assign", json!({ "assignee_id": mei.id })).await;
    app.turn_clock(5);
    mei.reply(&id, "有的").await;
    mei.reply(&id, "您要哪个颜色").await;
    buyer.say("红色").await;
    app.turn_clock(20);
    mei.reply(&id, "红色有货").await;
    mei.note(&id, "备注不算").await;
    app.turn_clock(30);
    mei.act(&id, "solve", json!({})).await;

    let found = figures(&mei).await;
    let times =
        ["taken_ms_median", "first_reply_ms_median", "average_reply_ms", "solve_ms_median"].map(|one| &found[one]);
    assert_eq!(times, [&json!(5_000), &json!(10_000), &json!(15_000), &json!(60_000)]);
    assert_eq!((&found["conversations"], &found["replies_per_conversation"]), (&json!(1), &json!(3.0)));
    assert_eq!(found["first_replies"], 1, "Q1: whether the golden seconds were kept is counted");
    assert_eq!(found["settled"]["solved"], 0, "it is too early to say");

    for (figure, value_ms) in [
        ("taken", json!(5_000)),
        ("first_reply", json!(10_000)),
        ("in_time", json!(10_000)),
        ("average_reply", json!(15_000)),
        ("solve", json!(60_000)),
        ("replies", json!(null)),
    ] {
        let behind = behind(&mei, figure).await;
        assert_eq!(behind.as_array().map(Vec::len), Some(1), "{figure}");
        let shown = (&behind[0]["id"], &behind[0]["value_ms"], &behind[0]["replies"]);
        assert_eq!(shown, (&json!(id), &value_ms, &json!(3)), "{figure}");
    }
    assert_eq!(behind(&mei, "settled").await, json!([]));
    mei.get("/figures/service/conversations?figure=wealth").await.is(422);

    let elsewhere = Shop::open(&app, "别家").await.owner(&app).await;
    assert_eq!(figures(&elsewhere).await["conversations"], 0);
    assert_eq!(behind(&elsewhere, "taken").await, json!([]));
}

async fn whoever_came_back_was_not_settled(app: TestApp) {
    let (mei, once, again) = (app.agent("小梅").await, app.visitor().await, app.visitor().await);
    for buyer in [&once, &again] {
        buyer.say("尺码偏小吗").await;
        let id = buyer.conversation(&mei).await;
        mei.reply(&id, "正常码").await;
        mei.act(&id, "solve", json!({})).await;
    }
    app.turn_clock(DAY);
    again.say("还是小了").await;
    app.turn_clock(4 * DAY);
    let owner = app.owner().await;
    let settled = figures(&owner).await["settled"].clone();
    assert_eq!((&settled["solved"], &settled["came_back"]), (&json!(2), &json!(1)));
    let items = behind(&owner, "settled").await;
    assert_eq!((&items[0]["missed"], &items[1]["missed"]), (&json!(true), &json!(false)), "who came back stands first");
    app.turn_clock(10 * DAY);
    let owner = app.owner().await;
    let late = figures(&owner).await;
    assert_eq!((&late["conversations"], &late["settled"]["solved"]), (&json!(0), &json!(0)), "lately");
}
