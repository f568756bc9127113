//! Lists of conversations that colleagues make: for themselves, or for all.

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::auth::Role;

use crate::harness::{Staff, TestApp, Visitor, both_engines};

both_engines![
    a_filter_holds_that_of_which_all_is_true,
    pages_of_a_filter_follow_each_other,
    what_is_ones_own_is_nobody_elses,
    a_view_of_the_shop_is_told_and_recorded,
    nobody_overwrites_what_they_have_not_read,
    what_was_deleted_comes_back_for_a_day,
    what_no_filter_says_is_refused,
];

async fn asks(app: &TestApp, reader: &Staff, words: &str) -> (Visitor, String) {
    let buyer = app.visitor().await;
    buyer.say(words).await;
    let id = buyer.conversation(reader).await;
    (buyer, id)
}

fn path(filter: &Value) -> String {
    let text: String = url::form_urlencoded::byte_serialize(filter.to_string().as_bytes()).collect();
    format!("/conversations?filter={text}")
}

/// The ids that a filter holds, in their order.
async fn held(by: &Staff, filter: Value) -> Vec<String> {
    let page = by.get(&path(&filter)).await.is(200);
    let ids: Vec<String> = page["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["id"].as_str().expect("an id").to_owned())
        .collect();
    let counted = by.post("/conversations/count", json!({ "filter": filter })).await.is(200);
    assert_eq!(counted["count"], ids.len(), "what is counted is what is listed: {filter}");
    ids
}

async fn make(by: &Staff, name: &str, shared: bool, filter: Value) -> Value {
    let body = json!({ "client_id": Uuid::now_v7(), "name": name, "shared": shared, "filter": filter });
    by.post("/saved_views", body).await.is(201)
}

async fn seen(by: &Staff) -> Vec<String> {
    let list = by.get("/saved_views").await.is(200);
    let names = list["items"].as_array().expect("a list").iter();
    names.map(|view| view["name"].as_str().expect("a name").to_owned()).collect()
}

fn at(view: &Value) -> String {
    format!("/saved_views/{}", view["id"].as_str().expect("an id"))
}

async fn a_filter_holds_that_of_which_all_is_true(app: TestApp) {
    let (owner, mei, lin) = (app.owner().await, app.agent("小梅").await, app.agent("阿林").await);
    let (vip, first) = asks(&app, &mei, "会员的问题").await;
    let customer = format!("/customers/{}", vip.customer_id);
    owner.patch(&customer, json!({ "tier": "VIP" })).await.is(200);
    app.turn_clock(600);
    let (_, second) = asks(&app, &mei, "新客的问题").await;
    let (_, third) = asks(&app, &mei, "别的问题").await;
    mei.act(&second, "assign", json!({ "assignee_id": mei.id })).await;
    lin.act(&third, "assign", json!({ "assignee_id": lin.id })).await;
    mei.reply(&second, "您好").await;

    let (first, second, third) = (first.as_str(), second.as_str(), third.as_str());
    let all = [first, third, second];
    assert_eq!(held(&mei, json!({})).await, all, "who waits comes first");
    assert_eq!(held(&mei, json!({ "assigned_to_me": true })).await, [second]);
    assert_eq!(held(&lin, json!({ "assigned_to_me": true })).await, [third]);
    assert_eq!(held(&mei, json!({ "unassigned": true })).await, [first]);
    let either = json!({ "unassigned": true, "assignee_ids": [lin.id] });
    assert_eq!(held(&mei, either).await, [first, third]);
    assert_eq!(held(&mei, json!({ "tiers": ["VIP", "SVIP"] })).await, [first]);
    assert_eq!(held(&mei, json!({ "awaits_reply": false })).await, [second]);
    assert_eq!(held(&mei, json!({ "waiting_minutes": 10 })).await, [first]);
    assert_eq!(held(&mei, json!({ "waiting_minutes": 11 })).await, Vec::<String>::new());
    assert_eq!(held(&mei, json!({ "inbox_ids": [Uuid::now_v7()] })).await, Vec::<String>::new());

    let delivery = owner.post("/tags", json!({ "parent_id": null, "name": "物流" })).await.is(201)["id"].clone();
    let late = owner.post("/tags", json!({ "parent_id": delivery, "name": "延误" })).await.is(201)["id"].clone();
    mei.put(&format!("/conversations/{first}/tags"), json!({ "tag_ids": [late] })).await.is(200);
    assert_eq!(held(&mei, json!({ "tag_ids": [delivery] })).await, [first], "with what lies below it");
    assert_eq!(held(&mei, json!({ "without_tag_ids": [delivery] })).await, [third, second]);

    mei.act(second, "solve", json!({})).await;
    assert_eq!(held(&mei, json!({})).await, [first, third], "in work, where no status is said");
    assert_eq!(held(&mei, json!({ "statuses": ["solved"] })).await, [second]);
    let both = json!({ "statuses": ["solved", "open"], "assignee_ids": [mei.id, lin.id] });
    assert_eq!(held(&mei, both).await, [third, second]);
    app.turn_clock(2 * 86_400);
    assert_eq!(held(&mei, json!({ "created_days": 1 })).await, Vec::<String>::new());
    assert_eq!(held(&mei, json!({ "quiet_hours": 24, "tiers": ["VIP"] })).await, [first]);
}

async fn pages_of_a_filter_follow_each_other(app: TestApp) {
    let mei = app.agent("小梅").await;
    let mut asked = Vec::new();
    for words in ["一", "二", "三", "四", "五"] {
        asked.push(asks(&app, &mei, words).await.1);
        app.turn_clock(1);
    }
    let filter = path(&json!({ "awaits_reply": true }));
    let mut found = Vec::new();
    let mut after = String::new();
    for _ in 0..3 {
        let page = mei.get(&format!("{filter}&limit=2{after}")).await.is(200);
        let items = page["items"].as_array().expect("a list");
        found.extend(items.iter().map(|one| one["id"].as_str().expect("an id").to_owned()));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(found, asked);
}

async fn what_is_ones_own_is_nobody_elses(app: TestApp) {
    let (mei, lin, owner) = (app.agent("小梅").await, app.agent("阿林").await, app.owner().await);
    let filter = json!({ "assigned_to_me": true, "awaits_reply": true });
    let client_id = Uuid::now_v7();
    let body = json!({ "client_id": client_id, "name": " 等我的 ", "shared": false, "filter": filter });
    let view = mei.post("/saved_views", body.clone()).await.is(201);
    assert_eq!((&view["name"], &view["shared"]), (&json!("等我的"), &json!(false)));
    assert_eq!(mei.post("/saved_views", body.clone()).await.is(201)["id"], view["id"], "tried again, it is made once");
    assert_ne!(lin.post("/saved_views", body).await.is(201)["id"], view["id"], "another's id is another view");

    let (_, id) = asks(&app, &mei, "在吗").await;
    mei.act(&id, "assign", json!({ "assignee_id": mei.id })).await;
    let list = mei.get("/saved_views").await.is(200);
    assert_eq!((&list["items"][0]["count"], &list["items"][0]["waiting"]), (&json!(1), &json!(1)));
    let list = lin.get("/saved_views").await.is(200);
    assert_eq!(list["items"][0]["count"], 0, "it holds what is theirs who looks");

    assert!(seen(&owner).await.is_empty());
    let other = json!({ "name": "别的", "shared": false, "filter": {} });
    owner.put(&at(&view), other).await.is(404);
    owner.delete(&at(&view)).await.is(404);
    assert!(
        owner.get("/audit").await.is(200)["items"]
            .as_array()
            .expect("a list")
            .iter()
            .all(|entry| { !entry["action"].as_str().expect("an action").starts_with("saved_view") })
    );
}

async fn a_view_of_the_shop_is_told_and_recorded(app: TestApp) {
    let (lead, mei) = (app.staff("组长", Role::Lead).await, app.agent("小梅").await);
    let mut desk = mei.desk(&app, None).await;
    let refused = json!({ "client_id": Uuid::now_v7(), "name": "久等的", "shared": true, "filter": {} });
    mei.post("/saved_views", refused).await.refused(403, "no_permission");
    let view = make(&lead, "久等的", true, json!({ "waiting_minutes": 5 })).await;
    desk.expect_event("saved_views.updated").await;
    assert_eq!(seen(&mei).await, ["久等的"]);
    mei.put(&at(&view), json!({ "name": "我的", "shared": false, "filter": {} })).await.refused(403, "no_permission");
    mei.delete(&at(&view)).await.refused(403, "no_permission");

    let wider = json!({ "name": "等了三分钟", "shared": true, "filter": { "waiting_minutes": 3 } });
    let wider = lead.put(&at(&view), wider).await.is(200);
    assert_eq!((&wider["version"], &wider["filter"]["waiting_minutes"]), (&json!(2), &json!(3)));
    desk.expect_event("saved_views.updated").await;
    lead.put(&at(&view), json!({ "name": "等了三分钟", "shared": false, "filter": {} })).await.is(200);
    desk.expect_event("saved_views.updated").await;
    assert!(seen(&mei).await.is_empty(), "taken back by whoever made it their own");

    let log = app.owner().await.get("/audit").await.is(200);
    let actions: Vec<&str> = log["items"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|entry| entry["action"].as_str().filter(|action| action.starts_with("saved_view")))
        .collect();
    assert_eq!(actions, ["saved_view.updated", "saved_view.updated", "saved_view.created"]);
}

async fn nobody_overwrites_what_they_have_not_read(app: TestApp) {
    let lead = app.staff("组长", Role::Lead).await;
    let view = make(&lead, "会员", true, json!({ "tiers": ["VIP"] })).await;
    let body = json!({ "name": "会员", "shared": true, "filter": { "tiers": ["VIP", "SVIP"] } });
    let as_read = lead.with("if-match", "\"1\"");
    as_read.put(&at(&view), body.clone()).await.is(200);
    as_read.put(&at(&view), body).await.refused(409, "saved_view_changed");
}

async fn what_was_deleted_comes_back_for_a_day(app: TestApp) {
    let mei = app.agent("小梅").await;
    let gone = make(&mei, "一", false, json!({})).await;
    app.turn_clock(1);
    let later = make(&mei, "二", false, json!({})).await;
    mei.delete(&at(&gone)).await.is(204);
    assert_eq!(seen(&mei).await, ["二"]);
    mei.delete(&at(&gone)).await.is(404);
    let back = mei.post(&format!("{}/restore", at(&gone)), json!({})).await.is(200);
    assert_eq!(back["name"], "一");
    assert_eq!(seen(&mei).await, ["一", "二"]);
    mei.delete(&at(&gone)).await.is(204);
    app.turn_clock(86_401);
    mei.delete(&at(&later)).await.is(204);
    mei.post(&format!("{}/restore", at(&gone)), json!({})).await.is(404);
    mei.post(&format!("{}/restore", at(&later)), json!({})).await.is(200);
}

async fn what_no_filter_says_is_refused(app: TestApp) {
    let mei = app.agent("小梅").await;
    let refused = async |filter: Value, field: &str, code: &str| {
        mei.get(&path(&filter)).await.invalid(field, code);
    };
    refused(json!([]), "filter", "not_a_filter").await;
    refused(json!({ "sql": "1=1" }), "filter", "not_a_filter").await;
    refused(json!({ "statuses": ["gone"] }), "filter", "not_a_filter").await;
    refused(json!({ "waiting_minutes": 0 }), "waiting_minutes", "out_of_range").await;
    refused(json!({ "quiet_hours": 9000 }), "quiet_hours", "out_of_range").await;
    refused(json!({ "created_days": -1 }), "created_days", "out_of_range").await;
    refused(json!({ "tiers": vec!["VIP"; 21] }), "tiers", "too_many").await;
    refused(json!({ "tiers": [""] }), "tiers", "out_of_range").await;
    let quoted = json!({ "tiers": ["' OR 1=1 --"] });
    assert!(held(&mei, quoted).await.is_empty());
    let body = json!({ "client_id": Uuid::now_v7(), "name": " ", "shared": false, "filter": {} });
    mei.post("/saved_views", body).await.invalid("name", "required");
    for number in 0..50 {
        make(&mei, &format!("第{number}个"), false, json!({})).await;
    }
    let one_more = json!({ "client_id": Uuid::now_v7(), "name": "多一个", "shared": false, "filter": {} });
    mei.post("/saved_views", one_more).await.refused(409, "too_many_saved_views");
}
