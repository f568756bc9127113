//! K8, K11, K12: replies that need not be typed again are the shop's or one's own, are filled in for a conversation, and
//! say what is missing.

use serde_json::{Value, json};
use zhanggui::auth::Role;

use crate::harness::{Shop, Staff, TestApp, both_engines, png};

both_engines![
    a_reply_is_written_changed_deleted_and_brought_back,
    a_reply_is_filled_in_for_a_conversation,
    what_is_wrong_with_a_template_is_told_by_its_place,
    hostile_templates_are_refused,
    a_buyers_name_is_never_read_as_a_template,
    ones_own_replies_are_nobody_elses,
    leads_write_for_all_and_agents_for_themselves,
    two_editors_of_a_reply_do_not_overwrite_each_other,
    folders_and_replies_stand_in_their_order,
    a_shortcut_leads_to_one_reply,
    a_file_of_a_reply_stays_as_long_as_the_reply,
    what_is_sent_is_counted,
    a_shop_begins_with_a_set,
    two_shops_never_mix,
];

pub async fn all(by: &Staff) -> Value {
    by.get("/canned_replies").await.is(200)
}

/// A shop without the replies that it began with.
pub async fn clear(app: &TestApp) {
    app.meddle("DELETE FROM canned_replies").await;
    app.meddle("DELETE FROM canned_reply_folders").await;
}

fn content(shared: bool, title: &str, text: &str) -> Value {
    json!({ "shared": shared, "title": title, "text": text })
}

async fn make(by: &Staff, shared: bool, title: &str, text: &str) -> Value {
    by.post("/canned_replies", content(shared, title, text)).await.is(201)
}

async fn folder(by: &Staff, shared: bool, parent: &Value, name: &str) -> Value {
    let body = json!({ "shared": shared, "parent_id": parent, "name": name });
    by.post("/canned_reply_folders", body).await.is(201)["id"].clone()
}

fn path(reply: &Value) -> String {
    format!("/canned_replies/{}", reply["id"].as_str().expect("an id"))
}

fn titles(list: &Value) -> Vec<&str> {
    list["items"].as_array().expect("a list").iter().map(|reply| reply["title"].as_str().expect("a title")).collect()
}

/// A conversation of a buyer whom the shop calls so; its path in bodies.
async fn conversation(app: &TestApp, name: &str) -> Value {
    let (owner, buyer) = (app.owner().await, app.visitor().await);
    buyer.say("在吗").await;
    owner.patch(&format!("/customers/{}", buyer.customer_id), json!({ "name": name })).await.is(200);
    json!({ "conversation_id": buyer.conversation(&owner).await })
}

async fn a_reply_is_written_changed_deleted_and_brought_back(app: TestApp) {
    clear(&app).await;
    let owner = app.owner().await;
    let made = make(&owner, true, "问候", "您好").await;
    assert_eq!((&made["shared"], &made["uses"], &made["changed_by"]), (&json!(true), &json!(0), &json!(owner.id)));
    assert_eq!(owner.get(&path(&made)).await.is(200), made);
    let changed = owner.put(&path(&made), content(true, "问候", "您好呀")).await.is(200);
    assert_eq!((&changed["id"], &changed["text"]), (&made["id"], &json!("您好呀")));

    owner.delete(&path(&made)).await.is(204);
    owner.get(&path(&made)).await.refused(404, "not_found");
    assert_eq!(all(&owner).await["items"], json!([]));
    let back = owner.post(&format!("{}/restore", path(&made)), json!({})).await.is(200);
    assert_eq!((&back["id"], &back["text"]), (&made["id"], &json!("您好呀")));
    owner.post(&format!("{}/restore", path(&made)), json!({})).await.refused(404, "not_found");

    let log = owner.get("/audit?action=canned_reply").await.is(200);
    let actions: Vec<_> = log["items"].as_array().expect("a list").iter().map(|entry| &entry["action"]).collect();
    let told = ["canned_reply.restored", "canned_reply.deleted", "canned_reply.updated", "canned_reply.created"];
    assert_eq!(actions, told, "{log}");
    assert!(log["items"][2]["changes"].to_string().contains("您好呀"), "{log}");

    owner.delete(&path(&made)).await.is(204);
    app.turn_clock(2 * 86_400);
    let other = make(&owner, true, "别的", "别的").await;
    owner.delete(&path(&other)).await.is(204);
    owner.post(&format!("{}/restore", path(&made)), json!({})).await.refused(404, "not_found");

    for (wrong, field, code) in [
        (json!({ "shared": true, "title": " ", "text": "a" }), "title", "required"),
        (json!({ "shared": true, "title": "a", "text": " " }), "text", "required"),
        (json!({ "shared": true, "title": "a", "text": "长".repeat(2001) }), "text", "too_long"),
        (json!({ "shared": true, "title": "a", "text": "a", "shortcut": "a b" }), "shortcut", "not_one_word"),
        (json!({ "shared": true, "title": "a", "text": "a", "folder_id": made["id"] }), "folder_id", "unknown"),
        (
            json!({ "shared": true, "title": "a", "card": { "type": "link", "title": "a", "url": "javascript:1" } }),
            "card.url",
            "not_a_web_address",
        ),
    ] {
        owner.post("/canned_replies", wrong).await.invalid(field, code);
    }
}

