//! What somebody has begun to write waits for them, and for nobody else.

use serde_json::{Value, json};

use crate::harness::{Staff, TestApp, both_engines};

both_engines![a_draft_waits_for_its_writer, a_draft_is_thrown_away, an_endless_draft_is_refused];

async fn draft(staff: &Staff, id: &str) -> Value {
    staff.get(&format!("/conversations/{id}")).await.is(200)["draft"].clone()
}

async fn a_draft_waits_for_its_writer(app: TestApp) {
    let (mei, lin, buyer) = (app.agent("小梅").await, app.agent("阿林").await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    let path = format!("/conversations/{id}/draft");
    mei.put(&path, json!({ "text": "您好，", "note": false })).await.is(204);
    mei.put(&path, json!({ "text": "您好，这件", "note": true })).await.is(204);

    let elsewhere = Staff::sign_in(&app, &mei.email, crate::harness::PASSWORD).await;
    let kept = draft(&elsewhere, &id).await;
    assert_eq!((&kept["text"], &kept["note"]), (&json!("您好，这件"), &json!(true)));
    assert_eq!(draft(&lin, &id).await, json!(null));
    let app = app.restart().await;
    let mei = Staff::sign_in(&app, &mei.email, crate::harness::PASSWORD).await;
    assert_eq!(draft(&mei, &id).await["text"], "您好，这件");
}

async fn a_draft_is_thrown_away(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    let path = format!("/conversations/{id}/draft");
    mei.put(&path, json!({ "text": "您好" })).await.is(204);
    mei.delete(&path).await.is(204);
    mei.delete(&path).await.is(204);
    assert_eq!(draft(&mei, &id).await, json!(null));
}

async fn an_endless_draft_is_refused(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    let path = format!("/conversations/{id}/draft");
    mei.put(&path, json!({ "text": "好".repeat(10_001) })).await.invalid("text", "too_long");
    assert_eq!(draft(&mei, &id).await, json!(null));
}
