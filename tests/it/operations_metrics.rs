//! What a watcher sees: metrics for Prometheus, and a log in which a request is found again by its id.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};
use zhanggui::{backup, jobs};

use crate::harness::{Client, Engine, Process, TestApp, both_engines, eventually};

both_engines![metrics_tell_what_happened];

pub async fn page(client: &Client) -> String {
    let answer = client.raw("GET", "/metrics", None, Default::default()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.header("content-type").starts_with("application/openmetrics-text"));
    answer.text()
}

/// The value of a series, written as Prometheus writes it.
#[track_caller]
pub fn value(page: &str, series: &str) -> f64 {
    let line = page.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no {series} in {page}"))
}

async fn metrics_tell_what_happened(app: TestApp) {
    let buyer = app.visitor().await;
    for _ in 0..3 {
        buyer.say("有货吗").await;
    }
    app.anybody().get("/conversations/0/secret-of-a-customer").await;
    let _desk = app.owner().await.desk(&app, None).await;
    let page = page(&app.anybody()).await;
    assert_eq!(value(&page, "zhanggui_messages_stored_total"), 3.0);
    assert!(value(&page, "zhanggui_message_commit_duration_seconds_count") >= 1.0);
    assert_eq!(value(&page, "zhanggui_ready"), 1.0);
    assert_eq!(value(&page, r#"zhanggui_sockets{kind="desk"}"#), 1.0);
    assert_eq!(value(&page, r#"zhanggui_conversations{state="queued"}"#), 1.0);
    assert_eq!(value(&page, "zhanggui_conversations_waiting"), 1.0);
    assert_eq!(value(&page, r#"zhanggui_jobs{state="dead"}"#), 0.0);
    assert!(value(&page, "zhanggui_database_bytes") > 10_000.0);
    assert!(value(&page, r#"zhanggui_disk_free_bytes{folder="data"}"#) > 0.0);
    assert!(value(&page, "process_open_fds") > 3.0 && value(&page, "process_resident_memory_bytes") > 1e6);
    let posted = r#"zhanggui_http_requests_total{method="POST",route="/api/v1/widget/messages",status="201"}"#;
    assert_eq!(value(&page, posted), 3.0);
    assert!(!page.contains("secret-of-a-customer"), "paths are no labels");
    assert!(page.ends_with("# EOF\n"));

    // Without the database there are still metrics, and they say so.
    app.app.db.close().await;
    assert_eq!(value(&self::page(&app.anybody()).await, "zhanggui_ready"), 0.0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metrics_are_not_for_everybody() {
    let app = TestApp::start(Engine::Sqlite).await;
    let ask = async |client: &Client| client.raw("GET", "/metrics", None, Default::default()).await;
    let through_proxy = app.anybody().with("x-forwarded-for", "192.0.2.9");
    ask(&through_proxy).await.refused(404, "not_found");

    let app = TestApp::builder(Engine::Sqlite).config(|config| config.metrics_token = "t0ken".into()).start().await;
    ask(&app.anybody()).await.refused(404, "not_found");
    ask(&app.anybody().with("authorization", "Bearer something")).await.refused(404, "not_found");
    let scraper = app.anybody().with("authorization", "Bearer t0ken").with("x-forwarded-for", "192.0.2.9");
    assert_eq!(ask(&scraper).await.status, 200);
    assert!(!toml::to_string(&app.app.config.redacted()).expect("settings").contains("t0ken"));
}

/// The names of metrics in a text, whatever stands around them.
fn names(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.filter(|name| name.starts_with("zhanggui_") || name.starts_with("process_")).collect()
}

/// As `zhanggui serve` begins them.
fn make_backups(app: &TestApp) {
    jobs::lead(&app.app);
    backup::start(app.app.clone());
}

const LAST_BACKUP: &str = "zhanggui_backup_last_success_timestamp_seconds";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_dashboard_asks_for_metrics_that_exist() {
    let kept = tempfile::tempdir().expect("a folder");
    let folder = kept.path().join("kept");
    let app = TestApp::builder(Engine::Sqlite).config(|config| config.backup_folder = folder).start().await;
    make_backups(&app);
    app.visitor().await.say("看板").await;
    eventually("a backup", async || value(&page(&app.anybody()).await, LAST_BACKUP) > 0.0).await;
    let told = page(&app.anybody()).await;
    let at = value(&told, LAST_BACKUP);
    assert!((at - app.now().0 as f64 / 1000.0).abs() < 60.0, "{at}");
    let known: BTreeSet<&str> =
        told.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split(['{', ' ']).next()).collect();
    for file in ["deploy/grafana-dashboard.json", "deploy/prometheus-rules.yml"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let text = std::fs::read_to_string(&path).expect(file);
        let asked = names(&text);
        assert!(asked.len() > 3, "{file}");
        let missing: Vec<_> = asked.difference(&known).collect();
        assert!(missing.is_empty(), "{file} asks for {missing:?}");
    }
}

/// What the page tells of, as a handbook names it.
fn families(page: &str) -> BTreeSet<String> {
    let types = page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    let named = types.map(|(name, kind)| match kind {
        "counter" => format!("{name}_total"),
        "info" => format!("{name}_info"),
        _ => name.to_owned(),
    });
    named.filter(|name| name.starts_with("zhanggui_")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_handbooks_name_every_metric() {
    let kept = tempfile::tempdir().expect("a folder");
    let folder = kept.path().to_owned();
    let app = TestApp::builder(Engine::Sqlite).config(|config| config.backup_folder = folder).start().await;
    app.visitor().await.say("有货吗").await;
    let mut told = families(&page(&app.anybody()).await);
    // Only who serves HTTPS has one.
    told.insert("zhanggui_certificate_expires_timestamp_seconds".to_owned());
    for file in ["docs/operations.md", "docs/operations.zh-CN.md"] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect(file);
        let rows: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("| `zhanggui_") || line.starts_with("| `process_"))
            .filter_map(|line| line.split('|').nth(1))
            .collect();
        let named: BTreeSet<String> = rows
            .iter()
            .flat_map(|row| names(row))
            .filter(|name| name.starts_with("zhanggui_"))
            .map(str::to_owned)
            .collect();
        assert_eq!(named, told, "{file}");
    }
}

/// An alert compares numbers: where there is no series it is silent for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_never_came_is_seen() {
    let kept = tempfile::NamedTempFile::new().expect("a file");
    let no_folder = kept.path().to_owned();
    let app = TestApp::builder(Engine::Sqlite).config(|config| config.backup_folder = no_folder).start().await;
    make_backups(&app);
    let failed = async || value(&page(&app.anybody()).await, "zhanggui_backup_failures_total") >= 1.0;
    eventually("a failure", failed).await;
    assert_eq!(value(&page(&app.anybody()).await, LAST_BACKUP), 0.0);

    let rules = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/prometheus-rules.yml"));
    let rules = rules.expect("rules");
    let asked: Vec<&str> = rules.lines().filter_map(|line| line.trim().strip_prefix("expr: ")).collect();
    for name in [LAST_BACKUP, "zhanggui_backup_failures_total"] {
        assert!(asked.iter().any(|rule| names(rule).contains(name)), "nobody is told of {name}");
    }
    // Where none are wanted nothing is missed.
    let app = TestApp::start(Engine::Sqlite).await;
    assert!(!page(&app.anybody()).await.contains("backup"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_is_found_in_the_log_by_its_id() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = [("ZHANGGUI_LOG_FORMAT", "json"), ("RUST_LOG", "info,zhanggui=debug")];
    let server = Process::serve(folder.path(), "", &settings).await;
    let sign_in = json!({ "email": "geheim@example.com", "password": "not the password" });
    let answer = server.client().post("/session", sign_in).await;
    let id = answer.header("x-request-id").to_owned();
    assert_eq!(answer.json()["request_id"], id.as_str());
    let line = || -> Option<Value> {
        let log = server.log();
        let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).expect("every line is JSON"));
        lines.filter(|line| line["span"]["id"] == id.as_str()).find(|line| line["fields"]["message"] == "answered")
    };
    eventually("a line in the log", async || line().is_some()).await;
    let line = line().expect("a line");
    assert_eq!(line["fields"]["status"], 401);
    assert_eq!((&line["span"]["method"], &line["span"]["path"]), (&json!("POST"), &json!("/api/v1/session")));
    assert!(!server.log().contains("geheim@example.com"), "who it was stays out of the log");
}
