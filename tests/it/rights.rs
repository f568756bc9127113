//! S2: an open socket or stream ends within five seconds of the right it was opened with, whoever ended it and whether
//! or not anybody told.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use zhanggui::auth::Role;

use crate::events_stream::Stream;
use crate::harness::{Client, Engine, Nats, PASSWORD, Process, Socket, TestApp, both_engines, said, zhanggui};

/// The rule's own time.
const OUT_WITHIN: Duration = Duration::from_secs(5);

both_engines![
    a_revoked_token_is_out,
    a_token_that_ran_out_is_out,
    what_nobody_told_is_found_out,
    a_role_that_nobody_told_counts,
    a_buyer_whom_nobody_shut_out_here_is_out,
    who_still_may_stays,
];

async fn token(app: &TestApp, expires_at: Value) -> (String, Client) {
    let new = json!({ "name": "大屏", "scopes": ["read"], "expires_at": expires_at });
    let made = app.owner().await.post("/tokens", new).await.is(201);
    let program = app.anybody().with("authorization", format!("Bearer {}", made["token"].as_str().expect("a token")));
    (made["id"].as_str().expect("an id").to_owned(), program)
}

async fn socket(program: &Client) -> Socket {
    let mut socket = Socket::open(program, "/live", &format!("http://{}", program.address)).await.expect("a socket");
    socket.hello(None, None).await;
    socket
}

/// Waits for the end of a socket that has to end now; how the server said so.
async fn ends_in_time(socket: &mut Socket) -> Option<String> {
    let begun = Instant::now();
    let why = socket.ends().await;
    assert!(begun.elapsed() <= OUT_WITHIN, "S2: {:?}", begun.elapsed());
    why
}

async fn stream_ends_in_time(stream: &mut Stream) -> Value {
    let begun = Instant::now();
    let bye = stream.expect_where("a goodbye", |frame| frame["type"] == "bye").await;
    assert_eq!(stream.next().await, None);
    assert!(begun.elapsed() <= OUT_WITHIN, "S2: {:?}", begun.elapsed());
    bye["code"].clone()
}

async fn a_revoked_token_is_out(app: TestApp) {
    let (id, program) = token(&app, Value::Null).await;
    let (mut by_socket, mut by_stream) = (socket(&program).await, Stream::open(&program, "/events").await);
    app.owner().await.delete(&format!("/tokens/{id}")).await.is(204);
    assert_eq!(ends_in_time(&mut by_socket).await.as_deref(), Some("revoked"));
    assert_eq!(stream_ends_in_time(&mut by_stream).await, "revoked");
    assert_eq!(Socket::open(&program, "/live", &app.origin()).await.err(), Some(401));
}

async fn a_token_that_ran_out_is_out(app: TestApp) {
    let (_, program) = token(&app, json!(app.now().plus_seconds(60))).await;
    let (mut by_socket, mut by_stream) = (socket(&program).await, Stream::open(&program, "/events").await);
    app.turn_clock(61);
    assert_eq!(ends_in_time(&mut by_socket).await.as_deref(), Some("revoked"));
    assert_eq!(stream_ends_in_time(&mut by_stream).await, "revoked");
    assert_eq!(Socket::open(&program, "/live", &app.origin()).await.err(), Some(401));
}

/// The database says it, as another process whose note was lost would have left it.
async fn what_nobody_told_is_found_out(app: TestApp) {
    let (mei, bo) = (app.agent("小梅").await, app.agent("小波").await);
    let (mut signed_out, mut gone) = (mei.desk(&app, None).await, bo.desk(&app, None).await);
    let mut streaming = Stream::open(&bo, "/events").await;
    app.meddle(&format!("DELETE FROM sessions WHERE staff_id = {}", literal(&app, &mei.id))).await;
    app.meddle(&format!("UPDATE staff SET active = FALSE WHERE id = {}", literal(&app, &bo.id))).await;
    let begun = Instant::now();
    assert_eq!(signed_out.ends().await.as_deref(), Some("revoked"));
    assert_eq!(gone.ends().await.as_deref(), Some("revoked"));
    assert_eq!(stream_ends_in_time(&mut streaming).await, "revoked");
    assert!(begun.elapsed() <= OUT_WITHIN, "S2: {:?}", begun.elapsed());
    // What was remembered of them is forgotten with it.
    mei.get("/me").await.refused(401, "unauthorized");
    bo.get("/me").await.refused(401, "unauthorized");
}

async fn a_role_that_nobody_told_counts(app: TestApp) {
    let mei = app.agent("小梅").await;
    let mut desk = mei.desk(&app, None).await;
    let role = Role::Viewer as i16;
    app.meddle(&format!("UPDATE staff SET role = {role} WHERE id = {}", literal(&app, &mei.id))).await;
    assert_eq!(ends_in_time(&mut desk).await.as_deref(), Some("changed"));
    assert_eq!(mei.get("/me").await.is(200)["staff"]["role"], "viewer");
    mei.desk(&app, None).await;
}

