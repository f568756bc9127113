//! One conversation as a document, and who asked for it.

use serde_json::{Value, json};

use crate::harness::{TestApp, both_engines};

both_engines![it_holds_what_both_sides_said, notes_are_in_it_where_they_are_asked_for, who_asked_is_recorded];

fn words(transcript: &Value) -> Vec<&Value> {
    transcript["messages"].as_array().expect("a list").iter().map(|message| &message["text"]).collect()
}

async fn it_holds_what_both_sides_said(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("这条裙子\n能机洗吗").await;
    let id = buyer.conversation(&mei).await;
    mei.reply(&id, "冷水手洗哦").await;
    let slip = mei.reply(&id, "发错了").await;
    mei.delete(&format!("/conversations/{id}/messages/{}", slip["id"].as_str().expect("an id"))).await.is(200);
    mei.act(&id, "solve", json!({})).await;

    let answer = mei.get(&format!("/conversations/{id}/transcript")).await;
    let transcript = answer.is(200);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(words(&transcript), [&json!("这条裙子\n能机洗吗"), &json!("冷水手洗哦"), &json!(null)]);
    let messages = &transcript["messages"];
    assert_eq!((&messages[1]["name"], &messages[2]["recalled"]), (&json!("小梅"), &json!(true)));
    assert_eq!((&transcript["timezone"], &transcript["with_notes"]), (&json!("Asia/Shanghai"), &json!(false)));
    assert!(transcript["solved_at"].is_string());

    let answer = mei.get(&format!("/conversations/{id}/transcript/text")).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-disposition").starts_with("attachment; filename=\"conversation-"));
    let text = answer.text();
    assert!(text.contains("这条裙子\n    能机洗吗") && text.contains("小梅: [已撤回]"), "{text}");
    assert!(text.contains("2026-") && text.contains("12:0"), "noon in the shop's zone: {text}");
}

async fn notes_are_in_it_where_they_are_asked_for(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    mei.note(&id, "老客户，常退货").await;
    let without = mei.get(&format!("/conversations/{id}/transcript")).await.is(200);
    assert_eq!(words(&without), [&json!("在吗")]);
    let with = mei.get(&format!("/conversations/{id}/transcript?notes=true")).await.is(200);
    assert_eq!(words(&with), [&json!("在吗"), &json!("老客户，常退货")]);
    let text = mei.get(&format!("/conversations/{id}/transcript/text?notes=true")).await.text();
    assert!(text.contains("小梅 (备注): 老客户，常退货") && text.contains("请勿发给客户"), "{text}");
}

async fn who_asked_is_recorded(app: TestApp) {
    let (owner, mei, buyer) = (app.owner().await, app.agent("小梅").await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    mei.get(&format!("/conversations/{id}/transcript?notes=true")).await.is(200);
    let log = owner.get("/audit?action=conversation.exported").await.is(200);
    let entry = &log["items"][0];
    assert_eq!((&entry["action"], &entry["actor"]["name"]), (&json!("conversation.exported"), &json!("小梅")));
    assert_eq!(entry["subject"]["id"], json!(id));
    assert!(!log.to_string().contains("在吗"), "no words in the log");
}
