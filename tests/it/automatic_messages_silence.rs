//! When the machine says nothing, or nothing again: after a person, unasked, to whom nobody may write, a second time.

use serde_json::json;

use crate::automatic_messages::{a_moment_later, hears, kind, looked, said, set, text};
use crate::harness::{TestApp, both_engines, eventually};

both_engines![
    an_answer_keeps_the_machine_silent,
    several_processes_say_it_once,
    nothing_is_said_unless_the_shop_wants_it,
    nothing_is_said_to_whom_nobody_may_write,
];

async fn an_answer_keeps_the_machine_silent(app: TestApp) {
    set(&app, json!([kind("waiting", json!([text("请稍等", "One moment")]))]), json!({ "waiting_seconds": 30 })).await;
    let mei = app.agent("小梅").await;
    let _desk = mei.desk(&app, None).await;
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    a_moment_later(&app).await;
    looked(&app).await;
    mei.reply(&buyer.conversation(&mei).await, "在的").await;
    app.turn_clock(3600);
    looked(&app).await;
    assert_eq!(said(&buyer).await, Vec::<String>::new());
}

async fn several_processes_say_it_once(app: TestApp) {
    let away = kind("nobody_there", json!([text("没人一", ""), text("没人二", ""), text("没人三", "")]));
    set(&app, json!([away]), json!({ "collect_offline": true })).await;
    let other = app.neighbour().await;
    let buyers = [app.visitor().await, app.visitor().await, app.visitor().await];
    for buyer in &buyers {
        buyer.say("在吗").await;
        buyer.at(&other).say("有人吗").await;
    }
    a_moment_later(&app).await;
    for buyer in &buyers {
        eventually("it is said", async || !said(buyer).await.is_empty()).await;
    }
    // As after a crash: everything is looked at again.
    app.meddle("UPDATE automatic_message_readers SET seq = 0").await;
    app.turn_clock(1);
    looked(&app).await;
    app.turn_clock(1);
    looked(&app).await;
    for buyer in &buyers {
        assert_eq!(said(buyer).await.len(), 1);
    }
    other.stop().await;
}

async fn nothing_is_said_unless_the_shop_wants_it(app: TestApp) {
    let mei = app.agent("小梅").await;
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    assert_eq!(app.count("SELECT COUNT(*) FROM automatic_message_readers").await, 0);
    let id = buyer.conversation(&mei).await;
    assert_eq!(mei.conversation(&id).await["offline_at"], json!(null));
    assert_eq!(mei.get(&format!("/conversations/{id}/apology")).await.is(200)["text"], json!(null));
    let settings = mei.get("/automatic_messages").await.is(200);
    assert!(settings["messages"].as_array().expect("kinds").iter().all(|one| one["on"] == false), "{settings}");
}

async fn nothing_is_said_to_whom_nobody_may_write(app: TestApp) {
    set(&app, json!([kind("waiting", json!([text("请稍等", "")]))]), json!({ "waiting_seconds": 30 })).await;
    let mei = app.agent("小梅").await;
    let _desk = mei.desk(&app, None).await;
    let (blocked, other) = (app.visitor().await, app.visitor().await);
    for buyer in [&blocked, &other] {
        buyer.say("在吗").await;
    }
    a_moment_later(&app).await;
    looked(&app).await;
    let path = format!("/customers/{}/block", blocked.customer_id);
    app.owner().await.put(&path, json!({})).await.is(200);
    app.turn_clock(60);
    hears(&other, &["请稍等"]).await;
    looked(&app).await;
    let id = blocked.conversation(&mei).await;
    let lines = mei.messages(&id).await;
    assert!(lines.iter().all(|line| line["author"] != "automatic"), "{lines:#?}");
}
