//! What conversations are about: a tree of tags, on conversations, in lists, and as the reason for which they are closed.

use serde_json::{Value, json};
use zhanggui::auth::Role;

use crate::harness::{Receiver, Staff, TestApp, Visitor, both_engines, eventually};
use crate::webhooks::make;

both_engines![
    a_tree_grows_and_every_change_is_told_and_recorded,
    a_tag_moves_with_all_that_is_below_it,
    two_moves_at_once_make_no_ring,
    names_places_and_versions_are_checked,
    what_is_archived_stays_on_old_conversations,
    a_conversation_is_tagged_once_however_often_it_is_asked,
    a_list_is_filtered_by_a_tag_and_what_is_below_it,
    a_reason_is_required_where_the_shop_says_so,
    nobody_is_asked_for_a_reason_that_cannot_be_given,
    other_systems_are_told_of_tags,
    the_starter_set_comes_once,
    what_is_erased_keeps_its_tags_and_takes_no_more,
    a_conversation_that_goes_takes_its_tags_along,
];

/// Makes a tag below another, or at the top; its id.
pub async fn grow(by: &Staff, parent: Option<&str>, name: &str) -> String {
    let tag = by.post("/tags", json!({ "parent_id": parent, "name": name })).await.is(201);
    tag["id"].as_str().expect("an id").to_owned()
}

/// 物流 (破损, 延误) and 质量.
struct Tags {
    delivery: String,
    broken: String,
    late: String,
    quality: String,
}

async fn plant(by: &Staff) -> Tags {
    let delivery = grow(by, None, "物流").await;
    let broken = grow(by, Some(&delivery), "破损").await;
    let late = grow(by, Some(&delivery), "延误").await;
    Tags { broken, late, quality: grow(by, None, "质量").await, delivery }
}

async fn asks(app: &TestApp, reader: &Staff) -> (Visitor, String) {
    let buyer = app.visitor().await;
    buyer.say("杯子碎了").await;
    let id = buyer.conversation(reader).await;
    (buyer, id)
}

pub async fn put(by: &Staff, conversation: &str, tags: &[&str]) -> Value {
    by.put(&format!("/conversations/{conversation}/tags"), json!({ "tag_ids": tags })).await.is(200)
}

/// The names of the tags below one, in their order.
async fn below(by: &Staff, parent: Option<&str>) -> Vec<String> {
    let list = by.get("/tags").await.is(200);
    let tags = list["items"].as_array().expect("a list").iter();
    let names = tags.filter(|tag| tag["parent_id"] == json!(parent)).map(|tag| tag["name"].as_str().expect("a name"));
    names.map(str::to_owned).collect()
}

async fn actions(owner: &Staff) -> Vec<String> {
    let log = owner.get("/audit").await.is(200);
    let entries = log["items"].as_array().expect("a list").iter();
    entries.map(|entry| entry["action"].as_str().expect("an action").to_owned()).collect()
}

async fn a_tree_grows_and_every_change_is_told_and_recorded(app: TestApp) {
    let (owner, lead, mei) = (app.owner().await, app.staff("组长", Role::Lead).await, app.agent("小梅").await);
    let mut desk = mei.desk(&app, None).await;
    let tag = lead.post("/tags", json!({ "parent_id": null, "name": " 物流 ", "hue": "orange" })).await.is(201);
    assert_eq!((&tag["name"], &tag["version"], &tag["position"]), (&json!("物流"), &json!(1), &json!(0)));
    desk.expect_event("tag.updated").await;
    let id = tag["id"].as_str().expect("an id");
    let child = lead.post("/tags", json!({ "parent_id": id, "name": "破损" })).await.is(201);
    assert_eq!(child["hue"], "orange", "a new one looks like the one above");

    let path = format!("/tags/{id}");
    let renamed = lead.patch(&path, json!({ "name": "配送", "hue": "teal" })).await.is(200);
    assert_eq!((&renamed["name"], &renamed["version"]), (&json!("配送"), &json!(2)));
    let same = lead.patch(&path, json!({ "name": "配送" })).await.is(200);
    assert_eq!(same["version"], json!(2), "nothing changed");
    lead.patch(&path, json!({ "archived": true })).await.is(200);
    lead.patch(&path, json!({ "archived": false })).await.is(200);
    let recorded = actions(&owner).await;
    for action in ["tag.created", "tag.updated", "tag.archived", "tag.restored"] {
        assert!(recorded.iter().any(|one| one == action), "{action}: {recorded:?}");
    }

    mei.post("/tags", json!({ "parent_id": null, "name": "我的" })).await.refused(403, "no_permission");
    assert_eq!(below(&mei, None).await, ["配送"]);
}