async fn a_buyer_whom_nobody_shut_out_here_is_out(app: TestApp) {
    let (erased, merged) = (app.visitor().await, app.visitor().await);
    let mut widgets = Vec::new();
    for buyer in [&erased, &merged] {
        widgets.push(buyer.widget(&app, None).await);
    }
    let mut streaming = Stream::open(&app.anybody(), &format!("/widget/events?token={}", erased.token)).await;
    let of = |id: &str| literal(&app, id);
    app.meddle(&format!("UPDATE customers SET erased_at = 1 WHERE id = {}", of(&erased.customer_id))).await;
    let merged_id = of(&merged.customer_id);
    app.meddle(&format!("DELETE FROM customer_identities WHERE customer_id = {merged_id}")).await;
    app.meddle(&format!("DELETE FROM customers WHERE id = {merged_id}")).await;
    let begun = Instant::now();
    let mut codes = Vec::new();
    for widget in &mut widgets {
        codes.push(widget.ends().await.expect("a goodbye"));
    }
    assert_eq!(codes, ["revoked", "changed"]);
    assert_eq!(stream_ends_in_time(&mut streaming).await, "revoked");
    assert!(begun.elapsed() <= OUT_WITHIN, "S2: {:?}", begun.elapsed());

    // An inbox that is closed closes what is open.
    let mut widget = app.visitor().await.widget(&app, None).await;
    app.owner().await.patch(&format!("/inboxes/{}", app.shop.inbox_id), json!({ "active": false })).await.is(200);
    assert_eq!(ends_in_time(&mut widget).await.as_deref(), Some("revoked"));
}

async fn who_still_may_stays(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let (_, program) = token(&app, json!(app.now().plus_seconds(3600))).await;
    let (mut desk, mut widget) = (mei.desk(&app, None).await, buyer.widget(&app, None).await);
    let (mut by_token, mut by_stream) = (socket(&program).await, Stream::open(&mei, "/events").await);
    tokio::time::sleep(OUT_WITHIN).await;
    buyer.say("还在吗").await;
    for line in [&mut desk, &mut widget, &mut by_token] {
        line.expect_event("message.created").await;
        assert!(line.heard.iter().all(|frame| frame["type"] != "bye"));
    }
    by_stream.expect_where("the question", |frame| frame["name"] == "message.created").await;
}

/// Told to one process while nothing connects it with the other but the database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_bus_who_leaves_is_out_everywhere() {
    let mut nats = Nats::start().await.expect("NATS");
    let one = TestApp::builder(Engine::Postgres).bus(&nats.url()).start().await;
    let other = one.neighbour().await;
    let (owner, mei) = (one.owner().await, one.agent("小梅").await);
    let (id, program) = token(&one, Value::Null).await;
    let mut desk = mei.at(&other).desk(&other, None).await;
    let mut by_token = socket(&program.at(other.address)).await;

    nats.kill().await.expect("killed");
    owner.patch(&format!("/staff/{}", mei.id), json!({ "active": false })).await.is(200);
    owner.delete(&format!("/tokens/{id}")).await.is(204);
    let begun = Instant::now();
    for line in [&mut desk, &mut by_token] {
        assert_eq!(line.ends().await.as_deref(), Some("revoked"));
    }
    assert!(begun.elapsed() <= OUT_WITHIN, "S2: {:?}", begun.elapsed());
    mei.at(&other).get("/me").await.refused(401, "unauthorized");
}

async fn at_terminal(data: &Path, arguments: &[&str]) {
    let done =
        zhanggui(arguments, data, "").env("ZG_PASSWORD", "a new 密码 of length").output().await.expect("it runs");
    assert!(done.status.success(), "{}", said(&done));
}

/// A command is a process of its own, and on SQLite no bus tells the server what it did.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_terminal_ends_is_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start(Engine::Sqlite).await;
    app.app.db.copy_to(&folder.path().join("zhanggui.sqlite")).await.expect("a copy");
    std::fs::copy(app.app.config.key_path(), folder.path().join("zhanggui.key")).expect("its key");
    let server = Process::serve(folder.path(), "", &[]).await;

    let who = json!({ "email": app.shop.owner_email, "password": PASSWORD });
    let entered = server.client().post("/session", who).await;
    entered.is(200);
    let cookie = entered.header("set-cookie").split(';').next().unwrap_or_default();
    let csrf = entered.json()["csrf_token"].as_str().expect("a token").to_owned();
    let owner = server.client().with("cookie", cookie).with("x-csrf-token", csrf);
    let made = owner.post("/tokens", json!({ "name": "大屏", "scopes": ["read"] })).await.is(201);
    let bearer = format!("Bearer {}", made["token"].as_str().expect("a token"));
    let (mut desk, mut by_token) = (socket(&owner).await, socket(&server.client().with("authorization", bearer)).await);

    at_terminal(folder.path(), &["token", "revoke", made["id"].as_str().expect("an id")]).await;
    assert_eq!(ends_in_time(&mut by_token).await.as_deref(), Some("revoked"));
    at_terminal(folder.path(), &["user", "reset-password", &app.shop.owner_email]).await;
    assert_eq!(ends_in_time(&mut desk).await.as_deref(), Some("revoked"));
    owner.get("/me").await.refused(401, "unauthorized");
}

/// An id as the engine writes it.
fn literal(app: &TestApp, id: &str) -> String {
    match app.app.db.engine() {
        "sqlite" => format!("x'{}'", id.replace('-', "")),
        _ => format!("'{id}'"),
    }
}
