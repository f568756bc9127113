//! Colleagues come by invitation, change their roles and leave.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use zhanggui::auth::Role;

use crate::harness::{PASSWORD, Staff, TestApp, both_engines};

both_engines![
    an_invitation_works_once,
    an_invitation_runs_out_and_can_be_revoked,
    who_is_here_cannot_be_invited_again,
    only_an_owner_makes_owners,
    a_shop_keeps_an_owner,
    who_leaves_is_out_at_once,
    a_new_role_counts_at_once,
    a_finished_tour_is_noted_once,
];

async fn invite(by: &Staff, email: &str, role: &str) -> Value {
    by.post("/invitations", json!({ "email": email, "name": "新人", "role": role })).await.is(201)
}

/// The path of an invitation's API, from the address in its mail.
fn path_of(invitation: &Value) -> String {
    let token = invitation["url"].as_str().and_then(|url| url.rsplit('/').next()).expect("an address");
    format!("/invitations/by-token/{token}")
}

async fn an_invitation_works_once(app: TestApp) {
    let owner = app.owner().await;
    let invitation = invite(&owner, "new@shop.example", "agent").await;
    let path = path_of(&invitation);
    let card = app.anybody().get(&path).await.is(200);
    assert_eq!(
        (&card["shop_name"], &card["email"], &card["role"]),
        (&json!("青禾外套"), &json!("new@shop.example"), &json!("agent"))
    );
    app.anybody().post(&path, json!({ "name": "小新", "password": "short" })).await.invalid("password", "too_short");

    let form = json!({ "name": "小新", "password": PASSWORD });
    let (anybody, other) = (app.anybody(), app.anybody());
    let (first, second) = tokio::join!(anybody.post(&path, form.clone()), other.post(&path, form.clone()));
    let (accepted, refused) = if first.status == 201 { (first, second) } else { (second, first) };
    accepted.is(201);
    refused.refused(404, "not_found");
    app.anybody().post(&path, form).await.refused(404, "not_found");
    app.anybody().get(&path).await.refused(404, "not_found");

    let newcomer = Staff::signed_in(&app, &accepted);
    assert_eq!(newcomer.get("/me").await.is(200)["staff"]["role"], "agent");
    Staff::sign_in(&app, "new@shop.example", PASSWORD).await;
    assert_eq!(owner.get("/invitations").await.is(200)["items"], json!([]));
}

async fn an_invitation_runs_out_and_can_be_revoked(app: TestApp) {
    let owner = app.owner().await;
    let late = invite(&owner, "late@shop.example", "agent").await;
    app.turn_clock(7 * 24 * 3600 + 1);
    let owner = Staff::sign_in(&app, &owner.email, PASSWORD).await;
    app.anybody().get(&path_of(&late)).await.refused(404, "not_found");

    let unwanted = invite(&owner, "unwanted@shop.example", "agent").await;
    owner.delete(&format!("/invitations/{}", unwanted["id"].as_str().expect("an id"))).await.is(204);
    app.anybody().get(&path_of(&unwanted)).await.refused(404, "not_found");
    let form = json!({ "name": "某人", "password": PASSWORD });
    app.anybody().post(&path_of(&unwanted), form).await.refused(404, "not_found");
}

async fn who_is_here_cannot_be_invited_again(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let again = json!({ "email": mei.email.to_uppercase(), "name": "小梅", "role": "agent" });
    owner.post("/invitations", again).await.refused(409, "email_taken");
}

async fn only_an_owner_makes_owners(app: TestApp) {
    let (owner, manager, mei) = (app.owner().await, app.staff("经理", Role::Manager).await, app.agent("小梅").await);
    let as_owner = json!({ "email": "x@shop.example", "name": "某人", "role": "owner" });
    manager.post("/invitations", as_owner).await.refused(403, "owner_only");
    manager.patch(&format!("/staff/{}", mei.id), json!({ "role": "owner" })).await.refused(403, "owner_only");
    manager.patch(&format!("/staff/{}", owner.id), json!({ "role": "agent" })).await.refused(403, "owner_only");
    manager.patch(&format!("/staff/{}", owner.id), json!({ "active": false })).await.refused(403, "owner_only");
    manager.patch(&format!("/staff/{}", mei.id), json!({ "role": "lead" })).await.is(200);
}

