//! How soon buyers are to be answered: counted within the business hours, told in time, recorded once.

use serde_json::{Value, json};
use zhanggui::auth::Role;
use zhanggui::clock::Time;

use crate::harness::{Engine, Shop, Staff, TestApp, Visitor, both_engines, eventually};

both_engines![
    a_reply_counts_down_until_it_is_given,
    what_a_frame_says_of_a_reply_is_what_a_list_says,
    other_buyers_have_other_targets,
    closed_hours_do_not_count,
    a_late_reply_is_recorded_once,
    who_is_late_is_told_and_then_the_leads,
    a_burst_is_told_once,
    two_processes_tell_once_of_what_is_nearly_due,
    what_was_missed_while_the_server_was_down_is_found,
    a_conversation_is_to_be_solved_in_time,
    what_presses_has_a_view_of_its_own,
    settings_are_checked_and_kept_apart,
    a_preview_knows_when_the_shop_closes,
    a_conversation_that_goes_takes_its_breaches_along,
];

async fn aim(app: &TestApp, settings: Value) {
    app.owner().await.put("/targets", settings).await.is(200);
}

/// A buyer who has written; the conversation.
async fn asks(app: &TestApp, reader: &Staff) -> (Visitor, String) {
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    let id = buyer.conversation(reader).await;
    (buyer, id)
}

fn at(app: &TestApp, seconds: i64) -> Value {
    json!(app.now().plus_seconds(seconds))
}

/// Whether anybody is late was looked at with all that has happened until now.
async fn looked(app: &TestApp) {
    let wanted = app.app.metrics.target_looks() + 2;
    eventually("waits are looked at", async || app.app.metrics.target_looks() >= wanted).await;
}

async fn breaches(app: &TestApp) -> i64 {
    app.count("SELECT COUNT(*) FROM target_breaches").await
}

async fn told(staff: &Staff) -> Vec<(String, i64)> {
    let list = staff.get("/notifications").await.is(200);
    let items = list["items"].as_array().expect("a list");
    items
        .iter()
        .map(|one| (one["kind"].as_str().expect("a kind").to_owned(), one["conversations"].as_i64().expect("a number")))
        .collect()
}

async fn is_told(staff: &Staff, kind: &str, conversations: i64) {
    let wanted = (kind.to_owned(), conversations);
    eventually(&format!("somebody is told: {kind}"), async || told(staff).await.contains(&wanted)).await;
}

/// Lets the shop be open on Wednesday mornings and all of Thursday; the story begins on a Wednesday at noon.
async fn open_until_noon(app: &TestApp, minutes: i64) {
    let week = json!({
        "wednesday": [{ "from": "09:00", "until": format!("12:{minutes:02}") }],
        "thursday": [{ "from": "09:00", "until": "22:00" }],
    });
    let sql = format!(
        "INSERT INTO business_hours (shop_id, settings, version, updated_at) SELECT id, '{}', 1, 0 FROM shops",
        json!({ "week": week })
    );
    assert_eq!(app.meddle(&sql).await, 1);
}

async fn a_reply_counts_down_until_it_is_given(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (buyer, id) = asks(&app, &mei).await;
    let asked = mei.conversation(&id).await;
    assert_eq!((&asked["reply_target"], &asked["reply_due_at"]), (&json!("first"), &at(&app, 6)));
    assert_eq!((&asked["reply_alert_at"], &asked["solve_due_at"]), (&at(&app, 3), &json!(null)));

    mei.reply(&id, "在的").await;
    let answered = mei.conversation(&id).await;
    assert_eq!((&answered["reply_target"], &answered["reply_due_at"]), (&json!(null), &json!(null)));

    app.turn_clock(5);
    buyer.say("有货吗").await;
    let due = at(&app, 60);
    app.turn_clock(1);
    buyer.say("人呢").await;
    let asked = mei.conversation(&id).await;
    assert_eq!((&asked["reply_target"], &asked["reply_due_at"]), (&json!("next"), &due));
    // What nobody but colleagues reads answers nobody; what was put off makes nobody hurry.
    mei.note(&id, "等仓库").await;
    assert_eq!(mei.conversation(&id).await["reply_due_at"], due);
    let later = mei.act(&id, "snooze", json!({ "until": app.now().plus_seconds(3600) })).await;
    assert_eq!(later["reply_due_at"], json!(null));
}

