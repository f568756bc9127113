//! S12: who did what can be looked up, by those who may, and is never changed; no secret gets in.

use serde_json::{Value, json};
use zhanggui::auth::Role;

use crate::harness::{Client, Engine, PASSWORD, Receiver, Shop, Staff, TestApp, both_engines, eventually};

both_engines![
    what_people_do_is_recorded,
    a_refused_sign_in_is_recorded_and_tells_nothing,
    who_did_it_and_from_where_is_known,
    a_customer_is_told_of_by_id_and_field,
    what_changed_nothing_is_not_recorded,
    nothing_is_found_that_is_not_asked_for,
    pages_follow_each_other,
    the_log_only_grows,
    another_shops_log_is_closed,
    an_export_is_a_table_of_texts_and_recorded,
];

/// The log as managers read it, the newest first.
async fn log(by: &Staff, query: &str) -> Vec<Value> {
    by.get(&format!("/audit?limit=200&{query}")).await.is(200)["items"].as_array().expect("a list").clone()
}

/// The newest entry of an action.
async fn last(by: &Staff, action: &str) -> Value {
    log(by, &format!("action={action}")).await.into_iter().next().unwrap_or_else(|| panic!("no {action}"))
}

fn actions(log: &[Value]) -> Vec<&str> {
    log.iter().rev().map(|entry| entry["action"].as_str().expect("a name")).collect()
}

fn id(of: &Value) -> &str {
    of["id"].as_str().expect("an id")
}

async fn what_people_do_is_recorded(app: TestApp) {
    let (owner, mei, receiver) = (app.owner().await, app.agent("小梅").await, Receiver::start().await);
    let begun = log(&owner, "").await.len();

    owner.patch("/shop", json!({ "name": "青禾旗舰店" })).await.is(200);
    owner.patch(&format!("/staff/{}", mei.id), json!({ "role": "lead" })).await.is(200);
    let inbox = format!("/inboxes/{}", app.shop.inbox_id);
    owner.patch(&inbox, json!({ "sites": ["https://shop.example.com"], "reply_seconds": 60 })).await.is(200);
    let mut secrets = vec![owner.post(&format!("{inbox}/identity_secret"), json!({})).await.is(200)["secret"].clone()];
    let hidden = format!("{}?key=hidden-in-the-address", receiver.url());
    let new = json!({ "name": "订单系统", "url": hidden, "events": ["message.created"] });
    let webhook = owner.post("/webhooks", new).await.is(201);
    secrets.push(webhook["secret"].clone());
    let path = format!("/webhooks/{}", id(&webhook));
    secrets.push(owner.post(&format!("{path}/secret"), json!({})).await.is(200)["secret"].clone());
    owner.patch(&path, json!({ "active": false, "url": receiver.url() })).await.is(200);
    owner.delete(&path).await.is(204);
    let token = owner.post("/tokens", json!({ "name": "报表", "scopes": ["read"] })).await.is(201);
    secrets.push(token["token"].clone());
    owner.delete(&format!("/tokens/{}", id(&token))).await.is(204);
    let invitation = json!({ "email": "new@shop.example", "name": "新人", "role": "agent" });
    let invited = owner.post("/invitations", invitation).await.is(201);
    secrets.push(invited["url"].clone());
    owner.delete(&format!("/invitations/{}", id(&invited))).await.is(204);
    let new_password = "another horse 蓄电池";
    mei.post("/me/password", json!({ "current": PASSWORD, "new": new_password })).await.is(204);
    owner.post("/dead_letters/replay", json!({})).await.is(200);
    mei.delete("/session").await.is(204);
    owner.patch(&format!("/staff/{}", mei.id), json!({ "active": false })).await.is(200);

    let log = log(&owner, "").await;
    assert_eq!(
        actions(&log)[begun..],
        [
            "shop.updated",
            "staff.updated",
            "inbox.updated",
            "inbox.secret_rotated",
            "webhook.created",
            "webhook.secret_rotated",
            "webhook.updated",
            "webhook.deleted",
            "token.created",
            "token.revoked",
            "invitation.created",
            "invitation.revoked",
            "password.changed",
            "dead_letter.all_replayed",
            "session.ended",
            "staff.deactivated",
        ]
    );
    let numbers: Vec<i64> = log.iter().rev().map(|entry| entry["number"].as_i64().expect("a number")).collect();
    assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>(), "without gaps");
    let all = json!(log).to_string();
    let secrets = secrets.iter().map(|secret| secret.as_str().expect("a text"));
    for secret in secrets.chain([PASSWORD, new_password, "hidden-in-the-address"]) {
        let secret = secret.rsplit('/').next().unwrap_or(secret);
        assert!(!all.contains(secret), "{secret}");
    }

    let renamed = last(&owner, "shop.updated").await;
    assert_eq!(renamed["changes"], json!([{ "field": "name", "before": "青禾外套", "after": "青禾旗舰店" }]));
    assert_eq!(renamed["actor"], json!({ "kind": "staff", "id": owner.id, "name": "陈掌柜", "via": null }));
    assert_eq!(renamed["subject"], json!({ "kind": "shop", "id": app.shop.id, "label": "青禾旗舰店" }));
    assert_eq!(renamed["at"], json!(app.now()));
    let promoted = last(&owner, "staff.updated").await;
    assert_eq!(promoted["changes"], json!([{ "field": "role", "before": "agent", "after": "lead" }]));
    assert_eq!((&promoted["subject"]["id"], &promoted["subject"]["label"]), (&json!(mei.id), &json!("小梅")));
    let moved = last(&owner, "webhook.updated").await;
    let fields: Vec<&str> =
        moved["changes"].as_array().expect("a list").iter().map(|it| it["field"].as_str().expect("a field")).collect();
    assert_eq!(fields, ["active", "url"]);
}

