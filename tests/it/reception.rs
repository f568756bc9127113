//! Whose a conversation becomes: given out by itself, first come first served, to whoever is there and has room.

use serde_json::{Value, json};

use crate::bot::bot_said;
use crate::harness::{Socket, Staff, TestApp, Visitor, both_engines, eventually};

both_engines![
    who_waits_is_given_to_whoever_is_there,
    nobody_is_given_anything_unless_the_shop_says_so,
    nobody_gets_more_than_they_take,
    whoever_has_time_again_is_given_the_next,
    who_came_first_is_served_first,
    some_tiers_go_first_but_not_before_a_long_wait,
    colleagues_take_turns,
    a_buyer_who_comes_back_meets_the_same_colleague,
    a_group_serves_whom_its_skills_fit,
    who_waits_too_long_for_a_group_goes_to_anyone,
    handed_to_a_group_it_waits_for_its_members,
    a_note_goes_with_what_is_handed_on,
    what_was_left_goes_back_to_the_queue,
    a_page_that_loads_again_is_no_absence,
    who_is_busy_keeps_theirs_and_gets_no_more,
    an_answered_conversation_takes_no_room_for_ever,
    a_bot_that_answers_first_is_given_its_time,
    a_locked_conversation_is_its_owners,
    many_at_once_have_one_owner_each,
];

async fn automatic(app: &TestApp, more: Value) {
    let mut settings = json!({ "assignment": "automatic" });
    settings.as_object_mut().expect("settings").extend(more.as_object().expect("settings").clone());
    app.owner().await.put("/reception", settings).await.is(200);
}

/// A buyer who has written; the conversation.
async fn asks(app: &TestApp, reader: &Staff) -> (Visitor, String) {
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    let id = buyer.conversation(reader).await;
    (buyer, id)
}

async fn owner_of(reader: &Staff, id: &str) -> Value {
    reader.conversation(id).await["assignee_id"].clone()
}

async fn becomes(reader: &Staff, id: &str, owner: &Staff) {
    eventually("it is given away", async || owner_of(reader, id).await == json!(owner.id)).await;
}

/// The queue was looked after with all that has happened until now.
async fn looked_after(app: &TestApp) {
    let wanted = app.app.metrics.queue_looks() + 2;
    eventually("the queue is looked after", async || app.app.metrics.queue_looks() >= wanted).await;
}

async fn who_waits_is_given_to_whoever_is_there(app: TestApp) {
    automatic(&app, json!({})).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let (_, id) = asks(&app, &mei).await;
    looked_after(&app).await;
    assert_eq!(owner_of(&mei, &id).await, json!(null), "nobody is there");

    let mut desk = lin.desk(&app, None).await;
    let line = desk.expect_event("message.created").await;
    let said = &line["data"]["message"]["event"];
    assert_eq!((&said["name"], &said["data"]["assignee_id"]), (&json!("assigned"), &json!(lin.id)));
    assert_eq!(said["data"]["reason"], "turn");
    let given = mei.conversation(&id).await;
    assert_eq!((&given["assignee_id"], &given["status"]), (&json!(lin.id), &json!("open")));

    // And a buyer who comes while somebody is there.
    let (_, next) = asks(&app, &mei).await;
    becomes(&mei, &next, &lin).await;
}

async fn nobody_is_given_anything_unless_the_shop_says_so(app: TestApp) {
    let mei = app.agent("小梅").await;
    let _desk = mei.desk(&app, None).await;
    let (_, id) = asks(&app, &mei).await;
    looked_after(&app).await;
    assert_eq!(owner_of(&mei, &id).await, json!(null));
}