async fn a_tag_moves_with_all_that_is_below_it(app: TestApp) {
    let owner = app.owner().await;
    let tags = plant(&owner).await;
    let go = async |id: &str, parent: Option<&str>, position: u32| {
        owner.post(&format!("/tags/{id}/move"), json!({ "parent_id": parent, "position": position })).await
    };
    go(&tags.quality, None, 0).await.is(200);
    assert_eq!(below(&owner, None).await, ["质量", "物流"]);
    go(&tags.late, Some(&tags.delivery), 0).await.is(200);
    assert_eq!(below(&owner, Some(&tags.delivery)).await, ["延误", "破损"]);
    go(&tags.delivery, Some(&tags.quality), 99).await.is(200);
    assert_eq!(below(&owner, Some(&tags.quality)).await, ["物流"]);
    assert_eq!(below(&owner, Some(&tags.delivery)).await, ["延误", "破损"]);
    go(&tags.quality, Some(&tags.broken), 0).await.invalid("parent_id", "within_itself");
    assert!(actions(&owner).await.contains(&"tag.moved".to_owned()));
}

async fn two_moves_at_once_make_no_ring(app: TestApp) {
    let (owner, lead) = (app.owner().await, app.staff("组长", Role::Lead).await);
    let tags = plant(&owner).await;
    let go = async |by: &Staff, id: &str, parent: &str| {
        by.post(&format!("/tags/{id}/move"), json!({ "parent_id": parent, "position": 0 })).await.status
    };
    for _ in 0..5 {
        let said = tokio::join!(go(&owner, &tags.delivery, &tags.quality), go(&lead, &tags.quality, &tags.delivery));
        assert!(matches!(said, (200, 422) | (422, 200)), "{said:?}");
        for id in [&tags.delivery, &tags.quality] {
            owner.post(&format!("/tags/{id}/move"), json!({ "parent_id": null, "position": 0 })).await.is(200);
        }
    }
}

async fn names_places_and_versions_are_checked(app: TestApp) {
    let owner = app.owner().await;
    let tags = plant(&owner).await;
    let make = async |parent: &str, name: &str| owner.post("/tags", json!({ "parent_id": parent, "name": name })).await;
    make(&tags.delivery, "破损").await.invalid("name", "already_there");
    make(&tags.delivery, "  ").await.invalid("name", "required");
    let third = grow(&owner, Some(&tags.broken), "外箱").await;
    let fourth = grow(&owner, Some(&third), "压扁").await;
    make(&fourth, "一角").await.invalid("parent_id", "too_many_levels");
    owner
        .post(&format!("/tags/{}/move", tags.broken), json!({ "parent_id": tags.late, "position": 0 }))
        .await
        .invalid("parent_id", "too_many_levels");
    owner.post("/tags", json!({ "parent_id": null, "name": "x", "hue": "gold" })).await.is(422);

    let path = format!("/tags/{}", tags.late);
    let as_read = owner.with("if-match", "\"1\"");
    as_read.patch(&path, json!({ "name": "太慢" })).await.is(200);
    let stale = as_read.patch(&path, json!({ "name": "迟到" })).await.refused(409, "tag_changed");
    assert_eq!(stale["current"]["tag"]["name"], "太慢");
    let moved = json!({ "parent_id": null, "position": 0 });
    as_read.post(&format!("{path}/move"), moved).await.refused(409, "tag_changed");

    owner.patch(&path, json!({ "archived": true })).await.is(200);
    make(&tags.delivery, "太慢").await.invalid("name", "archived_there");
    make(&tags.late, "一周").await.invalid("parent_id", "archived");
}