async fn what_a_frame_says_of_a_reply_is_what_a_list_says(app: TestApp) {
    let mei = app.agent("小梅").await;
    let mut desk = mei.desk(&app, None).await;
    asks(&app, &mei).await;
    let frame = desk.expect_event("message.created").await;
    assert_eq!(frame["data"]["conversation"]["reply_due_at"], at(&app, 6));
    assert_eq!(mei.view("queue").await[0]["reply_due_at"], at(&app, 6));

    // From the moment on in which the targets changed, for those who wait too.
    aim(&app, json!({ "first_reply_seconds": 20 })).await;
    asks(&app, &mei).await;
    let frame = desk.expect_event("message.created").await;
    assert_eq!(frame["data"]["conversation"]["reply_due_at"], at(&app, 20));
    assert!(mei.view("queue").await.iter().all(|row| row["reply_due_at"] == at(&app, 20)));
}

async fn other_buyers_have_other_targets(app: TestApp) {
    let mei = app.agent("小梅").await;
    let rules = json!([
        { "stage": "after_sale", "first_reply_seconds": 120 },
        { "stage": "after_sale", "tier": "黑金", "first_reply_seconds": 30 },
        { "tier": "散客", "first_reply_seconds": 0 },
    ]);
    aim(&app, json!({ "first_reply_seconds": 10, "rules": rules })).await;
    let (buyer, id) = asks(&app, &mei).await;
    let due = async || mei.conversation(&id).await["reply_due_at"].clone();
    assert_eq!(due().await, at(&app, 10));
    mei.patch(&format!("/conversations/{id}"), json!({ "stage": "after_sale" })).await.is(200);
    assert_eq!(due().await, at(&app, 120));
    let owner = app.owner().await;
    let customer = format!("/customers/{}", buyer.customer_id);
    owner.patch(&customer, json!({ "tier": "黑金" })).await.is(200);
    assert_eq!(due().await, at(&app, 30));
    mei.patch(&format!("/conversations/{id}"), json!({ "stage": "pre_sale" })).await.is(200);
    owner.patch(&customer, json!({ "tier": "散客" })).await.is(200);
    assert_eq!(due().await, json!(null));
}

async fn closed_hours_do_not_count(app: TestApp) {
    open_until_noon(&app, 1).await;
    let mei = app.agent("小梅").await;
    aim(&app, json!({ "first_reply_seconds": 100 })).await;
    let (_, id) = asks(&app, &mei).await;
    let asked = mei.conversation(&id).await;
    let moment = |text: &str| json!(Time::parse(text).expect("a time"));
    // A minute before the shop closes, and forty seconds of the next morning.
    assert_eq!(asked["reply_due_at"], moment("2026-11-12T01:00:40Z"));
    assert_eq!(asked["reply_paused_from"], moment("2026-11-11T04:01:00Z"));
    assert_eq!(asked["reply_paused_until"], moment("2026-11-12T01:00:00Z"));
    app.turn_clock(12 * 3600);
    looked(&app).await;
    assert_eq!(breaches(&app).await, 0, "nobody is late while the shop is closed");
    app.turn_clock(9 * 3600 + 41);
    eventually("it is late", async || breaches(&app).await == 1).await;
}

async fn a_late_reply_is_recorded_once(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (buyer, id) = asks(&app, &mei).await;
    app.turn_clock(7);
    mei.reply(&id, "来了").await;
    eventually("it was late", async || breaches(&app).await == 1).await;
    // In time.
    buyer.say("有货吗").await;
    app.turn_clock(59);
    mei.reply(&id, "有的").await;
    // Too late for the second time.
    buyer.say("多久发货").await;
    app.turn_clock(61);
    mei.reply(&id, "今天").await;
    mei.act(&id, "solve", json!({})).await;
    let (_, other) = asks(&app, &mei).await;
    mei.reply(&other, "在的").await;
    eventually("it was late again", async || breaches(&app).await == 2).await;

    let app = app.restart().await;
    looked(&app).await;
    assert_eq!(breaches(&app).await, 2);
    let mei = mei.at(&app);
    let figures = mei.get("/figures/today").await.is(200);
    assert_eq!(figures["breaches"], json!({ "first": 1, "next": 1, "solve": 0 }));
    assert_eq!((&figures["first_replies"], &figures["first_replies_in_time"]), (&json!(2), &json!(1)));
    let late = mei.get("/figures/today/conversations?figure=late").await.is(200);
    let targets: Vec<&Value> = late["items"].as_array().expect("a list").iter().map(|one| &one["target"]).collect();
    assert_eq!(targets, ["next", "first"], "each that was missed, the newest first");
    let first = mei.get("/figures/today/conversations?figure=first_reply").await.is(200);
    assert_eq!(first["items"].as_array().map(Vec::len), Some(2), "those in time, and those that are late");
}