async fn a_refused_sign_in_is_recorded_and_tells_nothing(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let try_with = async |email: &str, password: &str| {
        let attempt = json!({ "email": email, "password": password });
        app.anybody().with("user-agent", "Browser 1").post("/session", attempt).await.refused(401, "wrong_credentials")
    };
    let (known, unknown) =
        (try_with(&mei.email, "guessed-1").await, try_with("nobody@shop.example", "guessed-2").await);
    assert_eq!(known["code"], unknown["code"]);
    eventually("an entry", async || log(&owner, "action=session.refused").await.len() == 1).await;
    let refused = last(&owner, "session.refused").await;
    assert_eq!((&refused["actor"]["kind"], &refused["actor"]["id"]), (&json!("stranger"), &json!(null)));
    assert_eq!((&refused["subject"]["id"], &refused["notes"]["user_agent"]), (&json!(mei.id), &json!("Browser 1")));
    assert_eq!(refused["address"], "127.0.0.1");
    assert!(!json!(log(&owner, "").await).to_string().contains("guessed"));
    let begun = log(&owner, &format!("action=session.started&actor_id={}", mei.id)).await;
    assert_eq!(begun.len(), 1);
}

async fn who_did_it_and_from_where_is_known(app: TestApp) {
    let owner = app.owner().await;
    let made = owner.post("/tokens", json!({ "name": "报表程序", "scopes": ["read", "write"] })).await.is(201);
    let bearer = format!("Bearer {}", made["token"].as_str().expect("a token"));
    let program: Client = app.anybody().with("authorization", bearer);
    let answer = program.patch("/shop", json!({ "name": "由程序改名" })).await;
    answer.is(200);
    let entry = last(&owner, "shop.updated").await;
    let actor = json!({ "kind": "token", "id": owner.id, "name": "陈掌柜", "via": "报表程序" });
    assert_eq!(entry["actor"], actor);
    assert_eq!(entry["request_id"], answer.header("x-request-id"));
    assert_eq!(entry["address"], "127.0.0.1");
    let opened = last(&owner, "shop.created").await;
    assert_eq!(opened["actor"]["kind"], "terminal");
    // Names are those of then.
    owner.patch("/me", json!({ "name": "陈老板" })).await.is(200);
    assert_eq!(last(&owner, "shop.updated").await["actor"]["name"], "陈掌柜");
}

