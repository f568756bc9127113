//! D3: what is to go out goes out, in order, again until it arrives, and never silently lost.

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::auth::Role;

use crate::harness::{Engine, Receiver, Staff, TestApp, both_engines, eventually};
use crate::password_resets::with_mail;
use crate::webhooks::{log, make, path};

both_engines![
    a_conversation_is_told_in_order,
    one_conversation_waits_for_no_other,
    a_long_queue_behind_a_failure_hides_nobody,
    what_slipped_in_behind_a_failure_hides_nobody,
    a_silent_target_slows_no_other,
    what_fails_for_a_day_becomes_a_dead_letter,
    owners_hear_by_mail_of_what_was_switched_off,
    a_dead_letter_is_discarded,
    a_failure_that_passes_switches_nothing_off,
    what_was_on_its_way_survives_a_restart,
    what_happened_while_nobody_looked_is_told,
];

const HOUR: i64 = 3600;

async fn attempts(by: &Staff, webhook: &Value) -> i64 {
    log(by, webhook).await.first().and_then(|delivery| delivery["attempts"].as_i64()).unwrap_or(0)
}

async fn dead_letters(by: &Staff) -> Vec<Value> {
    by.get("/dead_letters").await.is(200)["items"].as_array().expect("a list").clone()
}

/// Lets a delivery fail until it is given up.
async fn exhaust(app: &TestApp, by: &Staff, webhook: &Value) {
    let before = dead_letters(by).await.len();
    for attempt in 1.. {
        eventually("an attempt", async || attempts(by, webhook).await >= attempt).await;
        eventually("its end", async || {
            app.count("SELECT COUNT(*) FROM jobs WHERE leased_until IS NOT NULL").await == 0
        })
        .await;
        if dead_letters(by).await.len() > before {
            return;
        }
        app.turn_clock(12 * HOUR);
    }
}

async fn a_conversation_is_told_in_order(app: TestApp) {
    let (owner, buyer, receiver) = (app.owner().await, app.visitor().await, Receiver::start().await);
    let webhook = make(&owner, &receiver, json!(["message.created"])).await;
    receiver.answer(503);
    buyer.say("一").await;
    receiver.expect(1).await;
    eventually("a failure", async || attempts(&owner, &webhook).await == 1).await;
    for words in ["二", "三", "四"] {
        buyer.say(words).await;
    }
    // What comes later waits.
    receiver.only(1).await;
    receiver.answer(200);
    app.turn_clock(10);
    let words: Vec<String> = receiver.expect(5).await.iter().map(|got| got.words()).collect();
    assert_eq!(words, ["一", "一", "二", "三", "四"]);
    let ids: Vec<_> = receiver.got().iter().map(|got| got.header("x-zhanggui-delivery").to_owned()).collect();
    assert_eq!(ids[0], ids[1], "a repeat can be told from a second message");
    assert_eq!(owner.get(&path(&webhook)).await.is(200)["active"], true);
}

/// More wait behind a delivery that failed than are looked at together; somebody else's goes out all the same.
async fn a_long_queue_behind_a_failure_hides_nobody(app: TestApp) {
    const MANY: usize = 210;
    let (owner, receiver, buyer) = (app.owner().await, Receiver::start().await, app.visitor().await);
    let webhook = make(&owner, &receiver, json!(["message.created"])).await;
    receiver.answer(500);
    buyer.say("不通").await;
    eventually("a failure", async || attempts(&owner, &webhook).await == 1).await;
    for n in 0..MANY {
        buyer.say(&format!("还在等 {n}")).await;
    }
    receiver.answer(200);
    let before = receiver.got().len();
    app.visitor().await.say("别人的话").await;
    assert_eq!(receiver.expect(before + 1).await[before].words(), "别人的话");
    // And when its time comes, in order.
    app.turn_clock(10);
    let told = receiver.expect(before + 5).await;
    let last: Vec<String> = told[before + 1..before + 5].iter().map(|got| got.words()).collect();
    assert_eq!(last, ["不通", "还在等 0", "还在等 1", "还在等 2"]);
}

/// What is enqueued in the same moment as its lane is put off is due before what it waits for. However much of it there is,
/// somebody else's goes out, and its own when its time comes.
async fn what_slipped_in_behind_a_failure_hides_nobody(app: TestApp) {
    const MANY: usize = 210;
    let (owner, receiver, buyer) = (app.owner().await, Receiver::start().await, app.visitor().await);
    let webhook = make(&owner, &receiver, json!(["message.created"])).await;
    receiver.answer(500);
    buyer.say("不通").await;
    eventually("a failure", async || attempts(&owner, &webhook).await == 1).await;
    for n in 0..MANY {
        buyer.say(&format!("还在等 {n}")).await;
    }
    let all = i64::try_from(MANY).expect("a few") + 1;
    eventually("all in the lane", async || app.count("SELECT COUNT(*) FROM jobs").await == all).await;
    app.meddle("UPDATE jobs SET run_at = created_at WHERE attempts = 0").await;
    receiver.answer(200);
    let before = receiver.got().len();
    app.visitor().await.say("别人的话").await;
    assert_eq!(receiver.expect(before + 1).await[before].words(), "别人的话");
    app.turn_clock(10);
    let told = receiver.expect(before + 4).await;
    let last: Vec<String> = told[before + 1..before + 4].iter().map(|got| got.words()).collect();
    assert_eq!(last, ["不通", "还在等 0", "还在等 1"]);
}