async fn a_reply_is_filled_in_for_a_conversation(app: TestApp) {
    let mei = app.agent("小梅").await;
    let template = "{{ time.greeting }}，{{ customer.name }}！{{ shop.name }}的{{ agent.name }}，\
        {{ time.date }}，第 {{ conversation.number }} 号。{{ customer.tier | default('会员') }}，\
        单号 {{ order.tracking }}，还是 {{ order.tracking }}。";
    let reply = make(&mei, false, "全部", template).await;
    let known = conversation(&app, "林小满").await;
    let said = mei.post(&format!("{}/render", path(&reply)), known).await.is(200);
    let told = "中午好，林小满！青禾外套的小梅，11月11日，第 1 号。会员，单号 ____，还是 ____。";
    assert_eq!((&said["text"], &said["missing"]), (&json!(told), &json!(["order.tracking"])));
    let parts = said["parts"].as_array().expect("a list");
    let joined: String = parts.iter().map(|part| part["text"].as_str().expect("a text")).collect();
    assert_eq!(joined, told);

    // What we call somebody without a name greets nobody.
    let (buyer, short) = (app.visitor().await, make(&mei, false, "名字", "{{ customer.name }}您好").await);
    buyer.say("有人吗").await;
    let nobody = json!({ "conversation_id": buyer.conversation(&mei).await });
    let said = mei.post(&format!("{}/render", path(&short)), nobody).await.is(200);
    assert_eq!((&said["text"], &said["missing"]), (&json!("____您好"), &json!(["customer.name"])));
    let gone = json!({ "conversation_id": uuid::Uuid::now_v7() });
    mei.post(&format!("{}/render", path(&short)), gone).await.refused(404, "not_found");

    let tried = mei.post("/canned_replies/preview", json!({ "text": "{{ customer.name }}" })).await.is(200);
    assert_eq!((&tried["faults"], &tried["rendered"]["text"]), (&json!([]), &json!("林小满")), "an example is there");
    let names = mei.get("/canned_replies/variables").await.is(200);
    let reserved = names["items"].as_array().expect("a list").iter().filter(|name| name["reserved"] == true).count();
    assert_eq!(reserved, 5, "{names}");
}

async fn what_is_wrong_with_a_template_is_told_by_its_place(app: TestApp) {
    let mei = app.agent("小梅").await;
    let text = "您好\n{{ customer.nmae }}{{ shop.name | shout }}";
    let faults = json!([
        { "line": 2, "column": 4, "code": "unknown_variable", "found": "customer.nmae" },
        { "line": 2, "column": 35, "code": "unknown_filter", "found": "shout" },
    ]);
    let tried = mei.post("/canned_replies/preview", json!({ "text": text })).await.is(200);
    assert_eq!(tried, json!({ "faults": faults, "rendered": null }));
    let problem = mei.post("/canned_replies", content(false, "错", text)).await.refused(422, "invalid_template");
    let first = json!({ "row": 2, "column": 4, "found": "customer.nmae", "field": "text", "code": "unknown_variable" });
    assert_eq!((&problem["errors"][0], &problem["error_count"]), (&first, &json!(2)));
    let open = content(false, "错", "一\n二 {{ shop.name");
    let problem = mei.post("/canned_replies", open).await.refused(422, "invalid_template");
    assert_eq!((&problem["errors"][0]["row"], &problem["errors"][0]["code"]), (&json!(2), &json!("syntax")));
}

