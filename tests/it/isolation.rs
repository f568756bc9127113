//! S1: what belongs to another shop answers exactly like what is not there.

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::auth::permissions::ROUTES;

use crate::harness::{Answer, Client, Shop, Staff, TestApp, Visitor, both_engines, eventually, png};
use crate::learning::gathered;
use crate::sizes::dress_table;

both_engines![
    every_route_with_an_id_answers_as_if_it_were_absent,
    ids_in_bodies_and_queries_are_checked_too,
    lists_and_sockets_hold_ones_own_shop_only,
];

/// Ids of one shop: what another shop's owner would love to touch.
struct Ids {
    conversation: String,
    message: String,
    staff: String,
    invitation: String,
    token: String,
    inbox: String,
    customer: String,
    session: String,
    webhook: String,
    delivery: String,
    export: String,
    erasure: String,
    hold: String,
    category: String,
    entry: String,
    proposal: String,
    ask_job: String,
    size_chart: String,
    group: String,
    candidate: String,
    canned_reply: String,
    canned_reply_folder: String,
    saved_view: String,
    help_request: String,
    hand_over_note: String,
    follow_up: String,
    a_macro: String,
    macro_run: String,
    notification: String,
    push_subscription: String,
    tag: String,
    rule: String,
    mail: String,
    /// The inbox that a mailbox belongs to.
    mailbox: String,
}

impl Ids {
    async fn of(app: &TestApp) -> Self {
        let (owner, mei, buyer) = (app.owner().await, app.agent("小梅").await, app.visitor().await);
        buyer.say("只在这家店").await;
        let conversation = buyer.conversation(&mei).await;
        let message = mei.reply(&conversation, "在的").await;
        let invitation = json!({ "email": "new@shop.example", "name": "新人", "role": "agent" });
        let dead = dead_letter(app, &owner, &buyer).await;
        let customer = format!("/customers/{}", buyer.customer_id);
        let export = owner.post(&format!("{customer}/exports"), json!({})).await.is(202);
        let hold = owner.post(&format!("{customer}/holds"), json!({ "reason": "诉讼" })).await.is(201);
        let gone = app.visitor().await;
        let known = owner.get(&format!("/customers/{}", gone.customer_id)).await.is(200);
        let erasure = owner
            .post(&format!("/customers/{}/erasure", gone.customer_id), json!({ "name": known["name"] }))
            .await
            .is(202);
        let category = owner.get("/knowledge/categories").await.is(200)["items"][0]["id"].clone();
        let entry = json!({ "category_id": category, "title": "只在这家店", "answers": [{ "content": ["是"] }] });
        let entry = owner.post("/knowledge/entries", entry).await.is(201);
        let phrasings = format!("/knowledge/entries/{}/phrasings", entry["id"].as_str().expect("an id"));
        let proposed = mei.post(&phrasings, json!({ "text": "别处有吗" })).await.is(201);
        let ask_job = owner.post("/knowledge/ask/jobs", json!({ "questions": ["只在这家店吗"] })).await.is(202);
        let size_chart = json!({ "name": "只在这家店", "is_default": true, "tables": [dress_table()] });
        let size_chart = owner.post("/size_charts", size_chart).await.is(201);
        let canned_reply = json!({ "shared": true, "title": "只在这家店", "text": "只在这家店" });
        let canned_reply = owner.post("/canned_replies", canned_reply).await.is(201);
        let folder = json!({ "shared": true, "parent_id": null, "name": "只在这家店" });
        let folder = owner.post("/canned_reply_folders", folder).await.is(201);
        let asking = json!({ "client_id": Uuid::now_v7(), "staff_id": mei.id, "text": "只在这家店吗" });
        let help = owner.post(&format!("/conversations/{conversation}/help_requests"), asking).await.is(201);
        let later =
            json!({ "client_id": Uuid::now_v7(), "text": "只在这家店", "due_at": app.now().plus_seconds(3600) });
        let follow_up = owner.post(&format!("/conversations/{conversation}/follow_ups"), later).await.is(201);
        let tag = owner.post("/tags", json!({ "parent_id": null, "name": "只在这家店" })).await.is(201);
        let nothing = json!([{ "do": "untag", "tag_ids": [tag["id"]] }]);
        let a_macro = json!({ "shared": true, "name": "只在这家店", "enabled": true, "steps": nothing });
        let a_macro = owner.post("/macros", a_macro).await.is(201);
        let way = format!("/conversations/{conversation}/macros/{}/run", a_macro["id"].as_str().expect("an id"));
        let macro_run = owner.post(&way, json!({ "client_id": Uuid::now_v7() })).await.is(200);
        // From here on this process leads.
        let (mailbox, mail) = crate::email::set_aside(app).await;
        let candidate = gathered(app, &owner, 1).await.remove(0);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let id = |value: &Value| text(&value["id"]);
        Self {
            message: id(&message),
            staff: mei.id.clone(),
            invitation: id(&owner.post("/invitations", invitation).await.is(201)),
            token: id(&owner.post("/tokens", json!({ "name": "报表", "scopes": ["read"] })).await.is(201)),
            inbox: app.shop.inbox_id.clone(),
            customer: buyer.customer_id.clone(),
            session: id(&mei.get("/me/sessions").await.is(200)["items"][0]),
            export: id(&export),
            erasure: id(&erasure),
            hold: id(&hold),
            category: text(&category),
            entry: id(&entry),
            proposal: id(&proposed["proposals"][0]),
            ask_job: id(&ask_job),
            size_chart: id(&size_chart),
            group: id(&owner.post("/staff_groups", json!({ "name": "只在这家店" })).await.is(201)),
            candidate: id(&candidate),
            canned_reply: id(&canned_reply),
            canned_reply_folder: id(&folder),
            help_request: id(&help),
            hand_over_note: id(&owner.post("/hand_over_notes", hand_over_note()).await.is(201)),
            follow_up: id(&follow_up),
            push_subscription: id(&owner.put("/push_subscriptions", push_subscription()).await.is(200)),
            notification: id(&mention(&owner, &mei, &conversation).await),
            saved_view: id(&owner.post("/saved_views", saved_view()).await.is(201)),
            rule: id(&owner.post("/rules", rule()).await.is(201)),
            a_macro: id(&a_macro),
            macro_run: id(&macro_run),
            tag: id(&tag),
            mail,
            mailbox,
            webhook: text(&dead["webhook"]),
            delivery: text(&dead["delivery"]),
            conversation,
        }
    }