async fn one_conversation_waits_for_no_other(app: TestApp) {
    let (owner, receiver) = (app.owner().await, Receiver::start().await);
    let webhook = make(&owner, &receiver, json!(["message.created"])).await;
    receiver.answer(500);
    app.visitor().await.say("不通").await;
    eventually("a failure", async || attempts(&owner, &webhook).await == 1).await;
    receiver.answer(200);
    app.visitor().await.say("通了").await;
    assert_eq!(receiver.expect(2).await[1].words(), "通了");
}

async fn a_silent_target_slows_no_other(app: TestApp) {
    let (owner, silent, quick) = (app.owner().await, Receiver::start().await, Receiver::start().await);
    silent.fall_silent();
    make(&owner, &silent, json!(["message.created"])).await;
    make(&owner, &quick, json!(["message.created"])).await;
    for n in 0..12 {
        app.visitor().await.say(&format!("第 {n} 位")).await;
    }
    quick.expect(12).await;
    // A silent one holds its own few places until its time is up, and no more.
    assert_eq!(silent.got().len(), 4);
}

async fn what_fails_for_a_day_becomes_a_dead_letter(app: TestApp) {
    let (owner, buyer, receiver) = (app.owner().await, app.visitor().await, Receiver::start().await);
    let webhook = make(&owner, &receiver, json!(["message.created"])).await;
    let mut desk = owner.desk(&app, None).await;
    receiver.answer(500);
    let begun = app.now();
    buyer.say("没人听").await;
    exhaust(&app, &owner, &webhook).await;
    assert!(app.now().0 - begun.0 >= 24 * HOUR * 1000);

    let letters = dead_letters(&owner).await;
    assert_eq!(letters.len(), 1);
    assert_eq!((&letters[0]["kind"], &letters[0]["error"]), (&json!("deliver_webhook"), &json!("http_500")));
    assert_eq!((&letters[0]["about"], &letters[0]["attempts"]), (&json!("message.created → 订单系统"), &json!(9)));
    assert_eq!(log(&owner, &webhook).await[0]["state"], "dead");

    // Nothing had come through all that time: it is switched off, and every desk hears of it.
    desk.expect_where("the notice", |frame| frame["name"] == "webhook.updated").await;
    let off = owner.get(&path(&webhook)).await.is(200);
    assert_eq!((&off["active"], off["disabled_at"].is_string()), (&json!(false), true));

    receiver.answer(200);
    owner.patch(&path(&webhook), json!({ "active": true })).await.is(200);
    let tries = receiver.got().len();
    let replay = format!("/dead_letters/{}/replay", letters[0]["id"].as_str().expect("an id"));
    owner.post(&replay, json!({})).await.is(204);
    let got = receiver.expect(tries + 1).await;
    assert_eq!(got.last().map(|got| got.words()), Some("没人听".into()));
    assert!(got.iter().all(|one| one.header("x-zhanggui-delivery") == got[0].header("x-zhanggui-delivery")));
    eventually("an empty list", async || dead_letters(&owner).await.is_empty()).await;
    owner.post(&replay, json!({})).await.refused(404, "not_found");
}

/// Whoever has no desk open hears of it all the same: the owners, each in their language, and nothing that a buyer wrote.
async fn owners_hear_by_mail_of_what_was_switched_off(app: TestApp) {
    let (app, server) = with_mail(app).await;
    let (owner, ann) = (app.owner().await, app.staff("Ann", Role::Owner).await);
    ann.patch("/me", json!({ "locale": "en" })).await.is(200);
    app.staff("经理", Role::Manager).await;
    let receiver = Receiver::start().await;
    let webhook = make(&owner, &receiver, json!(["message.created"])).await;
    receiver.answer(500);
    app.visitor().await.say("没人听").await;
    exhaust(&app, &owner, &webhook).await;

    server.expect(2).await;
    let mut mails = server.all_sent(&app).await;
    mails.sort_by_key(|mail| mail.to != [owner.email.clone()]);
    let told: Vec<_> = mails.iter().map(|mail| (mail.to.clone(), mail.subject())).collect();
    let of = |person: &Staff, subject: &str| (vec![person.email.clone()], subject.to_owned());
    let wanted = [
        of(&owner, "青禾外套的推送“订单系统”已自动关闭"),
        of(&ann, "The webhook 订单系统 of 青禾外套 was switched off"),
    ];
    assert_eq!(told, wanted);
    for mail in &mails {
        assert!(mail.link().ends_with(&format!("/settings{}", path(&webhook))), "{}", mail.link());
        assert!(!mail.text().contains("没人听") && !mail.text().contains(&receiver.url()));
    }
}

