//! S5: every answer of every route, errors first of all, carries the headers that keep a browser safe.

use std::collections::BTreeSet;

use serde_json::json;
use zhanggui::auth::permissions::ROUTES;

use crate::harness::{Answer, Authenticator, CLIENT_ID, CLIENT_SECRET, Engine, PASSWORD, Provider, TestApp};

fn check(answer: &Answer, what: &str) {
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin", "{what}");
    assert!(!answer.header("x-request-id").is_empty(), "{what}");
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("default-src 'none'"), "{what}: {policy}");
    for loose in ["unsafe-inline", "unsafe-eval", "data:;", "http:;"] {
        let scripts = policy.split(';').find(|part| part.trim().starts_with("script-src")).unwrap_or_default();
        assert!(!scripts.contains(loose.trim_end_matches(';')), "{what}: {policy}");
    }
    for cookie in cookies(answer) {
        check_cookie(&cookie, what);
    }
    assert!(!answer.headers.contains_key("server") && !answer.headers.contains_key("access-control-allow-origin"));
}

fn cookies(answer: &Answer) -> Vec<String> {
    let lines = answer.headers.get_all("set-cookie").iter();
    lines.map(|line| line.to_str().expect("a cookie").to_owned()).collect()
}

/// S3: of this host alone, over a secure connection, out of reach of scripts, and not sent along by other sites; only
/// the widget, which stands on other sites, has a jar on each of them.
fn check_cookie(cookie: &str, what: &str) {
    let (pair, attributes) = cookie.split_once("; ").expect("attributes");
    let attributes: Vec<&str> = attributes.split("; ").collect();
    assert!(pair.starts_with("__Host-zg_"), "{what}: {cookie}");
    for wanted in ["Path=/", "HttpOnly", "Secure"] {
        assert!(attributes.contains(&wanted), "{what}: {wanted} is missing in {cookie}");
    }
    assert!(!cookie.to_lowercase().contains("domain="), "{what}: {cookie}");
    assert!(attributes.iter().any(|attribute| attribute.starts_with("Max-Age=")), "{what}: {cookie}");
    let kept_in: &[&str] = match pair.split('=').next().unwrap_or_default() {
        "__Host-zg_visitor" => &["SameSite=None", "Partitioned"],
        "__Host-zg_session" => &["SameSite=Lax"],
        _ => &["SameSite=Strict"],
    };
    assert!(kept_in.iter().all(|wanted| attributes.contains(wanted)), "{what}: {cookie}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cookie_is_guarded() {
    let app = TestApp::start(Engine::Sqlite).await;
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let person = json!({ "sub": "u-1", "email": mei.email, "email_verified": true });
    let provider = Provider::start(app.now().0 / 1000, person).await;
    let settings = json!({
        "label": "公司账号", "issuer": provider.issuer(), "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET,
        "trusts_second_factor": false, "passwords": true, "enabled": true,
    });
    owner.put("/shop/sign_in/provider", settings).await.is(200);

    let password = json!({ "email": mei.email, "password": PASSWORD });
    let mut answers = vec![app.anybody().post("/session", password.clone()).await];
    answers.push(app.anybody().post("/widget/session", json!({ "key": app.shop.key, "locale": "zh-CN" })).await);
    answers.push(mei.delete("/session").await);
    let sent = app.anybody().post("/session/provider", json!({ "shop_id": app.shop.id })).await;
    let browser = app.anybody().with("cookie", sent.cookie("__Host-zg_provider"));
    let brought = provider.visit(sent.is(200)["url"].as_str().expect("an address")).await;
    answers.extend([sent, browser.post("/session/provider/return", brought).await]);

    owner.patch("/shop/sign_in", json!({ "second_factor": "everyone" })).await.is(200);
    let asked = app.anybody().post("/session", password).await;
    let half = app.anybody().with("cookie", asked.cookie("__Host-zg_half"));
    let phone = Authenticator::of(&half.post("/session/second_factor", json!({})).await.is(201));
    let code = json!({ "code": phone.code(app.now()) });
    answers.extend([asked, half.post("/session/second_factor/confirm", code).await]);

    let mut set = BTreeSet::new();
    for answer in &answers {
        check(answer, "an answer that sets cookies");
        let names = cookies(answer).into_iter().map(|cookie| cookie.split('=').next().unwrap_or_default().to_owned());
        set.extend(names);
    }
    let known = ["device", "half", "provider", "session", "visitor"].map(|name| format!("__Host-zg_{name}"));
    assert_eq!(set, BTreeSet::from(known), "every cookie was looked at");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_refuses_with_all_its_headers() {
    let app = TestApp::start(Engine::Sqlite).await;
    for (method, path, _) in ROUTES.iter().filter(|(_, path, _)| !path.ends_with("/openapi.json")) {
        let path = path.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
        let path = path.collect::<Vec<_>>().join("/");
        let answer = app.anybody().call(method, &path, (*method != "GET").then(|| json!({ "x": 1 }))).await;
        check(&answer, &format!("{method} {path}"));
        if answer.status >= 400 && answer.header("content-type") == "application/problem+json" {
            let problem = answer.json();
            assert_eq!(problem["request_id"], answer.header("x-request-id"), "{method} {path}");
            assert_eq!(problem["status"], answer.status);
            assert!(problem["code"].is_string() && problem["title"].is_string(), "{problem}");
        }
        assert_eq!(answer.header("cache-control"), "no-store", "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_do_pages_and_what_no_route_takes() {
    let app = TestApp::start(Engine::Sqlite).await;
    let key = &app.shop.key;
    for path in [
        "/",
        "/desk",
        "/assist",
        "/assist-sw.js",
        "/docs",
        "/health/live",
        "/health/ready",
        "/openapi.json",
        "/widget.js",
        "/no/such/page",
        "/assets/no-such.js",
        "/api/v1/nothing",
        "/api/v2/anything",
        "/api",
        "/widget/assets/../../secret",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        &format!("/widget/panel?key={key}"),
        &format!("/try/{key}"),
        "/try/nothing",
    ] {
        let answer = app.anybody().raw("GET", path, None, Default::default()).await;
        check(&answer, path);
        assert!(!answer.text().contains("root:"), "{path}");
        assert!(answer.status < 500 || answer.status == 503, "{path}: {}", answer.status);
    }
}

/// The assist panel has a service worker and a manifest: ours, and nobody else's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_and_manifests_come_from_here_alone() {
    let app = TestApp::start(Engine::Sqlite).await;
    let answer = app.anybody().raw("GET", "/assist", None, Default::default()).await;
    let policy: Vec<&str> = answer.header("content-security-policy").split(';').map(str::trim).collect();
    for wanted in ["worker-src 'self'", "manifest-src 'self'", "frame-ancestors 'none'"] {
        assert!(policy.contains(&wanted), "{wanted}: {policy:?}");
    }
    assert_eq!(answer.header("service-worker-allowed"), "", "a worker reaches no further than it asks for");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_method_says_which_ones_there_are() {
    let app = TestApp::start(Engine::Sqlite).await;
    let answer = app.anybody().call("DELETE", "/views", None).await;
    answer.refused(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "GET");
    app.anybody().call("TRACE", "/views", None).await.is(405);
    app.anybody().get("/nothing").await.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_on_https_asks_to_stay_there() {
    let app = TestApp::builder(Engine::Sqlite).public_url("https://desk.example.com").start().await;
    let answer = app.anybody().get("/setup").await;
    assert!(answer.header("strict-transport-security").starts_with("max-age=31536000"));
    let owner = app.owner().await;
    let inboxes = owner.get("/inboxes").await.is(200);
    let script = inboxes["items"][0]["script"].as_str().expect("a script tag");
    assert!(script.contains("src=\"https://desk.example.com/widget.js\""), "{script}");
}