    fn absent() -> Self {
        let any = || Uuid::now_v7().to_string();
        Self {
            conversation: any(),
            message: any(),
            staff: any(),
            invitation: any(),
            token: any(),
            inbox: any(),
            customer: any(),
            session: any(),
            webhook: any(),
            delivery: any(),
            export: any(),
            erasure: any(),
            hold: any(),
            category: any(),
            entry: any(),
            proposal: any(),
            ask_job: any(),
            size_chart: any(),
            group: any(),
            candidate: any(),
            canned_reply: any(),
            canned_reply_folder: any(),
            saved_view: any(),
            help_request: any(),
            hand_over_note: any(),
            follow_up: any(),
            a_macro: any(),
            macro_run: any(),
            notification: any(),
            push_subscription: any(),
            tag: any(),
            rule: any(),
            mail: any(),
            mailbox: any(),
        }
    }

    /// The path with its id filled in; none for a path whose id opens by itself (a signed or secret address).
    fn path(&self, path: &str) -> Option<String> {
        let id = match path.split('/').nth(1) {
            Some("conversations") => &self.conversation,
            Some("staff") => &self.staff,
            Some("invitations") if !path.contains("{token}") => &self.invitation,
            Some("tokens") => &self.token,
            Some("inboxes") if path.contains("/mailbox") => &self.mailbox,
            Some("inboxes") => &self.inbox,
            Some("mails") => &self.mail,
            Some("messages") => &self.message,
            Some("customers") => &self.customer,
            Some("me") => &self.session,
            Some("webhooks") => &self.webhook,
            Some("dead_letters") => &self.delivery,
            // A download carries its own signature.
            Some("exports") if path.ends_with("/file") => return None,
            Some("exports") => &self.export,
            Some("erasures") => &self.erasure,
            Some("holds") => &self.hold,
            Some("knowledge") if path.starts_with("/knowledge/categories") => &self.category,
            Some("knowledge") if path.starts_with("/knowledge/ask") => &self.ask_job,
            Some("knowledge") if path.starts_with("/knowledge/candidates") => &self.candidate,
            Some("knowledge") => &self.entry,
            Some("size_charts") => &self.size_chart,
            Some("staff_groups") => &self.group,
            Some("reception") => return Some(path.replace("{staff_id}", &self.staff)),
            Some("canned_replies") => &self.canned_reply,
            Some("canned_reply_folders") => &self.canned_reply_folder,
            Some("help_requests") => &self.help_request,
            Some("hand_over_notes") => &self.hand_over_note,
            Some("follow_ups") => &self.follow_up,
            Some("macros") => &self.a_macro,
            Some("macro_runs") => &self.macro_run,
            Some("notifications") => &self.notification,
            Some("push_subscriptions") => &self.push_subscription,
            Some("saved_views") => &self.saved_view,
            Some("tags") => &self.tag,
            Some("rules") => &self.rule,
            Some("bot") => &self.inbox,
            Some("widget") => &self.message,
            Some("files" | "invitations" | "channels" | "password_resets") => return None,
            _ => panic!("whose id is it in {path}?"),
        };
        let path = path.replace("{id}", id).replace("{message_id}", &self.message);
        let path = path.replace("{macro_id}", &self.a_macro);
        let path = path.replace("{proposal_id}", &self.proposal).replace("{version}", "1");
        let path = path.replace("{inbox_id}", &self.inbox).replace("{entry_id}", &self.entry);
        // Made of words: it names nothing by itself.
        let path = path.replace("{reply_id}", &Uuid::nil().to_string());
        let path = path.replace("{regrouping_id}", &Uuid::nil().to_string());
        Some(path.replace("{delivery_id}", &self.delivery).replace("{session_id}", &self.session))
    }
}