async fn hostile_templates_are_refused(app: TestApp) {
    let mei = app.agent("小梅").await;
    let nested = format!("{{{{ {}1{} }}}}", "(".repeat(990), ")".repeat(990));
    for text in [
        "{% for a in 'aaaa' %}{% for b in 'aaaa' %}{{ a }}{% endfor %}{% endfor %}",
        "{% set a = 'aaaa' %}{% set a = a ~ a %}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% include '/etc/passwd' %}",
        "{% import '/etc/passwd' as p %}{{ p }}",
        "{{ 'a' * 100000000 }}",
        "{{ range(100000000) }}",
        "{{ shop.name.__class__ }}",
        "{{ customer.name() }}",
        "{{ ['a'] | join }}",
        &nested,
    ] {
        mei.post("/canned_replies", content(false, "坏", text)).await.refused(422, "invalid_template");
        let tried = mei.post("/canned_replies/preview", json!({ "text": text })).await.is(200);
        assert_eq!(tried["rendered"], Value::Null, "{text}");
        assert_ne!(tried["faults"], json!([]), "{text}");
    }
}

async fn a_buyers_name_is_never_read_as_a_template(app: TestApp) {
    let mei = app.agent("小梅").await;
    let reply = make(&mei, false, "名字", "{{ customer.name }}您好").await;
    for name in ["{{ agent.name }}", "{% for a in b %}", "{{", "<b>a</b>"] {
        let known = conversation(&app, name).await;
        let said = mei.post(&format!("{}/render", path(&reply)), known).await.is(200);
        assert_eq!((&said["text"], &said["missing"]), (&json!(format!("{name}您好")), &json!([])));
    }
}

async fn ones_own_replies_are_nobody_elses(app: TestApp) {
    clear(&app).await;
    let (mei, lin, owner) = (app.agent("小梅").await, app.agent("阿林").await, app.owner().await);
    let drawer = folder(&mei, false, &Value::Null, "我的抽屉").await;
    let mine = mei
        .post("/canned_replies", json!({ "shared": false, "folder_id": drawer, "title": "私房话", "text": "只给我看" }))
        .await
        .is(201);
    let known = conversation(&app, "林小满").await;
    let absent = json!({ "id": uuid::Uuid::now_v7() });
    for other in [&lin, &owner] {
        let listed = all(other).await.to_string();
        assert!(!listed.contains("私房话") && !listed.contains("我的抽屉"), "{listed}");
        let table = other.get("/canned_replies/export").await.text();
        assert!(!table.contains("私房话"), "{table}");
        for reply in [&mine, &absent] {
            other.get(&path(reply)).await.refused(404, "not_found");
            other.put(&path(reply), content(true, "我的了", "a")).await.refused(404, "not_found");
            other.post(&format!("{}/render", path(reply)), known.clone()).await.refused(404, "not_found");
            other.post(&format!("{}/use", path(reply)), json!({})).await.refused(404, "not_found");
            other.delete(&path(reply)).await.refused(404, "not_found");
            let order = json!({ "shared": false, "folder_id": null, "ids": [reply["id"]] });
            other.put("/canned_replies/order", order).await.invalid("ids", "unknown");
        }
        let drawer_path = format!("/canned_reply_folders/{}", drawer.as_str().expect("an id"));
        other.patch(&drawer_path, json!({ "name": "偷" })).await.refused(404, "not_found");
        other.delete(&drawer_path).await.refused(404, "not_found");
        let into = json!({ "shared": false, "folder_id": drawer, "title": "塞", "text": "塞" });
        other.post("/canned_replies", into).await.invalid("folder_id", "unknown");
    }
    mei.delete(&path(&mine)).await.is(204);
    lin.post(&format!("{}/restore", path(&mine)), json!({})).await.refused(404, "not_found");
    mei.post(&format!("{}/restore", path(&mine)), json!({})).await.is(200);
    let log = owner.get("/audit?limit=200").await.is(200).to_string();
    assert!(!log.contains("私房话"), "what is one's own stays out of the log");
}

