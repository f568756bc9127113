//! What colleagues are told of: each once, theirs alone, read when they say so.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Staff, TestApp, both_engines, eventually};

both_engines![
    a_note_tells_those_it_names,
    who_is_given_a_conversation_is_told_by_whom,
    what_the_queue_gives_is_told_as_one,
    one_reads_ones_own,
    a_list_has_pages,
    what_is_old_is_forgotten,
    nothing_is_told_twice_after_a_restart,
];

async fn asks(app: &TestApp, reader: &Staff) -> String {
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    buyer.conversation(reader).await
}

/// Nobody is told of late replies here.
async fn patient(app: &TestApp) {
    app.owner().await.put("/targets", json!({ "first_reply_seconds": 0, "next_reply_seconds": 0 })).await.is(200);
}

async fn list(staff: &Staff) -> Vec<Value> {
    staff.get("/notifications").await.is(200)["items"].as_array().expect("a list").clone()
}

async fn has(staff: &Staff, count: usize) -> Vec<Value> {
    eventually(&format!("{count} notifications"), async || list(staff).await.len() == count).await;
    list(staff).await
}

async fn a_note_tells_those_it_names(app: TestApp) {
    patient(&app).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let id = asks(&app, &mei).await;
    let mut desk = lin.desk(&app, None).await;
    mei.note(&id, "@阿林 看一下这单，@小梅 我也记着").await;
    let frame = desk.expect("notification").await;
    let told = &frame["notification"];
    assert_eq!((&told["kind"], &told["by_id"]), (&json!("mentioned"), &json!(mei.id)));
    assert_eq!((&told["conversation_id"], &frame["unread"]), (&json!(id), &json!(1)));
    assert!(told["customer_name"].is_string() && told["conversation_number"].is_number());
    // A reply names nobody, whatever it looks like.
    mei.reply(&id, "@阿林 您好").await;
    mei.note(&id, "再看 @阿林").await;
    has(&lin, 2).await;
    assert_eq!(list(&mei).await, Vec::<Value>::new(), "nobody is told of what they wrote");
}

async fn who_is_given_a_conversation_is_told_by_whom(app: TestApp) {
    patient(&app).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let id = asks(&app, &mei).await;
    mei.act(&id, "assign", json!({ "assignee_id": mei.id })).await;
    mei.act(&id, "assign", json!({ "assignee_id": lin.id })).await;
    let told = has(&lin, 1).await;
    assert_eq!((&told[0]["kind"], &told[0]["by_id"]), (&json!("transferred"), &json!(mei.id)));
    assert_eq!(list(&mei).await, Vec::<Value>::new(), "what one takes one knows");
}

async fn what_the_queue_gives_is_told_as_one(app: TestApp) {
    patient(&app).await;
    app.owner().await.put("/reception", json!({ "assignment": "automatic" })).await.is(200);
    let mei = app.agent("小梅").await;
    let _desk = mei.desk(&app, None).await;
    for _ in 0..3 {
        asks(&app, &mei).await;
    }
    let given = async || list(&mei).await.first().map(|one| one["conversations"].clone());
    eventually("three were given", async || given().await == Some(json!(3))).await;
    let told = list(&mei).await;
    assert_eq!((told.len(), &told[0]["kind"], &told[0]["by_id"]), (1, &json!("assigned"), &json!(null)));
}

async fn one_reads_ones_own(app: TestApp) {
    patient(&app).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let id = asks(&app, &mei).await;
    for _ in 0..3 {
        mei.note(&id, "@阿林 看").await;
    }
    let told = has(&lin, 3).await;
    let path = format!("/notifications/{}/read", told[0]["id"].as_str().expect("an id"));
    mei.post(&path, json!({})).await.refused(404, "not_found");
    assert_eq!(lin.post(&path, json!({})).await.is(200)["unread"], 2);
    assert_eq!(lin.post(&path, json!({})).await.is(200)["unread"], 2, "again is the same");
    let until = told[0]["at"].clone();
    app.turn_clock(1);
    mei.note(&id, "@阿林 还有").await;
    has(&lin, 4).await;
    assert_eq!(lin.post("/notifications/read", json!({ "until": until })).await.is(200)["unread"], 1);
    let left = lin.get("/notifications?unread=true").await.is(200);
    assert_eq!(left["items"].as_array().expect("a list").len(), 1);
    lin.post(&format!("/notifications/{}/read", Uuid::now_v7()), json!({})).await.refused(404, "not_found");
}

async fn a_list_has_pages(app: TestApp) {
    patient(&app).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let id = asks(&app, &mei).await;
    for _ in 0..5 {
        mei.note(&id, "@阿林 看").await;
    }
    let all: Vec<Value> = has(&lin, 5).await.iter().map(|one| one["id"].clone()).collect();
    let (mut paged, mut after) = (Vec::new(), String::new());
    loop {
        let page = lin.get(&format!("/notifications?limit=2{after}")).await.is(200);
        paged.extend(page["items"].as_array().expect("a page").iter().map(|one| one["id"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(paged, all);
    lin.get("/notifications?after=x").await.invalid("after", "not_a_cursor");
}

async fn what_is_old_is_forgotten(app: TestApp) {
    patient(&app).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let id = asks(&app, &mei).await;
    mei.note(&id, "@阿林 看").await;
    has(&lin, 1).await;
    app.turn_clock(31 * 86_400);
    // Whatever has run out is cleared away soon after a start.
    let app = app.restart().await;
    eventually("it is gone", async || app.count("SELECT COUNT(*) FROM notifications").await == 0).await;
}

async fn nothing_is_told_twice_after_a_restart(app: TestApp) {
    patient(&app).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let id = asks(&app, &mei).await;
    mei.note(&id, "@阿林 看").await;
    has(&lin, 1).await;
    mei.note(&id, "@阿林 快看").await;
    let app = app.restart().await;
    let (mei, lin) = (mei.at(&app), lin.at(&app));
    has(&lin, 2).await;
    mei.note(&id, "@阿林 再看").await;
    has(&lin, 3).await;
}