/// A browser that would be told, at a place where nobody listens.
fn push_subscription() -> Value {
    let point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    let keys = json!({ "p256dh": point, "auth": "BTBZMqHH6r4Tts7J_aSIgg" });
    json!({ "endpoint": "https://127.0.0.1:9/push", "keys": keys, "locale": "zh-CN", "names": true })
}

/// What somebody was told of because a note names them.
async fn mention(owner: &Staff, mei: &Staff, conversation: &str) -> Value {
    mei.note(conversation, "@陈掌柜 只在这家店").await;
    let told = async || owner.get("/notifications").await.is(200)["items"].clone();
    let mentions =
        async || told().await.as_array().expect("a list").iter().find(|one| one["kind"] == "mentioned").cloned();
    eventually("a mention", async || mentions().await.is_some()).await;
    mentions().await.expect("a mention")
}

/// A webhook that was switched off, and a delivery that was still to be made.
async fn dead_letter(app: &TestApp, owner: &Staff, buyer: &Visitor) -> Value {
    let nobody = json!({ "name": "订单", "url": "https://192.0.2.1/", "events": ["message.created"] });
    let webhook = owner.post("/webhooks", nobody).await.is(201)["id"].clone();
    let path = format!("/webhooks/{}", webhook.as_str().expect("an id"));
    buyer.say("要送出去的").await;
    eventually("a first attempt", async || {
        owner.get(&format!("{path}/deliveries")).await.is(200)["items"][0]["attempts"] == 1
    })
    .await;
    owner.patch(&path, json!({ "active": false })).await.is(200);
    app.turn_clock(60);
    eventually("a dead letter", async || owner.get("/dead_letters").await.is(200)["items"][0].is_object()).await;
    json!({ "webhook": webhook, "delivery": owner.get("/dead_letters").await.is(200)["items"][0]["id"] })
}

fn saved_view() -> Value {
    json!({ "client_id": Uuid::now_v7(), "name": "只在这家店", "shared": true, "filter": {} })
}