/// S15: whoever asks may write what they like into a header; it counts when the one who passes it on is named.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forwarded_address_counts_from_named_proxies_only() {
    let forged = "198.51.100.7";
    let cases: [(&[&str], &str, &str); 6] = [
        (&[], forged, "127.0.0.1"),
        (&["10.0.0.0/8", "192.168.0.0/16"], forged, "127.0.0.1"),
        (&["127.0.0.1"], forged, forged),
        // Before the proxy's own word stands the client's.
        (&["127.0.0.1"], "203.0.113.1, 198.51.100.7", forged),
        (&["127.0.0.1", "198.51.100.0/24"], "203.0.113.1, 198.51.100.7", "203.0.113.1"),
        (&["127.0.0.1"], "localhost", "127.0.0.1"),
    ];
    for (trusted, written, seen) in cases {
        let trusts = trusted.iter().map(|network| network.parse().expect("a network")).collect();
        let app = TestApp::builder(Engine::Sqlite).config(|config| config.trusted_proxies = trusts).start().await;
        let (owner, mei) = (app.owner().await, app.agent("小梅").await);
        let hostile = app.anybody().with("x-forwarded-for", written);
        // These count from nobody.
        let hostile = hostile.with("x-real-ip", "192.0.2.66").with("forwarded", "for=192.0.2.77");
        hostile.post("/session", json!({ "email": mei.email, "password": PASSWORD })).await.is(200);
        hostile.post("/session", json!({ "email": mei.email, "password": "guessed" })).await.is(401);
        eventually("an entry", async || log(&owner, "action=session.refused").await.len() == 1).await;
        for action in ["session.started", "session.refused"] {
            assert_eq!(last(&owner, action).await["address"], seen, "{action} behind {trusted:?}: {written}");
        }
        let sessions = mei.get("/me/sessions").await.is(200).to_string();
        assert_eq!(sessions.contains(forged), seen == forged, "{sessions}");
    }
}

async fn a_customer_is_told_of_by_id_and_field(app: TestApp) {
    let (owner, mei, buyer) = (app.owner().await, app.agent("小梅").await, app.visitor().await);
    let path = format!("/customers/{}", buyer.customer_id);
    let words = ["林女士", "13800138000", "linmei@mail.example", "对花粉过敏", "金卡"];
    let [name, phone, email, note, tier] = words;
    let change = json!({ "name": name, "phone": phone, "email": email, "note": note, "tier": tier });
    mei.patch(&path, change.clone()).await.is(200);
    mei.patch(&path, json!({ "phone": null })).await.is(200);
    // What stays as it was is nothing to tell, and neither is what is refused.
    mei.patch(&path, json!({ "name": name })).await.is(200);
    mei.patch(&path, json!({ "phone": "<script>" })).await.invalid("phone", "invalid_phone");

    let until = app.now().plus_seconds(3600);
    mei.put(&format!("{path}/block"), json!({ "reason": words[3], "until_at": until })).await.is(200);
    mei.delete(&format!("{path}/block")).await.is(204);

    let log = log(&owner, "action=customer").await;
    let deeds = ["customer.updated", "customer.updated", "customer.blocked", "customer.unblocked"];
    assert_eq!(actions(&log), deeds);
    let fields: Vec<&Value> = log.iter().rev().take(2).map(|entry| &entry["notes"]["fields"]).collect();
    let all = json!(["name", "tier", "note", "email", "phone"]);
    assert_eq!(fields, [&all, &json!(["phone"])]);
    for entry in &log {
        assert_eq!((&entry["actor"]["id"], &entry["changes"]), (&json!(mei.id), &json!([])));
        assert_eq!(entry["subject"], json!({ "kind": "customer", "id": buyer.customer_id, "label": null }));
    }
    let told = json!(log).to_string();
    for word in words {
        assert!(!told.contains(word), "{word}");
    }
}

async fn what_changed_nothing_is_not_recorded(app: TestApp) {
    let owner = app.owner().await;
    let before = log(&owner, "").await.len();
    owner.patch("/shop", json!({ "name": "青禾外套" })).await.is(200);
    owner.patch(&format!("/staff/{}", owner.id), json!({})).await.is(200);
    owner.patch(&format!("/inboxes/{}", app.shop.inbox_id), json!({ "name": " " })).await.invalid("name", "required");
    owner.patch("/shop", json!({ "timezone": "Mars/Base" })).await.invalid("timezone", "unknown_timezone");
    assert_eq!(log(&owner, "").await.len(), before);
}

