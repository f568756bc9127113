//! What a shop sets of its automatic messages is checked, recorded, and shown before it is said.

use serde_json::json;
use uuid::Uuid;

use crate::automatic_messages::{kind, set, text};
use crate::harness::{TestApp, both_engines};

both_engines![settings_are_checked_and_recorded, words_are_shown_before_they_are_saved, what_would_be_said_now_is_told,];

async fn settings_are_checked_and_recorded(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let fine = json!({ "messages": [kind("waiting", json!([text("请稍等", "One moment")]))] });
    mei.put("/automatic_messages", fine.clone()).await.refused(403, "no_permission");
    let first = owner.get("/automatic_messages").await;
    let tag = first.header("etag");
    let saved = owner.clone().with("if-match", tag).put("/automatic_messages", fine.clone()).await;
    assert_eq!(saved.is(200)["messages"].as_array().expect("kinds").len(), 9);
    owner.clone().with("if-match", tag).put("/automatic_messages", fine).await.refused(409, "settings_changed");

    for (settings, field, code) in [
        (json!({ "waiting_seconds": 1 }), "waiting_seconds", "out_of_range"),
        (
            json!({ "waiting_seconds": 100, "waiting_again_seconds": 100 }),
            "waiting_again_seconds",
            "not_after_the_first",
        ),
        (json!({ "messages": [{ "kind": "busy", "on": true }] }), "messages.texts", "required"),
        (
            json!({ "messages": [{ "kind": "busy", "on": false }, { "kind": "busy", "on": false }] }),
            "messages",
            "kind_twice",
        ),
        (json!({ "messages": [kind("busy", json!([{ "words": {} }]))] }), "messages.texts.words", "required"),
        (
            json!({ "messages": [kind("busy", json!([text(&"长".repeat(501), "")]))] }),
            "messages.texts.words",
            "too_long",
        ),
        (
            json!({ "messages": [kind("busy", json!([{ "inbox_ids": [Uuid::now_v7()], "words": { "en": "x" } }]))] }),
            "messages.texts.inbox_ids",
            "unknown",
        ),
        (
            json!({ "messages": [kind("busy", json!([{ "situation": "long_wait", "words": { "en": "x" } }]))] }),
            "messages.texts.situation",
            "only_in_leave",
        ),
    ] {
        owner.put("/automatic_messages", settings).await.invalid(field, code);
    }
    let broken = json!({ "messages": [kind("busy", json!([text("{% for a in b %}", "")]))] });
    owner.put("/automatic_messages", broken).await.refused(422, "invalid_template");
    let log = owner.get("/audit?action=automatic_messages.updated").await.is(200);
    assert_eq!(log["items"].as_array().expect("entries").len(), 1, "{log}");
}

async fn words_are_shown_before_they_are_saved(app: TestApp) {
    let mei = app.agent("小梅").await;
    let draft = json!({
        "words": { "zh-CN": "{{ shop.name }}，{{ shop.opens_at }} 见", "en": "{{ oops }}" },
        "contacts": { "zh-CN": "400-1" },
    });
    let shown = mei.post("/automatic_messages/preview", draft).await.is(200);
    assert_eq!(shown["items"][0]["text"], "青禾外套，明天 9:00 见");
    assert_eq!(shown["items"][1]["text"], "青禾外套，明天 9:00 見".replace('見', "见"), "in the shop's words");
    assert_eq!(
        (&shown["items"][2]["text"], &shown["items"][2]["faults"][0]["code"]),
        (&json!(null), &json!("unknown_variable"))
    );
    let blank = mei.post("/automatic_messages/preview", json!({ "words": { "zh-CN": "{{ order.number }}" } })).await;
    assert_eq!(blank.is(200)["items"][0]["missing"], json!(["order.number"]));
}

async fn what_would_be_said_now_is_told(app: TestApp) {
    let messages = json!([
        kind("nobody_there", json!([text("暂时没人", "Nobody is in")])),
        kind("waiting", json!([text("请稍等", "One moment")])),
        kind("greeting", json!([text("您好", "Hello")])),
    ]);
    set(&app, messages, json!({})).await;
    let mei = app.agent("小梅").await;
    let path = format!("/automatic_messages/now?inbox_id={}&locale=en", app.shop.inbox_id);
    let now = mei.get(&path).await.is(200);
    assert_eq!(
        (&now["kind"], &now["text"], &now["waiting"]),
        (&json!("nobody_there"), &json!("Nobody is in"), &json!(null))
    );
    let _desk = mei.desk(&app, None).await;
    let now = mei.get(&path).await.is(200);
    assert_eq!(
        (&now["kind"], &now["text"], &now["waiting"]),
        (&json!("greeting"), &json!("Hello"), &json!("One moment"))
    );
    let foreign = format!("/automatic_messages/now?inbox_id={}", Uuid::now_v7());
    mei.get(&foreign).await.refused(404, "not_found");
}
