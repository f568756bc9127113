//! The first day: from an empty server to the first chat.

use serde_json::{Value, json};

use crate::harness::{Engine, PASSWORD, Staff, TestApp, Visitor};

fn wanted() -> Value {
    json!({
        "shop_name": "青禾外套", "owner_name": "陈掌柜", "email": "Owner@Shop.example", "password": PASSWORD, "locale": "zh-CN",
    })
}

async fn from_empty_to_the_first_chat(engine: Engine) {
    let app = TestApp::builder(engine).start_empty().await;
    let anybody = app.anybody();
    assert_eq!(anybody.get("/setup").await.is(200)["needed"], true);
    anybody.get("/me").await.refused(401, "unauthorized");

    let answer = anybody.post("/setup", wanted()).await;
    let me = answer.is(201);
    assert_eq!((&me["staff"]["role"], &me["shop"]["name"]), (&json!("owner"), &json!("青禾外套")));
    let owner = Staff::signed_in(&app, &answer);
    assert_eq!(anybody.get("/setup").await.is(200)["needed"], false);

    let page = owner.post("/test_chat", json!({})).await.is(200);
    let key = page["page_url"].as_str().and_then(|url| url.rsplit('/').next()).expect("a page");
    let inboxes = owner.get("/inboxes").await.is(200);
    assert_eq!(
        (&inboxes["items"][0]["public_key"], &inboxes["items"][0]["first_ping_at"]),
        (&json!(key), &json!(null))
    );

    let opened = anybody.post("/widget/session", json!({ "key": key, "locale": "zh-CN" })).await.is(200);
    let inboxes = owner.get("/inboxes").await.is(200);
    assert_eq!(inboxes["items"][0]["first_ping_at"], app.now().to_string(), "the first ping is seen");

    let mut desk = owner.desk(&app, None).await;
    Visitor::known_by(&app, &opened).say("你好，试一下").await;
    assert_eq!(desk.expect_event("message.created").await["data"]["message"]["text"], "你好，试一下");
}

async fn only_one_owner_can_be_first(engine: Engine) {
    let app = TestApp::builder(engine).start_empty().await;
    let (one, other) = (app.anybody(), app.anybody());
    let mut second = wanted();
    second["email"] = json!("other@shop.example");
    let (first, second) = tokio::join!(one.post("/setup", wanted()), other.post("/setup", second));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    assert_eq!(app.count("SELECT COUNT(*) FROM shops").await, 1);
    app.anybody().post("/setup", wanted()).await.refused(409, "already_set_up");
}

async fn a_bad_form_names_its_field(engine: Engine) {
    let app = TestApp::builder(engine).start_empty().await;
    for (field, value, code) in [
        ("shop_name", json!("  "), "required"),
        ("owner_name", json!(""), "required"),
        ("email", json!("nobody"), "invalid_email"),
        ("password", json!("short"), "too_short"),
        ("locale", json!("fr"), "unknown_locale"),
        ("timezone", json!("Mars/Base"), "unknown_timezone"),
        ("role", json!("owner"), "unknown_field"),
    ] {
        let mut form = wanted();
        form[field] = value;
        app.anybody().post("/setup", form).await.invalid(field, code);
    }
    assert_eq!(app.anybody().get("/setup").await.is(200)["needed"], true);
}

macro_rules! on_an_empty_server {
    ($($story:ident),* $(,)?) => {$(
        mod $story {
            use crate::harness::Engine;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$story(Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$story(Engine::Postgres).await;
            }
        }
    )*};
}

on_an_empty_server![from_empty_to_the_first_chat, only_one_owner_can_be_first, a_bad_form_names_its_field];
