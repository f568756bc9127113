//! Web push: whoever closed the desk is told on the device, by a push service that reads nothing, as long as they may be told.

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::auth::Role;

use crate::harness::{
    Browser, Engine, PASSWORD, PushService, Shop, Socket, Staff, TestApp, both_engines, eventually, zhanggui,
};

both_engines![
    who_closed_the_desk_is_told_on_the_device,
    who_sees_a_desk_is_told_there,
    what_a_program_reads_is_no_desk,
    what_is_read_or_not_wanted_is_not_sent,
    a_browser_that_is_gone_is_forgotten,
    a_push_service_in_trouble_is_asked_later,
    what_was_late_for_an_hour_is_not_sent,
    it_ends_with_the_session,
    a_browser_tells_whoever_asked_last,
    ones_browsers_are_ones_own,
    nothing_inside_is_told,
    where_a_browser_is_told_lies_sealed,
    all_servers_have_one_pair_of_keys,
    a_test_says_what_came_of_it,
];

/// Nobody is told of late replies here.
async fn patient(app: &TestApp) {
    app.owner().await.put("/targets", json!({ "first_reply_seconds": 0, "next_reply_seconds": 0 })).await.is(200);
}

/// Somebody whose browser is told, a colleague who names them in notes, and a conversation to write those in.
struct Scene {
    lin: Staff,
    mei: Staff,
    conversation: String,
    service: PushService,
    browser: Browser,
    /// The subscription.
    id: String,
}

impl Scene {
    async fn set(app: &TestApp) -> Self {
        patient(app).await;
        let (mei, lin, buyer) = (app.agent("小梅").await, app.agent("阿林").await, app.visitor().await);
        buyer.say("我的电话是 13800138000").await;
        let conversation = buyer.conversation(&mei).await;
        let service = PushService::start().await;
        let browser = service.browser();
        let id = subscribe(&lin, &browser).await;
        Self { lin, mei, conversation, service, browser, id }
    }

    async fn mention(&self) {
        self.mei.note(&self.conversation, "@阿林 客户急着要").await;
    }

    /// Names somebody and waits until they were told, and a moment longer; nothing was sent.
    async fn mention_in_vain(&self, sent: usize) {
        self.mention().await;
        self.service.only(sent).await;
    }
}

async fn subscribe(staff: &Staff, browser: &Browser) -> String {
    let saved = staff.put("/push_subscriptions", browser.subscription()).await.is(200);
    saved["id"].as_str().expect("an id").to_owned()
}

async fn browsers(of: &Staff) -> Vec<Value> {
    of.get("/push_subscriptions").await.is(200)["items"].as_array().expect("a list").clone()
}

async fn who_closed_the_desk_is_told_on_the_device(app: TestApp) {
    let scene = Scene::set(&app).await;
    scene.mention().await;
    let pushed = scene.service.only(1).await.remove(0);
    assert!(scene.browser.is_meant(&pushed));
    let note = scene.browser.read(&pushed);
    let told = scene.lin.get("/notifications").await.is(200)["items"][0].clone();
    let expected = json!({ "locale": "zh-CN", "kind": "mentioned", "id": told["id"], "name": told["customer_name"],
        "conversations": 1, "by": "小梅", "path": format!("/desk/all/{}", scene.conversation) });
    assert_eq!(note, expected, "neither what the buyer nor what the colleague wrote");
    assert_eq!((pushed.header("ttl"), pushed.header("urgency")), ("3600", "normal"));
    assert!((1..=32).contains(&pushed.header("topic").len()));
    assert!(!String::from_utf8_lossy(&pushed.body).contains("小梅"), "the push service reads nothing");

    let (claims, key) = pushed.sender();
    let list = scene.lin.get("/push_subscriptions").await.is(200);
    assert_eq!(list["public_key"], key);
    assert_eq!((&claims["aud"], &claims["sub"]), (&json!(scene.service.origin()), &json!(app.origin())));
    let runs = claims["exp"].as_i64().expect("a time") - app.now().0 / 1000;
    assert!((3600..=24 * 3600).contains(&runs), "{runs} s");
    let shown = &list["items"][0];
    assert_eq!(
        (&shown["id"], &shown["current"], &shown["told_at"]),
        (&json!(scene.id), &json!(true), &json!(app.now()))
    );
    assert_eq!(shown["service"], scene.service.origin().trim_start_matches("http://"));

    // More wakes the phone again, and looks as long.
    scene.mention().await;
    let again = scene.service.only(2).await.remove(1);
    assert_eq!(again.body.len(), pushed.body.len());
    assert_ne!(again.body[..16], pushed.body[..16], "another salt");
}

