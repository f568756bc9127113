//! One action on many conversations: each by itself.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Shop, Staff, TestApp, both_engines, eventually};

both_engines![
    many_are_changed_and_changed_back,
    one_that_is_refused_stops_no_other,
    each_is_an_ordinary_change,
    what_cannot_be_is_refused_as_a_whole,
    many_are_closed_for_one_reason,
    a_reason_that_is_there_is_kept_and_undo_takes_the_new_one_back,
];

async fn asks(app: &TestApp, reader: &Staff) -> String {
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    buyer.conversation(reader).await
}

async fn change(staff: &Staff, ids: &[&str], action: &str, more: Value) -> Vec<Value> {
    let mut body = json!({ "ids": ids, "action": action });
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    staff.post("/conversations/bulk", body).await.is(200)["items"].as_array().expect("a list").clone()
}

async fn statuses(staff: &Staff, ids: &[&str]) -> Vec<Value> {
    let mut found = Vec::new();
    for id in ids {
        found.push(staff.conversation(id).await["status"].clone());
    }
    found
}

async fn many_are_changed_and_changed_back(app: TestApp) {
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let (a, b) = (asks(&app, &mei).await, asks(&app, &mei).await);
    let ids = [a.as_str(), b.as_str()];
    let done = change(&mei, &[&a, &b, &a], "assign", json!({ "assignee_id": lin.id })).await;
    assert_eq!(done.len(), 2, "named twice, done once");
    assert_eq!((&done[0]["id"], &done[0]["code"]), (&json!(a), &json!(null)));
    assert_eq!(done[1]["conversation"]["assignee_id"], json!(lin.id));
    change(&mei, &ids, "snooze", json!({ "until": app.now().plus_seconds(3600) })).await;
    assert_eq!(statuses(&mei, &ids).await, ["snoozed", "snoozed"]);
    change(&mei, &ids, "snooze", json!({})).await;
    assert_eq!(mei.conversation(&a).await["snoozed_until"], json!(null), "until their buyers write");
    change(&mei, &ids, "solve", json!({})).await;
    assert_eq!(statuses(&mei, &ids).await, ["solved", "solved"]);
    change(&mei, &ids, "reopen", json!({})).await;
    change(&mei, &ids, "assign", json!({ "assignee_id": null })).await;
    assert_eq!(statuses(&mei, &ids).await, ["queued", "queued"]);
    assert!(mei.conversation(&a).await["waiting_since"].is_string(), "who waited waits from before");
}

async fn one_that_is_refused_stops_no_other(app: TestApp) {
    app.owner().await.put("/reception", json!({ "locked": true })).await.is(200);
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let (hers, free) = (asks(&app, &mei).await, asks(&app, &mei).await);
    lin.act(&hers, "assign", json!({ "assignee_id": lin.id })).await;
    let theirs = Shop::open(&app, "别家").await;
    let (thief, buyer) = (theirs.owner(&app).await, theirs.visitor(&app).await);
    buyer.say("别家的").await;
    let foreign = buyer.conversation(&thief).await;
    let absent = Uuid::now_v7().to_string();

    let done = change(&mei, &[&foreign, &absent, &hers, &free], "assign", json!({ "assignee_id": mei.id })).await;
    let codes: Vec<&Value> = done.iter().map(|one| &one["code"]).collect();
    assert_eq!(codes, [&json!("not_found"), &json!("not_found"), &json!("owned_by_colleague"), &json!(null)]);
    assert!(done[0]["conversation"].is_null());
    assert_eq!(thief.conversation(&foreign).await["status"], "queued");
    assert_eq!(mei.conversation(&free).await["assignee_id"], json!(mei.id));
}

async fn each_is_an_ordinary_change(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (a, b) = (asks(&app, &mei).await, asks(&app, &mei).await);
    let mut desk = mei.desk(&app, None).await;
    change(&mei, &[&a, &b], "solve", json!({})).await;
    for id in [&a, &b] {
        let line = desk.expect_event("message.created").await;
        assert_eq!(line["data"]["message"]["event"]["name"], "solved");
        assert_eq!(line["data"]["message"]["conversation_id"], json!(id));
    }
    let solved = async || {
        let views = mei.get("/views").await.is(200);
        let items = views["items"].as_array().expect("a list").clone();
        items.into_iter().find(|view| view["id"] == "solved").map(|view| view["count"].clone())
    };
    eventually("both are counted", async || solved().await == Some(json!(2))).await;
}

