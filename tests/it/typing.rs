//! What buyers write before they send it: seen by who serves them, where the shop wants it, and nowhere kept.

use serde_json::{Value, json};

use crate::harness::{Shop, Socket, Staff, TestApp, Visitor, both_engines};

both_engines![
    off_no_word_crosses,
    on_who_has_it_open_reads_along,
    what_tells_who_somebody_is_is_masked,
    what_is_too_long_or_too_often_is_not_told,
    another_shop_hears_nothing,
    it_is_kept_nowhere,
    only_a_widget_has_it_and_it_is_recorded,
];

/// Whether the shop's buyers are read along with.
async fn prefer(app: &TestApp, on: bool) {
    let path = format!("/inboxes/{}", app.shop.inbox_id);
    let inbox = app.owner().await.patch(&path, json!({ "typing_preview": on })).await.is(200);
    assert_eq!(inbox["typing_preview"], on);
}

fn writing(text: &str) -> Value {
    json!({ "type": "typing", "typing": true, "text": text })
}

fn stopped() -> Value {
    json!({ "type": "typing", "typing": false })
}

/// A desk with the buyer's conversation open, and the buyer's widget.
async fn face_to_face(app: &TestApp, agent: &Staff, buyer: &Visitor) -> (Socket, Socket) {
    buyer.say("在吗").await;
    let id = buyer.conversation(agent).await;
    let mut desk = agent.desk(app, None).await;
    desk.send(json!({ "type": "watch", "conversation_id": id })).await;
    desk.expect("viewers").await;
    (desk, buyer.widget(app, None).await)
}

/// All marks of writing up to the one that it stopped.
async fn heard_until_stopped(desk: &mut Socket) -> Vec<Value> {
    desk.expect_where("the end of writing", |frame| frame["type"] == "typing" && frame["typing"] == false).await;
    desk.heard.iter().filter(|frame| frame["type"] == "typing").cloned().collect()
}

async fn off_no_word_crosses(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let (mut desk, mut widget) = face_to_face(&app, &mei, &buyer).await;
    widget.send(writing("我其实想退货")).await;
    widget.send(stopped()).await;
    let heard = heard_until_stopped(&mut desk).await;
    assert_eq!((heard.len(), &heard[0]["who"], &heard[0]["text"]), (2, &json!("customer"), &json!(null)));
    let session = app.anybody().post("/widget/session", json!({ "key": app.shop.key })).await.is(200);
    assert_eq!(session["inbox"]["typing_preview"], false);
}

async fn on_who_has_it_open_reads_along(app: TestApp) {
    prefer(&app, true).await;
    let (mei, lin, buyer) = (app.agent("小梅").await, app.agent("阿林").await, app.visitor().await);
    let (mut desk, mut widget) = face_to_face(&app, &mei, &buyer).await;
    let mut elsewhere = lin.desk(&app, None).await;
    widget.send(writing("我其实想")).await;
    assert_eq!(desk.expect("typing").await["text"], "我其实想");
    widget.send(stopped()).await;
    let end = desk.expect("typing").await;
    assert_eq!((&end["typing"], &end["text"]), (&json!(false), &json!(null)));

    // Whoever opens the conversation later, or comes back, begins with nothing.
    let mut again = mei.desk(&app, None).await;
    buyer.say("算了").await;
    for desk in [&mut elsewhere, &mut again] {
        desk.expect_event("message.created").await;
        assert!(desk.heard.iter().all(|frame| frame["type"] != "typing"), "{:?}", desk.heard);
    }
    let session = app.anybody().post("/widget/session", json!({ "key": app.shop.key })).await.is(200);
    assert_eq!(session["inbox"]["typing_preview"], true, "the buyer is told");

    // Taken back, it ends at once, whatever a widget still sends.
    prefer(&app, false).await;
    widget.send(writing("还有一件事")).await;
    widget.send(stopped()).await;
    let heard = heard_until_stopped(&mut desk).await;
    assert!(heard.iter().all(|frame| frame["text"] != "还有一件事"), "{heard:?}");
}