async fn what_is_archived_stays_on_old_conversations(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let tags = plant(&owner).await;
    let (_, id) = asks(&app, &mei).await;
    put(&mei, &id, &[&tags.broken]).await;
    owner.patch(&format!("/tags/{}", tags.delivery), json!({ "archived": true })).await.is(200);

    let kept = put(&mei, &id, &[&tags.quality, &tags.broken]).await;
    assert_eq!(kept["tag_ids"], json!([tags.broken, tags.quality]));
    let (_, other) = asks(&app, &mei).await;
    let wanted = json!({ "tag_ids": [tags.broken] });
    mei.put(&format!("/conversations/{other}/tags"), wanted).await.invalid("tag_ids", "archived");
    let listed = mei.get(&format!("/conversations?tag_id={}", tags.delivery)).await.is(200);
    assert_eq!(listed["items"][0]["id"], json!(id), "old ones are still found by it");
}

async fn a_conversation_is_tagged_once_however_often_it_is_asked(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let viewer = app.staff("看客", Role::Viewer).await;
    let tags = plant(&owner).await;
    let (buyer, id) = asks(&app, &mei).await;
    let (mut desk, mut widget) = (owner.desk(&app, None).await, buyer.widget(&app, None).await);

    let tagged = put(&mei, &id, &[&tags.broken, &tags.quality]).await;
    assert_eq!(tagged["tag_ids"], json!([tags.broken, tags.quality]));
    let frame = desk.expect_event("conversation.updated").await;
    assert_eq!(frame["data"]["conversation"]["tag_ids"], tagged["tag_ids"]);
    let again = put(&mei, &id, &[&tags.quality, &tags.broken]).await;
    assert_eq!(again["version"], tagged["version"], "nothing changed");
    put(&mei, &id, &[&tags.broken, &tags.late]).await;

    let lines: Vec<Value> =
        mei.messages(&id).await.into_iter().filter(|line| line["event"]["name"] == "tagged").collect();
    assert_eq!(lines.len(), 2);
    let told = &lines[1]["event"]["data"];
    assert_eq!((&told["added"], &told["removed"]), (&json!([tags.late]), &json!([tags.quality])));
    assert_eq!(told["by"], json!(mei.id));
    assert_eq!(mei.view("queue").await[0]["tag_ids"], json!([tags.broken, tags.late]));

    let path = format!("/conversations/{id}/tags");
    viewer.put(&path, json!({ "tag_ids": [] })).await.refused(403, "no_permission");
    mei.put(&path, json!({ "tag_ids": [id] })).await.invalid("tag_ids", "unknown");
    assert_eq!(put(&mei, &id, &[]).await["tag_ids"], json!([]));
    assert_eq!(app.count("SELECT COUNT(*) FROM conversation_tags").await, 0);

    mei.reply(&id, "给您补发").await;
    widget.expect_event("message.created").await;
    let heard = json!(widget.heard).to_string();
    assert!(!heard.contains("tag") && !heard.contains(&tags.broken), "a buyer is told nothing of tags");
}