async fn what_cannot_be_is_refused_as_a_whole(app: TestApp) {
    let mei = app.agent("小梅").await;
    let id = asks(&app, &mei).await;
    let at = "/conversations/bulk";
    let many: Vec<String> = (0..201).map(|_| Uuid::now_v7().to_string()).collect();
    mei.post(at, json!({ "ids": [], "action": "solve" })).await.invalid("ids", "required");
    mei.post(at, json!({ "ids": many, "action": "solve" })).await.invalid("ids", "too_many");
    let stray = json!({ "ids": [id], "action": "solve", "until": app.now().plus_seconds(60) });
    mei.post(at, stray).await.invalid("until", "not_for_this_action");
    let past = json!({ "ids": [id], "action": "snooze", "until": app.now().plus_seconds(-60) });
    mei.post(at, past).await.invalid("until", "out_of_range");
    let nobody = json!({ "ids": [id], "action": "assign", "assignee_id": Uuid::now_v7() });
    mei.post(at, nobody).await.invalid("assignee_id", "unknown");
    assert_eq!(mei.conversation(&id).await["status"], "queued");
}

async fn many_are_closed_for_one_reason(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let root = owner.post("/tags", json!({ "name": "结束原因" })).await.is(201)["id"].clone();
    let bought = owner.post("/tags", json!({ "name": "已下单", "parent_id": root })).await.is(201)["id"].clone();
    owner.put("/closing_reasons", json!({ "policy": "required", "root_id": root })).await.is(200);
    let (a, b) = (asks(&app, &mei).await, asks(&app, &mei).await);
    let refused = change(&mei, &[&a, &b], "solve", json!({})).await;
    assert!(refused.iter().all(|one| one["code"] == "closing_reason_required"), "{refused:?}");
    let done = change(&mei, &[&a, &b], "solve", json!({ "tag_ids": [bought] })).await;
    for one in &done {
        assert_eq!(
            (&one["conversation"]["status"], &one["conversation"]["tag_ids"]),
            (&json!("solved"), &json!([bought]))
        );
    }
    let assigning = json!({ "ids": [a], "action": "assign", "tag_ids": [bought] });
    mei.post("/conversations/bulk", assigning).await.invalid("tag_ids", "not_for_this_action");
}

async fn a_reason_that_is_there_is_kept_and_undo_takes_the_new_one_back(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let made = async |name: &str, parent: Value| {
        owner.post("/tags", json!({ "name": name, "parent_id": parent })).await.is(201)["id"].clone()
    };
    let root = made("结束原因", json!(null)).await;
    let (bought, asked) = (made("已下单", root.clone()).await, made("只问问", root.clone()).await);
    let vip = made("老客", json!(null)).await;
    owner.put("/closing_reasons", json!({ "policy": "required", "root_id": root })).await.is(200);
    let (told, silent) = (asks(&app, &mei).await, asks(&app, &mei).await);
    mei.put(&format!("/conversations/{told}/tags"), json!({ "tag_ids": [bought] })).await.is(200);
    mei.put(&format!("/conversations/{silent}/tags"), json!({ "tag_ids": [vip] })).await.is(200);

    // What is no reason goes to all of them.
    let done = change(&mei, &[&told, &silent], "solve", json!({ "tag_ids": [asked, vip] })).await;
    let tags: Vec<&Value> = done.iter().map(|one| &one["conversation"]["tag_ids"]).collect();
    assert_eq!(tags, [&json!([bought, vip]), &json!([vip, asked])]);

    let back = change(&mei, &[&silent], "reopen", json!({ "untag_ids": [asked] })).await;
    assert_eq!(back[0]["conversation"]["tag_ids"], json!([vip]));
    assert_eq!(back[0]["conversation"]["status"], "open");
    let line = mei.messages(&silent).await.last().expect("a line")["event"].clone();
    assert_eq!((&line["name"], &line["data"]["removed"]), (&json!("reopened"), &json!([asked])));
    // Its buyer came back first: the reason goes all the same.
    change(&mei, &[&silent], "solve", json!({ "tag_ids": [asked] })).await;
    mei.act(&silent, "reopen", json!({})).await;
    let back = change(&mei, &[&silent], "reopen", json!({ "untag_ids": [asked] })).await;
    assert_eq!(back[0]["conversation"]["tag_ids"], json!([vip]));
    let stray = json!({ "ids": [silent], "action": "solve", "untag_ids": [asked] });
    mei.post("/conversations/bulk", stray).await.invalid("untag_ids", "not_for_this_action");
}
