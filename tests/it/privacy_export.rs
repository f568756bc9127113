//! S13: what the shop holds about one customer is handed over whole, to nobody else, and not for ever.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use serde_json::{Value, json};
use uuid::Uuid;
use zip::ZipArchive;

use crate::harness::{Receiver, Shop, Staff, TestApp, Visitor, both_engines, eventually, png};
use crate::webhooks::make;

both_engines![
    a_customer_gets_all_that_is_held,
    notes_are_handed_over_only_if_wanted,
    what_was_written_stays_text,
    an_export_runs_out,
    an_export_is_forgotten_on_request,
    a_long_history_is_packed_page_by_page,
];

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// Asks for an export and waits for it.
async fn export(by: &Staff, buyer: &Visitor, body: Value) -> Value {
    export_of(by, &buyer.customer_id, body).await
}

pub async fn export_of(by: &Staff, customer: &str, body: Value) -> Value {
    let asked = by.post(&format!("/customers/{customer}/exports"), body).await.is(202);
    assert_eq!((&asked["state"], &asked["url"]), (&json!("waiting"), &json!(null)));
    let path = format!("/exports/{}", text(&asked["id"]));
    eventually("an export", async || by.get(&path).await.is(200)["state"] == "ready").await;
    by.get(&path).await.is(200)
}