async fn a_shop_keeps_an_owner(app: TestApp) {
    let (owner, partner) = (app.owner().await, app.staff("合伙人", Role::Owner).await);
    let step_down = |who: &Staff| (format!("/staff/{}", who.id), json!({ "role": "agent" }));
    let ((path, body), (other_path, other_body)) = (step_down(&owner), step_down(&partner));
    // Each demotes the other at the same moment: one of them must stay.
    let (first, second) = tokio::join!(owner.patch(&other_path, other_body), partner.patch(&path, body));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert!(matches!(statuses, [200, 403 | 409]), "{statuses:?}");
    assert_eq!(app.count("SELECT COUNT(*) FROM staff WHERE role = 0 AND active").await, 1);
    let left = if first.status == 200 { &owner } else { &partner };
    let path = format!("/staff/{}", left.id);
    left.patch(&path, json!({ "active": false })).await.refused(409, "last_owner");
}

async fn who_leaves_is_out_at_once(app: TestApp) {
    let (owner, manager) = (app.owner().await, app.staff("经理", Role::Manager).await);
    let token = manager.post("/tokens", json!({ "name": "报表", "scopes": ["read"] })).await.is(201);
    let program = app.anybody().with("authorization", format!("Bearer {}", token["token"].as_str().expect("a token")));
    program.get("/shop").await.is(200);
    let mut desk = manager.desk(&app, None).await;

    let asked_at = Instant::now();
    owner.patch(&format!("/staff/{}", manager.id), json!({ "active": false })).await.is(200);
    assert_eq!(desk.ends().await.as_deref(), Some("revoked"));
    assert!(asked_at.elapsed() < Duration::from_secs(5), "S2");
    manager.get("/me").await.refused(401, "unauthorized");
    program.get("/shop").await.refused(401, "unauthorized");
    let again = app.anybody().post("/session", json!({ "email": manager.email, "password": PASSWORD })).await;
    again.refused(401, "wrong_credentials");
}

async fn a_new_role_counts_at_once(app: TestApp) {
    let (owner, mei, buyer) = (app.owner().await, app.agent("小梅").await, app.visitor().await);
    buyer.say("在吗").await;
    let id = buyer.conversation(&mei).await;
    let mut desk = mei.desk(&app, None).await;
    mei.reply(&id, "在的").await;
    owner.patch(&format!("/staff/{}", mei.id), json!({ "role": "viewer" })).await.is(200);

    let message = json!({ "client_id": uuid::Uuid::now_v7(), "kind": "text", "text": "还能写吗" });
    mei.post(&format!("/conversations/{id}/messages"), message.clone()).await.refused(403, "no_permission");
    // The open socket may close or refuse, but it must not write.
    let mut by_socket = message;
    by_socket["type"] = json!("send");
    by_socket["conversation_id"] = json!(id);
    desk.send(by_socket).await;
    desk.expect_where("a refusal", |frame| frame["type"] == "nack" || frame["type"] == "bye").await;
    assert_eq!(buyer.messages().await.len(), 2);
}

async fn a_finished_tour_is_noted_once(app: TestApp) {
    let (owner, mei, lin) = (app.owner().await, app.agent("小梅").await, app.agent("阿林").await);
    assert_eq!(mei.get("/me").await.is(200)["staff"]["tour_finished_at"], json!(null));
    mei.patch("/me", json!({ "tour_finished": "yes" })).await.invalid("tour_finished", "invalid_value");
    let finished =
        mei.patch("/me", json!({ "tour_finished": true })).await.is(200)["staff"]["tour_finished_at"].clone();
    assert_eq!(finished, json!(app.now()));

    // Whoever practises again, or changes something else, keeps the first time.
    app.turn_clock(3600);
    for change in [json!({ "tour_finished": true }), json!({ "tour_finished": false }), json!({ "title": "客服" })] {
        assert_eq!(mei.patch("/me", change).await.is(200)["staff"]["tour_finished_at"], finished);
    }
    let all = owner.get("/staff").await.is(200);
    let of = |id: &str| all["items"].as_array().and_then(|all| all.iter().find(|one| one["id"] == id)).cloned();
    assert_eq!(of(&mei.id).expect("小梅")["tour_finished_at"], finished);
    assert_eq!(of(&lin.id).expect("阿林")["tour_finished_at"], json!(null));
}
