//! Oversized, malformed, forged and script-carrying input gets a clear problem and changes nothing.

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

use crate::harness::{Answer, Client, TestApp, both_engines};

both_engines![
    what_is_no_json_is_refused,
    wrong_fields_are_named,
    too_much_is_refused,
    scripts_and_odd_characters_are_data,
    a_card_holds_what_a_card_may_hold,
    nul_goes_nowhere,
    a_socket_is_closed_on_nonsense,
    requests_no_client_sends_do_no_harm,
];

async fn send(client: &Client, path: &str, content_type: &str, body: impl Into<Bytes>) -> Answer {
    client.raw("POST", &format!("/api/v1{path}"), Some(content_type), body.into()).await
}

fn message(text: &str) -> Value {
    json!({ "client_id": Uuid::now_v7(), "kind": "text", "text": text })
}

async fn what_is_no_json_is_refused(app: TestApp) {
    let buyer = app.visitor().await;
    for body in ["", "{", "nonsense", "{\"client_id\":", "\u{feff}{}", "{\"kind\":\"text\",}"] {
        send(&buyer, "/widget/messages", "application/json", body.to_owned()).await.refused(400, "malformed_json");
    }
    send(&buyer, "/widget/messages", "application/json", vec![0xff, 0xfe, b'{']).await.refused(400, "malformed_json");
    let deep = format!("{{\"card\":{}", "[".repeat(100_000));
    assert!(matches!(send(&buyer, "/widget/messages", "application/json", deep).await.status, 400 | 422));
    let form = send(&buyer, "/widget/messages", "application/x-www-form-urlencoded", "kind=text").await;
    form.refused(415, "json_expected");
    send(&buyer, "/widget/messages", "text/plain", message("x").to_string()).await.refused(415, "json_expected");
    assert!(buyer.messages().await.is_empty());
}

async fn wrong_fields_are_named(app: TestApp) {
    let buyer = app.visitor().await;
    let post = async |more: Value| {
        let mut message = message("在吗");
        for (field, value) in more.as_object().expect("fields") {
            message[field] = value.clone();
        }
        buyer.post("/widget/messages", message).await
    };
    post(json!({ "author": "agent" })).await.invalid("author", "unknown_field");
    post(json!({ "staff_id": Uuid::now_v7() })).await.invalid("staff_id", "unknown_field");
    post(json!({ "kind": "spell" })).await.invalid("kind", "unknown_value");
    post(json!({ "kind": "note" })).await.invalid("kind", "not_sendable");
    post(json!({ "kind": "event" })).await.invalid("kind", "not_sendable");
    post(json!({ "text": 7 })).await.invalid("text", "invalid_value");
    post(json!({ "text": null })).await.invalid("text", "required");
    post(json!({ "client_id": "seven" })).await.invalid("client_id", "invalid_value");
    post(json!({ "kind": "image" })).await.invalid("file_id", "required");
    post(json!({ "kind": "card" })).await.invalid("card", "required");
    buyer.post("/widget/messages", json!([])).await.is(422);
    buyer.post("/widget/messages", json!("text")).await.is(422);
    buyer.post("/widget/read", json!({ "seq": 1.5 })).await.invalid("seq", "invalid_value");
    buyer.post("/widget/read", json!({ "seq": "x" })).await.invalid("seq", "invalid_value");

    let mei = app.agent("小梅").await;
    for (query, field) in
        [("view=theirs", "view"), ("limit=many", "limit"), ("after=x", "after"), ("colour=red", "colour")]
    {
        let answer = mei.get(&format!("/conversations?{query}")).await;
        assert_eq!((answer.status, &answer.json()["field"]), (422, &json!(field)), "{query}: {}", answer.text());
    }
    mei.get("/conversations/not-an-id").await.refused(404, "not_found");
    assert!(buyer.messages().await.is_empty());
}