async fn who_sees_a_desk_is_told_there(app: TestApp) {
    let scene = Scene::set(&app).await;
    let mut desk = scene.lin.desk(&app, None).await;
    scene.mention().await;
    desk.expect("notification").await;
    scene.service.only(0).await;
    // Out of sight it tells nobody.
    desk.send(json!({ "type": "on_screen", "visible": false })).await;
    desk.send(json!({ "type": "ping", "t": 1 })).await;
    desk.expect("pong").await;
    scene.mention().await;
    scene.service.only(1).await;
    desk.send(json!({ "type": "on_screen", "visible": true })).await;
    desk.send(json!({ "type": "ping", "t": 2 })).await;
    desk.expect("pong").await;
    scene.mention_in_vain(1).await;

    // Whoever has touched no desk for long is away from it, however visible it is.
    let away = json!({ "reasons": [], "away_after_minutes": 5, "comes_back": true });
    app.owner().await.put("/presence_settings", away).await.is(200);
    zhanggui::jobs::lead(&app.app);
    app.turn_clock(6 * 60);
    desk.expect_where("an absence", |frame| frame["type"] == "presence" && frame["staff"][0]["automatic"] == true)
        .await;
    scene.mention().await;
    scene.service.only(2).await;
}

/// What reads by an API token is no desk, even where its owner made it.
async fn what_a_program_reads_is_no_desk(app: TestApp) {
    let scene = Scene::set(&app).await;
    let owner = app.owner().await;
    let made = owner.post("/tokens", json!({ "name": "大屏", "scopes": ["read"] })).await.is(201);
    let program = app.anybody().with("authorization", format!("Bearer {}", made["token"].as_str().expect("a token")));
    let mut wall = Socket::open(&program, "/live", &app.origin()).await.expect("a socket");
    wall.hello(None, None).await;
    let browser = scene.service.browser();
    subscribe(&owner, &browser).await;
    scene.mei.note(&scene.conversation, "@陈掌柜 看一下").await;
    assert!(browser.is_meant(&scene.service.only(1).await[0]));
}

async fn what_is_read_or_not_wanted_is_not_sent(app: TestApp) {
    let scene = Scene::set(&app).await;
    let mut chosen = scene.browser.subscription();
    chosen["silent"] = json!(["mention", "mention", "late"]);
    let saved = scene.lin.put("/push_subscriptions", chosen.clone()).await.is(200);
    assert_eq!((&saved["id"], &saved["silent"]), (&json!(scene.id), &json!(["late", "mention"])));
    scene.mention_in_vain(0).await;

    chosen["silent"] = json!([]);
    chosen["names"] = json!(false);
    chosen["locale"] = json!("en");
    scene.lin.put("/push_subscriptions", chosen).await.is(200);
    scene.mei.act(&scene.conversation, "assign", json!({ "assignee_id": scene.lin.id })).await;
    let pushed = scene.service.only(1).await.remove(0);
    let note = scene.browser.read(&pushed);
    assert_eq!((&note["kind"], &note["name"], &note["locale"]), (&json!("transferred"), &json!(null), &json!("en")));
    assert_eq!(pushed.header("urgency"), "high");

    // Read elsewhere before the push service took it: it is not sent again.
    scene.service.answer(503, None);
    scene.mention().await;
    scene.service.expect(2).await;
    eventually("noted", async || browsers(&scene.lin).await[0]["trouble"] == "http_503").await;
    scene.lin.post("/notifications/read", json!({ "until": app.now() })).await.is(200);
    app.turn_clock(60);
    scene.service.only(2).await;
}

async fn a_browser_that_is_gone_is_forgotten(app: TestApp) {
    let scene = Scene::set(&app).await;
    for status in [410, 404] {
        let before = scene.service.got().len();
        scene.service.answer(status, None);
        scene.mention().await;
        scene.service.expect(before + 1).await;
        eventually("forgotten", async || browsers(&scene.lin).await.is_empty()).await;
        scene.mention_in_vain(before + 1).await;
        scene.service.answer(201, None);
        subscribe(&scene.lin, &scene.service.browser()).await;
    }
}