async fn nothing_is_found_that_is_not_asked_for(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.staff("小梅", Role::Manager).await);
    owner.patch(&format!("/staff/{}", mei.id), json!({ "title": "客服 100% 主管_一" })).await.is(200);
    app.turn_clock(3600);
    let later = app.now();
    mei.patch("/shop", json!({ "name": "青禾國際" })).await.is(200);
    mei.post("/inboxes", json!({ "name": "第二个网店" })).await.is(201);

    let found = async |query: &str| {
        let log = log(&owner, query).await;
        actions(&log).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(found("q=青禾国际").await, ["shop.updated"], "traditional and simplified are the same");
    assert_eq!(found("q=INBOX%20第二").await, ["inbox.created"]);
    assert_eq!(found("q=100%25").await, ["staff.updated"], "a percent sign is itself");
    assert_eq!(found("q=主管_").await, ["staff.updated"]);
    assert!(found("q=主管x一").await.is_empty(), "an underscore is itself");
    assert_eq!(found(&format!("actor_id={}&action=inbox", mei.id)).await, ["inbox.created"]);
    assert_eq!(found("action=shop.updated").await, ["shop.updated"]);
    assert!(found("action=shop.up").await.is_empty(), "half a name is none");
    assert_eq!(found(&format!("subject_id={}&action=staff.updated", mei.id)).await, ["staff.updated"]);
    assert_eq!(found(&format!("from={later}")).await, ["shop.updated", "inbox.created"]);
    assert!(!found(&format!("until={later}")).await.contains(&"shop.updated".to_owned()));
    assert!(found("actor_kind=terminal").await.contains(&"shop.created".to_owned()));
    owner.get("/audit?colour=red").await.invalid("colour", "unknown_field");
}

async fn pages_follow_each_other(app: TestApp) {
    let owner = app.owner().await;
    for n in 0..7 {
        owner.patch("/shop", json!({ "name": format!("店 {n}") })).await.is(200);
    }
    let whole = log(&owner, "").await;
    let (mut paged, mut after) = (Vec::new(), String::new());
    loop {
        let page = owner.get(&format!("/audit?limit=3{after}")).await.is(200);
        paged.extend(page["items"].as_array().expect("a list").clone());
        match page["next"].as_i64() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(paged, whole);
}

async fn the_log_only_grows(app: TestApp) {
    let owner = app.owner().await;
    let before = log(&owner, "").await;
    for sql in ["UPDATE audit_log SET actor_name = 'nobody'", "DELETE FROM audit_log"] {
        let refused = app.try_meddle(sql).await.expect_err("refused");
        assert!(refused.to_string().contains("only ever added to"), "{refused}");
    }
    assert_eq!(log(&owner, "").await, before);
}

async fn another_shops_log_is_closed(app: TestApp) {
    let (owner, other) = (app.owner().await, Shop::open(&app, "别家").await);
    let thief = other.owner(&app).await;
    owner.patch("/shop", json!({ "name": "只在这家店" })).await.is(200);
    let theirs = json!(log(&thief, "").await).to_string();
    assert!(!theirs.contains("只在这家店") && !theirs.contains(&owner.id));
    assert!(log(&thief, &format!("actor_id={}", owner.id)).await.is_empty());
    assert!(log(&thief, &format!("subject_id={}", app.shop.id)).await.is_empty());
    for role in [Role::Lead, Role::Agent, Role::Inspector, Role::Viewer] {
        app.staff("某人", role).await.get("/audit").await.refused(403, "no_permission");
    }
}

async fn an_export_is_a_table_of_texts_and_recorded(app: TestApp) {
    let owner = app.owner().await;
    owner.patch("/shop", json!({ "name": "=HYPERLINK(\"https://evil.example\")" })).await.is(200);
    for n in 0..12 {
        owner.patch("/shop", json!({ "name": format!("店 {n}, \"一\"") })).await.is(200);
    }
    let answer = owner.get("/audit/export?action=shop.updated&q=店").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert!(answer.header("content-disposition").starts_with("attachment; filename=\"audit-2026-11-11.csv\""));
    let table = answer.text();
    assert!(table.starts_with("\u{FEFF}\"number\",\"at\","));
    assert_eq!(table.matches("\r\n").count(), 1 + 12, "a head, and what was asked for");

    let renamed = owner.get("/audit/export?action=shop.updated&q=hyperlink").await.text();
    assert!(renamed.contains("\"'=HYPERLINK(\"\"https://evil.example\"\")\""), "{renamed}");
    let exports = log(&owner, "action=audit.exported").await;
    assert_eq!(exports.len(), 2);
    assert_eq!(exports[1]["notes"]["filter"], "action=shop.updated&q=店");
    app.agent("小梅").await.get("/audit/export").await.refused(403, "no_permission");
}