async fn nobody_gets_more_than_they_take(app: TestApp) {
    automatic(&app, json!({ "capacity": 2 })).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let path = format!("/reception/agents/{}", lin.id);
    app.owner().await.put(&path, json!({ "capacity": { "total": 3, "channels": { "widget": 1 } } })).await.is(204);
    let _desks = (mei.desk(&app, None).await, lin.desk(&app, None).await);
    for _ in 0..5 {
        asks(&app, &mei).await;
    }
    eventually("all have what they take", async || mei.view("queue").await.len() == 2).await;
    looked_after(&app).await;
    let agents = mei.get("/reception/agents").await.is(200);
    let load = |staff: &Staff| {
        let agents = agents["items"].as_array().expect("agents");
        agents.iter().find(|agent| agent["staff_id"] == staff.id.as_str()).expect("an agent")["load"].clone()
    };
    assert_eq!((load(&mei), load(&lin)), (json!(2), json!(1)));
}

async fn whoever_has_time_again_is_given_the_next(app: TestApp) {
    automatic(&app, json!({ "capacity": 1 })).await;
    let mei = app.agent("小梅").await;
    let _desk = mei.desk(&app, None).await;
    let (_, first) = asks(&app, &mei).await;
    becomes(&mei, &first, &mei).await;
    let (_, second) = asks(&app, &mei).await;
    looked_after(&app).await;
    mei.act(&first, "solve", json!({})).await;
    becomes(&mei, &second, &mei).await;
    let (_, third) = asks(&app, &mei).await;
    looked_after(&app).await;
    mei.act(&second, "snooze", json!({ "until": app.now().plus_seconds(3600) })).await;
    becomes(&mei, &third, &mei).await;
}

async fn who_came_first_is_served_first(app: TestApp) {
    automatic(&app, json!({ "capacity": 2 })).await;
    let mei = app.agent("小梅").await;
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(asks(&app, &mei).await.1);
        app.turn_clock(1);
    }
    let _desk = mei.desk(&app, None).await;
    eventually("two are served", async || mei.view("mine").await.len() == 2).await;
    for (place, id) in ids.iter().enumerate() {
        let wanted = if place < 2 { json!(mei.id) } else { json!(null) };
        assert_eq!(owner_of(&mei, id).await, wanted, "{place}");
    }
}

async fn some_tiers_go_first_but_not_before_a_long_wait(app: TestApp) {
    automatic(&app, json!({ "capacity": 1, "vip_tiers": ["黑金"], "long_wait_seconds": 100 })).await;
    let mei = app.agent("小梅").await;
    let (_, early) = asks(&app, &mei).await;
    app.turn_clock(10);
    let (buyer, vip) = asks(&app, &mei).await;
    let path = format!("/customers/{}", buyer.customer_id);
    app.owner().await.patch(&path, json!({ "tier": "黑金" })).await.is(200);
    let desk = mei.desk(&app, None).await;
    becomes(&mei, &vip, &mei).await;
    drop(desk);

    // The first has waited long by now.
    let (buyer, late) = asks(&app, &mei).await;
    app.owner().await.patch(&format!("/customers/{}", buyer.customer_id), json!({ "tier": "黑金" })).await.is(200);
    app.turn_clock(95);
    mei.act(&vip, "solve", json!({})).await;
    let _desk = mei.desk(&app, None).await;
    becomes(&mei, &early, &mei).await;
    assert_eq!(owner_of(&mei, &late).await, json!(null));
}

async fn colleagues_take_turns(app: TestApp) {
    automatic(&app, json!({})).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let _desks = (mei.desk(&app, None).await, lin.desk(&app, None).await);
    let mut owners = Vec::new();
    for _ in 0..4 {
        let (_, id) = asks(&app, &mei).await;
        eventually("it is given away", async || owner_of(&mei, &id).await != json!(null)).await;
        owners.push(owner_of(&mei, &id).await);
        app.turn_clock(1);
    }
    assert_eq!((&owners[0], &owners[1]), (&owners[2], &owners[3]));
    assert_ne!(owners[0], owners[1]);
}