async fn leads_write_for_all_and_agents_for_themselves(app: TestApp) {
    clear(&app).await;
    let (lead, mei) = (app.staff("组长", Role::Lead).await, app.agent("小梅").await);
    let (viewer, operations) = (app.staff("看客", Role::Viewer).await, app.staff("运营", Role::Operations).await);
    let mut desk = mei.desk(&app, None).await;
    make(&lead, false, "组长自己的", "只有我").await;
    let shared = make(&lead, true, "大家的", "大家好").await;
    desk.expect_where("what is shared", |frame| frame["name"] == "canned_replies.updated").await;
    let heard = desk.heard.iter().filter(|frame| frame["name"] == "canned_replies.updated").count();
    assert_eq!(heard, 1, "what is one's own is told to nobody");
    mei.post("/canned_replies", content(true, "也想", "写")).await.refused(403, "no_permission");
    mei.put(&path(&shared), content(true, "也想", "改")).await.refused(403, "no_permission");
    mei.put(&path(&shared), content(false, "归我", "拿")).await.refused(403, "no_permission");
    mei.delete(&path(&shared)).await.refused(403, "no_permission");
    let body = json!({ "shared": true, "parent_id": null, "name": "夹" });
    mei.post("/canned_reply_folders", body).await.refused(403, "no_permission");
    viewer.post("/canned_replies", content(false, "看客", "写")).await.refused(403, "no_permission");
    operations.post("/canned_replies", content(false, "运营", "写")).await.refused(403, "no_permission");
    for anybody in [&mei, &viewer, &operations] {
        assert_eq!(titles(&all(anybody).await), ["大家的"]);
    }
    // What one wrote for oneself becomes everybody's, and the other way round.
    let own = make(&lead, false, "先自用", "好用").await;
    assert_eq!(titles(&all(&mei).await), ["大家的"]);
    lead.put(&path(&own), content(true, "先自用", "好用")).await.is(200);
    assert_eq!(titles(&all(&mei).await), ["大家的", "先自用"]);
    lead.put(&path(&own), content(false, "先自用", "好用")).await.is(200);
    assert_eq!(titles(&all(&mei).await), ["大家的"]);
}

async fn two_editors_of_a_reply_do_not_overwrite_each_other(app: TestApp) {
    let (owner, lead) = (app.owner().await, app.staff("组长", Role::Lead).await);
    let made = make(&owner, true, "问候", "您好").await;
    let tag = owner.get(&path(&made)).await.header("etag").to_owned();
    lead.put(&path(&made), content(true, "问候", "组长改的")).await.is(200);
    let late = |text: &str| json!({ "shared": true, "title": "问候", "text": text }).to_string();
    let client = owner.with("if-match", tag);
    let raw = |text: &str| {
        let (client, path, body) = (client.clone(), format!("/api/v1{}", path(&made)), late(text));
        async move { client.raw("PUT", &path, Some("application/json"), body.into()).await }
    };
    let problem = raw("掌柜改的").await.refused(409, "canned_reply_changed");
    assert_eq!(problem["current"]["text"], "组长改的");
    assert_eq!(owner.get(&path(&made)).await.is(200)["text"], "组长改的");
}

