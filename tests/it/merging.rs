//! Two conversations of a buyer become one, one becomes two, and back: nothing is lost, doubled or counted twice.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Answer, Shop, Staff, TestApp, Visitor, both_engines, eventually};
use crate::visitors::{claims, word};

both_engines![
    two_become_one_and_the_older_goes_on,
    what_comes_later_lands_in_the_one,
    whatever_hangs_on_it_comes_along,
    a_merge_is_undone_to_the_letter,
    what_has_happened_since_is_not_undone,
    what_does_not_belong_together_stays_apart,
    two_inboxes_become_one_thread_and_each_is_read_where_it_was_said,
    of_two_inboxes_either_may_go_on,
    a_merge_of_two_inboxes_is_undone_to_the_letter,
    one_becomes_two_from_a_message_on,
    a_split_is_undone_to_the_letter,
    desks_and_widgets_follow,
    a_late_desk_finds_every_message,
    figures_count_one,
];

/// A buyer with a solved conversation of before and a running one.
async fn twice(app: &TestApp, mei: &Staff) -> (Visitor, String, String) {
    let buyer = app.visitor().await;
    buyer.say("裙子什么时候发货").await;
    let first = buyer.conversation(mei).await;
    mei.reply(&first, "明天发").await;
    mei.act(&first, "solve", json!({})).await;
    app.turn_clock(3600);
    buyer.say("还没发吗").await;
    let second = buyer.conversation(mei).await;
    assert_ne!(first, second);
    (buyer, first, second)
}

async fn merge(staff: &Staff, id: &str, with: &str) -> Value {
    staff.act(id, "merge", json!({ "with": with })).await
}

pub async fn undo(staff: &Staff, id: &str, done: &Value) -> Answer {
    let undo_id = done["undo_id"].as_str().expect("a way back");
    staff.post(&format!("/conversations/{id}/regroupings/{undo_id}/undo"), json!({})).await
}

/// What was said, by whom it was and where it stands.
fn said(messages: &[Value]) -> Vec<String> {
    let words = messages.iter().filter(|one| one["kind"] != "event");
    words.map(|one| one["text"].as_str().unwrap_or_default().to_owned()).collect()
}

pub fn id(value: &Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}

async fn two_become_one_and_the_older_goes_on(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (buyer, first, second) = twice(&app, &mei).await;
    let asked = mei.conversation(&second).await["waiting_since"].clone();
    let before: Vec<Value> = mei.messages(&second).await.iter().map(|one| one["id"].clone()).collect();
    let done = merge(&mei, &second, &first).await;
    assert_eq!((id(&done["conversation"]), id(&done["other"])), (first.clone(), second.clone()));
    let row = mei.conversation(&first).await;
    assert_eq!((&row["status"], &row["waiting_since"]), (&json!("open"), &asked), "what nobody answered still waits");
    assert_eq!((&row["customer_messages"], &row["last_message"]["preview"]), (&json!(2), &json!("还没发吗")));
    let messages = mei.messages(&first).await;
    assert_eq!(said(&messages), ["裙子什么时候发货", "明天发", "还没发吗"]);
    let seqs: Vec<i64> = messages.iter().map(|one| one["seq"].as_i64().expect("a number")).collect();
    assert!(seqs.is_sorted());
    for one in before {
        assert!(messages.iter().any(|message| message["id"] == one), "ids stay");
    }
    let line = messages.last().expect("a line");
    assert_eq!((&line["event"]["name"], &line["event"]["data"]["other_id"]), (&json!("merged"), &json!(second)));

    // The other one leads there and counts nowhere.
    let left = mei.conversation(&second).await;
    assert_eq!((&left["merged_into"], &left["shelf"]), (&json!(first), &json!("merged")));
    assert_eq!(mei.messages(&second).await, Vec::<Value>::new());
    for view in ["all", "queue", "solved", "spam", "mine"] {
        assert!(mei.view(view).await.iter().all(|one| id(one) != second), "{view}");
    }
    assert_eq!(buyer.conversation(&mei).await, first);
    let customer = mei.get(&format!("/customers/{}", buyer.customer_id)).await.is(200);
    assert_eq!(customer["conversations_count"], 1);
    assert_eq!(said(&buyer.messages().await).len(), 3);
    let found = mei.get("/search?q=还没发").await.is(200);
    assert_eq!(found["messages"]["items"][0]["message"]["conversation_id"], json!(first), "{found:#}");
    let log = app.owner().await.get("/audit?action=conversation.merged").await.is(200);
    assert_eq!(log["items"].as_array().expect("a list").len(), 1);
}

