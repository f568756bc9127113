//! What a shop says by itself while a buyer waits: once, in the buyer's language, and never after a person.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Staff, TestApp, Visitor, both_engines, eventually};

both_engines![
    nobody_there_is_said_once_and_the_message_is_kept_for_the_morning,
    a_closed_shop_says_when_it_is_back,
    who_waits_is_asked_for_patience_twice,
    the_first_words_are_greeted_where_the_inbox_does_not,
    a_full_desk_tells_the_place_in_the_queue,
    whoever_answers_late_is_offered_an_apology,
];

/// All that was said until now was heard: a round that began before may have missed it, the next has not.
pub async fn heard(app: &TestApp) {
    let wanted = app.app.metrics.automatic_message_looks() + 2;
    eventually("all was heard", async || app.app.metrics.automatic_message_looks() >= wanted).await;
}

/// One wording in simplified Chinese and English.
pub fn text(words: &str, english: &str) -> Value {
    json!({ "words": { "zh-CN": words, "en": english } })
}

pub fn kind(kind: &str, texts: Value) -> Value {
    json!({ "kind": kind, "on": true, "texts": texts })
}

pub async fn set(app: &TestApp, messages: Value, more: Value) {
    let mut settings = json!({ "messages": messages });
    settings.as_object_mut().expect("settings").extend(more.as_object().expect("settings").clone());
    app.owner().await.put("/automatic_messages", settings).await.is(200);
}

/// What the shop said by itself, as the buyer sees it.
pub async fn said(buyer: &Visitor) -> Vec<String> {
    let messages = buyer.messages().await;
    let own = messages.iter().filter(|message| message["author"] == "automatic");
    own.map(|message| message["text"].as_str().expect("words").to_owned()).collect()
}

/// Time goes by, and this is what was said until then.
pub async fn hears(buyer: &Visitor, wanted: &[&str]) {
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

pub async fn opened(app: &TestApp, locale: &str) -> Visitor {
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