async fn what_tells_who_somebody_is_is_masked(app: TestApp) {
    prefer(&app, true).await;
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let (mut desk, mut widget) = face_to_face(&app, &mei, &buyer).await;
    widget.send(writing("我的电话 13812345678，改地址")).await;
    assert_eq!(desk.expect("typing").await["text"], "我的电话 138******78，改地址");
    widget.send(writing("电话 1381234")).await;
    assert_eq!(desk.expect("typing").await["text"], "电话 1381***", "nor while it is written");
}

async fn what_is_too_long_or_too_often_is_not_told(app: TestApp) {
    prefer(&app, true).await;
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let (mut desk, mut widget) = face_to_face(&app, &mei, &buyer).await;
    widget.send(writing(&"长".repeat(501))).await;
    assert_eq!(desk.expect("typing").await["text"], "", "that somebody writes is told");
    for step in 0..50 {
        widget.send(writing(&format!("第{step}稿"))).await;
    }
    widget.send(stopped()).await;
    let heard = heard_until_stopped(&mut desk).await;
    let words = heard.iter().filter(|frame| frame["text"].as_str().is_some_and(|text| !text.is_empty())).count();
    assert!(words < 10, "{words} of fifty were told");
    // Without a socket there are no words at all.
    buyer.post("/widget/typing", json!({ "typing": true, "text": "我" })).await.invalid("text", "unknown_field");
}

async fn another_shop_hears_nothing(app: TestApp) {
    prefer(&app, true).await;
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let (mut desk, mut widget) = face_to_face(&app, &mei, &buyer).await;
    let theirs = Shop::open(&app, "别家").await;
    let thief = theirs.owner(&app).await;
    let mut strange = thief.desk(&app, None).await;
    let id = buyer.conversation(&mei).await;
    strange.send(json!({ "type": "watch", "conversation_id": id })).await;
    let path = format!("/inboxes/{}", app.shop.inbox_id);
    thief.patch(&path, json!({ "typing_preview": false })).await.refused(404, "not_found");
    widget.send(writing("只给自家看")).await;
    assert_eq!(desk.expect("typing").await["text"], "只给自家看");
    theirs.visitor(&app).await.say("到此为止").await;
    strange.expect_event("message.created").await;
    assert!(strange.heard.iter().all(|frame| frame["type"] != "typing"), "{:?}", strange.heard);
    // One shop's wish is not another's.
    let other = app.anybody().post("/widget/session", json!({ "key": theirs.key })).await.is(200);
    assert_eq!(other["inbox"]["typing_preview"], false);
}

async fn it_is_kept_nowhere(app: TestApp) {
    prefer(&app, true).await;
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let (mut desk, mut widget) = face_to_face(&app, &mei, &buyer).await;
    widget.send(writing("没有发出去的悄悄话")).await;
    assert_eq!(desk.expect("typing").await["text"], "没有发出去的悄悄话");
    let stored = app.everything_stored();
    assert!(!String::from_utf8_lossy(&stored).contains("悄悄话"));
}

async fn only_a_widget_has_it_and_it_is_recorded(app: TestApp) {
    let owner = app.owner().await;
    let made = owner.post("/inboxes", json!({ "name": "自己的系统", "channel": "generic" })).await.is(201);
    let path = format!("/inboxes/{}", made["id"].as_str().expect("an id"));
    owner.patch(&path, json!({ "typing_preview": true })).await.invalid("typing_preview", "not_a_widget");
    prefer(&app, true).await;
    let log = owner.get("/audit?action=inbox.updated").await.is(200);
    assert!(log["items"][0].to_string().contains("typing_preview"), "{log}");
    let mei = app.agent("小梅").await;
    let path = format!("/inboxes/{}", app.shop.inbox_id);
    mei.patch(&path, json!({ "typing_preview": false })).await.refused(403, "no_permission");
}