async fn who_is_late_is_told_and_then_the_leads(app: TestApp) {
    let (mei, lin, lead) = (app.agent("小梅").await, app.agent("阿林").await, app.staff("组长", Role::Lead).await);
    aim(&app, json!({ "first_reply_seconds": 20, "alert_percent": 50, "escalate_seconds": 30 })).await;
    let (_, id) = asks(&app, &mei).await;
    mei.act(&id, "assign", json!({ "assignee_id": mei.id })).await;
    let mut desk = mei.desk(&app, None).await;
    app.turn_clock(11);
    let frame = desk.expect("notification").await;
    assert_eq!(frame["notification"]["kind"], "due_soon");
    assert_eq!((&frame["notification"]["conversation_id"], &frame["unread"]), (&json!(id), &json!(1)));
    app.turn_clock(10);
    is_told(&mei, "overdue", 1).await;
    assert_eq!(told(&lead).await, [], "it is not theirs yet");
    app.turn_clock(30);
    is_told(&lead, "still_waiting", 1).await;
    is_told(&app.owner().await, "still_waiting", 1).await;
    looked(&app).await;
    assert_eq!(told(&mei).await.len(), 2, "each once");
    assert_eq!(told(&lin).await, [], "it is nothing to them");
    let row = app.count("SELECT COUNT(*) FROM target_breaches WHERE owner_id IS NOT NULL AND escalated_at IS NOT NULL");
    assert_eq!(row.await, 1);
}

async fn a_burst_is_told_once(app: TestApp) {
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let _desk = mei.desk(&app, None).await;
    for _ in 0..5 {
        asks(&app, &mei).await;
    }
    app.turn_clock(10);
    is_told(&mei, "overdue", 5).await;
    assert_eq!(told(&mei).await.len(), 1);
    assert_eq!(told(&lin).await, [], "whoever is there is told of the queue");
    assert_eq!(mei.get("/notifications?unread=true").await.is(200)["unread"], 1);
}

/// Several waits told as one leave one row: what was told of the others must be known all the same, here and after a start.
async fn two_processes_tell_once_of_what_is_nearly_due(app: TestApp) {
    let mei = app.agent("小梅").await;
    aim(&app, json!({ "first_reply_seconds": 600, "next_reply_seconds": 60, "alert_percent": 50 })).await;
    let (buyer, id) = asks(&app, &mei).await;
    for _ in 0..3 {
        asks(&app, &mei).await;
    }
    let other = app.neighbour().await;
    app.turn_clock(301);
    is_told(&mei, "due_soon", 4).await;
    looked(&app).await;
    looked(&other).await;
    assert_eq!(told(&mei).await, [("due_soon".to_owned(), 4)]);
    other.stop().await;
    let app = app.restart().await;
    looked(&app).await;
    let mei = mei.at(&app);
    assert_eq!(told(&mei).await, [("due_soon".to_owned(), 4)]);

    // Another wait of the same buyer is news.
    mei.reply(&id, "在的").await;
    buyer.at(&app).say("有货吗").await;
    app.turn_clock(31);
    is_told(&mei, "due_soon", 5).await;
}

