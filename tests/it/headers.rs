//! S5: every answer of every route, errors first of all, carries the headers that keep a browser safe.

use serde_json::json;
use zhanggui::auth::permissions::ROUTES;

use crate::harness::{Answer, Engine, TestApp};

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
    assert!(!answer.headers.contains_key("server") && !answer.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_refuses_with_all_its_headers() {
    let app = TestApp::start(Engine::Sqlite).await;
    for (method, path, _) in ROUTES.iter().filter(|(_, path, _)| !path.ends_with("/openapi.json")) {
        let path = path.replace("{id}", "x").replace("{message_id}", "x").replace("{token}", "x");
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
