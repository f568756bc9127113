//! Words of leave: to whoever says nothing for long, and with the end of a conversation or not at all.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::automatic_messages::{kind, opened, said, set, text};
use crate::harness::{TestApp, both_engines};

both_engines![
    who_says_nothing_for_long_is_taken_leave_of,
    words_of_leave_are_offered_to_whoever_solves,
    words_of_leave_follow_what_happened,
    words_of_leave_are_said_with_the_end_or_not_at_all,
];

async fn who_says_nothing_for_long_is_taken_leave_of(app: TestApp) {
    let leave = kind("idle_closing", json!([text("先不打扰您啦", "We will leave you in peace")]));
    set(&app, json!([leave]), json!({ "close_idle_hours": 2 })).await;
    let mei = app.agent("小梅").await;
    let (quiet, back, waiting) = (app.visitor().await, app.visitor().await, app.visitor().await);
    let watched = app.visitor().await;
    for buyer in [&quiet, &back, &watched] {
        buyer.say("有货吗").await;
        let id = buyer.conversation(&mei).await;
        mei.reply(&id, "有的").await;
    }
    let later = json!({ "client_id": Uuid::now_v7(), "due_at": app.now().plus_seconds(86_400), "text": "到货再问" });
    let followed = watched.conversation(&mei).await;
    mei.post(&format!("/conversations/{followed}/follow_ups"), later).await.is(201);
    app.turn_clock(3600);
    back.say("那我想想").await;
    let answered = back.conversation(&mei).await;
    mei.reply(&answered, "好的").await;
    waiting.say("在吗").await;
    app.turn_clock(3601);
    zhanggui::automatic_messages::close_idle(&app.app).await.expect("a look");
    zhanggui::automatic_messages::close_idle(&app.app).await.expect("another look");
    assert_eq!(said(&quiet).await, ["先不打扰您啦"]);
    let closed = quiet.conversation(&mei).await;
    assert_eq!(mei.conversation(&closed).await["status"], "solved");
    let lines = mei.messages(&closed).await;
    let line = lines.iter().find(|line| line["event"]["name"] == "solved").expect("a line in the thread");
    assert_eq!(line["event"]["data"]["reason"], "idle");
    for buyer in [&back, &waiting, &watched] {
        assert_eq!(said(buyer).await.len(), 0);
        let id = buyer.conversation(&mei).await;
        let status = mei.conversation(&id).await["status"].clone();
        assert_ne!(status, "solved", "who wrote, waits or is followed up is not taken leave of");
    }
    quiet.say("又想起一件事").await;
    assert_ne!(mei.conversation(&closed).await["status"], "solved", "a word brings it back");
    let never = json!({ "messages": [kind("idle_closing", json!([text("再见", "Bye")]))], "close_idle_hours": 0 });
    app.owner().await.put("/automatic_messages", never).await.invalid("close_idle_hours", "out_of_range");
}

async fn words_of_leave_are_offered_to_whoever_solves(app: TestApp) {
    let after_sale = json!({ "stages": ["after_sale"], "words": { "en": "All done, says {{ agent.name }}" } });
    let leave = kind("closing", json!([text("再见，{{ agent.name }}", "Bye from {{ agent.name }}"), after_sale]));
    set(&app, json!([leave]), json!({})).await;
    let mei = app.agent("小梅").await;
    let buyer = opened(&app, "en").await;
    buyer.say("hello").await;
    let id = buyer.conversation(&mei).await;
    let offered = async || mei.get(&format!("/conversations/{id}/closing_words")).await.is(200)["text"].clone();
    assert_eq!(offered().await, json!(null), "nobody has answered");
    mei.reply(&id, "hi").await;
    assert_eq!(offered().await, "Bye from 小梅");
    assert_eq!(said(&buyer).await, Vec::<String>::new(), "never by itself");
    mei.patch(&format!("/conversations/{id}"), json!({ "stage": "after_sale" })).await.is(200);
    assert_eq!(offered().await, "All done, says 小梅");
    buyer.say("and the size?").await;
    assert_eq!(offered().await, json!(null), "an answer is owed");
    mei.reply(&id, "Bye from  小梅").await;
    assert_eq!(offered().await, json!(null), "it was typed by hand");
    mei.reply(&id, "M").await;
    assert_eq!(offered().await, "All done, says 小梅");
    mei.act(&id, "solve", json!({})).await;
    assert_eq!(offered().await, json!(null), "it is solved");
    mei.get(&format!("/conversations/{}/closing_words", Uuid::now_v7())).await.refused(404, "not_found");
    app.owner().await.put("/automatic_messages", json!({ "messages": [] })).await.is(200);
    mei.act(&id, "reopen", json!({})).await;
    assert_eq!(offered().await, json!(null), "the shop wants none");
}

