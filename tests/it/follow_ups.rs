//! Colleagues are reminded of a conversation at a time, whatever becomes of it until then.

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::auth::Role;

use crate::harness::{Staff, TestApp, both_engines, eventually};

both_engines![
    it_reminds_at_its_time_though_solved,
    it_reminds_once_after_a_restart_and_beside_a_neighbour,
    a_colleague_is_reminded,
    put_off_it_reminds_again,
    done_it_reminds_nobody,
    what_is_tried_again_is_stored_once,
    only_those_it_concerns_change_it,
    whoever_is_gone_is_stood_in_for,
    a_rules_follow_up_is_whose_the_conversation_is,
    what_cannot_be_is_refused,
    erasing_takes_its_words,
];

fn in_seconds(app: &TestApp, seconds: i64) -> Value {
    json!(app.now().plus_seconds(seconds))
}

async fn asks(app: &TestApp, reader: &Staff) -> String {
    // Nobody is told of late replies here.
    app.owner().await.put("/targets", json!({ "first_reply_seconds": 0, "next_reply_seconds": 0 })).await.is(200);
    let buyer = app.visitor().await;
    buyer.say("我再想想，过几天给您答复").await;
    buyer.conversation(reader).await
}

async fn remind(app: &TestApp, staff: &Staff, conversation: &str, seconds: i64, whom: Option<&Staff>) -> Value {
    let body = json!({
        "client_id": Uuid::now_v7(),
        "staff_id": whom.map(|staff| &staff.id),
        "text": " 问问尺寸\n定了没有 ",
        "due_at": in_seconds(app, seconds),
    });
    staff.post(&format!("/conversations/{conversation}/follow_ups"), body).await.is(201)
}

async fn mine(staff: &Staff) -> Vec<Value> {
    staff.get("/follow_ups").await.is(200)["items"].as_array().expect("a list").clone()
}

async fn told(staff: &Staff) -> Vec<Value> {
    let items = staff.get("/notifications").await.is(200)["items"].clone();
    items.as_array().expect("a list").iter().filter(|one| one["kind"] == "follow_up").cloned().collect()
}

fn path(follow_up: &Value) -> String {
    format!("/follow_ups/{}", follow_up["id"].as_str().expect("an id"))
}

async fn it_reminds_at_its_time_though_solved(app: TestApp) {
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let id = asks(&app, &mei).await;
    let follow_up = remind(&app, &mei, &id, 3600, None).await;
    assert_eq!((&follow_up["text"], &follow_up["staff_id"]), (&json!("问问尺寸 定了没有"), &json!(mei.id)));
    assert_eq!(mei.conversation(&id).await["status"], "queued", "it hides nothing");
    mei.act(&id, "solve", json!({})).await;
    assert_eq!(mine(&mei).await[0]["conversation_status"], "solved");

    let mut desk = mei.desk(&app, None).await;
    app.turn_clock(3601);
    let notified = desk.expect("notification").await;
    assert_eq!((&notified["notification"]["kind"], &notified["unread"]), (&json!("follow_up"), &json!(1)));
    assert_eq!(
        (&notified["notification"]["conversation_id"], &notified["notification"]["by_id"]),
        (&json!(id), &json!(null))
    );
    assert!(mine(&mei).await[0]["reminded_at"].is_string());
    assert_eq!(mei.conversation(&id).await["status"], "solved", "reminding opens nothing");
    assert!(told(&lin).await.is_empty() && mine(&lin).await.is_empty(), "nobody else is reminded");
}

async fn it_reminds_once_after_a_restart_and_beside_a_neighbour(app: TestApp) {
    let mei = app.agent("小梅").await;
    let id = asks(&app, &mei).await;
    remind(&app, &mei, &id, 3600, None).await;
    let app = app.restart().await;
    let mei = Staff::sign_in(&app, &mei.email, crate::harness::PASSWORD).await;
    let _other = app.neighbour().await;
    app.turn_clock(3601);
    eventually("a reminder", async || !told(&mei).await.is_empty()).await;
    eventually("no job left", async || app.count("SELECT COUNT(*) FROM jobs").await == 0).await;
    assert_eq!(told(&mei).await.len(), 1);
}