async fn too_much_is_refused(app: TestApp) {
    let buyer = app.visitor().await;
    for blank in ["", "   ", "\n\t", "\u{0}\u{7}"] {
        buyer.post("/widget/messages", message(blank)).await.invalid("text", "required");
    }
    buyer.post("/widget/messages", message(&"长".repeat(10_001))).await.invalid("text", "too_long");
    buyer.post("/widget/messages", message(&"a".repeat(300 * 1024))).await.refused(413, "body_too_large");
    let mut widget = buyer.widget(&app, None).await;
    let answer = widget.post(&Uuid::now_v7().to_string(), json!({ "kind": "text", "text": "长".repeat(10_001) })).await;
    assert_eq!((&answer["type"], &answer["problem"]["field"]), (&json!("nack"), &json!("text")));
    let whole = "长".repeat(10_000);
    assert_eq!(buyer.post("/widget/messages", message(&whole)).await.is(201)["text"], whole);
    assert_eq!(buyer.messages().await.len(), 1);
}

async fn scripts_and_odd_characters_are_data(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    for text in [
        "<script>alert(document.cookie)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "'; DROP TABLE messages; --",
        "${7*7} {{7*7}} %s %n",
        "\u{202e}反过来\u{202c}",
        "👩‍👩‍👧‍👦 é 한국어 ﷽ 𠮷",
        "=cmd|'/c calc'!A1",
        "一行\n两行\t格",
    ] {
        let sent = buyer.post("/widget/messages", message(text)).await;
        assert_eq!(sent.is(201)["text"], text);
        assert_eq!(sent.header("content-type"), "application/json");
    }
    let id = buyer.conversation(&mei).await;
    let texts = mei.messages(&id).await.into_iter().map(|message| message["text"].clone());
    let seen = buyer.messages().await.into_iter().map(|message| message["text"].clone());
    assert!(texts.eq(seen), "both sides read the same");

    let path = format!("/customers/{}", buyer.customer_id);
    let name = "<img src=x onerror=alert(1)>";
    assert_eq!(mei.patch(&path, json!({ "name": name })).await.is(200)["name"], name);
    let turned = json!({ "name": "李\u{202e}四", "note": "备注\u{0}\u{7}" });
    let kept = mei.patch(&path, turned).await.is(200);
    assert_eq!((&kept["name"], &kept["note"]), (&json!("李四"), &json!("备注")));
    for (field, value) in [("email", "a@b\r\nBcc: x@y.z"), ("phone", "<script>")] {
        let answer = mei.patch(&path, json!({ field: value })).await;
        assert_eq!((answer.status, &answer.json()["field"]), (422, &json!(field)));
    }
    for url in ["javascript:alert(1)", "data:text/html,x", "https://a\r\nb"] {
        buyer.post("/widget/page", json!({ "url": url, "title": "x" })).await.invalid("url", "invalid_url");
    }
}

async fn a_card_holds_what_a_card_may_hold(app: TestApp) {
    let buyer = app.visitor().await;
    let post = async |more: Value| {
        let mut card = json!({ "type": "product", "title": "青瓷茶具" });
        for (field, value) in more.as_object().expect("fields") {
            card[field] = value.clone();
        }
        let message = json!({ "client_id": Uuid::now_v7(), "kind": "card", "card": card });
        buyer.post("/widget/messages", message).await
    };
    post(json!({ "url": "https://a b" })).await.invalid("card.url", "not_a_web_address");
    post(json!({ "url": "javascript:alert(1)" })).await.invalid("card.url", "not_a_web_address");
    post(json!({ "image_url": "data:image/svg+xml,<svg/>" })).await.invalid("card.image_url", "not_a_web_address");
    post(json!({ "title": " " })).await.invalid("card.title", "required");
    post(json!({ "title": "x".repeat(301) })).await.invalid("card.title", "too_long");
    post(json!({ "price": "1.2.3" })).await.invalid("card.price", "not_a_decimal");
    post(json!({ "currency": "yuan" })).await.invalid("card.currency", "not_a_currency");
    post(json!({ "onclick": "x" })).await.invalid("card.onclick", "unknown_field");
    assert!(buyer.messages().await.is_empty());
}

