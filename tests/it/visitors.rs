//! S4: buyers are known by a random token or by the shop's signed word, and by nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::harness::{Answer, Engine, Shop, TestApp, Visitor, both_engines};

both_engines![
    a_visitor_comes_back_by_the_token,
    a_wrong_token_opens_nothing,
    the_shops_word_makes_a_buyer_known,
    two_devices_of_a_known_buyer_share_the_thread,
    a_bad_word_of_the_shop_opens_nothing,
    a_rotated_secret_ends_the_old_words,
    a_token_belongs_to_its_inbox,
    the_widget_stands_on_listed_sites_only,
    a_closed_inbox_opens_no_widget,
];

async fn open(app: &TestApp, more: Value) -> Answer {
    let mut opening = json!({ "key": app.shop.key, "locale": "zh-CN" });
    for (name, value) in more.as_object().expect("fields") {
        opening[name] = value.clone();
    }
    app.anybody().post("/widget/session", opening).await
}

/// Gives the shop's inbox an identity secret.
pub async fn secret(app: &TestApp) -> String {
    let path = format!("/inboxes/{}/identity_secret", app.shop.inbox_id);
    app.owner().await.post(&path, json!({})).await.is(200)["secret"].as_str().expect("a secret").to_owned()
}

/// A JSON Web Token written by hand, so that a story can forge every part of it.
pub fn word(alg: &str, claims: &Value, secret: &str) -> String {
    let part = |value: &Value| BASE64.encode(value.to_string());
    let body = format!("{}.{}", part(&json!({ "alg": alg, "typ": "JWT" })), part(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
    mac.update(body.as_bytes());
    format!("{body}.{}", BASE64.encode(mac.finalize().into_bytes()))
}

pub fn claims(app: &TestApp, sub: &str, lasts_seconds: i64) -> Value {
    json!({ "sub": sub, "exp": app.now().0 / 1000 + lasts_seconds, "name": "林小姐", "tier": "金卡" })
}

async fn a_visitor_comes_back_by_the_token(app: TestApp) {
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    assert!(buyer.token.len() >= 43, "at least 128 random bits");
    let back = open(&app, json!({ "token": buyer.token })).await.is(200);
    assert_eq!((&back["token"], &back["visitor"]["customer_id"]), (&json!(buyer.token), &json!(buyer.customer_id)));
    assert_eq!(back["conversation"]["status"], "queued");
    assert_ne!(open(&app, json!({})).await.is(200)["visitor"]["customer_id"], buyer.customer_id);
}

async fn a_wrong_token_opens_nothing(app: TestApp) {
    let buyer = app.visitor().await;
    buyer.say("我的电话是 13800138000").await;
    let mut forged = buyer.token.clone();
    let last = forged.pop();
    forged.push(if last == Some('A') { 'B' } else { 'A' });
    for token in [forged.as_str(), "", "nonsense", &format!("{}.", app.shop.key), &"x".repeat(10_000)] {
        let stranger = app.anybody().with("authorization", format!("Visitor {token}"));
        stranger.get("/widget/messages").await.refused(401, "unauthorized");
        let met = open(&app, json!({ "token": token })).await.is(200);
        assert_ne!(met["visitor"]["customer_id"], buyer.customer_id, "{token}");
    }
    let mut socket =
        crate::harness::Socket::open(&app.anybody(), "/widget/live", &app.origin()).await.expect("a socket");
    socket.send(json!({ "type": "hello", "since": 0, "token": forged })).await;
    assert_eq!(socket.ends().await.as_deref(), Some("revoked"));
    assert_eq!(socket.heard.len(), 1, "a goodbye and nothing else");
}

async fn the_shops_word_makes_a_buyer_known(app: TestApp) {
    let secret = secret(&app).await;
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    let identity = word("HS256", &claims(&app, "u-1", 3600), &secret);
    let known = open(&app, json!({ "token": buyer.token, "identity": identity })).await.is(200);
    assert_eq!((&known["visitor"]["verified"], &known["visitor"]["name"]), (&json!(true), &json!("林小姐")));
    assert_eq!(known["visitor"]["customer_id"], buyer.customer_id, "the anonymous visitor became the known one");
    let mei = app.agent("小梅").await;
    let conversation = mei.conversation(&buyer.conversation(&mei).await).await;
    assert_eq!(
        (&conversation["customer"]["verified"], &conversation["customer"]["tier"]),
        (&json!(true), &json!("金卡"))
    );
}

async fn two_devices_of_a_known_buyer_share_the_thread(app: TestApp) {
    let secret = secret(&app).await;
    let identity = || word("HS256", &claims(&app, "u-1", 3600), &secret);
    let phone = Visitor::known_by(&app, &open(&app, json!({ "identity": identity() })).await.is(200));
    let tablet = Visitor::known_by(&app, &open(&app, json!({ "identity": identity() })).await.is(200));
    assert_eq!(phone.customer_id, tablet.customer_id);
    let mut screen = tablet.widget(&app, None).await;
    phone.say("我在手机上").await;
    assert_eq!(screen.expect_event("message.created").await["data"]["message"]["text"], "我在手机上");
    assert_eq!(tablet.messages().await.len(), 1);
}

async fn a_bad_word_of_the_shop_opens_nothing(app: TestApp) {
    let secret = secret(&app).await;
    let other_shop = Shop::open(&app, "别家").await;
    let owner = other_shop.owner(&app).await;
    let path = format!("/inboxes/{}/identity_secret", other_shop.inbox_id);
    let other_secret = owner.post(&path, json!({})).await.is(200)["secret"].as_str().expect("a secret").to_owned();
    let before = app.count("SELECT COUNT(*) FROM customers").await;

    let good = claims(&app, "u-1", 3600);
    let unsigned = |alg: &str| {
        let whole = word(alg, &good, &secret);
        let body = whole.rsplit_once('.').expect("three parts").0;
        format!("{body}.")
    };
    let mut swapped = word("HS256", &good, &secret);
    let signature = swapped.rsplit('.').next().expect("a signature").to_owned();
    swapped = word("HS256", &claims(&app, "u-2", 3600), "guess");
    let swapped = format!("{}.{signature}", swapped.rsplit_once('.').expect("three parts").0);
    for (why, identity) in [
        ("of another shop", word("HS256", &good, &other_secret)),
        ("guessed", word("HS256", &good, "guess")),
        ("run out", word("HS256", &claims(&app, "u-1", -3600), &secret)),
        ("too long", word("HS256", &claims(&app, "u-1", 400 * 24 * 3600), &secret)),
        ("unsigned", unsigned("none")),
        ("unsigned, capitals", unsigned("NONE")),
        ("signature left out", unsigned("HS256")),
        ("another algorithm named", word("HS512", &good, &secret)),
        ("without an end", word("HS256", &json!({ "sub": "u-1" }), &secret)),
        ("about nobody", word("HS256", &json!({ "sub": "", "exp": good["exp"] }), &secret)),
        ("swapped", swapped),
        ("nonsense", "a.b.c".into()),
        ("empty", String::new()),
    ] {
        let refused = open(&app, json!({ "identity": identity })).await;
        assert_eq!(refused.status, 401, "{why}: {}", refused.text());
        refused.refused(401, "invalid_identity");
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM customers").await, before, "nothing was stored");
}

async fn a_rotated_secret_ends_the_old_words(app: TestApp) {
    let old = secret(&app).await;
    let identity = word("HS256", &claims(&app, "u-1", 3600), &old);
    open(&app, json!({ "identity": identity })).await.is(200);
    let new = secret(&app).await;
    open(&app, json!({ "identity": identity })).await.refused(401, "invalid_identity");
    open(&app, json!({ "identity": word("HS256", &claims(&app, "u-1", 3600), &new) })).await.is(200);
}

async fn a_token_belongs_to_its_inbox(app: TestApp) {
    let other = Shop::open(&app, "别家").await;
    let buyer = app.visitor().await;
    buyer.say("只对这家说").await;
    let elsewhere = json!({ "key": other.key, "locale": "zh-CN", "token": buyer.token });
    let met = app.anybody().post("/widget/session", elsewhere).await.is(200);
    assert_ne!(met["visitor"]["customer_id"], buyer.customer_id);
    assert_ne!(met["token"], buyer.token);
    let renamed = buyer.token.replacen(&app.shop.key, &other.key, 1);
    let stranger = app.anybody().with("authorization", format!("Visitor {renamed}"));
    stranger.get("/widget/messages").await.refused(401, "unauthorized");
}

async fn the_widget_stands_on_listed_sites_only(app: TestApp) {
    let path = format!("/inboxes/{}", app.shop.inbox_id);
    app.owner().await.patch(&path, json!({ "sites": ["https://shop.example.com"] })).await.is(200);
    let on = |url: &str| json!({ "page": { "url": url, "title": "首页" } });
    open(&app, on("https://shop.example.com/p/1")).await.is(200);
    open(&app, on("https://evil.example/")).await.refused(403, "site_not_allowed");
    open(&app, on("javascript:alert(1)")).await.refused(403, "site_not_allowed");
    let panel =
        app.anybody().raw("GET", &format!("/widget/panel?key={}", app.shop.key), None, Default::default()).await;
    assert!(
        panel.header("content-security-policy").contains("frame-ancestors 'self' https://shop.example.com"),
        "{}",
        panel.header("content-security-policy")
    );
}

async fn a_closed_inbox_opens_no_widget(app: TestApp) {
    let path = format!("/inboxes/{}", app.shop.inbox_id);
    app.owner().await.patch(&path, json!({ "active": false })).await.is(200);
    open(&app, json!({})).await.refused(404, "not_found");
    app.anybody().post("/widget/session", json!({ "key": "nothing" })).await.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_from_one_buyer_does_not_stop_another() {
    let app = TestApp::builder(Engine::Sqlite).rate_limits().start().await;
    let (loud, calm) = (app.visitor().await, app.visitor().await);
    let mut refused = 0;
    for n in 0..60 {
        let answer = loud.send(uuid::Uuid::now_v7(), &format!("第 {n} 句")).await;
        assert!(matches!(answer.status, 201 | 429), "{}", answer.text());
        refused += u32::from(answer.status == 429);
    }
    assert!(refused > 0, "S14");
    calm.say("我只有一句").await;
}