async fn a_buyer_who_comes_back_meets_the_same_colleague(app: TestApp) {
    automatic(&app, json!({ "returning_hours": 2 })).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let desk = lin.desk(&app, None).await;
    let (buyer, id) = asks(&app, &mei).await;
    becomes(&mei, &id, &lin).await;
    lin.reply(&id, "在的").await;
    lin.act(&id, "solve", json!({})).await;
    let _desks = (mei.desk(&app, None).await, desk);

    app.turn_clock(3600);
    buyer.say("又来了").await;
    let again = buyer.conversation(&mei).await;
    assert_ne!(again, id);
    becomes(&mei, &again, &lin).await;
    let lines = mei.messages(&again).await;
    assert!(lines.iter().any(|line| line["event"]["data"]["reason"] == "returning"), "{lines:#?}");
    lin.act(&again, "solve", json!({})).await;

    // Long after that it is the other one's turn.
    app.turn_clock(3 * 3600);
    buyer.say("又来了").await;
    let later = buyer.conversation(&mei).await;
    becomes(&mei, &later, &mei).await;
}

async fn group(app: &TestApp, name: &str, skills: Value, members: &[&Staff]) -> String {
    let ids: Vec<&str> = members.iter().map(|staff| staff.id.as_str()).collect();
    let body = json!({ "name": name, "skills": skills, "member_ids": ids });
    let made = app.owner().await.post("/staff_groups", body).await.is(201);
    made["id"].as_str().expect("an id").to_owned()
}

async fn a_group_serves_whom_its_skills_fit(app: TestApp) {
    automatic(&app, json!({ "overflow_seconds": 0 })).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    group(&app, "英语", json!({ "languages": ["en"] }), &[&lin]).await;
    group(&app, "中文", json!({ "languages": ["zh-CN", "zh-Hant"] }), &[&mei]).await;
    let _desks = (mei.desk(&app, None).await, lin.desk(&app, None).await);
    for _ in 0..2 {
        let (_, id) = asks(&app, &mei).await;
        becomes(&mei, &id, &mei).await;
    }
    let opened = app.anybody().post("/widget/session", json!({ "key": app.shop.key, "locale": "en" })).await;
    let foreigner = Visitor::known_by(&app, &opened.is(200));
    foreigner.say("hello").await;
    becomes(&mei, &foreigner.conversation(&mei).await, &lin).await;
}

async fn who_waits_too_long_for_a_group_goes_to_anyone(app: TestApp) {
    automatic(&app, json!({ "overflow_seconds": 60 })).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    group(&app, "中文", json!({ "languages": ["zh-CN"] }), &[&lin]).await;
    let _desk = mei.desk(&app, None).await;
    let (_, id) = asks(&app, &mei).await;
    looked_after(&app).await;
    assert_eq!(owner_of(&mei, &id).await, json!(null));
    app.turn_clock(61);
    becomes(&mei, &id, &mei).await;
}

async fn handed_to_a_group_it_waits_for_its_members(app: TestApp) {
    automatic(&app, json!({ "overflow_seconds": 0 })).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let after_sale = group(&app, "售后", json!({ "stages": ["after_sale"] }), &[&lin]).await;
    let _desk = mei.desk(&app, None).await;
    let (_, id) = asks(&app, &mei).await;
    becomes(&mei, &id, &mei).await;
    let handed = mei.act(&id, "assign", json!({ "assignee_id": null, "group_id": after_sale })).await;
    assert_eq!((&handed["status"], &handed["group_id"]), (&json!("queued"), &json!(after_sale)));
    looked_after(&app).await;
    let _desk = lin.desk(&app, None).await;
    becomes(&mei, &id, &lin).await;
    assert_eq!(mei.conversation(&id).await["group_id"], json!(null));

    let unknown = json!({ "assignee_id": null, "group_id": id });
    mei.post(&format!("/conversations/{id}/assign"), unknown).await.invalid("group_id", "unknown");
    app.owner().await.delete(&format!("/staff_groups/{after_sale}")).await.is(204);
}

