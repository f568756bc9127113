//! The main road: a buyer asks, an agent answers, both see it at once.

use serde_json::json;

use crate::harness::{TestApp, both_engines, eventually};

both_engines![
    a_question_is_answered,
    reading_is_seen_by_the_other_side,
    typing_is_seen_by_the_other_side,
    whoever_answers_takes_the_conversation,
    a_conversation_is_passed_on,
    a_solved_conversation_comes_back,
    a_solved_conversation_is_left_behind_after_ten_minutes,
    a_stale_version_changes_nothing,
    a_reply_is_taken_back,
    recall_has_its_limits,
    stage_and_touchpoint_are_filed,
    todays_figures_count_todays_work,
];

async fn a_question_is_answered(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let mut desk = mei.desk(&app, None).await;
    let mut widget = buyer.widget(&app, None).await;

    let asked = buyer.say("这件外套有 L 码吗？").await;
    let frame = desk.expect_event("message.created").await;
    let (message, conversation) = (&frame["data"]["message"], &frame["data"]["conversation"]);
    assert_eq!(message["id"], asked["id"]);
    assert_eq!((&message["author"], &message["text"]), (&json!("customer"), &json!("这件外套有 L 码吗？")));
    assert_eq!((&conversation["status"], &conversation["waiting_since"]), (&json!("queued"), &message["created_at"]));

    let id = conversation["id"].as_str().expect("an id");
    let replied = mei.reply(id, "有的，L 码现货。").await;
    let frame = widget.expect_where("the reply", |frame| frame["data"]["message"]["author"] == "agent").await;
    assert_eq!(frame["data"]["message"]["text"], "有的，L 码现货。");
    assert_eq!(frame["data"]["message"]["agent"]["name"], "小梅");
    assert_eq!(frame["data"]["message"]["seq"], replied["seq"]);
    assert_eq!(frame["data"]["conversation"]["agent"]["name"], "小梅");

    let seen: Vec<_> = buyer.messages().await.iter().map(|message| message["text"].clone()).collect();
    assert_eq!(seen, ["这件外套有 L 码吗？", "有的，L 码现货。"]);
    let now = mei.conversation(id).await;
    assert_eq!((&now["status"], &now["waiting_since"]), (&json!("waiting"), &json!(null)));
}

async fn reading_is_seen_by_the_other_side(app: TestApp) {
    let (mei, lin, buyer) = (app.agent("小梅").await, app.agent("阿林").await, app.visitor().await);
    buyer.say("在吗").await;
    let asked = buyer.say("问一下运费").await;
    let id = buyer.conversation(&mei).await;
    assert_eq!(mei.conversation(&id).await["unread"], 2);

    let mut widget = buyer.widget(&app, None).await;
    mei.post(&format!("/conversations/{id}/read"), json!({ "seq": asked["seq"] })).await.is(204);
    let frame = widget.expect_event("conversation.read").await;
    assert_eq!(frame["data"]["conversation"]["agent_read_seq"], asked["seq"]);
    assert_eq!(mei.conversation(&id).await["unread"], 0);
    assert_eq!(lin.conversation(&id).await["unread"], 2, "everybody reads for themselves");

    let mut desk = mei.desk(&app, None).await;
    let reply = mei.reply(&id, "满 99 包邮").await;
    buyer.post("/widget/read", json!({ "seq": reply["seq"] })).await.is(204);
    let frame = desk.expect_event("conversation.read").await;
    assert_eq!(frame["data"]["conversation"]["customer_read_seq"], reply["seq"]);

    // Reading backwards, or what is not there yet, moves nothing wrongly.
    mei.post(&format!("/conversations/{id}/read"), json!({ "seq": 1 })).await.is(204);
    mei.post(&format!("/conversations/{id}/read"), json!({ "seq": i64::MAX })).await.is(204);
    assert_eq!(mei.conversation(&id).await["my_read_seq"], reply["seq"]);
}

