//! D7: a real process told to stop by its service manager, in the middle of its work.

use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, Engine, Process, Socket, TestApp};

const STOP_WITHIN: Duration = Duration::from_secs(15);

/// A folder with a shop in it, and the key of its inbox.
async fn a_shop() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start(Engine::Sqlite).await;
    app.app.db.copy_to(&folder.path().join("zhanggui.sqlite")).await.expect("a copy");
    // Without its key a server does not start on a database.
    std::fs::copy(app.app.config.key_path(), folder.path().join("zhanggui.key")).expect("its key");
    (folder, app.shop.key.clone())
}

async fn visitor(server: &Process, key: &str) -> (Client, String) {
    let session = server.client().post("/widget/session", json!({ "key": key, "locale": "zh-CN" })).await.is(200);
    let token = session["token"].as_str().expect("a token").to_owned();
    (server.client().with("authorization", format!("Visitor {token}")), token)
}

fn message(client_id: Uuid) -> Value {
    json!({ "client_id": client_id, "kind": "text", "text": "在忙的时候停机" })
}

/// Writes until nobody answers any more; what was acknowledged.
async fn write(client: Client) -> Vec<Uuid> {
    let mut acknowledged = Vec::new();
    loop {
        let id = Uuid::now_v7();
        let body = message(id).to_string().into();
        match client.try_raw("POST", "/api/v1/widget/messages", Some("application/json"), body).await {
            Some(answer) if answer.status == 201 => acknowledged.push(id),
            Some(answer) => assert!(answer.status >= 500, "{}", answer.text()),
            None => return acknowledged,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_busy_server_stops_in_time_and_keeps_what_it_acknowledged() {
    let (folder, key) = a_shop().await;
    let server = Process::serve(folder.path(), "", &[]).await;
    let mut writers = Vec::new();
    for _ in 0..8 {
        let (client, token) = visitor(&server, &key).await;
        writers.push((token, tokio::spawn(write(client))));
    }
    let (client, token) = visitor(&server, &key).await;
    let mut widget = Socket::open(&client, "/widget/live", &format!("http://{}", server.address)).await.expect("open");
    widget.hello(None, Some(&token)).await;
    // Somebody who begins a request and never ends it must not hold the server up.
    let mut unfinished = tokio::net::TcpStream::connect(server.address).await.expect("a connection");
    let begun = b"POST /api/v1/widget/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{";
    tokio::io::AsyncWriteExt::write_all(&mut unfinished, begun).await.expect("sent");
    tokio::time::sleep(Duration::from_millis(500)).await;

    let (status, took) = server.terminate().await;
    assert!(status.success(), "{status}");
    assert!(took < STOP_WITHIN, "{took:?}");

    let server = Process::serve(folder.path(), "", &[]).await;
    for (token, writer) in writers {
        let client = server.client().with("authorization", format!("Visitor {token}"));
        let acknowledged = writer.await.expect("a writer");
        assert!(!acknowledged.is_empty());
        for id in acknowledged {
            // Known: the same client id is answered with the message that is there.
            client.post("/widget/messages", message(id)).await.is(200);
        }
    }
    assert!(server.terminate().await.0.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_server_stops_at_once() {
    let (folder, _) = a_shop().await;
    let server = Process::serve(folder.path(), "", &[]).await;
    let (status, took) = server.terminate().await;
    assert!(status.success() && took < Duration::from_secs(5), "{status} after {took:?}");
}