async fn a_note_goes_with_what_is_handed_on(app: TestApp) {
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let (buyer, id) = asks(&app, &mei).await;
    let mut widget = buyer.widget(&app, None).await;
    let note = json!({ "client_id": uuid::Uuid::now_v7(), "text": " 要换大一码，运费我们出 " });
    let body = json!({ "assignee_id": lin.id, "note": note });
    let handed = mei.act(&id, "assign", body.clone()).await;
    assert_eq!(handed["assignee_id"], json!(lin.id));
    // Whoever got no answer asks again, and says nothing twice.
    mei.act(&id, "assign", body).await;
    let thread = lin.messages(&id).await;
    let notes: Vec<&Value> = thread.iter().filter(|message| message["kind"] == "note").collect();
    assert_eq!(
        (notes.len(), &notes[0]["text"], &notes[0]["staff_id"]),
        (1, &json!("要换大一码，运费我们出"), &json!(mei.id))
    );
    lin.reply(&id, "马上为您换").await;
    widget.expect_event("message.created").await;
    assert!(!format!("{:?}", widget.heard).contains("运费"), "the buyer sees nothing of it");

    let empty = json!({ "assignee_id": mei.id, "note": { "client_id": uuid::Uuid::now_v7(), "text": "  " } });
    lin.post(&format!("/conversations/{id}/assign"), empty).await.invalid("note.text", "required");
    assert_eq!(owner_of(&lin, &id).await, json!(lin.id), "nothing was done");
}

async fn what_was_left_goes_back_to_the_queue(app: TestApp) {
    automatic(&app, json!({ "absence_seconds": 30 })).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let desk = mei.desk(&app, None).await;
    let (_, owed) = asks(&app, &mei).await;
    let (_, answered) = asks(&app, &mei).await;
    becomes(&mei, &owed, &mei).await;
    becomes(&mei, &answered, &mei).await;
    mei.reply(&answered, "稍等").await;
    drop(desk);
    let _desk = lin.desk(&app, None).await;
    looked_after(&app).await;
    app.turn_clock(31);
    becomes(&lin, &owed, &lin).await;
    assert_eq!(owner_of(&lin, &answered).await, json!(mei.id), "nothing is owed there");
    let lines = lin.messages(&owed).await;
    assert!(lines.iter().any(|line| line["event"]["data"]["reason"] == "owner_gone"), "{lines:#?}");
}

async fn a_page_that_loads_again_is_no_absence(app: TestApp) {
    automatic(&app, json!({ "absence_seconds": 30 })).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let desk = mei.desk(&app, None).await;
    let (_, id) = asks(&app, &mei).await;
    becomes(&mei, &id, &mei).await;
    let _other = lin.desk(&app, None).await;
    drop(desk);
    looked_after(&app).await;
    let _desk = mei.desk(&app, None).await;
    looked_after(&app).await;
    app.turn_clock(31);
    looked_after(&app).await;
    assert_eq!(owner_of(&mei, &id).await, json!(mei.id));
}

async fn who_is_busy_keeps_theirs_and_gets_no_more(app: TestApp) {
    automatic(&app, json!({})).await;
    let mei = app.agent("小梅").await;
    let _desk = mei.desk(&app, None).await;
    let (_, first) = asks(&app, &mei).await;
    becomes(&mei, &first, &mei).await;
    mei.put("/me/presence", json!({ "presence": "busy" })).await.is(204);
    let (_, second) = asks(&app, &mei).await;
    looked_after(&app).await;
    assert_eq!((owner_of(&mei, &first).await, owner_of(&mei, &second).await), (json!(mei.id), json!(null)));
    mei.put("/me/presence", json!({ "presence": "online" })).await.is(204);
    becomes(&mei, &second, &mei).await;
}

