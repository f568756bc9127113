//! S5: every answer of every route, errors first of all, carries the headers that keep a browser safe.

use std::collections::BTreeSet;

use hyper::HeaderMap;
use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::auth::permissions::ROUTES;

use crate::harness::{
    Answer, Authenticator, CLIENT_ID, CLIENT_SECRET, Engine, PASSWORD, Provider, Staff, TestApp, eventually, png,
};

/// The whole policy of everything, up to who may frame it: written out, so that whoever loosens it changes it here too.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
    media-src 'self' blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; worker-src 'self'; \
    manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors ";

/// What an answer may carry instead of what all carry.
#[derive(Clone, Copy)]
pub struct Manner {
    policy: &'static str,
    frame_ancestors: &'static str,
    /// Who may load it into a page of their own.
    loaded_by: &'static str,
}

pub const ORDINARY: Manner = Manner { policy: POLICY, frame_ancestors: "'none'", loaded_by: "same-origin" };
/// The loader is a script of other sites' pages.
const EMBEDDED: Manner = Manner { loaded_by: "cross-origin", ..ORDINARY };
/// The panel of an inbox that lists no sites.
const PANEL: Manner = Manner { frame_ancestors: "*", ..EMBEDDED };
/// What buyers sent can do nothing at all.
const FILE: Manner = Manner { policy: "sandbox; default-src 'none'", frame_ancestors: "", ..ORDINARY };

fn check(answer: &Answer, what: &str) {
    check_head(&answer.headers, ORDINARY, what);
}

pub fn check_head(headers: &HeaderMap, manner: Manner, what: &str) {
    let all = |name: &str| -> Vec<&str> {
        headers.get_all(name).iter().map(|value| value.to_str().expect("a text")).collect()
    };
    let policy = format!("{}{}", manner.policy, manner.frame_ancestors);
    for (name, wanted) in [
        ("content-security-policy", policy.as_str()),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", manner.loaded_by),
    ] {
        // Once: a browser takes two policies together, and of some other headers the last.
        assert_eq!(all(name), [wanted], "{what}: {name}");
    }
    for absent in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert!(!headers.contains_key(absent), "{what}: {absent}");
    }
    for cookie in all("set-cookie") {
        check_cookie(cookie, what);
    }
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
        assert!(!answer.header("x-request-id").is_empty(), "{method} {path}");
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
        let manner = match path {
            "/widget.js" => EMBEDDED,
            _ if path.starts_with("/widget/panel") => PANEL,
            _ => ORDINARY,
        };
        check_head(&answer.headers, manner, path);
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
        assert!(!answer.text().contains("root:"), "{path}");
        assert!(answer.status < 500 || answer.status == 503, "{path}: {}", answer.status);
    }
}

/// Something of everything that has an address, by the beginning of its path.
async fn a_busy_shop(app: &TestApp, owner: &Staff) -> Vec<(&'static str, String)> {
    let buyer = app.visitor().await;
    let file = buyer.upload("/widget/files", "尺码.png", &png(20, 20)).await.is(201);
    let picture = json!({ "client_id": Uuid::now_v7(), "kind": "image", "file_id": file["id"] });
    buyer.post("/widget/messages", picture).await.is(201);
    let conversation = buyer.conversation(owner).await;
    let asked = owner.post(&format!("/customers/{}/exports", buyer.customer_id), json!({})).await.is(202);
    let export = text(&asked["id"]);
    eventually("an export", async || owner.get(&format!("/exports/{export}")).await.is(200)["state"] == "ready").await;
    vec![
        ("/conversations/", conversation),
        ("/customers/", buyer.customer_id.clone()),
        ("/inboxes/", app.shop.inbox_id.clone()),
        ("/staff/", owner.id.clone()),
        ("/exports/", export),
        ("/files/", text(&file["id"])),
    ]
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Refusals are made in one place; what succeeds is made in a hundred, and some of it sets headers of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_given_carries_them_too() {
    let app = TestApp::start(Engine::Sqlite).await;
    let owner = app.owner().await;
    let known = a_busy_shop(&app, &owner).await;
    let reads = ROUTES.iter().filter(|(method, path, _)| *method == "GET" && !path.ends_with("/openapi.json"));
    let mut given = BTreeSet::new();
    for (_, path, _) in reads {
        let id = known.iter().find(|(beginning, _)| path.starts_with(beginning)).map(|(_, id)| id.as_str());
        let asked = path.replace("{id}", id.unwrap_or("x"));
        // A stream has a head and no end.
        let answer = owner.begin("GET", &format!("/api/v1{asked}"), None, Default::default()).await;
        check_head(answer.headers(), ORDINARY, path);
        if answer.status().is_success() {
            given.insert(*path);
        }
    }
    for wanted in [
        "/audit/export",
        "/canned_replies/export",
        "/knowledge/export",
        "/conversations/{id}/transcript",
        "/conversations/{id}/transcript/text",
        "/exports/{id}",
    ] {
        assert!(given.contains(wanted), "{wanted} was not given: {given:?}");
    }
    assert!(given.len() > 60, "only {}: {given:?}", given.len());

    // Behind signed addresses: the archive of a customer, and what a buyer sent.
    let id = |beginning: &str| known.iter().find(|(known, _)| *known == beginning).map(|(_, id)| id.as_str());
    let export = owner.get(&format!("/exports/{}", id("/exports/").expect("an export"))).await.is(200);
    let messages = owner.messages(id("/conversations/").expect("a conversation")).await;
    let file = messages.iter().find_map(|message| message.pointer("/file/url")).expect("a file");
    for (address, manner) in [(&export["url"], ORDINARY), (file, FILE)] {
        let answer = app.anybody().raw("GET", &text(address), None, Default::default()).await;
        assert_eq!(answer.status, 200, "{address}");
        check_head(&answer.headers, manner, "a signed address");
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
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
    check(&answer, "an answer over https");
    let refused = app.anybody().get("/views").await;
    assert_eq!(
        (refused.status, refused.header("strict-transport-security")),
        (401, answer.header("strict-transport-security"))
    );
    let owner = app.owner().await;
    let inboxes = owner.get("/inboxes").await.is(200);
    let script = inboxes["items"][0]["script"].as_str().expect("a script tag");
    assert!(script.contains("src=\"https://desk.example.com/widget.js\""), "{script}");
}