async fn a_list_is_filtered_by_a_tag_and_what_is_below_it(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let tags = plant(&owner).await;
    let mut ids = Vec::new();
    for tag in [&tags.broken, &tags.late, &tags.quality, &tags.delivery] {
        app.turn_clock(1);
        let (_, id) = asks(&app, &mei).await;
        put(&mei, &id, &[tag]).await;
        ids.push(id);
    }
    mei.act(&ids[1], "solve", json!({})).await;
    let found = async |query: String| {
        let list = mei.get(&format!("/conversations?{query}")).await.is(200);
        let items = list["items"].as_array().expect("a list").clone();
        (
            items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>(),
            list["next"].clone(),
        )
    };
    assert_eq!(found(format!("tag_id={}", tags.delivery)).await.0, [ids[0].clone(), ids[3].clone()]);
    assert_eq!(found(format!("tag_id={}&view=queue", tags.broken)).await.0, [ids[0].clone()]);
    assert_eq!(found(format!("tag_id={}&view=solved", tags.delivery)).await.0, [ids[1].clone()]);
    for view in ["mine", "snoozed", "offline"] {
        assert!(found(format!("tag_id={}&view={view}", tags.delivery)).await.0.is_empty(), "{view}");
    }
    let (first, next) = found(format!("tag_id={}&limit=1", tags.delivery)).await;
    let next = next.as_str().expect("another page");
    let (second, _) = found(format!("tag_id={}&limit=1&after={next}", tags.delivery)).await;
    assert_eq!([first, second].concat(), [ids[0].clone(), ids[3].clone()]);

    let usage = mei.get("/tags/usage").await.is(200);
    let of = |tag: &str| usage["items"].as_array().expect("a list").iter().find(|one| one["tag_id"] == tag).cloned();
    let whole = of(&tags.delivery).expect("it is used");
    assert_eq!((&whole["in_work"], &whole["solved"]), (&json!(2), &json!(1)));
    put(&mei, &ids[0], &[&tags.delivery, &tags.broken]).await;
    assert_eq!(mei.get("/tags/usage").await.is(200), usage, "a conversation counts once");
}

/// Makes 质量 the only reason to close a conversation for, below 结束原因.
async fn reasons(owner: &Staff, policy: &str) -> (String, String) {
    let root = grow(owner, None, "结束原因").await;
    let solved = grow(owner, Some(&root), "已解决").await;
    owner.put("/closing_reasons", json!({ "policy": policy, "root_id": root })).await.is(200);
    (root, solved)
}

async fn a_reason_is_required_where_the_shop_says_so(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let tags = plant(&owner).await;
    let (root, solved) = reasons(&owner, "offered").await;
    let (_, offered) = asks(&app, &mei).await;
    mei.act(&offered, "solve", json!({})).await;

    let required = json!({ "policy": "required", "root_id": root });
    let as_read = owner.with("if-match", "\"1\"");
    as_read.put("/closing_reasons", required.clone()).await.is(200);
    as_read.put("/closing_reasons", required).await.refused(409, "settings_changed");
    let (_, id) = asks(&app, &mei).await;
    put(&mei, &id, &[&tags.broken]).await;
    let path = format!("/conversations/{id}/solve");
    mei.post(&path, json!({})).await.refused(422, "closing_reason_required");
    mei.post(&path, json!({ "tag_ids": [root] })).await.refused(422, "closing_reason_required");
    assert_eq!(mei.conversation(&id).await["status"], "queued", "it is still to be done");
    assert_eq!(mei.conversation(&id).await["tag_ids"], json!([tags.broken]));

    let done = mei.post(&path, json!({ "tag_ids": [solved] })).await.is(200);
    assert_eq!((&done["status"], &done["tag_ids"]), (&json!("solved"), &json!([tags.broken, solved])));
    let line = mei.messages(&id).await.pop().expect("a line");
    assert_eq!((&line["event"]["name"], &line["event"]["data"]["added"]), (&json!("solved"), &json!([solved])));

    // A reason that was given before will do, and an inbox may have a rule of its own.
    let (_, other) = asks(&app, &mei).await;
    put(&mei, &other, &[&solved]).await;
    mei.act(&other, "solve", json!({})).await;
    let own = json!([{ "inbox_id": app.shop.inbox_id, "policy": "off" }]);
    let settings = json!({ "policy": "required", "root_id": root, "inboxes": own });
    owner.put("/closing_reasons", settings.clone()).await.is(200);
    let (_, free) = asks(&app, &mei).await;
    mei.act(&free, "solve", json!({})).await;
    assert_eq!(mei.get("/closing_reasons").await.is(200), settings);
    assert!(actions(&owner).await.contains(&"closing_reasons.updated".to_owned()));
    mei.put("/closing_reasons", json!({})).await.refused(403, "no_permission");
}

