//! D2: a message sent again under its client id is the same message, however often and whenever.

use serde_json::json;
use uuid::Uuid;

use crate::harness::{TestApp, both_engines};

both_engines![
    a_hundred_at_once_are_one_message,
    a_socket_and_a_post_are_one_message,
    another_body_under_the_same_id_is_refused,
    the_same_id_from_somebody_else_is_refused,
    a_repeat_after_a_restart_is_the_same_message,
    a_reply_sent_twice_is_one_reply,
];

async fn a_hundred_at_once_are_one_message(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    let client_id = Uuid::now_v7();
    let senders: Vec<_> = (0..100)
        .map(|_| {
            let buyer = buyer.clone();
            tokio::spawn(async move { buyer.send(client_id, "还在吗").await })
        })
        .collect();
    let mut made = 0;
    let mut ids = std::collections::HashSet::new();
    for sender in senders {
        let answer = sender.await.expect("an answer");
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
        made += u32::from(answer.status == 201);
        ids.insert(answer.json()["id"].to_string());
    }
    assert_eq!((made, ids.len()), (1, 1));
    assert_eq!(buyer.messages().await.len(), 1);
    let id = buyer.conversation(&mei).await;
    assert_eq!(mei.conversation(&id).await["customer_messages"], 1);
    assert_eq!(app.count("SELECT COUNT(*) FROM conversations").await, 1);
}

async fn a_socket_and_a_post_are_one_message(app: TestApp) {
    let buyer = app.visitor().await;
    let mut widget = buyer.widget(&app, None).await;
    let client_id = Uuid::now_v7();
    let acked = widget.post(&client_id.to_string(), json!({ "kind": "text", "text": "在吗" })).await;
    assert_eq!(acked["type"], "ack");
    let again = buyer.send(client_id, "在吗").await.is(200);
    assert_eq!(again["id"], acked["message"]["id"]);
    let other = widget.post(&client_id.to_string(), json!({ "kind": "text", "text": "不在吗" })).await;
    assert_eq!((&other["type"], &other["problem"]["code"]), (&json!("nack"), &json!("client_id_reused")));
    assert_eq!(buyer.messages().await.len(), 1);
}

async fn another_body_under_the_same_id_is_refused(app: TestApp) {
    let buyer = app.visitor().await;
    let client_id = Uuid::now_v7();
    buyer.send(client_id, "要一件").await.is(201);
    buyer.send(client_id, "要两件").await.refused(409, "client_id_reused");
    let card = json!({ "client_id": client_id, "kind": "card", "card": { "type": "link", "title": "要一件" } });
    buyer.post("/widget/messages", card).await.refused(409, "client_id_reused");
    assert_eq!(buyer.messages().await.len(), 1);
}

async fn the_same_id_from_somebody_else_is_refused(app: TestApp) {
    let (mei, buyer, stranger) = (app.agent("小梅").await, app.visitor().await, app.visitor().await);
    let client_id = Uuid::now_v7();
    buyer.send(client_id, "我的地址是").await.is(201);
    let answer = stranger.send(client_id, "我的地址是").await;
    answer.refused(409, "client_id_reused");
    let id = buyer.conversation(&mei).await;
    let reply = json!({ "client_id": client_id, "kind": "text", "text": "我的地址是" });
    mei.post(&format!("/conversations/{id}/messages"), reply).await.refused(409, "client_id_reused");
    assert!(stranger.messages().await.is_empty());
}

async fn a_repeat_after_a_restart_is_the_same_message(app: TestApp) {
    let buyer = app.visitor().await;
    let client_id = Uuid::now_v7();
    let first = buyer.send(client_id, "还在吗").await.is(201);
    let app = app.restart().await;
    app.turn_clock(24 * 3600);
    let buyer = crate::harness::Visitor::known_by(
        &app,
        &json!({ "token": buyer.token, "visitor": { "customer_id": buyer.customer_id } }),
    );
    assert_eq!(buyer.send(client_id, "还在吗").await.is(200)["id"], first["id"]);
    buyer.send(client_id, "换了").await.refused(409, "client_id_reused");
    assert_eq!(buyer.messages().await.len(), 1);
}

async fn a_reply_sent_twice_is_one_reply(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    let path = format!("/conversations/{id}/messages");
    let reply = json!({ "client_id": Uuid::now_v7(), "kind": "text", "text": "在的" });
    let first = mei.post(&path, reply.clone()).await.is(201);
    let second = mei.post(&path, reply).await.is(200);
    assert_eq!(first["id"], second["id"]);
    assert_eq!(buyer.messages().await.len(), 2);
}
