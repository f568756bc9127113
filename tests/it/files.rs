//! S6: files are what their bytes say, open only by signed addresses, and never run in a browser.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Answer, Client, TestApp, both_engines, png, png_header};

both_engines![
    a_picture_is_shown_with_a_small_one,
    a_name_lies_and_the_bytes_do_not,
    what_could_run_is_only_ever_downloaded,
    a_bomb_is_refused,
    programs_and_nothing_are_refused,
    an_address_runs_out_and_cannot_be_changed,
    only_ones_own_file_can_be_sent,
    names_cannot_break_out,
    a_file_goes_with_its_message,
    what_was_never_sent_goes_after_a_day,
];

/// Opens an address of the API as a browser would, without any credentials.
async fn open(app: &TestApp, address: &Value) -> Answer {
    let path = address.as_str().expect("an address");
    app.anybody().raw("GET", path, None, Default::default()).await
}

async fn a_picture_is_shown_with_a_small_one(app: TestApp) {
    let buyer = app.visitor().await;
    let bytes = png(1200, 900);
    let file = buyer.upload("/widget/files", "外套.png", &bytes).await.is(201);
    assert_eq!((&file["mime"], &file["width"], &file["height"]), (&json!("image/png"), &json!(1200), &json!(900)));
    let whole = open(&app, &file["url"]).await;
    assert_eq!((whole.status, whole.header("content-type")), (200, "image/png"));
    assert!(whole.header("content-disposition").starts_with("inline"));
    assert_eq!(whole.body, bytes);
    let small = open(&app, &file["thumb_url"]).await;
    assert_eq!(small.status, 200);
    let small = image::load_from_memory(&small.body).expect("a picture");
    assert_eq!((small.width(), small.height()), (480, 360));
}

async fn a_name_lies_and_the_bytes_do_not(app: TestApp) {
    let buyer = app.visitor().await;
    let picture = buyer.upload("/widget/files", "notes.txt", &png(8, 8)).await.is(201);
    assert_eq!(picture["mime"], "image/png");
    let page = buyer.upload("/widget/files", "photo.png", b"<html><script>alert(1)</script></html>").await.is(201);
    assert_eq!((&page["mime"], &page["width"]), (&json!("application/octet-stream"), &json!(null)));
    let message = json!({ "client_id": Uuid::now_v7(), "kind": "image", "file_id": page["id"] });
    buyer.post("/widget/messages", message).await.invalid("kind", "not_an_image");
}