async fn what_comes_later_lands_in_the_one(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (buyer, first, second) = twice(&app, &mei).await;
    let client_id = Uuid::now_v7();
    buyer.send(client_id, "在吗").await.is(201);
    let reply = json!({ "client_id": Uuid::now_v7(), "kind": "text", "text": "在的" });
    let at = format!("/conversations/{second}/messages");
    mei.post(&at, reply.clone()).await.is(201);
    merge(&mei, &first, &second).await;
    buyer.say("好的").await;
    assert_eq!(buyer.conversation(&mei).await, first);
    // Repeats of what was acknowledged before are repeats.
    assert_eq!(buyer.send(client_id, "在吗").await.status, 200);
    assert_eq!(mei.post(&at, reply).await.status, 200);
    let more = json!({ "client_id": Uuid::now_v7(), "kind": "text", "text": "还在吗" });
    mei.post(&at, more).await.refused(409, "conversation_merged");
    mei.post(&format!("/conversations/{second}/reopen"), json!({})).await.refused(409, "conversation_merged");
    assert_eq!(said(&mei.messages(&first).await), ["裙子什么时候发货", "明天发", "还没发吗", "在吗", "在的", "好的"]);
}

async fn whatever_hangs_on_it_comes_along(app: TestApp) {
    let (owner, mei, lin) = (app.owner().await, app.agent("小梅").await, app.agent("阿林").await);
    let (buyer, first, second) = twice(&app, &mei).await;
    let mut tags = Vec::new();
    for name in ["物流", "尺码"] {
        tags.push(owner.post("/tags", json!({ "name": name })).await.is(201)["id"].clone());
    }
    mei.put(&format!("/conversations/{first}/tags"), json!({ "tag_ids": [tags[0]] })).await.is(200);
    mei.put(&format!("/conversations/{second}/tags"), json!({ "tag_ids": [tags[0], tags[1]] })).await.is(200);
    let later = json!({ "client_id": Uuid::now_v7(), "text": "问物流", "due_at": app.now().plus_seconds(3600) });
    mei.post(&format!("/conversations/{second}/follow_ups"), later).await.is(201);
    let asking = json!({ "client_id": Uuid::now_v7(), "staff_id": lin.id, "text": "这单怎么办" });
    mei.post(&format!("/conversations/{second}/help_requests"), asking).await.is(201);
    mei.put(&format!("/conversations/{first}/draft"), json!({ "text": "先写的" })).await.is(204);
    mei.put(&format!("/conversations/{second}/draft"), json!({ "text": "后写的" })).await.is(204);
    lin.put(&format!("/conversations/{second}/draft"), json!({ "text": "我来", "note": true })).await.is(204);
    mei.post(&format!("/conversations/{first}/read"), json!({ "seq": i64::MAX })).await.is(204);

    let done = merge(&mei, &first, &second).await;
    let page = mei.get(&format!("/conversations/{first}")).await.is(200);
    assert_eq!(page["conversation"]["tag_ids"], json!(tags));
    assert_eq!(page["draft"]["text"], "先写的\n\n后写的");
    assert_eq!(page["conversation"]["unread"], 1, "what was not read in the one is not read in both");
    let theirs = lin.get(&format!("/conversations/{first}")).await.is(200);
    assert_eq!((&theirs["draft"]["text"], &theirs["draft"]["note"]), (&json!("我来"), &json!(true)));
    assert_eq!(theirs["conversation"]["unread"], 2);
    let follow_ups = mei.get(&format!("/conversations/{first}/follow_ups")).await.is(200);
    assert_eq!(follow_ups["items"][0]["text"], "问物流");
    let help = mei.get(&format!("/conversations/{first}/help_requests")).await.is(200);
    assert_eq!(help["items"].as_array().expect("a list").len(), 1);

    undo(&mei, &first, &done).await.is(200);
    let one = mei.get(&format!("/conversations/{first}")).await.is(200);
    let two = mei.get(&format!("/conversations/{second}")).await.is(200);
    assert_eq!((&one["conversation"]["tag_ids"], &two["conversation"]["tag_ids"]), (&json!([tags[0]]), &json!(tags)));
    assert_eq!((&one["draft"]["text"], &two["draft"]["text"]), (&json!("先写的"), &json!("后写的")));
    assert_eq!((&one["conversation"]["unread"], &two["conversation"]["unread"]), (&json!(0), &json!(1)));
    for (id, count) in [(&first, 0), (&second, 1)] {
        for what in ["follow_ups", "help_requests"] {
            let list = mei.get(&format!("/conversations/{id}/{what}")).await.is(200);
            assert_eq!(list["items"].as_array().expect("a list").len(), count, "{what}");
        }
    }
    drop(buyer);
}

