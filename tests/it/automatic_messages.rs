//! What a shop says by itself while a buyer waits: once, in the buyer's language, and never after a person.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Staff, TestApp, Visitor, both_engines, eventually};

both_engines![
    nobody_there_is_said_once_and_the_message_is_kept_for_the_morning,
    a_closed_shop_says_when_it_is_back,
    who_waits_is_asked_for_patience_twice,
    an_answer_keeps_the_machine_silent,
    the_first_words_are_greeted_where_the_inbox_does_not,
    a_full_desk_tells_the_place_in_the_queue,
    whoever_answers_late_is_offered_an_apology,
    several_processes_say_it_once,
    nothing_is_said_unless_the_shop_wants_it,
    nothing_is_said_to_whom_nobody_may_write,
    settings_are_checked_and_recorded,
    words_are_shown_before_they_are_saved,
    what_would_be_said_now_is_told,
    who_says_nothing_for_long_is_taken_leave_of,
    words_of_leave_are_offered_to_whoever_solves,
    words_of_leave_follow_what_happened,
    words_of_leave_are_said_with_the_end_or_not_at_all,
];

/// All that was said until now was heard: a round that began before may have missed it, the next has not.
async fn heard(app: &TestApp) {
    let wanted = app.app.metrics.automatic_message_looks() + 2;
    eventually("all was heard", async || app.app.metrics.automatic_message_looks() >= wanted).await;
}

/// One wording in simplified Chinese and English.
fn text(words: &str, english: &str) -> Value {
    json!({ "words": { "zh-CN": words, "en": english } })
}

fn kind(kind: &str, texts: Value) -> Value {
    json!({ "kind": kind, "on": true, "texts": texts })
}

async fn set(app: &TestApp, messages: Value, more: Value) {
    let mut settings = json!({ "messages": messages });
    settings.as_object_mut().expect("settings").extend(more.as_object().expect("settings").clone());
    app.owner().await.put("/automatic_messages", settings).await.is(200);
}

/// What the shop said by itself, as the buyer sees it.
async fn said(buyer: &Visitor) -> Vec<String> {
    let messages = buyer.messages().await;
    let own = messages.iter().filter(|message| message["author"] == "automatic");
    own.map(|message| message["text"].as_str().expect("words").to_owned()).collect()
}

/// Time goes by, and this is what was said until then.
async fn hears(buyer: &Visitor, wanted: &[&str]) {
    eventually("it is said", async || said(buyer).await.len() >= wanted.len()).await;
    assert_eq!(said(buyer).await, wanted);
}

/// Every look that is due was made.
pub async fn looked(app: &TestApp) {
    let due = "SELECT COUNT(*) FROM automatic_message_looks";
    heard(app).await;
    eventually("it is looked at", async || {
        let now = app.now().0;
        app.count(&format!("{due} WHERE at <= {now}")).await == 0
    })
    .await;
}

/// The breath in which a buyer may go on typing is over.
pub async fn a_moment_later(app: &TestApp) {
    heard(app).await;
    app.turn_clock(1);
}

async fn opened(app: &TestApp, locale: &str) -> Visitor {
    let opened = app.anybody().post("/widget/session", json!({ "key": app.shop.key, "locale": locale })).await;
    Visitor::known_by(app, &opened.is(200))
}

async fn offline_count(staff: &Staff) -> Value {
    let views = staff.get("/views").await.is(200);
    let all = views["items"].as_array().expect("views");
    all.iter().find(|view| view["id"] == "offline").expect("a view")["count"].clone()
}

