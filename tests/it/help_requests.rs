//! Colleagues are asked inside a conversation, and the buyer sees nothing of it.

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::auth::Role;

use crate::harness::{Staff, TestApp, both_engines};

both_engines![
    a_colleague_is_asked_and_answers,
    any_member_of_a_group_answers_and_the_first_counts,
    what_is_tried_again_is_asked_once,
    only_who_can_answer_is_asked,
    what_is_erased_leaves_no_words,
];

fn words(text: &str) -> Value {
    json!({ "client_id": Uuid::now_v7(), "text": text })
}

fn asking(whom: &str, id: &str, text: &str) -> Value {
    let mut body = words(text);
    body[whom] = json!(id);
    body
}

async fn ask(asker: &Staff, conversation: &str, colleague: &Staff, text: &str) -> Value {
    let body = asking("staff_id", &colleague.id, text);
    asker.post(&format!("/conversations/{conversation}/help_requests"), body).await.is(201)
}

async fn mine(staff: &Staff) -> Vec<Value> {
    staff.get("/help_requests").await.is(200)["items"].as_array().expect("a list").clone()
}

fn path(request: &Value, what: &str) -> String {
    format!("/help_requests/{}/{what}", request["id"].as_str().expect("an id"))
}

async fn a_colleague_is_asked_and_answers(app: TestApp) {
    let (mei, lin, jun) = (app.agent("小梅").await, app.agent("阿林").await, app.agent("小军").await);
    let buyer = app.visitor().await;
    buyer.say("这条裙子能机洗吗").await;
    let id = buyer.conversation(&mei).await;
    let (mut widget, mut desk) = (buyer.widget(&app, None).await, lin.desk(&app, None).await);

    let request = ask(&mei, &id, &lin, " 真丝的那款能机洗吗 ").await;
    assert_eq!(request["text"], "@阿林 真丝的那款能机洗吗");
    let told = desk.expect_event("help_request.updated").await;
    assert_eq!(told["data"]["conversation_id"], json!(id));
    assert_eq!(mine(&lin).await, std::slice::from_ref(&request));
    assert_eq!(mine(&jun).await, [json!(null); 0], "nobody else is asked");

    let answered = lin.post(&path(&request, "answer"), words("不能，要冷水手洗")).await.is(200);
    assert_eq!((&answered["answer"], &answered["answered_by"]), (&json!("不能，要冷水手洗"), &json!(lin.id)));
    assert_eq!(mine(&mei).await[0]["answer"], "不能，要冷水手洗");
    let notes = mei.messages(&id).await.into_iter().filter(|message| message["kind"] == "note").count();
    assert_eq!(notes, 2, "question and answer stand in the thread");

    lin.post(&path(&request, "close"), json!({})).await.refused(403, "asked_by_colleague");
    mei.post(&path(&request, "close"), json!({})).await.is(200);
    assert!(mine(&mei).await.is_empty() && mine(&lin).await.is_empty());

    mei.reply(&id, "要冷水手洗哦").await;
    widget.expect_event("message.created").await;
    assert!(!widget.heard.iter().any(|frame| frame.to_string().contains("help") || frame.to_string().contains("真丝")));
    assert_eq!(buyer.messages().await.len(), 2, "the buyer sees nothing of it");
}

async fn any_member_of_a_group_answers_and_the_first_counts(app: TestApp) {
    let (mei, lin, jun) = (app.agent("小梅").await, app.agent("阿林").await, app.agent("小军").await);
    let group = json!({ "name": "面料", "member_ids": [lin.id, jun.id] });
    let group = app.owner().await.post("/staff_groups", group).await.is(201);
    let buyer = app.visitor().await;
    buyer.say("会缩水吗").await;
    let id = buyer.conversation(&mei).await;
    let body = asking("group_id", group["id"].as_str().expect("an id"), "会缩水吗");
    let request = mei.post(&format!("/conversations/{id}/help_requests"), body).await.is(201);
    assert_eq!((mine(&lin).await.len(), mine(&jun).await.len()), (1, 1));

    jun.post(&path(&request, "answer"), words("预缩过，不会")).await.is(200);
    let late = lin.post(&path(&request, "answer"), words("大概 2%")).await.is(200);
    assert_eq!((&late["answer"], &late["answered_by"]), (&json!("预缩过，不会"), &json!(jun.id)));
    let notes = mei.messages(&id).await.into_iter().filter(|message| message["kind"] == "note").count();
    assert_eq!(notes, 3, "the later one is a note beside it");
}

async fn what_is_tried_again_is_asked_once(app: TestApp) {
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    let body = asking("staff_id", &lin.id, "有货吗");
    let asks = format!("/conversations/{id}/help_requests");
    let (first, again) = (mei.post(&asks, body.clone()).await.is(201), mei.post(&asks, body).await.is(201));
    assert_eq!(first, again);
    assert_eq!(mine(&lin).await.len(), 1);
    for number in 1..10 {
        ask(&mei, &id, &lin, &format!("问题 {number}")).await;
    }
    mei.post(&asks, asking("staff_id", &lin.id, "还有")).await.refused(409, "too_many_help_requests");
}

async fn only_who_can_answer_is_asked(app: TestApp) {
    let mei = app.agent("小梅").await;
    let viewer = app.shop.staff(&app, "看客", Role::Viewer).await;
    let inspector = app.shop.staff(&app, "质检", Role::Inspector).await;
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    let asks = format!("/conversations/{id}/help_requests");
    mei.post(&asks, asking("staff_id", &mei.id, "有货吗")).await.invalid("staff_id", "oneself");
    mei.post(&asks, asking("staff_id", &viewer.id, "有货吗")).await.invalid("staff_id", "unknown");
    mei.post(&asks, asking("group_id", &id, "有货吗")).await.invalid("group_id", "unknown");
    mei.post(&asks, words("有货吗")).await.invalid("staff_id", "one_of_two");
    mei.post(&asks, asking("staff_id", &inspector.id, "  ")).await.invalid("text", "required");
    assert_eq!(mei.messages(&id).await.len(), 1, "nothing was left in the thread");
    let request = ask(&mei, &id, &inspector, "这样说合规吗").await;
    inspector.post(&path(&request, "answer"), words("可以")).await.is(200);
}

async fn what_is_erased_leaves_no_words(app: TestApp) {
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    let request = ask(&mei, &id, &lin, "这位要退货").await;
    let note = request["id"].as_str().expect("an id");
    mei.delete(&format!("/conversations/{id}/messages/{note}")).await.is(200);
    assert_eq!(mine(&lin).await[0]["text"], json!(null), "taken back, it is gone here too");
}