async fn what_was_missed_while_the_server_was_down_is_found(app: TestApp) {
    let mei = app.agent("小梅").await;
    aim(&app, json!({ "first_reply_seconds": 600 })).await;
    let (_, id) = asks(&app, &mei).await;
    let clock = app.app.clock.clone();
    let rest = app.put_down().await;
    clock.advance_seconds(3600);
    let app = rest.take_up().await;
    eventually("it is found", async || breaches(&app).await == 1).await;
    assert_eq!(app.count("SELECT noticed_at - due_at FROM target_breaches").await, 3000 * 1000);
    // Nobody was there: everybody is told.
    is_told(&mei.at(&app), "overdue", 1).await;
    let list = mei.at(&app).get("/notifications").await.is(200);
    assert_eq!(list["items"].as_array().expect("a list").last().expect("one")["conversation_id"], json!(id));
}

async fn a_conversation_is_to_be_solved_in_time(app: TestApp) {
    let mei = app.agent("小梅").await;
    aim(&app, json!({ "solve_seconds": 3600 })).await;
    let (_, id) = asks(&app, &mei).await;
    let due = at(&app, 3600);
    mei.reply(&id, "在的").await;
    assert_eq!(mei.conversation(&id).await["solve_due_at"], due);
    let (_, done) = asks(&app, &mei).await;
    mei.reply(&done, "在的").await;
    assert_eq!(mei.act(&done, "solve", json!({})).await["solve_due_at"], json!(null));
    app.turn_clock(3601);
    eventually("one is late", async || breaches(&app).await == 1).await;
    is_told(&mei, "overdue", 1).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM target_breaches WHERE target = 2").await, 1);
}

async fn what_presses_has_a_view_of_its_own(app: TestApp) {
    let mei = app.agent("小梅").await;
    aim(&app, json!({ "first_reply_seconds": 100, "alert_percent": 50 })).await;
    let (_, early) = asks(&app, &mei).await;
    app.turn_clock(30);
    let (_, later) = asks(&app, &mei).await;
    assert_eq!(mei.view("overdue").await, Vec::<Value>::new());
    app.turn_clock(30);
    let ids = async || -> Vec<Value> { mei.view("overdue").await.iter().map(|row| row["id"].clone()).collect() };
    assert_eq!(ids().await, [json!(early)]);
    app.turn_clock(41);
    assert_eq!(ids().await, [json!(early), json!(later)], "who waits longest is first");
    let counted = async || -> Value {
        let views = mei.get("/views").await.is(200);
        let views = views["items"].as_array().expect("views").clone();
        views.into_iter().find(|view| view["id"] == "overdue").expect("the view")
    };
    let wanted = json!({ "id": "overdue", "count": 2, "waiting": 1 });
    eventually("two press, one is late", async || counted().await == wanted).await;
    let first = mei.get("/conversations?view=overdue&limit=1").await.is(200);
    let next = first["next"].as_str().expect("a next page");
    let second = mei.get(&format!("/conversations?view=overdue&limit=1&after={next}")).await.is(200);
    assert_eq!(second["items"][0]["id"], json!(later));
    mei.reply(&early, "在的").await;
    assert_eq!(ids().await, [json!(later)]);
    // Nothing is left to do in the whole shop.
    for id in [&early, &later] {
        mei.act(id, "solve", json!({})).await;
    }
    let none = json!({ "id": "overdue", "count": 0, "waiting": 0 });
    eventually("nothing presses", async || counted().await == none).await;
}