/// Everything that is known of some conversations, but for when it was last changed.
async fn everything(staff: &Staff, ids: &[&str]) -> Vec<Value> {
    let mut found = Vec::new();
    for id in ids {
        let mut row = staff.conversation(id).await;
        for field in ["version", "updated_at"] {
            row[field] = json!(null);
        }
        let messages = staff.messages(id).await;
        let words: Vec<Value> = messages.into_iter().filter(|one| !is_line_of_regrouping(one)).collect();
        found.push(json!({ "row": row, "messages": words }));
    }
    found
}

fn is_line_of_regrouping(message: &Value) -> bool {
    let names = ["merged", "merge_undone", "split_off", "split_from", "split_undone"];
    message["event"]["name"].as_str().is_some_and(|name| names.contains(&name))
}

async fn a_merge_is_undone_to_the_letter(app: TestApp) {
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let (buyer, first, second) = twice(&app, &mei).await;
    lin.act(&second, "snooze", json!({ "until": app.now().plus_seconds(4000) })).await;
    app.turn_clock(60);
    let ids = [first.as_str(), second.as_str()];
    // What somebody reads meanwhile is read.
    let unread = async || {
        let mut found = everything(&mei, &ids).await;
        found.iter_mut().for_each(|one| one["row"]["staff_read_seq"] = json!(null));
        found
    };
    let before = unread().await;
    let done = merge(&mei, &first, &second).await;
    assert_eq!(done["conversation"]["status"], "snoozed", "what is put off comes before what is solved");
    app.turn_clock(60);
    // Reading is no reason not to go back.
    lin.post(&format!("/conversations/{first}/read"), json!({ "seq": 1 })).await.is(204);
    let back = undo(&lin, &second, &done).await.is(200);
    assert_eq!(back["undo_id"], json!(null));
    assert_eq!(unread().await, before);
    undo(&mei, &first, &done).await.refused(409, "undone_before");
    app.turn_clock(4000);
    eventually("it wakes", async || mei.conversation(&second).await["status"] == "open").await;
    buyer.say("还在等").await;
    assert_eq!(buyer.conversation(&mei).await, second);
}

async fn what_has_happened_since_is_not_undone(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (buyer, first, second) = twice(&app, &mei).await;
    let done = merge(&mei, &first, &second).await;
    buyer.say("喂").await;
    undo(&mei, &first, &done).await.refused(409, "undo_overtaken");
    let (_, first, second) = twice(&app, &mei).await;
    let done = merge(&mei, &first, &second).await;
    app.turn_clock(601);
    undo(&mei, &first, &done).await.refused(409, "undo_too_late");
    let absent = json!({ "undo_id": Uuid::now_v7().to_string() });
    undo(&mei, &first, &absent).await.refused(404, "not_found");
}

async fn what_does_not_belong_together_stays_apart(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let (_, first, second) = twice(&app, &mei).await;
    let stranger = app.visitor().await;
    stranger.say("你好").await;
    let theirs = stranger.conversation(&mei).await;
    let at = format!("/conversations/{first}/merge");
    mei.post(&at, json!({ "with": first })).await.invalid("with", "same_conversation");
    mei.post(&at, json!({ "with": Uuid::now_v7() })).await.invalid("with", "unknown");
    mei.post(&at, json!({ "with": theirs })).await.refused(409, "other_customer");
    let elsewhere = Shop::open(&app, "别家").await;
    let (thief, buyer) = (elsewhere.owner(&app).await, elsewhere.visitor(&app).await);
    buyer.say("别家的").await;
    let foreign = buyer.conversation(&thief).await;
    mei.post(&at, json!({ "with": foreign })).await.invalid("with", "unknown");
    thief.post(&at, json!({ "with": foreign })).await.refused(404, "not_found");
    mei.put(&format!("/conversations/{first}/spam"), json!({})).await.is(200);
    mei.post(&at, json!({ "with": second })).await.refused(409, "conversation_is_spam");
    mei.delete(&format!("/conversations/{first}/spam")).await.is(200);
    let held = mei.conversation(&second).await["customer"]["id"].as_str().expect("an id").to_owned();
    let hold = json!({ "reason": "纠纷", "conversation_id": second });
    owner.post(&format!("/customers/{held}/holds"), hold).await.is(201);
    mei.post(&at, json!({ "with": second })).await.refused(409, "on_hold");
    let message = mei.messages(&second).await[0]["id"].clone();
    let split = json!({ "from_message_id": message });
    mei.post(&format!("/conversations/{second}/split"), split).await.refused(409, "on_hold");
    owner.put("/reception", json!({ "locked": true })).await.is(200);
    let lin = app.agent("阿林").await;
    let (_, mine, more) = twice(&app, &lin).await;
    lin.act(&more, "assign", json!({ "assignee_id": lin.id })).await;
    mei.post(&format!("/conversations/{mine}/merge"), json!({ "with": more })).await.refused(403, "owned_by_colleague");
}

