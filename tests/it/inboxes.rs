//! Inboxes are made, dressed and closed by those who manage them.

use serde_json::json;
use zhanggui::auth::Role;

use crate::harness::{TestApp, both_engines};

both_engines![an_inbox_is_made_and_dressed, bad_dress_is_refused, the_buyer_sees_what_was_chosen,];

async fn an_inbox_is_made_and_dressed(app: TestApp) {
    let operations = app.staff("运营", Role::Operations).await;
    let made = operations.post("/inboxes", json!({ "name": "小程序", "sites": ["Shop.Example.com"] })).await.is(201);
    assert_eq!(made["sites"], json!(["https://shop.example.com"]));
    assert_eq!(made["identity_secret_set"], false);
    let path = format!("/inboxes/{}", made["id"].as_str().expect("an id"));
    let dress = json!({ "greeting": { "zh-CN": "您好" }, "theme_color": "#0F766E", "reply_seconds": 120 });
    let dressed = operations.patch(&path, dress).await.is(200);
    assert_eq!((&dressed["theme_color"], &dressed["reply_seconds"]), (&json!("#0f766e"), &json!(120)));
    let plain = operations.patch(&path, json!({ "greeting": null, "theme_color": null })).await.is(200);
    assert_eq!(
        (&plain["greeting"], &plain["theme_color"], &plain["reply_seconds"]),
        (&json!(null), &json!(null), &json!(120))
    );
}

async fn bad_dress_is_refused(app: TestApp) {
    let owner = app.owner().await;
    let path = format!("/inboxes/{}", app.shop.inbox_id);
    let before = owner.get(&path).await.is(200);
    for (field, value, code) in [
        ("name", json!(" "), "required"),
        ("sites", json!(["https://a.com;script-src *"]), "invalid_site"),
        ("sites", json!(["*"]), "invalid_site"),
        ("theme_color", json!("red;}"), "invalid_color"),
        ("reply_seconds", json!(0), "out_of_range"),
        ("public_key", json!("mine"), "unknown_field"),
    ] {
        owner.patch(&path, json!({ field: value })).await.invalid(field, code);
    }
    assert_eq!(owner.get(&path).await.is(200), before);
}

async fn the_buyer_sees_what_was_chosen(app: TestApp) {
    let owner = app.owner().await;
    let path = format!("/inboxes/{}", app.shop.inbox_id);
    let dress = json!({ "greeting": { "zh-CN": "您好", "en": "Hello" }, "reply_seconds": 60 });
    owner.patch(&path, dress).await.is(200);
    for (locale, greeting) in [("zh-CN", "您好"), ("en-GB", "Hello"), ("zh-TW", "您好")] {
        let opened =
            app.anybody().post("/widget/session", json!({ "key": app.shop.key, "locale": locale })).await.is(200);
        let outlook = &opened["inbox"]["outlook"];
        assert_eq!((&opened["inbox"]["greeting"], &outlook["reply"]["seconds"]), (&json!(greeting), &json!(60)));
        assert_eq!(outlook["online"], false);
    }
    let _desk = owner.desk(&app, None).await;
    let opened = app.anybody().post("/widget/session", json!({ "key": app.shop.key })).await.is(200);
    assert_eq!(opened["inbox"]["outlook"]["online"], true);
}