/// Switched off, so that it does nothing here.
fn rule() -> Value {
    json!({ "name": "只在这家店", "when": { "event": "solved" }, "steps": [{ "do": "note", "text": "只在这家店" }] })
}

fn hand_over_note() -> Value {
    json!({ "client_id": Uuid::now_v7(), "text": "只在这家店" })
}

/// A body that a route accepts, so that only the id decides.
fn body(app: &TestApp, method: &str, path: &str) -> Option<Value> {
    let body = match path.rsplit('/').next() {
        _ if method == "GET" || method == "DELETE" => return None,
        Some("messages") => json!({ "client_id": Uuid::now_v7(), "kind": "text", "text": "来自别家" }),
        Some("help_requests") => {
            json!({ "client_id": Uuid::now_v7(), "staff_id": Uuid::now_v7(), "text": "来自别家" })
        }
        Some("follow_ups") => {
            json!({ "client_id": Uuid::now_v7(), "text": "来自别家", "due_at": app.now().plus_seconds(60) })
        }
        Some("answer") => json!({ "client_id": Uuid::now_v7(), "text": "来自别家" }),
        Some("assign") => json!({ "assignee_id": null }),
        Some("snooze") => json!({ "until": app.now().plus_seconds(60) }),
        Some("read") if path.starts_with("/hand_over_notes") => json!({}),
        Some("read") => json!({ "seq": 1 }),
        Some("draft") => json!({ "text": "来自别家" }),
        Some("{id}") if path.starts_with("/follow_ups") => json!({ "done": true }),
        Some("{id}") if path.starts_with("/conversations") => json!({ "stage": "after_sale" }),
        Some("{id}") if path.starts_with("/knowledge/entries") => {
            json!({ "title": "来自别家", "category_id": Uuid::now_v7() })
        }
        Some("{id}") if path.starts_with("/size_charts") => {
            json!({ "name": "来自别家", "is_default": true, "tables": [dress_table()] })
        }
        Some("{id}") if path.starts_with("/canned_replies") => {
            json!({ "shared": true, "title": "来自别家", "text": "来自别家" })
        }
        Some("{id}") if path.starts_with("/saved_views") => {
            json!({ "name": "改名", "shared": true, "filter": {} })
        }
        Some("{id}") if path.starts_with("/macros") => {
            json!({ "shared": true, "name": "来自别家", "enabled": true, "steps": [{ "do": "solve" }] })
        }
        Some("run") => json!({ "client_id": Uuid::now_v7() }),
        Some("tags") => json!({ "tag_ids": [] }),
        Some("mailbox" | "check") if path.starts_with("/inboxes") => crate::email::some_mailbox(),
        Some("move") => json!({ "parent_id": null, "position": 0 }),
        Some("render") => json!({ "conversation_id": Uuid::now_v7() }),
        Some("{id}") if path.starts_with("/rules") => rule(),
        Some("enabled") => json!({ "enabled": false }),
        Some("{id}") => json!({ "name": "改名" }),
        Some("phrasings" | "withdraw") => json!({ "text": "来自别家" }),
        Some("feedback") => json!({ "message_seq": 1, "outcome": "taken" }),
        Some("llm") => json!({ "task": "summary", "locale": "zh-CN" }),
        Some("preview") => json!({ "question": "来自别家" }),
        Some("block") => json!({ "reason": "来自别家" }),
        Some("merge") if path.starts_with("/conversations") => json!({ "with": Uuid::now_v7() }),
        Some("split") => json!({ "from_message_id": Uuid::now_v7() }),
        Some("merge") => json!({ "into": Uuid::now_v7() }),
        Some("undo_merge") => json!({ "merged": Uuid::now_v7() }),
        Some("rating") => json!({ "helpful": true }),
        Some("{inbox_id}") => json!({ "settings": {}, "version": 0 }),
        Some("erasure") => json!({ "name": "改名" }),
        Some("holds") => json!({ "reason": "来自别家" }),
        _ => json!({}),
    };
    Some(body)
}