async fn folders_and_replies_stand_in_their_order(app: TestApp) {
    clear(&app).await;
    let owner = app.owner().await;
    let outer = folder(&owner, true, &Value::Null, "物流").await;
    let inner = folder(&owner, true, &outer, "催件").await;
    let other = folder(&owner, true, &Value::Null, "尺码").await;
    let nested = |parent: &Value, name: &str| json!({ "shared": true, "parent_id": parent, "name": name });
    owner.post("/canned_reply_folders", nested(&inner, "太深")).await.invalid("parent_id", "too_nested");
    owner.post("/canned_reply_folders", nested(&Value::Null, "物流")).await.invalid("name", "already_there");
    let own = json!({ "shared": false, "parent_id": outer, "name": "我的" });
    owner.post("/canned_reply_folders", own).await.invalid("parent_id", "unknown");

    let order = json!({ "shared": true, "parent_id": null, "ids": [other, outer] });
    owner.put("/canned_reply_folders/order", order).await.is(204);
    let names = |list: &Value| -> Vec<String> {
        let top = list["folders"].as_array().expect("a list").iter().filter(|folder| folder["parent_id"].is_null());
        top.map(|folder| folder["name"].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(names(&all(&owner).await), ["尺码", "物流"]);
    let order = json!({ "shared": true, "parent_id": other, "ids": [outer] });
    owner.put("/canned_reply_folders/order", order).await.invalid("parent_id", "too_nested");

    let (first, second) = (make(&owner, true, "一", "一").await, make(&owner, true, "二", "二").await);
    let order = |ids: Value, into: &Value| json!({ "shared": true, "folder_id": into, "ids": ids });
    owner.put("/canned_replies/order", order(json!([second["id"], first["id"]]), &Value::Null)).await.is(204);
    assert_eq!(titles(&all(&owner).await), ["二", "一"]);
    let doubled = order(json!([first["id"], first["id"]]), &Value::Null);
    owner.put("/canned_replies/order", doubled).await.invalid("ids", "doubled");
    owner.put("/canned_replies/order", order(json!([first["id"]]), &inner)).await.is(204);
    let moved = owner.get(&path(&first)).await.is(200);
    assert_eq!(moved["folder_id"], inner);

    let drawer = |id: &Value| format!("/canned_reply_folders/{}", id.as_str().expect("an id"));
    owner.delete(&drawer(&inner)).await.refused(409, "folder_in_use");
    owner.delete(&drawer(&outer)).await.refused(409, "folder_in_use");
    assert_eq!(owner.patch(&drawer(&inner), json!({ "name": "追件" })).await.is(200)["name"], "追件");
    owner.delete(&path(&first)).await.is(204);
    owner.delete(&drawer(&inner)).await.is(204);
    let back = owner.post(&format!("{}/restore", path(&first)), json!({})).await.is(200);
    assert_eq!(back["folder_id"], Value::Null, "its folder is gone");
}

async fn a_shortcut_leads_to_one_reply(app: TestApp) {
    clear(&app).await;
    let owner = app.owner().await;
    let with = |shared: bool, title: &str, shortcut: &str| json!({ "shared": shared, "title": title, "text": "在", "shortcut": shortcut });
    let first = owner.post("/canned_replies", with(true, "问候", "WH")).await.is(201);
    assert_eq!(first["shortcut"], "WH");
    owner.post("/canned_replies", with(true, "另一句", "wh")).await.invalid("shortcut", "already_there");
    owner.post("/canned_replies", with(false, "自己的", "wh")).await.is(201);
    owner.put(&path(&first), with(true, "问候语", "wh")).await.is(200);
    owner.delete(&path(&first)).await.is(204);
    owner.post("/canned_replies", with(true, "顶上", "wh")).await.is(201);
    owner.post(&format!("{}/restore", path(&first)), json!({})).await.invalid("shortcut", "already_there");
}

async fn a_file_of_a_reply_stays_as_long_as_the_reply(app: TestApp) {
    let (owner, mei, buyer) = (app.owner().await, app.agent("小梅").await, app.visitor().await);
    let chart = owner.upload("/files", "尺码表.png", &png(40, 40)).await.is(201);
    let with_file = json!({ "shared": true, "title": "尺码表", "file_id": chart["id"] });
    let reply = owner.post("/canned_replies", with_file).await.is(201);
    assert_eq!(reply["file"]["name"], "尺码表.png");
    // Any colleague may send what the shop keeps ready.
    buyer.say("有尺码表吗").await;
    let conversation = buyer.conversation(&mei).await;
    let message = json!({ "client_id": uuid::Uuid::now_v7(), "kind": "image", "file_id": chart["id"] });
    mei.post(&format!("/conversations/{conversation}/messages"), message).await.is(201);
    let theirs = buyer.upload("/widget/files", "a.png", &png(8, 8)).await.is(201);
    let stolen = json!({ "shared": true, "title": "别人的", "file_id": theirs["id"] });
    owner.post("/canned_replies", stolen).await.invalid("file_id", "unknown");

    // By a rule old files go; what the shop keeps ready stays.
    app.turn_clock(40 * 86_400);
    let old = async || {
        let rule = json!({ "rules": [{ "subject": "files", "days": 30 }] });
        owner.post("/retention/preview", rule).await.is(200)["items"][0]["count"].clone()
    };
    assert_eq!(old().await, json!(1), "the buyer's");
    owner.put(&path(&reply), content(true, "尺码表", "见详情页")).await.is(200);
    assert_eq!(old().await, json!(2));
}

async fn what_is_sent_is_counted(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let reply = make(&owner, true, "问候", "您好").await;
    let before = owner.get(&path(&reply)).await;
    for _ in 0..2 {
        mei.post(&format!("{}/use", path(&reply)), json!({})).await.is(204);
    }
    let after = owner.get(&path(&reply)).await;
    let now = after.is(200);
    assert_eq!((&now["uses"], &now["last_used_by"]), (&json!(2), &json!(mei.id)));
    assert_eq!(now["last_used_at"], json!(app.now()));
    assert_eq!(before.header("etag"), after.header("etag"), "a use is no change");
}

async fn a_shop_begins_with_a_set(app: TestApp) {
    let owner = app.owner().await;
    let first = all(&owner).await;
    let there = titles(&first).len();
    assert!(there >= 24 && titles(&first).contains(&"未到货"), "{first}");
    assert!(first["items"].as_array().expect("a list").iter().all(|reply| reply["shared"] == true));
    assert_eq!(owner.post("/canned_replies/starter_set", json!({})).await.is(200)["created"], 0);
    let late = first["items"].as_array().expect("a list").iter().find(|reply| reply["title"] == "未到货");
    owner.delete(&path(late.expect("the reply"))).await.is(204);
    assert_eq!(owner.post("/canned_replies/starter_set", json!({})).await.is(200)["created"], 1);
    assert_eq!(titles(&all(&owner).await).len(), there);
    let english = owner.post("/canned_replies/starter_set", json!({ "locale": "en" })).await.is(200);
    assert_eq!(english["created"], json!(there));
    app.agent("小梅").await.post("/canned_replies/starter_set", json!({})).await.refused(403, "no_permission");
}

async fn two_shops_never_mix(app: TestApp) {
    clear(&app).await;
    let owner = app.owner().await;
    let drawer = folder(&owner, true, &Value::Null, "只在这家店的夹").await;
    let ours = make(&owner, true, "只在这家店", "只在这家店").await;
    let known = conversation(&app, "只在这家店的客人").await;
    let theirs = Shop::open(&app, "别家").await.owner(&app).await;
    let own = make(&theirs, true, "别家的", "{{ customer.name }}").await;
    assert!(!all(&theirs).await.to_string().contains("只在这家店"));
    let table = theirs.get("/canned_replies/export?shared=true").await.text();
    assert!(table.contains("别家的") && !table.contains("只在这家店"), "{table}");
    theirs.post(&format!("{}/render", path(&own)), known.clone()).await.refused(404, "not_found");
    let mut preview = known;
    preview["text"] = json!("{{ customer.name }}");
    theirs.post("/canned_replies/preview", preview).await.refused(404, "not_found");
    let order = json!({ "shared": true, "folder_id": null, "ids": [ours["id"]] });
    theirs.put("/canned_replies/order", order).await.invalid("ids", "unknown");
    let order = json!({ "shared": true, "parent_id": null, "ids": [drawer] });
    theirs.put("/canned_reply_folders/order", order).await.invalid("ids", "unknown");
    let into = json!({ "shared": true, "folder_id": drawer, "title": "塞", "text": "塞" });
    theirs.post("/canned_replies", into).await.invalid("folder_id", "unknown");
    let file = owner.upload("/files", "a.png", &png(8, 8)).await.is(201);
    let stolen = json!({ "shared": true, "title": "偷", "text": "偷", "file_id": file["id"] });
    theirs.post("/canned_replies", stolen).await.invalid("file_id", "unknown");
}