/// Somebody whom the shop vouches for in two inboxes: the conversation in each, the second one newer.
struct InTwo {
    shop: Visitor,
    club: Visitor,
    first: String,
    second: String,
    club_id: String,
}

async fn in_two(app: &TestApp, mei: &Staff) -> InTwo {
    let owner = app.owner().await;
    let inbox = owner.post("/inboxes", json!({ "name": "会员小店" })).await.is(201);
    let (club_id, club_key) = (id(&inbox), inbox["public_key"].as_str().expect("a key").to_owned());
    let mut buyers = Vec::new();
    for (inbox_id, key) in [(&app.shop.inbox_id, &app.shop.key), (&club_id, &club_key)] {
        let path = format!("/inboxes/{inbox_id}/identity_secret");
        let secret = owner.post(&path, json!({})).await.is(200)["secret"].as_str().expect("a secret").to_owned();
        let identity = word("HS256", &claims(app, "u-1", 3600), &secret);
        let opening = json!({ "key": key, "locale": "zh-CN", "identity": identity });
        let opened = app.anybody().post("/widget/session", opening).await.is(200);
        buyers.push(Visitor::known_by(app, &opened));
    }
    let [shop, club] = buyers.try_into().expect("two");
    let shop: Visitor = shop;
    let club: Visitor = club;
    assert_eq!(shop.customer_id, club.customer_id);
    let waiting = async |words: &str| {
        let found = mei.view("all").await;
        found.iter().find(|one| one["last_message"]["preview"] == words).map(id).expect("a conversation")
    };
    shop.say("网店买的鞋什么时候到").await;
    let first = waiting("网店买的鞋什么时候到").await;
    mei.reply(&first, "明天到").await;
    app.turn_clock(60);
    club.say("会员小店也问一下").await;
    let second = waiting("会员小店也问一下").await;
    InTwo { shop, club, first, second, club_id }
}

async fn two_inboxes_become_one_thread_and_each_is_read_where_it_was_said(app: TestApp) {
    let mei = app.agent("小梅").await;
    let InTwo { shop, club, first, second, .. } = in_two(&app, &mei).await;
    let (mut at_shop, mut at_club) = (shop.widget(&app, None).await, club.widget(&app, None).await);
    let done = merge(&mei, &first, &second).await;
    assert_eq!(id(&done["conversation"]), second, "it goes on where the buyer wrote last");
    let messages = mei.messages(&second).await;
    assert_eq!(said(&messages), ["网店买的鞋什么时候到", "明天到", "会员小店也问一下"]);
    let elsewhere = |one: &Value| (one["text"].clone(), one["inbox_id"].clone());
    let told: Vec<(Value, Value)> = messages.iter().filter(|one| one["kind"] == "text").map(elsewhere).collect();
    let from_shop = json!(app.shop.inbox_id);
    let expected = [
        (json!("网店买的鞋什么时候到"), from_shop.clone()),
        (json!("明天到"), from_shop.clone()),
        (json!("会员小店也问一下"), json!(null)),
    ];
    assert_eq!(told, expected);
    let line = messages.iter().find(|one| one["event"]["name"] == "merged").expect("a line");
    assert_eq!(line["event"]["data"]["inbox_id"], from_shop);

    let transcript = mei.get(&format!("/conversations/{second}/transcript")).await.is(200);
    let places = transcript["messages"].as_array().expect("a list").iter();
    let places: Vec<&Value> = places.map(|one| &one["inbox_name"]).collect();
    let shop_name = places[0].as_str().expect("a document says where it was said").to_owned();
    assert_eq!(places, [&json!(shop_name), &json!(shop_name), &json!(null)]);
    assert_ne!(transcript["inbox_name"], json!(shop_name));
    let text = mei.get(&format!("/conversations/{second}/transcript/text")).await.text();
    assert!(text.contains(&format!(" · 在「{shop_name}」: 明天到")), "{text}");

    // The buyer finds in each what was said there, and the answer where the conversation goes on.
    mei.reply(&second, "鞋明天到，小店照常").await;
    let heard = at_club.expect_event("message.created").await;
    assert_eq!(heard["data"]["message"]["text"], "鞋明天到，小店照常");
    assert_eq!(said(&club.messages().await), ["会员小店也问一下", "鞋明天到，小店照常"]);
    assert_eq!(said(&shop.messages().await), ["网店买的鞋什么时候到", "明天到"]);
    let reply = messages.iter().find(|one| one["text"] == "明天到").expect("the first reply");
    mei.delete(&format!("/conversations/{second}/messages/{}", id(reply))).await;
    let told = at_shop.expect_event("message.updated").await;
    assert_eq!(told["data"]["message"]["id"], reply["id"], "what was said there changes there");
    assert_eq!(told["data"]["conversation"], json!(null), "the conversation is not the one of this inbox");
    // Whoever writes there again begins anew.
    shop.say("网店再问一句").await;
    let begun = mei.view("all").await.into_iter().find(|one| one["last_message"]["preview"] == "网店再问一句");
    let begun = begun.expect("a new conversation");
    assert!(![&first, &second].contains(&&id(&begun)));
    assert_eq!(begun["inbox_id"], from_shop);
}

