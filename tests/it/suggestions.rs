//! K12: colleagues are suggested answers to what a buyer asks, and what they make of them is counted.

use serde_json::{Value, json};

use crate::bot::{ANSWER, QUESTION, set, teach};
use crate::harness::{Shop, TestApp, both_engines};

both_engines![
    answers_are_suggested_while_a_buyer_waits,
    what_became_of_a_suggestion_is_counted_once,
    who_reads_sees_suggestions_and_who_serves_notes_them,
];

async fn answers_are_suggested_while_a_buyer_waits(app: TestApp) {
    let (mei, owner, buyer) = (app.agent("小梅").await, app.owner().await, app.visitor().await);
    let entry = teach(&owner, QUESTION, ANSWER).await;
    let message = buyer.say(QUESTION).await;
    let conversation = buyer.conversation(&mei).await;
    let path = format!("/conversations/{conversation}/suggestions");
    let suggested = mei.get(&path).await.is(200);
    assert_eq!(suggested["message_seq"], message["seq"]);
    let first = &suggested["items"][0];
    assert_eq!((&first["entry_id"], &first["title"]), (&json!(entry), &json!(QUESTION)));
    assert_eq!(first["text"], ANSWER);
    mei.reply(&conversation, ANSWER).await;
    assert_eq!(mei.get(&path).await.is(200), json!({ "message_seq": null, "items": [], "reading": false }));
    buyer.say(QUESTION).await;
    set(&owner, &app.shop.inbox_id, json!({ "mode": "off" })).await;
    assert_eq!(mei.get(&path).await.is(200)["items"], json!([]));
}

async fn what_became_of_a_suggestion_is_counted_once(app: TestApp) {
    let (mei, owner, buyer) = (app.agent("小梅").await, app.owner().await, app.visitor().await);
    let entry = teach(&owner, QUESTION, ANSWER).await;
    let seq = buyer.say(QUESTION).await["seq"].clone();
    let conversation = buyer.conversation(&mei).await;
    let feedback = format!("/conversations/{conversation}/suggestions/{entry}/feedback");
    let note =
        async |outcome: &str, seq: &Value| mei.post(&feedback, json!({ "message_seq": seq, "outcome": outcome })).await;
    note("taken", &seq).await.is(204);
    note("edited", &seq).await.is(204);
    let usage = owner.get(&format!("/knowledge/entries/{entry}")).await.is(200)["usage"].clone();
    assert_eq!(usage["asked"], 1, "the first word counts");
    note("ignored", &buyer.say("还有货吗").await["seq"]).await.is(204);
    let usage = owner.get(&format!("/knowledge/entries/{entry}")).await.is(200)["usage"].clone();
    assert_eq!(usage["asked"], 1);
    note("taken", &json!(1_000_000)).await.is(422);
    let unknown = format!("/conversations/{conversation}/suggestions/{}/feedback", uuid::Uuid::now_v7());
    mei.post(&unknown, json!({ "message_seq": seq, "outcome": "taken" })).await.is(404);
}

async fn who_reads_sees_suggestions_and_who_serves_notes_them(app: TestApp) {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    let entry = teach(&owner, QUESTION, ANSWER).await;
    let seq = buyer.say(QUESTION).await["seq"].clone();
    let conversation = buyer.conversation(&owner).await;
    let viewer = app.staff("看客", zhanggui::auth::Role::Viewer).await;
    viewer.get(&format!("/conversations/{conversation}/suggestions")).await.is(200);
    let stranger = Shop::open(&app, "别家").await.owner(&app).await;
    let feedback = format!("/conversations/{conversation}/suggestions/{entry}/feedback");
    viewer.post(&feedback, json!({ "message_seq": seq, "outcome": "taken" })).await.is(403);
    stranger.post(&feedback, json!({ "message_seq": seq, "outcome": "taken" })).await.is(404);
}