async fn typing_is_seen_by_the_other_side(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    let mut desk = mei.desk(&app, None).await;
    let mut widget = buyer.widget(&app, None).await;

    desk.send(json!({ "type": "watch", "conversation_id": id })).await;
    assert_eq!(desk.expect("viewers").await["staff_ids"], json!([mei.id]));
    widget.send(json!({ "type": "typing", "typing": true })).await;
    let typing = desk.expect("typing").await;
    assert_eq!((&typing["who"], &typing["typing"]), (&json!("customer"), &json!(true)));

    desk.send(json!({ "type": "typing", "conversation_id": id, "typing": true, "text": "草稿" })).await;
    let typing = widget.expect("typing").await;
    assert_eq!((&typing["typing"], &typing["text"]), (&json!(true), &json!(null)), "a draft stays on the desk");
}

async fn whoever_answers_takes_the_conversation(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    mei.note(&id, "老客户").await;
    assert_eq!(mei.conversation(&id).await["assignee_id"], json!(null), "a note takes nothing");
    mei.reply(&id, "在的").await;
    assert_eq!(mei.conversation(&id).await["assignee_id"], mei.id);
    buyer.say("好").await;
    assert_eq!(mei.conversation(&id).await["status"], "open");
}

async fn a_conversation_is_passed_on(app: TestApp) {
    let (mei, lin, buyer) = (app.agent("小梅").await, app.agent("阿林").await, app.visitor().await);
    buyer.say("想退货").await;
    let id = buyer.conversation(&mei).await;
    let mut desk = lin.desk(&app, None).await;

    let passed = mei.act(&id, "assign", json!({ "assignee_id": lin.id })).await;
    assert_eq!((&passed["assignee_id"], &passed["status"]), (&json!(lin.id), &json!("open")));
    let line = desk.expect_event("message.created").await;
    assert_eq!(line["data"]["message"]["event"]["name"], "assigned");
    assert_eq!(line["data"]["message"]["event"]["data"]["by"], mei.id);
    assert_eq!(desk.expect_event("conversation.updated").await["data"]["conversation"]["assignee_id"], lin.id);

    let back = lin.act(&id, "assign", json!({ "assignee_id": null })).await;
    assert_eq!((&back["assignee_id"], &back["status"]), (&json!(null), &json!("queued")));
    let viewer = app.staff("看客", zhanggui::auth::Role::Viewer).await;
    mei.post(&format!("/conversations/{id}/assign"), json!({ "assignee_id": viewer.id }))
        .await
        .invalid("assignee_id", "unknown");
}

async fn a_solved_conversation_comes_back(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("谢谢").await;
    let id = buyer.conversation(&mei).await;
    let solved = mei.act(&id, "solve", json!({})).await;
    assert_eq!((&solved["status"], &solved["assignee_id"]), (&json!("solved"), &json!(mei.id)));
    assert_eq!(solved["waiting_since"], json!(null));

    let again = mei.act(&id, "reopen", json!({})).await;
    assert_eq!(again["status"], "open", "the buyer still has no answer");
    assert_eq!(again["waiting_since"], again["last_message"]["at"]);

    mei.act(&id, "solve", json!({})).await;
    app.turn_clock(9 * 60);
    buyer.say("还有一个问题").await;
    assert_eq!(buyer.conversation(&mei).await, id, "it goes on within ten minutes");
    assert_eq!(mei.conversation(&id).await["status"], "open");
}

async fn a_solved_conversation_is_left_behind_after_ten_minutes(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("谢谢").await;
    let first = buyer.conversation(&mei).await;
    mei.act(&first, "solve", json!({})).await;
    app.turn_clock(11 * 60);
    buyer.say("又来了").await;
    let second = buyer.conversation(&mei).await;
    assert_ne!(second, first);
    assert_eq!(mei.conversation(&second).await["number"], 2);
    assert_eq!(buyer.messages().await.len(), 2, "the buyer sees one thread");
}