/// Status and body, without what differs from request to request.
fn said(answer: &Answer) -> (u16, Value) {
    let mut body = if answer.body.is_empty() { Value::Null } else { answer.json() };
    if let Some(fields) = body.as_object_mut() {
        fields.remove("request_id");
    }
    (answer.status, body)
}

async fn every_route_with_an_id_answers_as_if_it_were_absent(app: TestApp) {
    let ours = Ids::of(&app).await;
    let theirs = Shop::open(&app, "别家").await;
    let (thief, buyer) = (theirs.owner(&app).await, theirs.visitor(&app).await);
    let before = app.count("SELECT CAST(SUM(seq) AS BIGINT) FROM shops").await;
    for (method, path, _) in ROUTES.iter().filter(|(_, path, _)| path.contains('{')) {
        let (Some(foreign), Some(absent)) = (ours.path(path), Ids::absent().path(path)) else { continue };
        let body = body(&app, method, path);
        let client: &Client = if path.starts_with("/widget/") { &buyer } else { &thief };
        let foreign = said(&client.call(method, &foreign, body.clone()).await);
        let absent = said(&client.call(method, &absent, body).await);
        assert_eq!(foreign, absent, "{method} {path}");
        let harmless = (*method, *path) == ("DELETE", "/conversations/{id}/draft") && foreign.0 == 204;
        assert!(foreign.0 == 404 || harmless, "{method} {path}: {foreign:?}");
    }
    assert_eq!(app.count("SELECT CAST(SUM(seq) AS BIGINT) FROM shops").await, before, "nothing happened");
    let mei = app.owner().await;
    assert_eq!(mei.messages(&ours.conversation).await.len(), 5);
    assert_eq!(mei.get("/invitations").await.is(200)["items"][0]["id"], ours.invitation);
    assert_eq!(mei.get("/tokens").await.is(200)["items"][0]["id"], ours.token);
}

async fn ids_in_bodies_and_queries_are_checked_too(app: TestApp) {
    let ours = Ids::of(&app).await;
    let theirs = Shop::open(&app, "别家").await;
    let (thief, buyer) = (theirs.owner(&app).await, theirs.visitor(&app).await);
    buyer.say("在吗").await;
    let own = buyer.conversation(&thief).await;

    let list = async |query: String| thief.get(&format!("/conversations?{query}")).await.is(200)["items"].clone();
    assert_eq!(list(format!("customer_id={}", ours.customer)).await, json!([]));
    assert_eq!(list(format!("inbox_id={}", ours.inbox)).await, json!([]));
    assert_eq!(list(format!("tag_id={}", ours.tag)).await, json!([]));

    let tags = format!("/conversations/{own}/tags");
    thief.put(&tags, json!({ "tag_ids": [ours.tag] })).await.invalid("tag_ids", "unknown");
    thief
        .post(&format!("/conversations/{own}/solve"), json!({ "tag_ids": [ours.tag] }))
        .await
        .invalid("tag_ids", "unknown");
    let below = json!({ "parent_id": ours.tag, "name": "来自别家" });
    thief.post("/tags", below).await.invalid("parent_id", "unknown");
    let foreign_macro = format!("/conversations/{own}/macros/{}/run", ours.a_macro);
    thief.post(&foreign_macro, json!({ "client_id": Uuid::now_v7() })).await.refused(404, "not_found");
    let stolen = |steps: Value| json!({ "shared": true, "name": "偷", "enabled": true, "steps": steps });
    for (field, step) in [
        ("tag_ids", json!({ "do": "tag", "tag_ids": [ours.tag] })),
        ("staff_id", json!({ "do": "assign", "to": "staff", "staff_id": ours.staff })),
        ("group_id", json!({ "do": "assign", "to": "group", "group_id": ours.group })),
        ("canned_reply_id", json!({ "do": "reply", "canned_reply_id": ours.canned_reply })),
    ] {
        thief.post("/macros", stolen(json!([step]))).await.invalid(&format!("steps[0].{field}"), "unknown");
    }
    let reasons = json!({ "policy": "offered", "root_id": ours.tag });
    thief.put("/closing_reasons", reasons).await.invalid("root_id", "unknown");

    let turned = json!({ "ids": [ours.entry], "state": "archived" });
    let turned = thief.post("/knowledge/entries/bulk", turned).await.is(200);
    assert_eq!(turned["items"][0]["code"], "not_found");

    let foreign = json!({ "assignee_id": ours.staff });
    thief.post(&format!("/conversations/{own}/assign"), foreign).await.invalid("assignee_id", "unknown");
    let nested = format!("/conversations/{own}/messages/{}", ours.message);
    thief.delete(&nested).await.refused(404, "not_found");
    let file = app.agent("阿林").await.upload("/files", "a.png", &png(8, 8)).await.is(201);
    let message = json!({ "client_id": Uuid::now_v7(), "kind": "image", "file_id": file["id"] });
    thief.post(&format!("/conversations/{own}/messages"), message).await.invalid("file_id", "unknown");
    let other = app.visitor().await;
    other.post("/widget/read", json!({ "seq": i64::MAX })).await.is(204);
}