async fn a_colleague_is_reminded(app: TestApp) {
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let id = asks(&app, &mei).await;
    let mut desk = lin.desk(&app, None).await;
    let follow_up = remind(&app, &mei, &id, 60, Some(&lin)).await;
    let event = desk.expect_event("follow_up.updated").await;
    assert_eq!(event["data"], json!({ "conversation_id": id }));
    assert_eq!(mine(&lin).await, std::slice::from_ref(&follow_up));
    assert!(mine(&mei).await.is_empty());
    let here = mei.get(&format!("/conversations/{id}/follow_ups")).await.is(200);
    assert_eq!(here["items"], json!([follow_up]), "all see what is planned in a conversation");
    app.turn_clock(61);
    eventually("a reminder", async || !told(&lin).await.is_empty()).await;
    assert_eq!(told(&lin).await[0]["by_id"], json!(mei.id));
}

async fn put_off_it_reminds_again(app: TestApp) {
    let mei = app.agent("小梅").await;
    let id = asks(&app, &mei).await;
    let follow_up = remind(&app, &mei, &id, 60, None).await;
    app.turn_clock(61);
    eventually("a reminder", async || told(&mei).await.len() == 1).await;
    let later = json!({ "due_at": in_seconds(&app, 3600), "text": "再问一次" });
    let later = mei.patch(&path(&follow_up), later).await.is(200);
    assert_eq!((&later["text"], &later["reminded_at"]), (&json!("再问一次"), &json!(null)));
    app.turn_clock(3601);
    eventually("another reminder", async || told(&mei).await.len() == 2).await;
}

async fn done_it_reminds_nobody(app: TestApp) {
    let mei = app.agent("小梅").await;
    let id = asks(&app, &mei).await;
    let follow_up = remind(&app, &mei, &id, 60, None).await;
    let done = mei.patch(&path(&follow_up), json!({ "done": true })).await.is(200);
    assert_eq!(done["done_by"], json!(mei.id));
    assert!(mine(&mei).await.is_empty());
    assert_eq!(app.count("SELECT COUNT(*) FROM jobs").await, 0);
    let again = mei.patch(&path(&follow_up), json!({ "done": false })).await.is(200);
    assert_eq!((&again["done_at"], &again["done_by"]), (&json!(null), &json!(null)));
    app.turn_clock(61);
    eventually("a reminder", async || told(&mei).await.len() == 1).await;
    mei.patch(&path(&follow_up), json!({ "done": true })).await.is(200);
    mei.patch(&path(&follow_up), json!({ "done": false })).await.is(200);
    assert_eq!(app.count("SELECT COUNT(*) FROM jobs").await, 0, "it has reminded of this time");
}

async fn what_is_tried_again_is_stored_once(app: TestApp) {
    let mei = app.agent("小梅").await;
    let id = asks(&app, &mei).await;
    let at = format!("/conversations/{id}/follow_ups");
    let mut body = json!({ "client_id": Uuid::now_v7(), "text": "问尺寸", "due_at": in_seconds(&app, 60) });
    let (first, again) = (mei.post(&at, body.clone()).await.is(201), mei.post(&at, body.clone()).await.is(201));
    assert_eq!(first, again);
    body["text"] = json!("问颜色");
    mei.post(&at, body).await.refused(409, "client_id_reused");
    for _ in 1..20 {
        remind(&app, &mei, &id, 60, None).await;
    }
    let more = json!({ "client_id": Uuid::now_v7(), "text": "还有", "due_at": in_seconds(&app, 60) });
    mei.post(&at, more).await.refused(409, "too_many_follow_ups");
    assert_eq!(mine(&mei).await.len(), 20);
}

async fn only_those_it_concerns_change_it(app: TestApp) {
    let (mei, lin, jun) = (app.agent("小梅").await, app.agent("阿林").await, app.agent("小军").await);
    let lead = app.staff("组长", Role::Lead).await;
    let id = asks(&app, &mei).await;
    let follow_up = remind(&app, &mei, &id, 60, Some(&lin)).await;
    jun.patch(&path(&follow_up), json!({ "done": true })).await.refused(403, "follow_up_of_colleague");
    for (staff, text) in [(&lin, "收到"), (&mei, "改一下"), (&lead, "我来看看")] {
        assert_eq!(staff.patch(&path(&follow_up), json!({ "text": text })).await.is(200)["text"], text);
    }
}