async fn of_two_inboxes_either_may_go_on(app: TestApp) {
    let mei = app.agent("小梅").await;
    let InTwo { shop, club, first, second, club_id } = in_two(&app, &mei).await;
    let at = format!("/conversations/{first}/merge");
    let stranger = app.visitor().await;
    stranger.say("别人").await;
    let theirs = stranger.conversation(&mei).await;
    mei.post(&at, json!({ "with": second, "into": theirs })).await.invalid("into", "unknown");
    let done = mei.post(&at, json!({ "with": second, "into": first })).await.is(200);
    assert_eq!(id(&done["conversation"]), first);
    let late = mei.messages(&first).await.into_iter().find(|one| one["text"] == "会员小店也问一下").expect("a message");
    assert_eq!(late["inbox_id"], json!(club_id));
    mei.reply(&first, "都在这里答您").await;
    assert_eq!(said(&shop.messages().await), ["网店买的鞋什么时候到", "明天到", "都在这里答您"]);
    assert_eq!(said(&club.messages().await), ["会员小店也问一下"]);
    // What was split off again stands in the inbox of the one that goes on, and is read where it was said.
    let split = json!({ "from_message_id": late["id"] });
    mei.post(&format!("/conversations/{first}/split"), split).await.is(200);
    assert_eq!(said(&club.messages().await), ["会员小店也问一下"]);

    let (_, older, newer) = twice(&app, &mei).await;
    let younger = json!({ "with": older, "into": newer });
    mei.post(&format!("/conversations/{newer}/merge"), younger).await.invalid("into", "younger");
}

async fn a_merge_of_two_inboxes_is_undone_to_the_letter(app: TestApp) {
    let mei = app.agent("小梅").await;
    let InTwo { shop, club, first, second, .. } = in_two(&app, &mei).await;
    let ids = [first.as_str(), second.as_str()];
    let before = everything(&mei, &ids).await;
    let done = merge(&mei, &second, &first).await;
    undo(&mei, &second, &done).await.is(200);
    assert_eq!(everything(&mei, &ids).await, before);
    shop.say("网店接着说").await;
    club.say("小店接着说").await;
    assert_eq!(said(&mei.messages(&first).await).last().map(String::as_str), Some("网店接着说"));
    assert_eq!(said(&mei.messages(&second).await).last().map(String::as_str), Some("小店接着说"));
}