async fn an_answered_conversation_takes_no_room_for_ever(app: TestApp) {
    automatic(&app, json!({ "capacity": 1, "idle_minutes": 10 })).await;
    let mei = app.agent("小梅").await;
    let _desk = mei.desk(&app, None).await;
    let (_, first) = asks(&app, &mei).await;
    becomes(&mei, &first, &mei).await;
    mei.reply(&first, "有的").await;
    let (_, second) = asks(&app, &mei).await;
    looked_after(&app).await;
    app.turn_clock(10 * 60 + 1);
    becomes(&mei, &second, &mei).await;
}

async fn a_bot_that_answers_first_is_given_its_time(app: TestApp) {
    automatic(&app, json!({})).await;
    let mei = app.agent("小梅").await;
    let settings = json!({ "mode": "bot_first", "patience_seconds": 60 });
    let path = format!("/bot/settings/{}", app.shop.inbox_id);
    app.owner().await.put(&path, json!({ "settings": settings, "version": 0 })).await.is(200);
    let _desk = mei.desk(&app, None).await;
    let (_, asked) = asks(&app, &mei).await;
    looked_after(&app).await;
    assert_eq!(owner_of(&mei, &asked).await, json!(null), "the bot has the word");
    app.turn_clock(61);
    becomes(&mei, &asked, &mei).await;

    // Whom it leaves to a person it leaves at once.
    let buyer = app.visitor().await;
    buyer.say("找人工").await;
    bot_said(&app, &buyer, 1).await;
    becomes(&mei, &buyer.conversation(&mei).await, &mei).await;
}

async fn a_locked_conversation_is_its_owners(app: TestApp) {
    automatic(&app, json!({ "locked": true })).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let _desk = mei.desk(&app, None).await;
    let (_, id) = asks(&app, &mei).await;
    becomes(&mei, &id, &mei).await;
    let words = json!({ "client_id": uuid::Uuid::now_v7(), "kind": "text", "text": "我来" });
    lin.post(&format!("/conversations/{id}/messages"), words).await.refused(403, "owned_by_colleague");
    lin.post(&format!("/conversations/{id}/assign"), json!({ "assignee_id": lin.id }))
        .await
        .refused(403, "owned_by_colleague");
    lin.note(&id, "这位买过三次").await;

    let owner = app.owner().await;
    owner.act(&id, "assign", json!({ "assignee_id": owner.id })).await;
    owner.reply(&id, "掌柜在").await;
    // And who owns it hands it on as they like.
    owner.act(&id, "assign", json!({ "assignee_id": lin.id })).await;
    lin.reply(&id, "好的").await;
}

async fn many_at_once_have_one_owner_each(app: TestApp) {
    const AGENTS: usize = 50;
    automatic(&app, json!({ "capacity": 2 })).await;
    let reader = app.owner().await;
    let mut desks: Vec<Socket> = Vec::new();
    for number in 0..AGENTS {
        let agent = app.agent(&format!("客服{number}")).await;
        desks.push(agent.desk(&app, None).await);
    }
    let buyers = futures::future::join_all((0..130).map(async |_| {
        let buyer = app.visitor().await;
        buyer.say("在吗").await;
        buyer
    }));
    let buyers = buyers.await;
    eventually("all take what they can", async || reader.view("queue").await.len() == buyers.len() - 2 * AGENTS).await;
    looked_after(&app).await;
    let most = app.count("SELECT MAX(taken) FROM (SELECT COUNT(*) AS taken FROM conversations WHERE assignee_id IS NOT NULL GROUP BY assignee_id) AS by_agent").await;
    assert_eq!(most, 2);
    // Each was given once, and those who were given nothing came last.
    assert_eq!(app.count("SELECT COUNT(*) FROM messages WHERE kind = 5").await, 2 * AGENTS as i64);
    let early = "SELECT COUNT(*) FROM conversations waits JOIN conversations served
        ON served.assignee_id IS NOT NULL AND served.waiting_since > waits.waiting_since WHERE waits.assignee_id IS NULL";
    assert_eq!(app.count(early).await, 0);
}