async fn a_dead_letter_is_discarded(app: TestApp) {
    let (owner, receiver) = (app.owner().await, Receiver::start().await);
    let webhook = make(&owner, &receiver, json!(["message.created"])).await;
    receiver.answer(500);
    for words in ["甲", "乙", "丙"] {
        app.visitor().await.say(words).await;
    }
    eventually("failures", async || log(&owner, &webhook).await.iter().filter(|one| one["attempts"] == 1).count() == 3)
        .await;
    owner.patch(&path(&webhook), json!({ "active": false })).await.is(200);
    app.turn_clock(10);
    eventually("dead letters", async || dead_letters(&owner).await.len() == 3).await;

    let first = owner.get("/dead_letters?limit=2").await.is(200);
    let after = first["next"].as_str().expect("a place");
    let rest = owner.get(&format!("/dead_letters?limit=2&after={after}")).await.is(200);
    assert_eq!((first["items"].as_array().map(Vec::len), rest["items"].as_array().map(Vec::len)), (Some(2), Some(1)));
    assert_eq!(rest["next"], json!(null));

    owner.delete(&format!("/dead_letters/{}", rest["items"][0]["id"].as_str().expect("an id"))).await.is(204);
    owner.patch(&path(&webhook), json!({ "active": true })).await.is(200);
    receiver.answer(200);
    let before = receiver.got().len();
    assert_eq!(owner.post("/dead_letters/replay", json!({})).await.is(200), json!({ "count": 2 }));
    receiver.only(before + 2).await;
    assert!(dead_letters(&owner).await.is_empty());
}

async fn a_failure_that_passes_switches_nothing_off(app: TestApp) {
    let (owner, receiver) = (app.owner().await, Receiver::start().await);
    let webhook = make(&owner, &receiver, json!(["message.created"])).await;
    receiver.answer(500);
    app.visitor().await.say("会过去").await;
    eventually("a failure", async || attempts(&owner, &webhook).await == 1).await;
    assert_eq!(owner.get(&path(&webhook)).await.is(200)["failing_since"], json!(app.now()));
    receiver.answer(204);
    app.turn_clock(10);
    eventually("a success", async || owner.get(&path(&webhook)).await.is(200)["failing_since"] == json!(null)).await;
    // The delivery is logged before its job is done.
    eventually("nothing waits", async || owner.get(&path(&webhook)).await.is(200)["waiting"] == 0).await;
    assert!(dead_letters(&owner).await.is_empty());
}

async fn what_was_on_its_way_survives_a_restart(app: TestApp) {
    let (owner, buyer, receiver) = (app.owner().await, app.visitor().await, Receiver::start().await);
    make(&owner, &receiver, json!(["message.created"])).await;
    receiver.fall_silent();
    buyer.say("别弄丢").await;
    receiver.expect(1).await;
    let app = app.restart().await;
    receiver.answer(200);
    // The lease still holds.
    receiver.only(1).await;
    app.turn_clock(61);
    let got = receiver.expect(2).await;
    assert_eq!(got[0].header("x-zhanggui-delivery"), got[1].header("x-zhanggui-delivery"));
    receiver.only(2).await;
}

async fn what_happened_while_nobody_looked_is_told(app: TestApp) {
    let (owner, buyer, receiver) = (app.owner().await, app.visitor().await, Receiver::start().await);
    make(&owner, &receiver, json!(["message.created"])).await;
    buyer.say("第一句").await;
    receiver.expect(1).await;
    // As if the process had died between the commit of these and the look at them.
    app.app.jobs.stop().await;
    for n in 0..105 {
        buyer.send(Uuid::now_v7(), &format!("第 {n} 句")).await.is(201);
    }
    receiver.only(1).await;
    let _app = app.restart().await;
    receiver.expect(50).await;
    let got = receiver.expect(106).await;
    let words: Vec<String> = got[1..].iter().map(|got| got.words()).collect();
    assert_eq!(words, (0..105).map(|n| format!("第 {n} 句")).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_share_the_work_and_double_none() {
    let app = TestApp::start(Engine::Postgres).await;
    let (owner, receiver) = (app.owner().await, Receiver::start().await);
    make(&owner, &receiver, json!(["message.created"])).await;
    let nodes = [app.neighbour().await, app.neighbour().await];
    for n in 0..40 {
        app.visitor().await.say(&format!("第 {n} 位")).await;
    }
    let mut words: Vec<String> = receiver.only(40).await.iter().map(|got| got.words()).collect();
    words.sort();
    words.dedup();
    assert_eq!(words.len(), 40);
    for node in nodes {
        node.stop().await;
    }
}

/// What is told holds customers and names the shop; what comes in holds the shop and wants customers. Waiting for each
/// other, one of the two would fail.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_names_a_shop_never_waits_for_who_holds_it() {
    let app = TestApp::start(Engine::Postgres).await;
    let holder = app.app.db.begin_in(&[app.shop.id]).await.expect("a transaction");
    // What the check of a foreign key asks for.
    app.try_meddle("SELECT id FROM shops FOR KEY SHARE NOWAIT").await.expect("no waiting");
    app.try_meddle("SELECT id FROM shops FOR NO KEY UPDATE NOWAIT").await.expect_err("one at a time");
    drop(holder);
}