async fn one_becomes_two_from_a_message_on(app: TestApp) {
    let mei = app.agent("小梅").await;
    let buyer = app.visitor().await;
    let opening = buyer.say("裙子什么时候发货").await;
    let first = buyer.conversation(&mei).await;
    mei.reply(&first, "明天发").await;
    app.turn_clock(60);
    let other = buyer.say("另外，上次的外套想退").await;
    mei.note(&first, "退货看一下吊牌").await;
    let at = format!("/conversations/{first}/split");
    mei.post(&at, json!({ "from_message_id": opening["id"] })).await.invalid("from_message_id", "first_message");
    mei.post(&at, json!({ "from_message_id": Uuid::now_v7() })).await.invalid("from_message_id", "unknown");
    let done = mei.post(&at, json!({ "from_message_id": other["id"] })).await.is(200);
    let second = id(&done["conversation"]);
    assert_eq!(id(&done["other"]), first);
    let (one, two) = (mei.conversation(&first).await, mei.conversation(&second).await);
    assert_eq!(said(&mei.messages(&first).await), ["裙子什么时候发货", "明天发"]);
    assert_eq!(said(&mei.messages(&second).await), ["另外，上次的外套想退", "退货看一下吊牌"]);
    assert_eq!((&one["status"], &one["waiting_since"]), (&json!("waiting"), &json!(null)));
    assert_eq!((&two["status"], &two["waiting_since"]), (&json!("open"), &other["created_at"]));
    assert_eq!((&two["assignee_id"], &two["created_at"]), (&json!(mei.id), &other["created_at"]));
    assert_eq!(two["number"].as_i64(), one["number"].as_i64().map(|number| number + 1));
    buyer.say("吊牌还在").await;
    assert_eq!(buyer.conversation(&mei).await, second, "the newest goes on");
    assert_eq!(said(&buyer.messages().await).len(), 4, "for its buyer nothing is split");
}

async fn a_split_is_undone_to_the_letter(app: TestApp) {
    let mei = app.agent("小梅").await;
    let buyer = app.visitor().await;
    buyer.say("第一句").await;
    let first = buyer.conversation(&mei).await;
    let second = buyer.say("第二句").await;
    buyer.say("第三句").await;
    mei.post(&format!("/conversations/{first}/read"), json!({ "seq": second["seq"] })).await.is(204);
    let before = everything(&mei, &[&first]).await;
    let at = format!("/conversations/{first}/split");
    let done = mei.post(&at, json!({ "from_message_id": second["id"] })).await.is(200);
    let apart = id(&done["conversation"]);
    assert_eq!(mei.conversation(&apart).await["unread"], 1);
    assert_eq!(mei.conversation(&first).await["unread"], 0);
    undo(&mei, &apart, &done).await.is(200);
    assert_eq!(everything(&mei, &[&first]).await, before);
    assert_eq!(mei.conversation(&apart).await["merged_into"], json!(first));
    assert_eq!(mei.view("queue").await.len(), 1);
}

async fn desks_and_widgets_follow(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (buyer, first, second) = twice(&app, &mei).await;
    let mut desk = mei.desk(&app, None).await;
    let mut widget = buyer.widget(&app, None).await;
    let done = merge(&mei, &first, &second).await;
    let told = desk.expect_event("conversation.merged").await;
    assert_eq!(told["data"]["conversation"]["id"], json!(second));
    assert_eq!(
        (&told["data"]["conversation"]["merged_into"], &told["data"]["conversation_id"]),
        (&json!(first), &json!(first))
    );
    let seen = widget.expect_event("conversation.updated").await;
    assert_eq!(seen["data"]["conversation"]["id"], json!(first));
    undo(&mei, &first, &done).await.is(200);
    let told = desk.expect_event("conversation.split").await;
    assert_eq!(
        (&told["data"]["conversation"]["id"], &told["data"]["conversation_id"]),
        (&json!(second), &json!(first))
    );
}

async fn a_late_desk_finds_every_message(app: TestApp) {
    let mei = app.agent("小梅").await;
    let since = mei.get("/views").await.is(200)["seq"].as_i64();
    let (_, first, second) = twice(&app, &mei).await;
    merge(&mei, &first, &second).await;
    let mut desk = mei.desk(&app, since).await;
    let mut words = Vec::new();
    while words.len() < 3 {
        let frame = desk.expect_event("message.created").await;
        let message = &frame["data"]["message"];
        assert!(message.is_object(), "an event finds its message where it is now: {frame}");
        if message["kind"] == "text" {
            assert_eq!(message["conversation_id"], json!(first));
            words.push(message["text"].clone());
        }
    }
    assert_eq!(words, ["裙子什么时候发货", "明天发", "还没发吗"]);
}

async fn figures_count_one(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (_, first, second) = twice(&app, &mei).await;
    let received = async || mei.get("/figures/today").await.is(200)["received"].clone();
    let before = received().await;
    let done = merge(&mei, &first, &second).await;
    assert_eq!(received().await, json!(before.as_i64().expect("a count") - 1));
    undo(&mei, &first, &done).await.is(200);
    assert_eq!(received().await, before);
}