async fn a_push_service_in_trouble_is_asked_later(app: TestApp) {
    let scene = Scene::set(&app).await;
    let slow = PushService::start().await;
    slow.fall_silent();
    subscribe(&Staff::sign_in(&app, &scene.lin.email, PASSWORD).await, &slow.browser()).await;
    scene.service.answer(500, None);
    scene.mention().await;
    scene.service.only(1).await;
    assert_eq!(slow.got().len(), 1, "one that never answers holds nobody up");
    let mine = async || browsers(&scene.lin).await.into_iter().find(|one| one["current"] == true).expect("mine");
    assert_eq!((&mine().await["trouble"], &mine().await["failing_since"]), (&json!("http_500"), &json!(app.now())));

    scene.service.answer(429, Some("600"));
    app.turn_clock(7);
    scene.service.only(2).await;
    app.turn_clock(120);
    scene.service.only(2).await;
    scene.service.answer(201, None);
    app.turn_clock(500);
    scene.service.only(3).await;
    eventually("it works", async || mine().await["failing_since"].is_null()).await;
    assert_eq!(mine().await["trouble"], json!(null));
    app.turn_clock(900);
    scene.service.only(3).await;
}

async fn what_was_late_for_an_hour_is_not_sent(app: TestApp) {
    let scene = Scene::set(&app).await;
    scene.service.answer(503, Some("999999"));
    scene.mention().await;
    scene.service.only(1).await;
    app.turn_clock(3601);
    eventually("given up", async || app.count("SELECT COUNT(*) FROM jobs WHERE kind = 'push_notification'").await == 0)
        .await;
    scene.service.only(1).await;
}

async fn it_ends_with_the_session(app: TestApp) {
    let scene = Scene::set(&app).await;
    let owner = app.owner().await;
    scene.mention().await;
    scene.service.expect(1).await;
    let stored = async || app.count("SELECT COUNT(*) FROM push_subscriptions").await;

    scene.lin.delete("/session").await.is(204);
    assert_eq!(stored().await, 0, "signed out");
    scene.mention_in_vain(1).await;

    let phone = Staff::sign_in(&app, &scene.lin.email, PASSWORD).await;
    let desk = Staff::sign_in(&app, &scene.lin.email, PASSWORD).await;
    subscribe(&phone, &scene.service.browser()).await;
    desk.delete("/me/sessions").await.is(204);
    assert_eq!(stored().await, 0, "ended from another browser");

    let phone = Staff::sign_in(&app, &scene.lin.email, PASSWORD).await;
    subscribe(&phone, &scene.service.browser()).await;
    let change = json!({ "current": PASSWORD, "new": "a new password 电池" });
    desk.post("/me/password", change).await.is(204);
    assert_eq!(stored().await, 0, "another password");

    let phone = Staff::sign_in(&app, &scene.lin.email, "a new password 电池").await;
    subscribe(&phone, &scene.service.browser()).await;
    app.turn_clock(15 * 24 * 3600);
    let mei = Staff::sign_in(&app, &scene.mei.email, PASSWORD).await;
    mei.note(&scene.conversation, "@阿林 还在吗").await;
    scene.service.only(1).await;

    let phone = Staff::sign_in(&app, &scene.lin.email, "a new password 电池").await;
    subscribe(&phone, &scene.service.browser()).await;
    // Who may no longer read conversations is told of none, and who left of nothing.
    let owner = Staff::sign_in(&app, &owner.email, PASSWORD).await;
    owner.patch(&format!("/staff/{}", scene.lin.id), json!({ "active": false })).await.is(200);
    assert_eq!(stored().await, 0, "left");
}

async fn a_browser_tells_whoever_asked_last(app: TestApp) {
    let scene = Scene::set(&app).await;
    let bo = app.agent("小波").await;
    let id = subscribe(&bo, &scene.browser).await;
    assert_ne!(id, scene.id);
    assert!(browsers(&scene.lin).await.is_empty());
    scene.mention_in_vain(0).await;
    // One session has one browser.
    let other = scene.service.browser();
    assert_eq!(subscribe(&bo, &other).await, id);
    scene.mei.note(&scene.conversation, "@小波 看一下").await;
    let pushed = scene.service.only(1).await.remove(0);
    assert!(other.is_meant(&pushed));
}