async fn words_of_leave_follow_what_happened(app: TestApp) {
    let after = |situation: &str, words: &str| json!({ "situation": situation, "words": { "zh-CN": words } });
    let particular = json!([
        { "stages": ["pre_sale"], "contact": "first", "words": { "zh-CN": "慢走" } },
        after("long_wait", "久等了，慢走"),
        after("after_apology", "实在抱歉，慢走"),
    ]);
    let apology = kind("apology", json!([text("{{ time.greeting }}，我是{{ agent.name }}，让您久等了", "")]));
    let idle = kind("idle_closing", json!([text("再见", ""), after("long_wait", "久等了，再见")]));
    let more = json!({ "apology_seconds": 300, "close_idle_hours": 2 });
    set(&app, json!([apology, kind("closing", particular), idle]), more).await;
    let mei = app.agent("小梅").await;
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    let offered = async || mei.get(&format!("/conversations/{id}/closing_words")).await.is(200)["text"].clone();
    mei.reply(&id, "在的").await;
    assert_eq!(offered().await, "慢走");
    buyer.say("有货吗").await;
    app.turn_clock(300);
    mei.reply(&id, "有的").await;
    assert_eq!(offered().await, "久等了，慢走");
    let apologised = mei.reply(&id, "我是小梅， 让您久等了。有货，放心拍").await;
    assert_eq!(offered().await, "实在抱歉，慢走");
    let apology = apologised["id"].as_str().expect("an id");
    mei.delete(&format!("/conversations/{id}/messages/{apology}")).await.is(200);
    assert_eq!(offered().await, "久等了，慢走", "what was taken back was not said");
    mei.act(&id, "solve", json!({})).await;
    buyer.say("还有一件事").await;
    mei.reply(&id, "您说").await;
    assert_eq!(offered().await, "慢走", "what lies before the last end is past");

    let quiet = app.visitor().await;
    quiet.say("在吗").await;
    app.turn_clock(300);
    let id = quiet.conversation(&mei).await;
    mei.reply(&id, "在的").await;
    app.turn_clock(7201);
    zhanggui::automatic_messages::close_idle(&app.app).await.expect("a look");
    assert_eq!(said(&quiet).await, ["久等了，再见"]);
}

async fn words_of_leave_are_said_with_the_end_or_not_at_all(app: TestApp) {
    set(&app, json!([kind("closing", json!([text("再见", "Bye")]))]), json!({})).await;
    let (owner, mei, jun) = (app.owner().await, app.agent("小梅").await, app.agent("小军").await);
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    let solve = format!("/conversations/{id}/solve");
    let with = |words: &str, more: Value| {
        let mut body = json!({ "words": { "text": words } });
        body.as_object_mut().expect("a body").extend(more.as_object().expect("a body").clone());
        body
    };
    let heard = async || {
        let messages = buyer.messages().await;
        messages.iter().filter_map(|one| one["text"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    mei.post(&solve, with("再见", json!({}))).await.refused(409, "customer_waits");
    mei.post(&solve, with(" ", json!({}))).await.invalid("words.text", "required");
    mei.post(&solve, json!({ "words": ["再见"] })).await.invalid("words", "invalid_value");
    mei.reply(&id, "在的").await;

    // Nothing is said where the end is refused.
    let root = owner.post("/tags", json!({ "name": "原因" })).await.is(201)["id"].clone();
    let done = owner.post("/tags", json!({ "name": "办好了", "parent_id": root })).await.is(201)["id"].clone();
    owner.put("/closing_reasons", json!({ "policy": "required", "root_id": root })).await.is(200);
    mei.post(&solve, with("再见", json!({}))).await.refused(422, "closing_reason_required");
    let stale = json!({ "tag_ids": [done], "words": { "text": "再见", "seen_seq": 1 } });
    jun.post(&solve, stale).await.refused(409, "conversation_changed");
    assert_eq!(heard().await, ["在吗", "在的"]);

    let now = mei.post(&solve, with("再见", json!({ "tag_ids": [done] }))).await.is(200);
    assert_eq!((&now["status"], &now["tag_ids"]), (&json!("solved"), &json!([done])));
    assert_eq!(heard().await, ["在吗", "在的", "再见"]);
    let messages = mei.messages(&id).await;
    let last = messages.iter().rev().find(|one| one["kind"] == "text").expect("words");
    assert_eq!((&last["author"], &last["staff_id"]), (&json!("agent"), &json!(mei.id)), "a reply like any other");
    // Whoever was not answered asks again; and whoever closes it once more takes no leave twice.
    assert_eq!(mei.post(&solve, with("再见", json!({}))).await.is(200)["status"], "solved");
    mei.act(&id, "reopen", json!({})).await;
    assert_eq!(mei.get(&format!("/conversations/{id}/closing_words")).await.is(200)["text"], json!(null));
    jun.post(&solve, with("有事再来", json!({}))).await.is(200);
    assert_eq!(heard().await, ["在吗", "在的", "再见"]);
}