async fn nobody_is_asked_for_a_reason_that_cannot_be_given(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let tags = plant(&owner).await;
    let save = async |settings: Value| owner.put("/closing_reasons", settings).await;
    save(json!({ "policy": "required" })).await.invalid("root_id", "required");
    save(json!({ "policy": "required", "root_id": tags.quality })).await.invalid("root_id", "no_reasons");
    let twice = json!({ "inbox_id": app.shop.inbox_id, "policy": "off" });
    save(json!({ "inboxes": [twice, twice] })).await.invalid("inboxes", "doubled");
    save(json!({ "inboxes": [{ "inbox_id": tags.quality, "policy": "off" }] })).await.invalid("inboxes", "unknown");

    let (_, solved) = reasons(&owner, "required").await;
    owner.patch(&format!("/tags/{solved}"), json!({ "archived": true })).await.is(200);
    let (_, id) = asks(&app, &mei).await;
    mei.act(&id, "solve", json!({})).await;
}

async fn other_systems_are_told_of_tags(app: TestApp) {
    let (owner, mei, receiver) = (app.owner().await, app.agent("小梅").await, Receiver::start().await);
    let (_, solved) = reasons(&owner, "required").await;
    make(&owner, &receiver, json!(["conversation.tagged"])).await;
    let tags = plant(&owner).await;
    let (_, id) = asks(&app, &mei).await;
    put(&mei, &id, &[&tags.broken]).await;
    mei.act(&id, "solve", json!({ "tag_ids": [solved] })).await;
    let got = receiver.only(2).await;
    assert_eq!(got[0].json()["event"], "conversation.tagged");
    assert_eq!(got[1].json()["data"]["conversation"]["tag_ids"], json!([tags.broken, solved]));
}

async fn the_starter_set_comes_once(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    grow(&owner, None, "售后").await;
    let added = owner.post("/tags/starter_set", json!({ "locale": "zh-CN" })).await.is(200);
    assert!(added["created"].as_i64().expect("a number") > 30);
    assert_eq!(below(&owner, None).await, ["售后", "售前", "情绪", "结束原因"]);
    let again = owner.post("/tags/starter_set", json!({ "locale": "zh-CN" })).await.is(200);
    assert_eq!(again["created"], 0);
    owner.post("/tags/starter_set", json!({ "locale": "fr" })).await.invalid("locale", "unknown_locale");
    mei.post("/tags/starter_set", json!({})).await.refused(403, "no_permission");
}

async fn what_is_erased_keeps_its_tags_and_takes_no_more(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let tags = plant(&owner).await;
    let (buyer, id) = asks(&app, &mei).await;
    put(&mei, &id, &[&tags.broken]).await;
    let customer = format!("/customers/{}", buyer.customer_id);
    let name = owner.get(&customer).await.is(200)["name"].clone();
    owner.post(&format!("{customer}/erasure"), json!({ "name": name })).await.is(202);
    eventually("nobody", async || mei.conversation(&id).await["customer"]["erased"] == true).await;
    assert_eq!(mei.conversation(&id).await["tag_ids"], json!([tags.broken]), "they name nobody");
    let wanted = json!({ "tag_ids": [tags.late] });
    mei.put(&format!("/conversations/{id}/tags"), wanted).await.refused(409, "customer_erased");
}

async fn a_conversation_that_goes_takes_its_tags_along(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let tags = plant(&owner).await;
    let (_, id) = asks(&app, &mei).await;
    put(&mei, &id, &[&tags.broken]).await;
    mei.act(&id, "solve", json!({})).await;
    let rule = json!({ "subject": "conversations", "days": 30, "ending": "erase" });
    owner.put("/retention", json!({ "rules": [rule] })).await.is(200);
    app.meddle("UPDATE conversations SET solved_at = solved_at - 3456000000").await;
    app.turn_clock(24 * 3600);
    eventually("it is gone", async || app.count("SELECT COUNT(*) FROM conversations").await == 0).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM conversation_tags").await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM tags").await, 4);
}