async fn ones_browsers_are_ones_own(app: TestApp) {
    let scene = Scene::set(&app).await;
    let elsewhere = Shop::open(&app, "另一家").await;
    let thief = elsewhere.owner(&app).await;
    let path = format!("/push_subscriptions/{}", scene.id);
    for stranger in [&scene.mei, &thief, &app.owner().await] {
        assert!(browsers(stranger).await.is_empty());
        stranger.delete(&path).await.refused(404, "not_found");
        stranger.post(&format!("{path}/test"), json!({})).await.refused(404, "not_found");
    }
    let absent = format!("/push_subscriptions/{}", Uuid::now_v7());
    scene.lin.delete(&absent).await.refused(404, "not_found");
    // A program has no browser.
    let made = app.owner().await.post("/tokens", json!({ "name": "程序", "scopes": ["read", "write"] })).await.is(201);
    let program = app.anybody().with("authorization", format!("Bearer {}", made["token"].as_str().expect("a token")));
    program.put("/push_subscriptions", scene.service.browser().subscription()).await.refused(403, "not_with_a_token");

    // From another of one's own browsers one ends it, and that is written down.
    let desk = Staff::sign_in(&app, &scene.lin.email, PASSWORD).await;
    desk.delete(&path).await.is(204);
    assert!(browsers(&scene.lin).await.is_empty());
    let log = app.owner().await.get("/audit?action=push.ended").await.is(200);
    assert_eq!(log["items"].as_array().expect("a list").len(), 1);

    for _ in 0..10 {
        subscribe(&Staff::sign_in(&app, &scene.lin.email, PASSWORD).await, &scene.service.browser()).await;
    }
    let one_more = scene.service.browser().subscription();
    scene.lin.put("/push_subscriptions", one_more).await.refused(409, "too_many_push_subscriptions");
}

async fn nothing_inside_is_told(app: TestApp) {
    let scene = Scene::set(&app).await;
    let ask = async |change: Value| {
        let mut wanted = scene.service.browser().subscription();
        for (name, value) in change.as_object().expect("fields") {
            match name.strip_prefix("keys.") {
                Some(name) => wanted["keys"][name] = value.clone(),
                None => wanted[name] = value.clone(),
            }
        }
        scene.mei.put("/push_subscriptions", wanted).await
    };
    for (endpoint, code) in [
        ("https://10.0.0.1/push", "address_not_public"),
        ("https://169.254.169.254/latest/meta-data", "address_not_public"),
        ("https://[::1]/push", "address_not_public"),
        ("https://127.0.0.2/push", "address_not_public"),
        ("http://8.8.8.8/push", "unencrypted"),
        ("https://me:secret@8.8.8.8/push", "invalid_url"),
        ("ftp://8.8.8.8/push", "invalid_url"),
        ("javascript:alert(1)", "invalid_url"),
        ("", "invalid_url"),
    ] {
        ask(json!({ "endpoint": endpoint })).await.invalid("endpoint", code);
    }
    ask(json!({ "endpoint": format!("https://8.8.8.8/{}", "x".repeat(2000)) })).await.invalid("endpoint", "too_long");
    for key in ["", "AAAA", "not base64!", &"A".repeat(87)] {
        ask(json!({ "keys.p256dh": key })).await.invalid("keys.p256dh", "invalid");
        ask(json!({ "keys.auth": key })).await.invalid("keys.auth", "invalid");
    }
    ask(json!({ "locale": "de" })).await.invalid("locale", "unknown");
    assert!(browsers(&scene.mei).await.is_empty());

    // A push service sends nobody on.
    scene.service.answer(307, None);
    scene.mention().await;
    let got = scene.service.only(1).await;
    assert!(got.iter().all(|pushed| pushed.path != "/elsewhere"));
    assert_eq!(browsers(&scene.lin).await[0]["trouble"], "too_many_redirects");

    // Where the address leads is looked up again each time.
    let app = app.restart_with(|config| config.egress_allow.clear()).await;
    let lin = Staff::sign_in(&app, &scene.lin.email, PASSWORD).await;
    let mei = Staff::sign_in(&app, &scene.mei.email, PASSWORD).await;
    scene.service.answer(201, None);
    mei.note(&scene.conversation, "@阿林 还在吗").await;
    eventually("refused", async || browsers(&lin).await[0]["trouble"] == "address_not_public").await;
    scene.service.only(1).await;
}