async fn nul_goes_nowhere(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    assert_eq!(buyer.post("/widget/messages", message("在\u{0}吗")).await.is(201)["text"], "在吗");
    let id = buyer.conversation(&mei).await;
    // PostgreSQL cannot store it: it must be taken out or refused, never be a fault of the server.
    for answer in [
        mei.put(&format!("/conversations/{id}/draft"), json!({ "text": "草\u{0}稿" })).await,
        mei.patch("/me", json!({ "name": "小\u{0}梅", "title": "客\u{0}服" })).await,
        mei.post("/search", json!({})).await,
        mei.get("/search?q=%00").await,
        mei.get("/conversations?after=%00").await,
        buyer.post("/widget/page", json!({ "url": "https://shop.example/", "title": "首\u{0}页" })).await,
        app.anybody().post("/session", json!({ "email": "a\u{0}@shop.example", "password": "\u{0}" })).await,
        app.anybody().post("/widget/session", json!({ "key": "\u{0}", "locale": "\u{0}" })).await,
        app.anybody()
            .post("/widget/session", json!({ "key": app.shop.key, "locale": "\u{0}", "token": "a\u{0}" }))
            .await,
        app.anybody().get("/invitations/by-token/%00").await,
        app.anybody().with("authorization", "Visitor a.b").get("/widget/messages").await,
        buyer.upload("/widget/files", "a\u{0}.txt", b"words").await,
    ] {
        assert!(answer.status < 500, "{}", answer.text());
    }
    let card = json!({ "type": "link", "title": "标\u{0}题" });
    let message = json!({ "client_id": Uuid::now_v7(), "kind": "card", "card": card });
    // Messages share a commit: one that cannot be stored would take others with it.
    buyer.post("/widget/messages", message).await.invalid("card.title", "invalid_character");
}

async fn a_socket_is_closed_on_nonsense(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    for nonsense in ["", "nonsense", "{\"type\":\"fly\"}", "{\"type\":\"send\"}", "{\"type\":\"ping\",\"extra\":1}"] {
        let mut desk = mei.desk(&app, None).await;
        desk.send_text(nonsense).await;
        assert_eq!(desk.ends().await.as_deref(), Some("malformed"), "{nonsense}");
    }
    let mut widget = buyer.widget(&app, None).await;
    widget.send_text(&"x".repeat(200_000)).await;
    widget.ends().await;
    let foreign = crate::harness::Socket::open(&mei, "/live", "https://evil.example").await;
    assert_eq!(foreign.err(), Some(403), "S2");
    let nobody = crate::harness::Socket::open(&app.anybody(), "/live", &app.origin()).await;
    assert_eq!(nobody.err(), Some(401));
    buyer.say("还在").await;
}

/// The first line of the answer to raw bytes; empty when the server just hung up.
async fn say(app: &TestApp, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(app.address).await.expect("the server listens");
    // The server may hang up before it has heard everything.
    drop(stream.write_all(bytes).await);
    drop(stream.shutdown().await);
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer).await);
    String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned()
}

async fn requests_no_client_sends_do_no_harm(app: TestApp) {
    let long = format!("GET /api/v1/setup HTTP/1.1\r\nhost: x\r\nx-long: {}\r\n\r\n", "a".repeat(1_000_000));
    let many = format!("GET /api/v1/setup HTTP/1.1\r\nhost: x\r\n{}\r\n", "x: y\r\n".repeat(500));
    let both =
        "POST /api/v1/setup HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";
    for (why, bytes) in [
        ("an endless header", long.as_bytes()),
        ("endless headers", many.as_bytes()),
        ("two lengths", both.as_bytes()),
        ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
        ("a header with a line in it", b"GET / HTTP/1.1\r\nhost: x\r\nx: a\rb\r\n\r\n"),
        ("a negative length", b"POST /api/v1/setup HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n"),
    ] {
        let answer = say(&app, bytes).await;
        let refused = answer.is_empty() || answer.starts_with("HTTP/1.1 4");
        assert!(refused, "{why}: {answer}");
    }
    app.visitor().await.say("还在").await;
}