async fn nobody_there_is_said_once_and_the_message_is_kept_for_the_morning(app: TestApp) {
    let away = kind("nobody_there", json!([text("暂时没人", "Nobody is in")]));
    set(&app, json!([away]), json!({ "collect_offline": true })).await;
    let mei = app.agent("小梅").await;
    let buyer = opened(&app, "en").await;
    buyer.say("hello?").await;
    a_moment_later(&app).await;
    hears(&buyer, &["Nobody is in"]).await;
    buyer.say("anybody?").await;
    a_moment_later(&app).await;
    looked(&app).await;
    assert_eq!(said(&buyer).await, ["Nobody is in"]);

    // It waits in a list of its own, and is owed as before.
    let id = buyer.conversation(&mei).await;
    let waiting = mei.conversation(&id).await;
    assert_ne!((&waiting["offline_at"], &waiting["waiting_since"]), (&json!(null), &json!(null)));
    assert_eq!(waiting["status"], "queued");
    assert_eq!(mei.view("offline").await.len(), 1);
    assert_eq!(offline_count(&mei).await, 1);
    let lines = mei.messages(&id).await;
    assert!(lines.iter().any(|line| line["event"]["name"] == "left_offline"), "{lines:#?}");
    let own = lines.iter().find(|line| line["author"] == "automatic").expect("an automatic message");
    assert_eq!(own["staff_id"], json!(null));

    // Gone once it is answered.
    let mut desk = mei.desk(&app, None).await;
    mei.reply(&id, "Good morning!").await;
    desk.expect_event("message.created").await;
    assert_eq!(mei.view("offline").await.len(), 0);
    assert_eq!((offline_count(&mei).await, &mei.conversation(&id).await["offline_at"]), (json!(0), &json!(null)));
}

async fn a_closed_shop_says_when_it_is_back(app: TestApp) {
    let words =
        text("{{ shop.opens_at }} 回来，急事 {{ shop.contacts }}", "Back {{ shop.opens_at }}: {{ shop.contacts }}");
    let more = json!({ "contacts": { "zh-CN": "400-1", "en": "+86 400-1" }, "collect_offline": true });
    set(&app, json!([kind("closed", json!([words]))]), more).await;
    hours(&app, json!({ "from": "09:00", "until": "18:00" })).await;
    let mei = app.agent("小梅").await;
    let _desk = mei.desk(&app, None).await;
    // Noon: open, and somebody is there.
    let early = app.visitor().await;
    early.say("在吗").await;
    a_moment_later(&app).await;
    looked(&app).await;
    assert_eq!(said(&early).await, Vec::<String>::new());

    // Eight in the evening; somebody forgot to close the page.
    app.turn_clock(8 * 3600);
    let (buyer, foreigner) = (app.visitor().await, opened(&app, "en").await);
    buyer.say("在吗").await;
    foreigner.say("hi").await;
    a_moment_later(&app).await;
    hears(&buyer, &["明天 9:00 回来，急事 400-1"]).await;
    hears(&foreigner, &["Back tomorrow at 9:00: +86 400-1"]).await;
    eventually("they are kept", async || mei.view("offline").await.len() == 2).await;
}

/// The same open time every day.
async fn hours(app: &TestApp, span: Value) {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let week: serde_json::Map<String, Value> = days.iter().map(|day| ((*day).to_owned(), json!([span]))).collect();
    let settings = json!({ "week": week }).to_string();
    let id = match &app.app.db {
        zhanggui::db::Db::Sqlite { .. } => format!("X'{}'", app.shop.id.0.simple()),
        zhanggui::db::Db::Postgres { .. } => format!("'{}'", app.shop.id),
    };
    app.meddle(&format!(
        "INSERT INTO business_hours (shop_id, settings, version, updated_at) VALUES ({id}, '{settings}', 1, 0)"
    ))
    .await;
}

async fn who_waits_is_asked_for_patience_twice(app: TestApp) {
    let messages = json!([
        kind("waiting", json!([text("请稍等", "One moment")])),
        kind("waiting_again", json!([text("再等等", "A little longer")])),
    ]);
    set(&app, messages, json!({ "waiting_seconds": 30, "waiting_again_seconds": 120 })).await;
    let mei = app.agent("小梅").await;
    let _desk = mei.desk(&app, None).await;
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    let since = mei.conversation(&id).await["waiting_since"].clone();
    a_moment_later(&app).await;
    looked(&app).await;
    app.turn_clock(28);
    looked(&app).await;
    assert_eq!(said(&buyer).await, Vec::<String>::new());
    app.turn_clock(1);
    hears(&buyer, &["请稍等"]).await;
    looked(&app).await;
    app.turn_clock(90);
    hears(&buyer, &["请稍等", "再等等"]).await;
    looked(&app).await;
    app.turn_clock(86_400);
    looked(&app).await;
    assert_eq!(said(&buyer).await, ["请稍等", "再等等"]);

    // It settles nothing, and nobody replied by it.
    let row = mei.conversation(&id).await;
    assert_eq!((&row["waiting_since"], &row["status"], &row["assignee_id"]), (&since, &json!("queued"), &json!(null)));
    let today = mei.get("/figures/today").await.is(200);
    assert_eq!(today["replies"].as_i64().unwrap_or(0), 0, "{today}");
}

