//! What passes between colleagues never reaches the buyer, by whatever way the buyer listens.

use serde_json::json;

use crate::harness::{TestApp, both_engines};

both_engines![notes_and_colleagues_business_stay_on_the_desk, a_buyer_learns_a_name_and_a_colour_of_the_agent];

/// Words that stand for everything a buyer must not learn.
const SECRETS: [&str; 5] = ["内部备注甲", "草稿乙", "客户评语丙", "写了又收回丁", "staff_id"];

async fn notes_and_colleagues_business_stay_on_the_desk(app: TestApp) {
    let (mei, lin, buyer) = (app.agent("小梅").await, app.agent("阿林").await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    let mut widget = buyer.widget(&app, None).await;

    mei.note(&id, "内部备注甲").await;
    mei.put(&format!("/conversations/{id}/draft"), json!({ "text": "草稿乙" })).await.is(204);
    mei.patch(&format!("/customers/{}", buyer.customer_id), json!({ "note": "客户评语丙" })).await.is(200);
    mei.act(&id, "assign", json!({ "assignee_id": lin.id })).await;
    mei.act(&id, "snooze", json!({ "until": app.now().plus_seconds(600) })).await;
    mei.act(&id, "reopen", json!({})).await;
    mei.patch(&format!("/conversations/{id}"), json!({ "stage": "after_sale" })).await.is(200);
    let taken_back = mei.reply(&id, "写了又收回丁").await;
    widget.expect_where("the reply", |frame| frame["data"]["message"]["seq"] == taken_back["seq"]).await;
    widget.heard.retain(|frame| frame["data"]["message"]["seq"] != taken_back["seq"]);
    mei.delete(&format!("/conversations/{id}/messages/{}", taken_back["id"].as_str().expect("an id"))).await.is(200);
    mei.act(&id, "solve", json!({})).await;
    mei.note(&id, "内部备注甲").await;
    buyer.say("最后一句").await;
    widget.expect_where("the last words", |frame| frame["data"]["message"]["text"] == "最后一句").await;

    let mut resumed = buyer.widget(&app, Some(0)).await;
    resumed.expect_where("the last words", |frame| frame["data"]["message"]["text"] == "最后一句").await;
    let session = json!({ "key": app.shop.key, "locale": "zh-CN", "token": buyer.token });
    let told = [
        json!(widget.heard).to_string(),
        json!(resumed.heard).to_string(),
        json!(buyer.messages().await).to_string(),
        app.anybody().post("/widget/session", session).await.text(),
    ];
    for told in &told {
        for secret in SECRETS.iter().copied().chain([mei.id.as_str(), &lin.id, &mei.email, &lin.email]) {
            assert!(!told.contains(secret), "{secret} in {told}");
        }
    }
    for frame in widget.heard.iter().chain(&resumed.heard) {
        let kind = frame["data"]["message"]["kind"].as_str().unwrap_or("text");
        assert!(!["note", "event"].contains(&kind), "{frame}");
    }
}

async fn a_buyer_learns_a_name_and_a_colour_of_the_agent(app: TestApp) {
    let (mei, buyer) = (app.agent("小梅").await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    mei.reply(&id, "在的").await;
    let agent = buyer.messages().await[1]["agent"].clone();
    let fields: Vec<_> = agent.as_object().expect("an agent").keys().cloned().collect();
    assert_eq!(fields, ["avatar_color", "name"]);
}
