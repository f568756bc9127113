//! S5: the server encrypts by itself: with files that are exchanged under it, and with certificates it fetches.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::Child;
use tokio_tungstenite::tungstenite::Message;

use crate::harness::{Authority, Client, Engine, Pebble, Secure, TestApp, eventually, free_address, said, zhanggui};
use crate::headers::{ORDINARY, check_head};

const NAME: &str = "desk.example.com";

struct Files {
    folder: TempDir,
    authority: Authority,
}

impl Files {
    fn new() -> Self {
        let files = Self { folder: tempfile::tempdir().expect("a folder"), authority: Authority::new() };
        files.renew();
        files
    }

    fn renew(&self) {
        self.authority.issue(&[NAME], &self.path("chain.pem"), &self.path("key.pem"));
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    async fn server(&self) -> TestApp {
        let (certificate, key) = (self.path("chain.pem"), self.path("key.pem"));
        let set = |config: &mut zhanggui::config::Config| {
            (config.tls_certificate, config.tls_key) = (certificate, key);
            config.public_url = format!("https://{NAME}");
        };
        TestApp::builder(Engine::Sqlite).config(set).start().await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_and_sockets_are_encrypted() {
    let files = Files::new();
    let app = files.server().await;
    let browser = files.authority.client(app.address, NAME);

    let ready = browser.ask("GET", "/health/ready", "").await.expect("an answer");
    assert_eq!(ready.status(), 204);
    assert!(ready.headers()["strict-transport-security"].to_str().expect("text").starts_with("max-age="));
    assert!(files.authority.client(app.address, "other.example.com").connect().await.is_none(), "another name");
    assert!(Authority::new().client(app.address, NAME).connect().await.is_none(), "another authority");
    let plain = app.anybody().try_raw("GET", "/health/ready", None, Default::default()).await;
    assert!(plain.is_none(), "nothing is said unencrypted");

    let opened = json!({ "key": app.shop.key, "locale": "zh-CN" }).to_string();
    let session = browser.ask("POST", "/api/v1/widget/session", &opened).await.expect("an answer");
    let session: Value = serde_json::from_slice(session.body()).expect("JSON");
    let url = format!("wss://{NAME}/api/v1/widget/live");
    let stream = browser.connect().await.expect("a connection");
    let (mut socket, _) = tokio_tungstenite::client_async(url, stream).await.expect("a socket");
    let hello = json!({ "type": "hello", "since": null, "token": session["token"] });
    socket.send(Message::text(hello.to_string())).await.expect("sent");
    let welcome = socket.next().await.expect("a frame").expect("a frame");
    assert!(welcome.to_text().expect("text").contains("welcome"), "{welcome}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_says_nothing_keeps_nobody_out() {
    let files = Files::new();
    let app = files.server().await;
    let mut silent = Vec::new();
    for _ in 0..200 {
        silent.push(TcpStream::connect(app.address).await.expect("a connection"));
    }
    let browser = files.authority.client(app.address, NAME);
    let asked = tokio::time::timeout(Duration::from_secs(5), browser.ask("GET", "/health/live", "")).await;
    assert_eq!(asked.expect("in time").expect("an answer").status(), 204);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_certificate_counts_without_a_restart() {
    let files = Files::new();
    let app = files.server().await;
    let browser = files.authority.client(app.address, NAME);
    let first = browser.certificate().await.expect("a certificate");

    std::fs::write(files.path("chain.pem"), "half a certif").expect("written");
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(browser.certificate().await.as_ref(), Some(&first), "the old one stays in force");
    files.renew();
    eventually("the new certificate", async || browser.certificate().await.is_some_and(|shown| shown != first)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_unencrypted_is_sent_on() {
    let files = Files::new();
    let (certificate, key) = (files.path("chain.pem"), files.path("key.pem"));
    let free = free_address();
    let set = |config: &mut zhanggui::config::Config| {
        (config.tls_certificate, config.tls_key) = (certificate, key);
        config.public_url = format!("https://{NAME}");
        config.tls_redirect = free.to_string();
    };
    let _app = TestApp::builder(Engine::Sqlite).config(set).start().await;
    eventually("the other door", async || TcpStream::connect(free).await.is_ok()).await;
    let hostile = Client::new(free).with("x-forwarded-host", "evil.example");
    let answer = hostile.raw("GET", "/c/7?view=mine", None, Default::default()).await;
    assert_eq!((answer.status, answer.header("location")), (308, "https://desk.example.com/c/7?view=mine"));
    check_head(&answer.headers, ORDINARY, "the door that sends on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doctor_looks_at_the_certificate() {
    let files = Files::new();
    let app = files.server().await;
    let doctor = async |certificate: &str, url: &str| {
        let mut command = zhanggui(&["doctor", "--json"], &app.app.config.data, "");
        command.env("ZHANGGUI_LISTEN", app.address.to_string()).env("ZHANGGUI_PUBLIC_URL", url);
        command.env("ZHANGGUI_TLS_CERTIFICATE", files.path(certificate)).env("ZHANGGUI_TLS_KEY", files.path("key.pem"));
        let output = command.output().await.expect("the program runs");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
        let level = |check: &str| {
            let found = report["findings"].as_array().expect("findings").iter().find(|one| one["check"] == check);
            found.unwrap_or_else(|| panic!("no {check}: {report}"))["level"].as_str().expect("a level").to_owned()
        };
        (level("certificate"), level("server"))
    };
    assert_eq!(doctor("chain.pem", "https://desk.example.com").await, ("ok".into(), "ok".into()));
    assert_eq!(doctor("chain.pem", "https://other.example.com").await, ("problem".into(), "ok".into()));
    assert_eq!(doctor("absent.pem", "https://desk.example.com").await.0, "problem");
    // A key of another certificate.
    let other = Authority::new();
    other.issue(&[NAME], &files.path("other.pem"), &files.path("other-key.pem"));
    assert_eq!(doctor("other.pem", "https://desk.example.com").await.0, "problem");
}

/// A server that fetches its certificates from this authority.
fn fetching(pebble: &Pebble, data: &Path, port: u16) -> Child {
    let mut command = zhanggui(&["serve"], data, "");
    command.env("ZHANGGUI_LISTEN", format!("127.0.0.1:{port}"));
    command.env("ZHANGGUI_TLS_DOMAINS", NAME).env("ZHANGGUI_TLS_EMAIL", "owner@example.com");
    command.env("ZHANGGUI_TLS_DIRECTORY", pebble.directory()).env("SSL_CERT_FILE", pebble.root_file());
    let log = std::fs::File::create(data.with_extension("log")).expect("a log");
    command.stdout(Stdio::null()).stderr(log).spawn().expect("the program starts")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_is_fetched_and_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let port = free_address().port();
    let pebble = Pebble::start(port).await;
    let mut server = fetching(&pebble, &data, port);
    let browser = Secure::trusting(&pebble.root().await, ([127, 0, 0, 1], port).into(), NAME);
    let log = || std::fs::read_to_string(data.with_extension("log")).expect("a log");
    let begun = Instant::now();
    let first = loop {
        match browser.certificate().await {
            Some(certificate) => break certificate,
            None => assert!(begun.elapsed() < Duration::from_secs(45), "no certificate came: {}", log()),
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    let ready = browser.ask("GET", "/health/ready", "").await.expect("an answer");
    assert_eq!(ready.status(), 204);
    assert!(ready.headers().contains_key("strict-transport-security"));
    for name in ["account.json", "certificate.pem", "private.pem"] {
        let file = std::fs::metadata(data.join("tls").join(name)).expect(name);
        assert_eq!(file.permissions().mode() & 0o777, 0o600, "{name}");
    }

    // What was fetched is kept, whether the authority is there or not.
    server.kill().await.expect("a running server");
    let mut server = fetching(&pebble, &data, port);
    drop(pebble);
    eventually("the kept certificate", async || browser.certificate().await.as_ref() == Some(&first)).await;
    server.kill().await.expect("a running server");
}