async fn a_stale_version_changes_nothing(app: TestApp) {
    let (mei, lin, buyer) = (app.agent("小梅").await, app.agent("阿林").await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    let seen = mei.conversation(&id).await["version"].clone();
    lin.act(&id, "assign", json!({ "assignee_id": lin.id, "version": seen })).await;
    let refused =
        mei.post(&format!("/conversations/{id}/assign"), json!({ "assignee_id": mei.id, "version": seen })).await;
    let problem = refused.refused(409, "conversation_changed");
    assert_eq!(problem["current"]["conversation"]["assignee_id"], lin.id);
    assert_eq!(mei.conversation(&id).await["assignee_id"], lin.id);
}

async fn a_reply_is_taken_back(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("价格？").await;
    let id = buyer.conversation(&mei).await;
    let mut widget = buyer.widget(&app, None).await;
    let reply = mei.reply(&id, "给您五折，哦不").await;
    app.turn_clock(119);
    let path = format!("/conversations/{id}/messages/{}", reply["id"].as_str().expect("an id"));
    let recalled = mei.delete(&path).await.is(200);
    assert_eq!((&recalled["text"], &recalled["recalled_at"]), (&json!(null), &json!(app.now().to_string())));
    let frame = widget.expect_event("message.updated").await;
    assert_eq!(frame["data"]["message"]["text"], json!(null));

    let kept = buyer.messages().await;
    assert_eq!((kept.len(), &kept[1]["text"]), (2, &json!(null)), "its place stays, its words are gone");
    assert_eq!(mei.conversation(&id).await["last_message"]["preview"], "");
    mei.delete(&path).await.is(200);
}

async fn recall_has_its_limits(app: TestApp) {
    let (mei, lin, buyer) = (app.agent("小梅").await, app.agent("阿林").await, app.visitor().await);
    let asked = buyer.say("价格？").await;
    let id = buyer.conversation(&mei).await;
    let reply = mei.reply(&id, "99 元").await;
    let path = |message: &serde_json::Value| {
        format!("/conversations/{id}/messages/{}", message["id"].as_str().expect("an id"))
    };
    lin.delete(&path(&reply)).await.refused(403, "not_your_message");
    mei.delete(&path(&asked)).await.refused(403, "not_your_message");
    app.turn_clock(121);
    mei.delete(&path(&reply)).await.refused(409, "recall_too_late");
    assert_eq!(buyer.messages().await[1]["text"], "99 元");
}

async fn stage_and_touchpoint_are_filed(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("收到货了，少一件").await;
    let id = buyer.conversation(&mei).await;
    let path = format!("/conversations/{id}");
    let filed = mei.patch(&path, json!({ "stage": "after_sale", "touchpoint": "parcel" })).await.is(200);
    assert_eq!((&filed["stage"], &filed["touchpoint"]), (&json!("after_sale"), &json!("parcel")));
    let version = filed["version"].clone();
    let same = mei.patch(&path, json!({ "stage": "after_sale" })).await.is(200);
    assert_eq!(same["version"], version, "what changes nothing is no change");
}

async fn todays_figures_count_todays_work(app: TestApp) {
    let (mei, buyer, late) = (app.agent("小梅").await, app.visitor().await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    app.turn_clock(30);
    mei.reply(&id, "在的").await;
    mei.act(&id, "solve", json!({})).await;
    app.turn_clock(1);
    late.say("有人吗").await;
    let figures = mei.get("/figures/today").await.is(200);
    for (figure, expected) in
        [("received", 2), ("replied", 1), ("solved", 1), ("first_reply_ms_median", 30_000), ("waiting", 1)]
    {
        assert_eq!(figures[figure], expected, "{figure}");
    }
    let waited = late.conversation(&mei).await;
    for (figure, expected) in
        [("received", vec![&waited, &id]), ("replied", vec![&id]), ("solved", vec![&id]), ("first_reply", vec![&id])]
    {
        let behind = mei.get(&format!("/figures/today/conversations?figure={figure}")).await.is(200);
        let behind: Vec<&str> =
            behind["items"].as_array().expect("a list").iter().filter_map(|one| one["id"].as_str()).collect();
        assert_eq!(behind, expected, "{figure} counts what stands behind it");
    }

    app.turn_clock(24 * 3600);
    let mei = crate::harness::Staff::sign_in(&app, &mei.email, crate::harness::PASSWORD).await;
    eventually("a new day", async || mei.get("/figures/today").await.is(200)["received"] == 0).await;
    assert_eq!(mei.get("/figures/today").await.is(200)["waiting"], 1, "who waits still waits");
}
