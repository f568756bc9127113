//! API tokens: for programs, with the rights of their maker and no more.

use serde_json::{Value, json};
use zhanggui::auth::Role;

use crate::harness::{Client, Staff, TestApp, both_engines};

both_engines![
    a_token_reads_and_writes_what_it_may,
    a_read_only_token_writes_nothing,
    a_token_makes_no_more_ways_in,
    a_token_runs_out_and_is_revoked,
    a_token_is_shown_once,
];

async fn make(by: &Staff, scopes: Value, expires_at: Value) -> Value {
    by.post("/tokens", json!({ "name": "报表", "scopes": scopes, "expires_at": expires_at })).await.is(201)
}

fn program(app: &TestApp, token: &Value) -> Client {
    app.anybody().with("authorization", format!("Bearer {}", token["token"].as_str().expect("a token")))
}

async fn a_token_reads_and_writes_what_it_may(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&owner).await;
    let program = program(&app, &make(&owner, json!(["read", "write"]), json!(null)).await);
    let message = json!({ "client_id": uuid::Uuid::now_v7(), "kind": "text", "text": "在的" });
    program.post(&format!("/conversations/{id}/messages"), message).await.is(201);
    assert_eq!(program.get("/me").await.is(200)["staff"]["id"], owner.id);
    program.get("/views").await.is(200);
}

async fn a_read_only_token_writes_nothing(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&owner).await;
    let program = program(&app, &make(&owner, json!(["read"]), json!(null)).await);
    let message = json!({ "client_id": uuid::Uuid::now_v7(), "kind": "text", "text": "在的" });
    let path = format!("/conversations/{id}/messages");
    program.post(&path, message.clone()).await.refused(403, "read_only_token");
    program.post(&format!("/conversations/{id}/solve"), json!({})).await.refused(403, "read_only_token");
    program.patch("/shop", json!({ "name": "改名" })).await.refused(403, "read_only_token");
    program.get(&path).await.is(200);

    // A socket reads by the same token, and writes no more than it.
    let mut socket = crate::harness::Socket::open(&program, "/live", &app.origin()).await.expect("a socket");
    socket.hello(None, None).await;
    let mut by_socket = message;
    by_socket["conversation_id"] = json!(id);
    let answer = socket.post(&uuid::Uuid::now_v7().to_string(), by_socket).await;
    assert_eq!((&answer["type"], &answer["problem"]["code"]), (&json!("nack"), &json!("read_only_token")));
    socket.send(json!({ "type": "read", "conversation_id": id, "seq": 1000 })).await;
    socket.send(json!({ "type": "ping", "t": 1 })).await;
    socket.expect("pong").await;
    let now = owner.conversation(&id).await;
    assert_eq!((&now["status"], &now["staff_read_seq"]), (&json!("queued"), &json!(0)));
}

async fn a_token_makes_no_more_ways_in(app: TestApp) {
    let owner = app.owner().await;
    let program = program(&app, &make(&owner, json!(["read", "write"]), json!(null)).await);
    program.post("/tokens", json!({ "name": "更多", "scopes": ["read"] })).await.refused(403, "not_with_a_token");
    let invitation = json!({ "email": "x@shop.example", "name": "某人", "role": "agent" });
    program.post("/invitations", invitation).await.refused(403, "not_with_a_token");
    program.post("/me/password", json!({ "current": "x", "new": "y" })).await.refused(403, "not_with_a_token");
    program.get("/me/sessions").await.refused(403, "not_with_a_token");
}

async fn a_token_runs_out_and_is_revoked(app: TestApp) {
    let owner = app.owner().await;
    let short = make(&owner, json!(["read"]), json!(app.now().plus_seconds(60))).await;
    let kept = make(&owner, json!(["read"]), json!(null)).await;
    app.turn_clock(61);
    program(&app, &short).get("/shop").await.refused(401, "unauthorized");
    program(&app, &kept).get("/shop").await.is(200);
    owner.delete(&format!("/tokens/{}", kept["id"].as_str().expect("an id"))).await.is(204);
    program(&app, &kept).get("/shop").await.refused(401, "unauthorized");
    let past = json!({ "name": "报表", "scopes": ["read"], "expires_at": app.now() });
    owner.post("/tokens", past).await.invalid("expires_at", "in_the_past");
    owner.post("/tokens", json!({ "name": "报表", "scopes": [] })).await.invalid("scopes", "required");
}

async fn a_token_is_shown_once(app: TestApp) {
    let (owner, manager) = (app.owner().await, app.staff("经理", Role::Manager).await);
    let made = make(&owner, json!(["read"]), json!(null)).await;
    let secret = made["token"].as_str().expect("a token");
    assert!(secret.starts_with("zg_"));
    for who in [&owner, &manager] {
        assert!(!who.get("/tokens").await.text().contains(secret));
    }
}