async fn an_answer_keeps_the_machine_silent(app: TestApp) {
    set(&app, json!([kind("waiting", json!([text("请稍等", "One moment")]))]), json!({ "waiting_seconds": 30 })).await;
    let mei = app.agent("小梅").await;
    let _desk = mei.desk(&app, None).await;
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    a_moment_later(&app).await;
    looked(&app).await;
    mei.reply(&buyer.conversation(&mei).await, "在的").await;
    app.turn_clock(3600);
    looked(&app).await;
    assert_eq!(said(&buyer).await, Vec::<String>::new());
}

async fn the_first_words_are_greeted_where_the_inbox_does_not(app: TestApp) {
    let greeting = kind(
        "greeting",
        json!([
            { "contact": "first", "words": { "zh-CN": "欢迎 😊" } },
            { "contact": "returning", "words": { "zh-CN": "又见面了" } },
        ]),
    );
    set(&app, json!([greeting]), json!({})).await;
    let mei = app.agent("小梅").await;
    let _desk = mei.desk(&app, None).await;
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    a_moment_later(&app).await;
    hears(&buyer, &["欢迎 😊"]).await;
    let id = buyer.conversation(&mei).await;
    mei.reply(&id, "在的").await;
    mei.act(&id, "solve", json!({})).await;
    app.turn_clock(3600);
    buyer.say("又来了").await;
    a_moment_later(&app).await;
    hears(&buyer, &["欢迎 😊", "又见面了"]).await;

    // An inbox that greets before the first words greets once.
    let path = format!("/inboxes/{}", app.shop.inbox_id);
    app.owner().await.patch(&path, json!({ "greeting": { "zh-CN": "您好，请问" } })).await.is(200);
    let other = app.visitor().await;
    other.say("在吗").await;
    a_moment_later(&app).await;
    looked(&app).await;
    assert_eq!(said(&other).await, Vec::<String>::new());
}

async fn a_full_desk_tells_the_place_in_the_queue(app: TestApp) {
    app.owner().await.put("/reception", json!({ "assignment": "automatic", "capacity": 1 })).await.is(200);
    set(&app, json!([kind("busy", json!([text("您排在第 {{ queue.position }} 位", "")]))]), json!({})).await;
    let mei = app.agent("小梅").await;
    let _desk = mei.desk(&app, None).await;
    let first = app.visitor().await;
    first.say("在吗").await;
    let id = first.conversation(&mei).await;
    eventually("somebody serves", async || mei.conversation(&id).await["assignee_id"] == json!(mei.id)).await;
    let (second, third) = (app.visitor().await, app.visitor().await);
    second.say("在吗").await;
    third.say("在吗？").await;
    a_moment_later(&app).await;
    hears(&second, &["您排在第 1 位"]).await;
    hears(&third, &["您排在第 2 位"]).await;
    assert_eq!(said(&first).await, Vec::<String>::new());
}

