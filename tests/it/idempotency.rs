//! D2 for writes other than messages: one `Idempotency-Key` is one write, at however many processes it arrives and
//! whenever one of them dies.

use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::auth::Role;

use crate::harness::{Client, Engine, PASSWORD, Process, Rest, TestApp, both_engines};

both_engines![
    a_repeat_is_answered_as_the_first,
    a_lost_answer_is_not_made_up,
    a_turn_that_wrote_nothing_is_taken_over,
    what_failed_may_be_tried_again,
];

async fn names(of: &Client) -> Vec<String> {
    let inboxes = of.get("/inboxes").await.is(200)["items"].as_array().expect("a list").clone();
    inboxes.iter().map(|inbox| inbox["name"].as_str().expect("a name").to_owned()).collect()
}

async fn times(of: &Client, name: &str) -> usize {
    names(of).await.iter().filter(|known| *known == name).count()
}

async fn a_repeat_is_answered_as_the_first(app: TestApp) {
    let owner = app.owner().await;
    let keyed = owner.with("idempotency-key", "order-7");
    let first = keyed.post("/inboxes", json!({ "name": "一次" })).await.is(201);
    let again = keyed.post("/inboxes", json!({ "name": "一次" })).await;
    assert_eq!((again.is(201)["id"].clone(), again.header("idempotency-replayed")), (first["id"].clone(), "true"));
    keyed.post("/inboxes", json!({ "name": "两次" })).await.refused(409, "idempotency_key_reused");
    let other = app.staff("经理", Role::Manager).await.with("idempotency-key", "order-7");
    assert_ne!(other.post("/inboxes", json!({ "name": "一次" })).await.is(201)["id"], first["id"]);
    // A refusal is an answer, too.
    let refused = owner.with("idempotency-key", "order-8");
    refused.post("/inboxes", json!({ "name": "" })).await.invalid("name", "required");
    assert_eq!(refused.post("/inboxes", json!({ "name": "" })).await.header("idempotency-replayed"), "true");
}

/// Dead between the commit and the answer: what the database then holds.
async fn a_lost_answer_is_not_made_up(app: TestApp) {
    let keyed = app.owner().await.with("idempotency-key", "lost");
    keyed.post("/inboxes", json!({ "name": "丢了回音" })).await.is(201);
    app.meddle("UPDATE idempotency_keys SET status = 0, body = ''").await;
    keyed.post("/inboxes", json!({ "name": "丢了回音" })).await.refused(409, "idempotency_key_in_use");
    app.turn_clock(11);
    for _ in 0..2 {
        keyed.post("/inboxes", json!({ "name": "丢了回音" })).await.refused(409, "idempotency_outcome_unknown");
    }
    assert_eq!(times(&keyed, "丢了回音").await, 1);
}

/// Dead before the commit: what the database then holds.
async fn a_turn_that_wrote_nothing_is_taken_over(app: TestApp) {
    let keyed = app.owner().await.with("idempotency-key", "nothing");
    keyed.post("/inboxes", json!({ "name": "" })).await.invalid("name", "required");
    app.meddle("UPDATE idempotency_keys SET status = 0, body = ''").await;
    app.turn_clock(11);
    let again = keyed.post("/inboxes", json!({ "name": "" })).await;
    again.invalid("name", "required");
    assert_eq!(again.header("idempotency-replayed"), "", "it was carried out");
}

async fn what_failed_may_be_tried_again(app: TestApp) {
    let keyed = app.owner().await.with("idempotency-key", "again");
    // As a store in trouble refuses a write; the shop is whole again afterwards.
    app.meddle("ALTER TABLE inboxes RENAME TO elsewhere").await;
    assert_eq!(keyed.post("/inboxes", json!({ "name": "再来" })).await.status, 500);
    app.meddle("ALTER TABLE elsewhere RENAME TO inboxes").await;
    keyed.post("/inboxes", json!({ "name": "再来" })).await.is(201);
    assert_eq!(times(&keyed, "再来").await, 1);
}

/// A shop on disk, and the owner's address.
async fn a_shop(engine: Engine) -> (Rest, String) {
    let app = TestApp::start(engine).await;
    let email = app.shop.owner_email.clone();
    (app.put_down().await, email)
}