async fn where_a_browser_is_told_lies_sealed(app: TestApp) {
    let scene = Scene::set(&app).await;
    scene.mention().await;
    scene.service.expect(1).await;
    let secret = scene.browser.endpoint.rsplit('/').next().expect("a path").to_owned();
    for path in ["/push_subscriptions", "/me", "/me/sessions", "/staff", "/notifications"] {
        assert!(!scene.lin.get(path).await.text().contains(&secret), "{path}");
    }
    let stored = app.everything_stored();
    let stored = String::from_utf8_lossy(&stored);
    assert!(stored.contains("客户急着要"), "what is no secret is found");
    assert!(!stored.contains(&secret));
}

async fn all_servers_have_one_pair_of_keys(app: TestApp) {
    let lin = app.agent("阿林").await;
    let (one, two) = (app.neighbour().await, app.neighbour().await);
    let at = [lin.clone(), lin.at(&one), lin.at(&two)];
    let asked = futures::future::join_all(at.iter().map(|lin| lin.get("/push_subscriptions"))).await;
    let keys: Vec<Value> = asked.iter().map(|answer| answer.is(200)["public_key"].clone()).collect();
    assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
    one.stop().await;
    two.stop().await;
    let service = PushService::start().await;
    subscribe(&lin, &service.browser()).await;

    let app = app.restart().await;
    let key = async |app: &TestApp| lin.at(app).get("/push_subscriptions").await.is(200)["public_key"].clone();
    assert_eq!(key(&app).await, keys[0], "kept");

    // Lost with the key of the installation: browsers subscribe anew.
    let rest = app.put_down().await;
    std::fs::remove_file(rest.config.data.join("zhanggui.key")).expect("lost");
    let reset = zhanggui(&["keys", "reset"], &rest.config.data, &rest.config.database).output().await;
    assert!(reset.expect("the program runs").status.success());
    let app = rest.take_up().await;
    assert_ne!(key(&app).await, keys[0]);
    assert!(browsers(&lin.at(&app)).await.is_empty());
    subscribe(&lin.at(&app), &service.browser()).await;
}

async fn a_test_says_what_came_of_it(app: TestApp) {
    let scene = Scene::set(&app).await;
    let path = format!("/push_subscriptions/{}/test", scene.id);
    // Somebody who looks at the desk wants to see it too.
    let _desk = scene.lin.desk(&app, None).await;
    assert_eq!(scene.lin.post(&path, json!({})).await.is(200), json!({ "delivered": true, "trouble": null }));
    let pushed = scene.service.only(1).await.remove(0);
    let note = scene.browser.read(&pushed);
    assert_eq!((&note["kind"], &note["path"]), (&json!(null), &json!("/settings/appearance")));
    for (status, trouble) in [(403, "http_403"), (500, "http_500"), (410, "gone")] {
        scene.service.answer(status, None);
        let came = scene.lin.post(&path, json!({})).await.is(200);
        assert_eq!(came, json!({ "delivered": false, "trouble": trouble }));
    }
    scene.lin.post(&path, json!({})).await.refused(404, "not_found");
    assert!(browsers(&scene.lin).await.is_empty());
    scene.service.only(4).await;
}

/// A desk at another process counts as well.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_elsewhere_is_seen() {
    let app = TestApp::start(Engine::Postgres).await;
    let scene = Scene::set(&app).await;
    let other = app.neighbour().await;
    let mut desk = scene.lin.at(&other).desk(&other, None).await;
    let lead = app.staff("组长", Role::Lead).await;
    desk.send(json!({ "type": "watch", "conversation_id": scene.conversation })).await;
    let watched = async || {
        let shown = lead.get(&format!("/conversations/{}", scene.conversation)).await.is(200);
        shown["viewers"].as_array().is_some_and(|viewers| !viewers.is_empty())
    };
    eventually("word of the desk", watched).await;
    scene.mention_in_vain(0).await;
}