async fn whoever_answers_late_is_offered_an_apology(app: TestApp) {
    let messages =
        json!([kind("apology", json!([text("我是{{ agent.name }}，久等了", "This is {{ agent.name }}, sorry")]))]);
    set(&app, messages, json!({ "apology_seconds": 300, "collect_offline": true })).await;
    let mei = app.agent("小梅").await;
    let desk = mei.desk(&app, None).await;
    let buyer = opened(&app, "en").await;
    buyer.say("hello").await;
    let id = buyer.conversation(&mei).await;
    let offered = async || mei.get(&format!("/conversations/{id}/apology")).await.is(200);
    a_moment_later(&app).await;
    looked(&app).await;
    assert_eq!(offered().await["text"], json!(null), "a second is no wait");
    app.turn_clock(300);
    let offer = offered().await;
    assert_eq!((&offer["text"], &offer["offline"]), (&json!("This is 小梅, sorry"), &json!(false)));
    assert_eq!(said(&buyer).await, Vec::<String>::new(), "never by itself");
    mei.reply(&id, "hi").await;
    assert_eq!(offered().await["text"], json!(null));

    // What came in while nobody was there is apologised for at once.
    drop(desk);
    eventually("nobody is there", async || !app.app.live.anyone_connected(app.shop.id)).await;
    buyer.say("one more").await;
    a_moment_later(&app).await;
    looked(&app).await;
    assert_eq!(offered().await["offline"], json!(false), "somebody served this buyer just now");
    app.turn_clock(600);
    eventually("it is kept", async || offered().await["offline"] == json!(true)).await;
    assert_eq!(offered().await["text"], "This is 小梅, sorry");
    mei.get(&format!("/conversations/{}/apology", Uuid::now_v7())).await.refused(404, "not_found");
}

async fn several_processes_say_it_once(app: TestApp) {
    let away = kind("nobody_there", json!([text("没人一", ""), text("没人二", ""), text("没人三", "")]));
    set(&app, json!([away]), json!({ "collect_offline": true })).await;
    let other = app.neighbour().await;
    let buyers = [app.visitor().await, app.visitor().await, app.visitor().await];
    for buyer in &buyers {
        buyer.say("在吗").await;
        buyer.at(&other).say("有人吗").await;
    }
    a_moment_later(&app).await;
    for buyer in &buyers {
        eventually("it is said", async || !said(buyer).await.is_empty()).await;
    }
    // As after a crash: everything is looked at again.
    app.meddle("UPDATE automatic_message_readers SET seq = 0").await;
    app.turn_clock(1);
    looked(&app).await;
    app.turn_clock(1);
    looked(&app).await;
    for buyer in &buyers {
        assert_eq!(said(buyer).await.len(), 1);
    }
    other.stop().await;
}

async fn nothing_is_said_unless_the_shop_wants_it(app: TestApp) {
    let mei = app.agent("小梅").await;
    let buyer = app.visitor().await;
    buyer.say("在吗").await;
    assert_eq!(app.count("SELECT COUNT(*) FROM automatic_message_readers").await, 0);
    let id = buyer.conversation(&mei).await;
    assert_eq!(mei.conversation(&id).await["offline_at"], json!(null));
    assert_eq!(mei.get(&format!("/conversations/{id}/apology")).await.is(200)["text"], json!(null));
    let settings = mei.get("/automatic_messages").await.is(200);
    assert!(settings["messages"].as_array().expect("kinds").iter().all(|one| one["on"] == false), "{settings}");
}

async fn nothing_is_said_to_whom_nobody_may_write(app: TestApp) {
    set(&app, json!([kind("waiting", json!([text("请稍等", "")]))]), json!({ "waiting_seconds": 30 })).await;
    let mei = app.agent("小梅").await;
    let _desk = mei.desk(&app, None).await;
    let (blocked, other) = (app.visitor().await, app.visitor().await);
    for buyer in [&blocked, &other] {
        buyer.say("在吗").await;
    }
    a_moment_later(&app).await;
    looked(&app).await;
    let path = format!("/customers/{}/block", blocked.customer_id);
    app.owner().await.put(&path, json!({})).await.is(200);
    app.turn_clock(60);
    hears(&other, &["请稍等"]).await;
    looked(&app).await;
    let id = blocked.conversation(&mei).await;
    let lines = mei.messages(&id).await;
    assert!(lines.iter().all(|line| line["author"] != "automatic"), "{lines:#?}");
}