async fn serve(shop: &Rest) -> Process {
    Process::serve(&shop.config.data, &shop.config.database, &[]).await
}

async fn owner(at: &Process, email: &str) -> Client {
    let entered = at.client().post("/session", json!({ "email": email, "password": PASSWORD })).await;
    let csrf = entered.is(200)["csrf_token"].as_str().expect("a token").to_owned();
    let cookie = entered.header("set-cookie").split(';').next().unwrap_or_default();
    at.client().with("cookie", cookie).with("x-csrf-token", csrf)
}

async fn two_processes_do_it_once(engine: Engine) {
    let (shop, email) = a_shop(engine).await;
    let (one, other) = (serve(&shop).await, serve(&shop).await);
    let here = owner(&one, &email).await;
    let there = here.at(other.address);
    for round in 0..5 {
        let (key, name) = (Uuid::now_v7().to_string(), format!("第 {round} 轮"));
        let mut asked = Vec::new();
        for client in [&here, &there, &here, &there] {
            let (client, name) = (client.with("idempotency-key", &key), name.clone());
            asked.push(async move { client.post("/inboxes", json!({ "name": name })).await });
        }
        let answers = futures::future::join_all(asked).await;
        let ids: Vec<Value> = answers.iter().map(|answer| answer.is(201)["id"].clone()).collect();
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        let fresh = answers.iter().filter(|answer| answer.header("idempotency-replayed").is_empty()).count();
        assert_eq!((fresh, times(&here, &name).await), (1, 1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_do_it_once_on_sqlite() {
    two_processes_do_it_once(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_do_it_once_on_postgres() {
    two_processes_do_it_once(Engine::Postgres).await;
}

/// Sends a write under its key, to a server that may be gone before it answers.
async fn send(client: &Client, name: &str) -> Option<u16> {
    let keyed = client.with("idempotency-key", name);
    let body = json!({ "name": name }).to_string().into();
    Some(keyed.try_raw("POST", "/api/v1/inboxes", Some("application/json"), body).await?.status)
}

async fn a_killed_server_does_nothing_twice(engine: Engine) {
    const WRITES: usize = 12;
    let (shop, email) = a_shop(engine).await;
    let mut server = serve(&shop).await;
    let mut client = owner(&server, &email).await;
    let mut sent = Vec::new();
    for (round, delay) in [15, 40, 80].map(Duration::from_millis).into_iter().enumerate() {
        let mut writing = Vec::new();
        for n in 0..WRITES {
            let (name, client) = (format!("{round}-{n}"), client.clone());
            writing.push(tokio::spawn(async move { (send(&client, &name).await, name) }));
        }
        tokio::time::sleep(delay).await;
        server.kill().await;
        for writing in writing {
            sent.push(writing.await.expect("it was sent"));
        }
        server = serve(&shop).await;
        client = client.at(server.address);
    }
    // Whoever heard nothing asks again, as often as it takes.
    let mut asking = Vec::new();
    for (heard, name) in &sent {
        let keyed = client.with("idempotency-key", name);
        asking.push(async move {
            loop {
                let again = keyed.post("/inboxes", json!({ "name": name })).await;
                let code = if again.status == 409 { again.json()["code"].clone() } else { Value::Null };
                match (again.status, code.as_str()) {
                    (201, _) => return,
                    (409, Some("idempotency_outcome_unknown")) => return assert_ne!(*heard, Some(201), "{name}"),
                    (409, Some("idempotency_key_in_use")) => {}
                    _ => panic!("{name}: {}", again.text()),
                }
            }
        });
    }
    futures::future::join_all(asking).await;
    let mut there = names(&client).await;
    there.retain(|name| name.contains('-'));
    there.sort();
    let mut wanted: Vec<String> = sent.into_iter().map(|(_, name)| name).collect();
    wanted.sort();
    assert_eq!(there, wanted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_does_nothing_twice_on_sqlite() {
    a_killed_server_does_nothing_twice(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_does_nothing_twice_on_postgres() {
    a_killed_server_does_nothing_twice(Engine::Postgres).await;
}