/// Downloads an export with nothing but its address; its entries by name.
pub async fn unpack(app: &TestApp, export: &Value) -> BTreeMap<String, Vec<u8>> {
    let answer = app.anybody().raw("GET", text(&export["url"]), None, Default::default()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/zip");
    assert_eq!(answer.header("content-length"), export["size"].to_string());
    assert!(answer.header("content-disposition").starts_with("attachment"));
    assert_eq!(answer.header("cache-control"), "private, no-store");
    let mut archive = ZipArchive::new(Cursor::new(answer.body.to_vec())).expect("an archive");
    let mut entries = BTreeMap::new();
    for n in 0..archive.len() {
        let mut entry = archive.by_index(n).expect("an entry");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("its bytes");
        entries.insert(entry.name().expect("a name").into_owned(), bytes);
    }
    entries
}

fn page(entries: &BTreeMap<String, Vec<u8>>) -> String {
    String::from_utf8(entries["index.html"].clone()).expect("a page")
}

fn data(entries: &BTreeMap<String, Vec<u8>>) -> Value {
    serde_json::from_slice(&entries["customer.json"]).expect("JSON")
}

async fn a_customer_gets_all_that_is_held(app: TestApp) {
    let (owner, mei, receiver) = (app.owner().await, app.agent("小梅").await, Receiver::start().await);
    make(&owner, &receiver, json!(["message.created"])).await;
    let (buyer, other) = (app.visitor().await, app.visitor().await);
    other.say("别人的话").await;
    buyer.say("这件有货吗？").await;
    let picture = png(60, 40);
    let file = buyer.upload("/widget/files", "尺码 表.png", &picture).await.is(201);
    let shown = json!({ "client_id": Uuid::now_v7(), "kind": "image", "file_id": file["id"], "text": "就是这张" });
    buyer.post("/widget/messages", shown).await.is(201);
    let id = buyer.conversation(&mei).await;
    mei.reply(&id, "有货的").await;
    mei.note(&id, "老客户，客气点").await;
    let facts = json!({ "email": "lin@shop.example", "phone": "13800138000", "note": "爱穿蓝色" });
    mei.patch(&format!("/customers/{}", buyer.customer_id), facts).await.is(200);
    receiver.expect(5).await;
    let tag = owner.post("/tags", json!({ "parent_id": null, "name": "尺码 <急>" })).await.is(201);
    mei.put(&format!("/conversations/{id}/tags"), json!({ "tag_ids": [tag["id"]] })).await.is(200);

    let export = export(&owner, &buyer, json!({})).await;
    assert_eq!((&export["with_notes"], &export["done"]), (&json!(true), &export["total"]));
    let entries = unpack(&app, &export).await;
    let names: Vec<&str> = entries.keys().map(String::as_str).collect();
    assert_eq!(names, ["customer.json", "files/0001-尺码 表.png", "index.html"]);
    assert_eq!(entries["files/0001-尺码 表.png"], picture);

    let data = data(&entries);
    assert_eq!(data["format"], "zhanggui-customer-export/1");
    assert_eq!(
        (&data["customer"]["email"], &data["customer"]["note"]),
        (&json!("lin@shop.example"), &json!("爱穿蓝色"))
    );
    assert_eq!(data["identities"][0], json!({ "kind": "visitor", "value": null, "since": app.now() }));
    let conversation = &data["conversations"][0];
    assert_eq!((&conversation["id"], &conversation["inbox"]), (&json!(id), &json!("网店")));
    assert_eq!(conversation["tags"], json!(["尺码 <急>"]));
    let lines: Vec<(&Value, &Value, &Value)> = conversation["messages"]
        .as_array()
        .expect("messages")
        .iter()
        .map(|line| (&line["author"], &line["by"], &line["text"]))
        .collect();
    assert_eq!(
        json!(lines),
        json!([
            ["customer", null, "这件有货吗？"],
            ["customer", null, "就是这张"],
            ["agent", "小梅", "有货的"],
            ["agent", "小梅", "老客户，客气点"],
        ])
    );
    assert_eq!(conversation["messages"][1]["file"]["path"], "files/0001-尺码 表.png");
    assert_eq!(data["webhook_deliveries"].as_array().expect("a list").len(), 4);
    let page = page(&entries);
    for words in [
        "lang=\"zh-CN\"",
        "您的资料",
        "青禾外套",
        "这件有货吗？",
        "有货的",
        "13800138000",
        "标签: 尺码 &lt;急&gt;",
        "src=\"files/0001-%E5%B0%BA%E7%A0%81%20%E8%A1%A8.png\"",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    for entry in entries.values() {
        assert!(!String::from_utf8_lossy(entry).contains("别人的话"));
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM doomed_files").await, 1, "to go when it runs out");
}

async fn notes_are_handed_over_only_if_wanted(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&owner).await;
    owner.note(&id, "内部的话").await;
    let later = json!({ "client_id": Uuid::now_v7(), "text": "周五回访", "due_at": app.now().plus_seconds(60) });
    owner.post(&format!("/conversations/{id}/follow_ups"), later).await.is(201);
    owner.patch(&format!("/customers/{}", buyer.customer_id), json!({ "note": "评语" })).await.is(200);
    let with = unpack(&app, &export(&owner, &buyer, json!({ "with_notes": true })).await).await;
    let without = unpack(&app, &export(&owner, &buyer, json!({ "with_notes": false })).await).await;
    for (entries, there) in [(with, true), (without, false)] {
        assert_eq!(data(&entries).to_string().contains("周五回访"), there, "what was planned about them");
        for entry in [page(&entries), data(&entries).to_string()] {
            assert_eq!((entry.contains("内部的话"), entry.contains("评语")), (there, there), "{entry}");
        }
    }
}

async fn what_was_written_stays_text(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    buyer.say("</p><script>alert(1)</script><img src=x onerror=alert(2)>").await;
    let paper = buyer.upload("/widget/files", "\"><svg onload=alert(3)>.txt", b"plain words").await.is(201);
    let sent = json!({ "client_id": Uuid::now_v7(), "kind": "file", "file_id": paper["id"] });
    buyer.post("/widget/messages", sent).await.is(201);
    let escape = buyer.upload("/widget/files", "../../etc/passwd", b"plain words too").await.is(201);
    let sent = json!({ "client_id": Uuid::now_v7(), "kind": "file", "file_id": escape["id"] });
    buyer.post("/widget/messages", sent).await.is(201);
    owner.patch(&format!("/customers/{}", buyer.customer_id), json!({ "name": "<b>林</b>" })).await.is(200);
    let entries = unpack(&app, &export(&owner, &buyer, json!({})).await).await;
    let page = page(&entries);
    for markup in ["<script", "<svg", "<b>", "onerror=alert(2)>"] {
        assert!(!page.contains(markup), "{markup} in {page}");
    }
    assert!(page.contains("&lt;script&gt;") && page.contains("default-src 'none'"));
    for name in entries.keys() {
        assert!(!name.contains("..") && !name.starts_with('/'), "{name}");
    }
}

async fn an_export_runs_out(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    buyer.say("在吗").await;
    let export = export(&owner, &buyer, json!({})).await;
    let path = format!("/exports/{}", text(&export["id"]));
    let url = text(&export["url"]);
    let open = async |address: &str| app.anybody().raw("GET", address, None, Default::default()).await.status;
    assert_eq!(open(url).await, 200);
    assert_eq!(open(&url.replace("signature=", "signature=A")).await, 404);
    assert_eq!(open(&url.replace(text(&export["id"]), &Uuid::now_v7().to_string())).await, 404);
    let elsewhere = Shop::open(&app, "别家").await.owner(&app).await;
    elsewhere.get(&path).await.refused(404, "not_found");
    assert_eq!(elsewhere.get("/exports").await.is(200)["items"], json!([]));
    app.agent("小梅").await.get(&path).await.refused(403, "no_permission");

    app.turn_clock(2 * 3600);
    assert_eq!(open(url).await, 404, "an address is good for an hour or two");
    let fresh = owner.get(&path).await.is(200)["url"].clone();
    assert_eq!(open(text(&fresh)).await, 200);
    app.turn_clock(7 * 24 * 3600);
    assert_eq!(owner.get(&path).await.is(200)["url"], json!(null));
    let stored = app.stored_files();
    let app = app.restart().await;
    eventually("its end", async || app.stored_files() == stored - 1).await;
    let owner = Staff::sign_in(&app, &owner.email, crate::harness::PASSWORD).await;
    owner.get(&path).await.refused(404, "not_found");
}

async fn an_export_is_forgotten_on_request(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    buyer.say("在吗").await;
    let export = export(&owner, &buyer, json!({})).await;
    let path = format!("/exports/{}", text(&export["id"]));
    assert_eq!(app.stored_files(), 1);
    owner.delete(&path).await.is(204);
    assert_eq!(app.stored_files(), 0);
    owner.delete(&path).await.refused(404, "not_found");
    let status = app.anybody().raw("GET", text(&export["url"]), None, Default::default()).await.status;
    assert_eq!(status, 404);
}

async fn a_long_history_is_packed_page_by_page(app: TestApp) {
    const MESSAGES: usize = 450;
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    let sending: Vec<_> = (0..MESSAGES)
        .map(|n| {
            let buyer = buyer.clone();
            tokio::spawn(async move { buyer.say(&format!("第 {n} 句")).await })
        })
        .collect();
    for sent in sending {
        sent.await.expect("sent");
    }
    let entries = unpack(&app, &export(&owner, &buyer, json!({})).await).await;
    let data = data(&entries);
    let messages = data["conversations"][0]["messages"].as_array().expect("messages").clone();
    assert_eq!(messages.len(), MESSAGES);
    let page = page(&entries);
    for n in 0..MESSAGES {
        assert!(page.contains(&format!(">第 {n} 句<")), "{n}");
    }
}