async fn whoever_is_gone_is_stood_in_for(app: TestApp) {
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let id = asks(&app, &mei).await;
    remind(&app, &mei, &id, 60, Some(&lin)).await;
    app.owner().await.patch(&format!("/staff/{}", lin.id), json!({ "active": false })).await.is(200);
    app.turn_clock(61);
    eventually("whoever made it is reminded", async || told(&mei).await.len() == 1).await;
}

async fn what_cannot_be_is_refused(app: TestApp) {
    let mei = app.agent("小梅").await;
    let viewer = app.staff("看客", Role::Viewer).await;
    let id = asks(&app, &mei).await;
    let at = format!("/conversations/{id}/follow_ups");
    let body = |text: &str, seconds: i64, whom: Value| json!({ "client_id": Uuid::now_v7(), "text": text, "due_at": in_seconds(&app, seconds), "staff_id": whom });
    for seconds in [-1, 0, 400 * 86_400] {
        mei.post(&at, body("问尺寸", seconds, json!(null))).await.invalid("due_at", "out_of_range");
    }
    mei.post(&at, body(" \n ", 60, json!(null))).await.invalid("text", "required");
    mei.post(&at, body(&"字".repeat(201), 60, json!(null))).await.invalid("text", "too_long");
    mei.post(&at, body("问尺寸", 60, json!(viewer.id))).await.invalid("staff_id", "unknown");
    viewer.post(&at, body("问尺寸", 60, json!(null))).await.refused(403, "no_permission");
    assert!(mine(&mei).await.is_empty());
}

async fn erasing_takes_its_words(app: TestApp) {
    let (owner, mei, buyer) = (app.owner().await, app.agent("小梅").await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    remind(&app, &mei, &id, 60, None).await;
    let customer = owner.get(&format!("/customers/{}", buyer.customer_id)).await.is(200);
    let erasure = json!({ "name": customer["name"] });
    owner.post(&format!("/customers/{}/erasure", buyer.customer_id), erasure).await.is(202);
    eventually("nothing is planned", async || app.count("SELECT COUNT(*) FROM follow_ups").await == 0).await;
    assert!(mine(&mei).await.is_empty());
}

async fn a_rules_follow_up_is_whose_the_conversation_is(app: TestApp) {
    let (mei, lin, lead) = (app.agent("小梅").await, app.agent("阿林").await, app.owner().await);
    let id = asks(&app, &mei).await;
    let rule = zhanggui::conversations::By::Rule { shop_id: app.shop.id, rule_id: Uuid::nil() };
    let steps = json!([{ "do": "follow_up", "in_minutes": 60, "text": "回访" }]);
    let steps: Vec<zhanggui::steps::Step> = serde_json::from_value(steps).expect("steps");
    for _ in 0..2 {
        let run = zhanggui::steps::Run { id: Uuid::now_v7(), at: app.now(), seen_seq: None, force: false };
        zhanggui::steps::run(&app.app, rule, id.parse().expect("an id"), &steps, &run).await.expect("a run");
        app.turn_clock(60);
    }
    let here = async || mei.get(&format!("/conversations/{id}/follow_ups")).await.is(200)["items"].clone();
    assert_eq!((&here().await[0]["staff_id"], &here().await[0]["created_by"]), (&json!(null), &json!(null)));
    let give = async |to: &Staff| {
        lead.post(&format!("/conversations/{id}/assign"), json!({ "assignee_id": to.id })).await.is(200);
    };
    give(&mei).await;
    assert_eq!((mine(&mei).await.len(), mine(&lin).await.len()), (2, 0));
    assert_eq!(mei.get("/shift").await.is(200)["checklist"]["follow_ups"], 2);
    give(&lin).await;
    assert_eq!((mine(&mei).await.len(), mine(&lin).await.len()), (0, 2));
    lin.patch(&path(&here().await[0]), json!({ "done": true })).await.is(200);
    app.turn_clock(3600);
    eventually("the owner is reminded", async || told(&lin).await.len() == 1).await;
    assert_eq!(told(&mei).await, Vec::<Value>::new());
}