async fn what_could_run_is_only_ever_downloaded(app: TestApp) {
    let buyer = app.visitor().await;
    for (name, bytes) in [
        ("a.svg", &b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"[..]),
        ("a.html", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("a.xml", b"<?xml version='1.0'?><x xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></x>"),
        ("a.pdf", b"%PDF-1.7\n1 0 obj << /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"),
        ("a.js", b"alert(document.cookie)"),
        ("a.png", b"GIF89a<script>alert(1)</script>"),
    ] {
        let answer = buyer.upload("/widget/files", name, bytes).await;
        // A broken picture may be refused; what is kept is never shown in place.
        if answer.status >= 400 {
            assert!(matches!(answer.status, 415 | 422), "{name}: {}", answer.text());
            continue;
        }
        let served = open(&app, &answer.is(201)["url"]).await;
        assert_eq!((served.status, served.header("content-type")), (200, "application/octet-stream"), "{name}");
        assert!(served.header("content-disposition").starts_with("attachment"), "{name}");
        assert_eq!(served.header("x-content-type-options"), "nosniff", "{name}");
        assert_eq!(served.header("content-security-policy"), "sandbox; default-src 'none'", "{name}");
    }
}

async fn a_bomb_is_refused(app: TestApp) {
    let buyer = app.visitor().await;
    for (width, height) in [(60_000, 60_000), (16_000, 16_000), (20_000, 10)] {
        let answer = buyer.upload("/widget/files", "bomb.png", &png_header(width, height)).await;
        answer.invalid("file", "image_too_large");
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM files").await, 0);
}

async fn programs_and_nothing_are_refused(app: TestApp) {
    let buyer = app.visitor().await;
    buyer.upload("/widget/files", "a.jpg", b"MZ\x90\x00 a program").await.refused(415, "unsupported_file");
    buyer.upload("/widget/files", "a.txt", b"#!/bin/sh\nrm -rf /").await.refused(415, "unsupported_file");
    buyer.upload("/widget/files", "a.png", &png(64, 64)[..80]).await.refused(415, "unsupported_file");
    buyer.upload("/widget/files", "a.txt", b"").await.invalid("file", "empty");
    buyer.post("/widget/files", json!({})).await.invalid("file", "broken_form");
    assert_eq!(app.count("SELECT COUNT(*) FROM files").await, 0);
}

async fn an_address_runs_out_and_cannot_be_changed(app: TestApp) {
    let buyer = app.visitor().await;
    let file = buyer.upload("/widget/files", "a.txt", "秘密".as_bytes()).await.is(201);
    let other = buyer.upload("/widget/files", "b.txt", "别的".as_bytes()).await.is(201);
    let url = file["url"].as_str().expect("an address");
    let (path, query) = url.split_once('?').expect("a signed address");
    let absent = open(&app, &json!(format!("/api/v1/files/{}?{query}", Uuid::now_v7()))).await;
    for forged in [
        path.to_owned(),
        format!("{path}?expires=9999999999&signature=x"),
        format!("{path}?{}", query.replace("expires=", "expires=1")),
        format!("{path}?{query}&variant=thumb"),
        format!("/api/v1/files/{}?{query}", other["id"].as_str().expect("an id")),
        format!("{path}/../../shop?{query}"),
        "/api/v1/files/not-an-id?expires=1&signature=x".to_owned(),
    ] {
        let answer = open(&app, &json!(forged)).await;
        answer.refused(404, "not_found");
        assert_eq!(answer.json()["title"], absent.json()["title"], "{forged}");
    }
    assert_eq!(open(&app, &json!(url)).await.text(), "秘密");
    app.turn_clock(2 * 3600);
    open(&app, &json!(url)).await.refused(404, "not_found");
}

async fn what_was_never_sent_goes_after_a_day(app: TestApp) {
    let (owner, buyer, held) = (app.owner().await, app.visitor().await, app.visitor().await);
    let upload = async |by: &Client, path: &str, name: &str| by.upload(path, name, b"words").await.is(201);
    let sent = upload(&buyer, "/widget/files", "sent.txt").await;
    let message = json!({ "client_id": Uuid::now_v7(), "kind": "file", "file_id": sent["id"] });
    buyer.post("/widget/messages", message).await.is(201);
    let unsent = upload(&buyer, "/widget/files", "unsent.txt").await;
    let kept = upload(&held, "/widget/files", "held.txt").await;
    owner.post(&format!("/customers/{}/holds", held.customer_id), json!({ "reason": "诉讼" })).await.is(201);
    let drafted = upload(&owner, "/files", "draft.txt").await;
    let sweep = async || {
        zhanggui::files::forget::forget_unsent(&app.app).await.expect("a sweep");
        zhanggui::files::forget::bury(&app.app).await.expect("a burial");
    };
    app.turn_clock(23 * 3600);
    sweep().await;
    assert_eq!(app.stored_files(), 4, "not before a day has passed");
    app.turn_clock(2 * 3600);
    let late = upload(&buyer, "/widget/files", "late.txt").await;
    sweep().await;
    assert_eq!((app.count("SELECT COUNT(*) FROM files").await, app.stored_files()), (4, 4));
    let send = |file: &Value| json!({ "client_id": Uuid::now_v7(), "kind": "file", "file_id": file["id"] });
    buyer.post("/widget/messages", send(&unsent)).await.invalid("file_id", "unknown");
    buyer.post("/widget/messages", send(&late)).await.is(201);
    held.post("/widget/messages", send(&kept)).await.is(201);
    let conversation = buyer.conversation(&owner).await;
    owner.post(&format!("/conversations/{conversation}/messages"), send(&drafted)).await.is(201);
}

async fn only_ones_own_file_can_be_sent(app: TestApp) {
    let (mei, buyer, stranger) = (app.agent("小梅").await, app.visitor().await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    let file = buyer.upload("/widget/files", "身份证.png", &png(8, 8)).await.is(201);
    let message = json!({ "client_id": Uuid::now_v7(), "kind": "image", "file_id": file["id"] });
    stranger.post("/widget/messages", message.clone()).await.invalid("file_id", "unknown");
    mei.post(&format!("/conversations/{id}/messages"), message.clone()).await.invalid("file_id", "unknown");
    let absent = json!({ "client_id": Uuid::now_v7(), "kind": "image", "file_id": Uuid::now_v7() });
    stranger.post("/widget/messages", absent).await.invalid("file_id", "unknown");
    buyer.post("/widget/messages", message).await.is(201);
}

async fn names_cannot_break_out(app: TestApp) {
    let buyer = app.visitor().await;
    for (sent, kept) in [
        ("../../etc/passwd", "passwd"),
        ("C:\\\\photos\\\\外套.txt", "外套.txt"),
        ("photo\u{202e}gpj.txt", "photogpj.txt"),
        ("<script>.txt", "_script_.txt"),
    ] {
        let file = buyer.upload("/widget/files", sent, b"words").await.is(201);
        assert_eq!(file["name"], kept);
        let served = open(&app, &file["url"]).await;
        assert!(!served.header("content-disposition").contains(['<', '\n', '\u{202e}']));
    }
}

async fn a_file_goes_with_its_message(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("给您看").await;
    let id = buyer.conversation(&mei).await;
    let file = mei.upload("/files", "尺码表.png", &png(32, 32)).await.is(201);
    let message = json!({ "client_id": Uuid::now_v7(), "kind": "image", "file_id": file["id"], "text": "看这里" });
    let sent = mei.post(&format!("/conversations/{id}/messages"), message).await.is(201);
    let got = buyer.messages().await[1].clone();
    assert_eq!((&got["file"]["id"], &got["text"]), (&file["id"], &json!("看这里")));
    assert_eq!(open(&app, &got["file"]["url"]).await.status, 200);

    let path = format!("/conversations/{id}/messages/{}", sent["id"].as_str().expect("an id"));
    mei.delete(&path).await.is(200);
    assert_eq!(buyer.messages().await[1]["file"], json!(null), "recalled with its picture");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_over_the_limit_leaves_nothing_behind() {
    use crate::harness::Engine;
    let app = TestApp::builder(Engine::Sqlite).max_upload_bytes(10_000).start().await;
    let buyer = app.visitor().await;
    buyer.upload("/widget/files", "a.txt", &[b'a'; 10_001]).await.refused(413, "file_too_large");
    buyer.upload("/widget/files", "a.txt", &[b'a'; 10_000]).await.is(201);
    assert_eq!(app.count("SELECT COUNT(*) FROM files").await, 1);
    assert_eq!(app.stored_files(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_sent_twice_is_one_file() {
    use crate::harness::Engine;
    let app = TestApp::start(Engine::Sqlite).await;
    let buyer = app.visitor().await;
    let client_id = Uuid::now_v7();
    let send = async |client: &Client| client.upload_as(client_id, "/widget/files", "a.txt", b"words").await;
    let first = send(&buyer).await.is(201);
    assert_eq!(send(&buyer).await.is(200)["id"], first["id"]);
    let stranger = app.visitor().await;
    assert_ne!(send(&stranger).await.is(201)["id"], first["id"], "the id names an upload of its sender only");
}
