//! A conversation put off comes back: at its time, or when the buyer writes.

use serde_json::{Value, json};

use crate::harness::{TestApp, both_engines, eventually};

both_engines![
    it_comes_back_at_its_time,
    it_comes_back_after_a_restart,
    it_comes_back_when_the_buyer_writes,
    without_a_time_it_waits_for_the_buyer,
    a_later_time_replaces_the_first,
    a_time_must_lie_ahead,
];

fn in_seconds(app: &TestApp, seconds: i64) -> Value {
    json!({ "until": app.now().plus_seconds(seconds) })
}

async fn it_comes_back_at_its_time(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("明天再聊").await;
    let id = buyer.conversation(&mei).await;
    let snoozed = mei.act(&id, "snooze", in_seconds(&app, 3600)).await;
    assert_eq!((&snoozed["status"], &snoozed["assignee_id"]), (&json!("snoozed"), &json!(mei.id)));

    let mut desk = mei.desk(&app, None).await;
    app.turn_clock(3601);
    let line = desk.expect_event("message.created").await;
    assert_eq!(line["data"]["message"]["event"]["name"], "woken");
    let woken = mei.conversation(&id).await;
    assert_eq!((&woken["status"], &woken["snoozed_until"]), (&json!("open"), &json!(null)));
    eventually("no job left", async || app.count("SELECT COUNT(*) FROM jobs").await == 0).await;
}

async fn it_comes_back_after_a_restart(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("明天再聊").await;
    let id = buyer.conversation(&mei).await;
    mei.act(&id, "snooze", in_seconds(&app, 3600)).await;
    let app = app.restart().await;
    app.turn_clock(2 * 3600);
    let mei = crate::harness::Staff::sign_in(&app, &mei.email, crate::harness::PASSWORD).await;
    eventually("it is back", async || mei.conversation(&id).await["status"] == "open").await;
}

async fn it_comes_back_when_the_buyer_writes(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("明天再聊").await;
    let id = buyer.conversation(&mei).await;
    mei.act(&id, "snooze", in_seconds(&app, 3600)).await;
    buyer.say("还是现在吧").await;
    assert_eq!(mei.conversation(&id).await["status"], "open");

    // The job that was to wake it finds it awake.
    app.turn_clock(3601);
    eventually("no job left", async || app.count("SELECT COUNT(*) FROM jobs").await == 0).await;
    let lines = mei.messages(&id).await;
    assert!(!lines.iter().any(|line| line["event"]["name"] == "woken"), "{lines:#?}");
}

async fn without_a_time_it_waits_for_the_buyer(app: TestApp) {
    let (mei, buyer, other) = (app.agent("小梅").await, app.visitor().await, app.visitor().await);
    buyer.say("我量好尺寸再说").await;
    other.say("明天再聊").await;
    let (id, timed) = (buyer.conversation(&mei).await, other.conversation(&mei).await);
    mei.act(&id, "snooze", in_seconds(&app, 3600)).await;
    let snoozed = mei.act(&id, "snooze", json!({ "until": null })).await;
    assert_eq!((&snoozed["status"], &snoozed["snoozed_until"]), (&json!("snoozed"), &json!(null)));
    mei.act(&timed, "snooze", in_seconds(&app, 7200)).await;
    let snoozed = mei.view("snoozed").await;
    assert_eq!(
        [&snoozed[0]["id"], &snoozed[1]["id"]],
        [&json!(timed), &json!(id)],
        "what comes back by itself is first"
    );

    // The job of the time it had before finds that it waits for the buyer.
    app.turn_clock(3601);
    eventually("one job left", async || app.count("SELECT COUNT(*) FROM jobs").await == 1).await;
    assert_eq!(mei.conversation(&id).await["status"], "snoozed");
    buyer.say("量好了").await;
    assert_eq!(mei.conversation(&id).await["status"], "open");
}

async fn a_later_time_replaces_the_first(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("明天再聊").await;
    let id = buyer.conversation(&mei).await;
    mei.act(&id, "snooze", in_seconds(&app, 60)).await;
    mei.act(&id, "snooze", in_seconds(&app, 7200)).await;
    app.turn_clock(3600);
    tokio::time::sleep(std::time::Duration::from_millis(1200)).await;
    assert_eq!(mei.conversation(&id).await["status"], "snoozed");
    app.turn_clock(3601);
    eventually("it is back", async || mei.conversation(&id).await["status"] == "open").await;
}

async fn a_time_must_lie_ahead(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("明天再聊").await;
    let id = buyer.conversation(&mei).await;
    let path = format!("/conversations/{id}/snooze");
    for seconds in [-60, 0, 400 * 24 * 3600] {
        mei.post(&path, in_seconds(&app, seconds)).await.invalid("until", "out_of_range");
    }
    assert_eq!(mei.conversation(&id).await["status"], "queued");
}