async fn settings_are_checked_and_recorded(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let fine = json!({ "messages": [kind("waiting", json!([text("请稍等", "One moment")]))] });
    mei.put("/automatic_messages", fine.clone()).await.refused(403, "no_permission");
    let first = owner.get("/automatic_messages").await;
    let tag = first.header("etag");
    let saved = owner.clone().with("if-match", tag).put("/automatic_messages", fine.clone()).await;
    assert_eq!(saved.is(200)["messages"].as_array().expect("kinds").len(), 9);
    owner.clone().with("if-match", tag).put("/automatic_messages", fine).await.refused(409, "settings_changed");

    for (settings, field, code) in [
        (json!({ "waiting_seconds": 1 }), "waiting_seconds", "out_of_range"),
        (
            json!({ "waiting_seconds": 100, "waiting_again_seconds": 100 }),
            "waiting_again_seconds",
            "not_after_the_first",
        ),
        (json!({ "messages": [{ "kind": "busy", "on": true }] }), "messages.texts", "required"),
        (
            json!({ "messages": [{ "kind": "busy", "on": false }, { "kind": "busy", "on": false }] }),
            "messages",
            "kind_twice",
        ),
        (json!({ "messages": [kind("busy", json!([{ "words": {} }]))] }), "messages.texts.words", "required"),
        (
            json!({ "messages": [kind("busy", json!([text(&"长".repeat(501), "")]))] }),
            "messages.texts.words",
            "too_long",
        ),
        (
            json!({ "messages": [kind("busy", json!([{ "inbox_ids": [Uuid::now_v7()], "words": { "en": "x" } }]))] }),
            "messages.texts.inbox_ids",
            "unknown",
        ),
        (
            json!({ "messages": [kind("busy", json!([{ "situation": "long_wait", "words": { "en": "x" } }]))] }),
            "messages.texts.situation",
            "only_in_leave",
        ),
    ] {
        owner.put("/automatic_messages", settings).await.invalid(field, code);
    }
    let broken = json!({ "messages": [kind("busy", json!([text("{% for a in b %}", "")]))] });
    owner.put("/automatic_messages", broken).await.refused(422, "invalid_template");
    let log = owner.get("/audit?action=automatic_messages.updated").await.is(200);
    assert_eq!(log["items"].as_array().expect("entries").len(), 1, "{log}");
}

async fn words_are_shown_before_they_are_saved(app: TestApp) {
    let mei = app.agent("小梅").await;
    let draft = json!({
        "words": { "zh-CN": "{{ shop.name }}，{{ shop.opens_at }} 见", "en": "{{ oops }}" },
        "contacts": { "zh-CN": "400-1" },
    });
    let shown = mei.post("/automatic_messages/preview", draft).await.is(200);
    assert_eq!(shown["items"][0]["text"], "青禾外套，明天 9:00 见");
    assert_eq!(shown["items"][1]["text"], "青禾外套，明天 9:00 見".replace('見', "见"), "in the shop's words");
    assert_eq!(
        (&shown["items"][2]["text"], &shown["items"][2]["faults"][0]["code"]),
        (&json!(null), &json!("unknown_variable"))
    );
    let blank = mei.post("/automatic_messages/preview", json!({ "words": { "zh-CN": "{{ order.number }}" } })).await;
    assert_eq!(blank.is(200)["items"][0]["missing"], json!(["order.number"]));
}

async fn what_would_be_said_now_is_told(app: TestApp) {
    let messages = json!([
        kind("nobody_there", json!([text("暂时没人", "Nobody is in")])),
        kind("waiting", json!([text("请稍等", "One moment")])),
        kind("greeting", json!([text("您好", "Hello")])),
    ]);
    set(&app, messages, json!({})).await;
    let mei = app.agent("小梅").await;
    let path = format!("/automatic_messages/now?inbox_id={}&locale=en", app.shop.inbox_id);
    let now = mei.get(&path).await.is(200);
    assert_eq!(
        (&now["kind"], &now["text"], &now["waiting"]),
        (&json!("nobody_there"), &json!("Nobody is in"), &json!(null))
    );
    let _desk = mei.desk(&app, None).await;
    let now = mei.get(&path).await.is(200);
    assert_eq!(
        (&now["kind"], &now["text"], &now["waiting"]),
        (&json!("greeting"), &json!("Hello"), &json!("One moment"))
    );
    let foreign = format!("/automatic_messages/now?inbox_id={}", Uuid::now_v7());
    mei.get(&foreign).await.refused(404, "not_found");
}

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