async fn settings_are_checked_and_kept_apart(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let first = owner.get("/targets").await;
    assert_eq!(first.is(200)["steps"], json!([30, 60, 100, 180]));
    assert_eq!(first.header("etag"), "\"0\"");
    mei.get("/targets").await.is(200);
    mei.put("/targets", json!({})).await.refused(403, "no_permission");
    for (field, code, wrong) in [
        ("first_reply_seconds", "out_of_range", json!({ "first_reply_seconds": -1 })),
        ("next_reply_seconds", "out_of_range", json!({ "next_reply_seconds": 86_401 })),
        ("solve_seconds", "out_of_range", json!({ "solve_seconds": i64::MAX })),
        ("alert_percent", "out_of_range", json!({ "alert_percent": 96 })),
        ("steps", "not_rising", json!({ "steps": [30, 60, 60, 180] })),
        ("rules", "no_condition", json!({ "rules": [{ "first_reply_seconds": 5 }] })),
        ("rules.inbox_id", "unknown", json!({ "rules": [{ "inbox_id": uuid::Uuid::now_v7() }] })),
        ("rules.tier", "too_long", json!({ "rules": [{ "tier": "金".repeat(41) }] })),
        ("rules.solve_seconds", "out_of_range", json!({ "rules": [{ "tier": "金卡", "solve_seconds": -5 }] })),
    ] {
        owner.put("/targets", wrong.clone()).await.invalid(field, code);
        owner.post("/targets/preview", json!({ "settings": wrong })).await.invalid(field, code);
    }
    owner.put("/targets", json!({ "first_reply_seconds": 8 })).await.is(200);
    let stale = owner.with("if-match", "\"0\"");
    stale.put("/targets", json!({ "first_reply_seconds": 9 })).await.refused(409, "settings_changed");
    let audit = owner.get("/audit?limit=1").await.is(200);
    assert_eq!(audit["items"][0]["action"], "targets.updated");

    let theirs = Shop::open(&app, "别家").await;
    let other = theirs.owner(&app).await;
    assert_eq!(other.get("/targets").await.is(200)["first_reply_seconds"], 6);
    let foreign = json!({ "rules": [{ "inbox_id": app.shop.inbox_id }] });
    other.put("/targets", foreign).await.invalid("rules.inbox_id", "unknown");
}

async fn a_preview_knows_when_the_shop_closes(app: TestApp) {
    let mei = app.agent("小梅").await;
    let tried = json!({ "settings": { "first_reply_seconds": 10 } });
    let open = mei.post("/targets/preview", tried.clone()).await.is(200);
    assert_eq!((&open["asked_at"], &open["closes_at"]), (&json!(app.now()), &json!(null)));
    assert_eq!(open["due_at"], at(&app, 10));
    open_until_noon(&app, 30).await;
    let closing = mei.post("/targets/preview", tried).await.is(200);
    assert_eq!(closing["asked_at"], "2026-11-11T04:29:55.000Z");
    assert_eq!(closing["closes_at"], "2026-11-11T04:30:00.000Z");
    assert_eq!(closing["due_at"], "2026-11-12T01:00:05.000Z");
    assert_eq!(mei.get("/targets").await.is(200)["first_reply_seconds"], 6, "nothing is stored");
}

async fn a_conversation_that_goes_takes_its_breaches_along(app: TestApp) {
    let owner = app.owner().await;
    let (_, id) = asks(&app, &owner).await;
    app.turn_clock(10);
    is_told(&owner, "overdue", 1).await;
    owner.act(&id, "solve", json!({})).await;
    let rule = json!({ "subject": "conversations", "days": 30, "ending": "erase" });
    owner.put("/retention", json!({ "rules": [rule] })).await.is(200);
    // Less than thirty days: what one was told of is not forgotten by itself.
    app.meddle("UPDATE conversations SET solved_at = solved_at - 3456000000").await;
    app.turn_clock(24 * 3600);
    eventually("it is gone", async || app.count("SELECT COUNT(*) FROM conversations").await == 0).await;
    assert_eq!(breaches(&app).await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM notifications").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_agree_and_tell_once() {
    let app = TestApp::start(Engine::Postgres).await;
    let other = app.neighbour().await;
    let mei = app.agent("小梅").await;
    let (_, id) = asks(&app, &mei).await;
    assert_eq!(mei.at(&other).conversation(&id).await["reply_due_at"], at(&app, 6));
    aim(&app, json!({ "first_reply_seconds": 30 })).await;
    eventually("the other knows", async || mei.at(&other).conversation(&id).await["reply_due_at"] == at(&app, 30))
        .await;
    let _desk = mei.at(&other).desk(&other, None).await;
    app.turn_clock(31);
    is_told(&mei, "overdue", 1).await;
    looked(&app).await;
    looked(&other).await;
    assert_eq!((breaches(&app).await, told(&mei).await.len()), (1, 1));
    let pressing = async |at: &TestApp| {
        let views = mei.at(at).get("/views").await.is(200);
        views["items"].as_array().expect("views").iter().any(|view| view["id"] == "overdue" && view["waiting"] == 1)
    };
    eventually("both count it", async || pressing(&app).await && pressing(&other).await).await;
}