async fn lists_and_sockets_hold_ones_own_shop_only(app: TestApp) {
    let ours = Ids::of(&app).await;
    let theirs = Shop::open(&app, "别家").await;
    let thief: Staff = theirs.owner(&app).await;
    let mut desk = thief.desk(&app, Some(0)).await;
    desk.send(json!({ "type": "watch", "conversation_id": ours.conversation })).await;
    desk.send(json!({ "type": "typing", "conversation_id": ours.conversation, "typing": true })).await;
    desk.send(json!({ "type": "read", "conversation_id": ours.conversation, "seq": 1000 })).await;
    let message = json!({ "conversation_id": ours.conversation, "kind": "text", "text": "来自别家" });
    let answer = desk.post(&Uuid::now_v7().to_string(), message).await;
    assert_eq!(answer["problem"]["code"], "not_found");

    app.visitor().await.say("别家听不到").await;
    theirs.visitor(&app).await.say("到此为止").await;
    desk.expect_where("the own buyer's words", |frame| frame["data"]["message"]["text"] == "到此为止").await;
    let heard = json!(desk.heard).to_string();
    for secret in ["只在这家店", "别家听不到", &ours.conversation, &ours.customer, &ours.staff] {
        assert!(!heard.contains(secret), "{secret}");
    }
    for path in [
        "/views",
        "/conversations",
        "/customers",
        "/staff",
        "/inboxes",
        "/invitations",
        "/tokens",
        "/shop",
        "/webhooks",
        "/dead_letters",
        "/audit?limit=200",
        "/llm/settings",
        "/llm/abilities",
        "/exports",
        "/erasures",
        "/holds",
        "/knowledge/categories",
        "/knowledge/entries",
        "/knowledge/ask/jobs",
        "/size_charts",
        "/knowledge/candidates",
        "/knowledge/duplicates",
        "/canned_replies",
        "/business_hours",
        "/presence_settings",
        "/targets",
        "/notifications",
        "/push_subscriptions",
        "/saved_views",
        "/macros",
        "/tags",
        "/tags/usage",
        "/closing_reasons",
        "/mails",
    ] {
        let listed = thief.get(path).await;
        let text = listed.is(200).to_string();
        for secret in [
            &ours.conversation,
            &ours.customer,
            &ours.staff,
            &ours.inbox,
            &ours.invitation,
            &ours.token,
            &ours.webhook,
            &ours.delivery,
            &ours.export,
            &ours.erasure,
            &ours.hold,
            &ours.category,
            &ours.entry,
            &ours.proposal,
            &ours.ask_job,
            &ours.size_chart,
            &ours.candidate,
            &ours.canned_reply,
            &ours.canned_reply_folder,
            &ours.saved_view,
            &ours.help_request,
            &ours.hand_over_note,
            &ours.a_macro,
            &ours.notification,
            &ours.push_subscription,
            &ours.tag,
            &ours.mail,
        ] {
            assert!(!text.contains(secret.as_str()), "{path} tells of {secret}");
        }
    }
}
