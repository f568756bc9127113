//! S3: where one is signed in, which of it is new, and how it ends.

use serde_json::{Value, json};
use zhanggui::auth::Role;

use crate::harness::{Answer, PASSWORD, Staff, TestApp, both_engines};

both_engines![
    a_new_browser_is_told_to_the_others,
    a_known_browser_is_no_news,
    a_stranger_does_not_vouch_for_itself,
    all_other_sessions_end_at_once,
    an_owner_ends_a_colleagues_sessions,
];

/// Signs in with a browser that keeps these cookies, and calls itself so.
async fn sign_in(app: &TestApp, email: &str, device: Option<&str>, agent: &str) -> Answer {
    let mut browser = app.anybody().with("user-agent", agent);
    if let Some(device) = device {
        browser = browser.with("cookie", device);
    }
    let answer = browser.post("/session", json!({ "email": email, "password": PASSWORD })).await;
    answer.is(200);
    answer
}

async fn sessions(of: &Staff) -> Vec<Value> {
    of.get("/me/sessions").await.is(200)["items"].as_array().expect("a list").clone()
}

fn new_ones(sessions: &[Value]) -> Vec<&Value> {
    sessions.iter().filter(|session| session["new_device"] == true).collect()
}

async fn a_new_browser_is_told_to_the_others(app: TestApp) {
    let mei = app.agent("小梅").await;
    assert!(new_ones(&sessions(&mei).await).is_empty(), "the first one is nobody's news");
    let mut desk = mei.desk(&app, None).await;
    sign_in(&app, &mei.email, None, "Phone").await;
    desk.expect_where("word of it", |frame| frame["type"] == "staff.updated" || frame["name"] == "staff.updated").await;
    let all = sessions(&mei).await;
    let new = new_ones(&all);
    assert_eq!(new.len(), 1);
    assert_eq!((&new[0]["user_agent"], &new[0]["address"]), (&json!("Phone"), &json!("127.0.0.1")));
    let id = new[0]["id"].as_str().expect("an id");
    mei.post(&format!("/me/sessions/{id}/recognise"), json!({})).await.is(204);
    assert!(new_ones(&sessions(&mei).await).is_empty());
    app.agent("阿林").await.post(&format!("/me/sessions/{id}/recognise"), json!({})).await.refused(404, "not_found");
}

async fn a_known_browser_is_no_news(app: TestApp) {
    let mei = app.agent("小梅").await;
    let first = sign_in(&app, &mei.email, None, "Phone").await;
    let device = first.cookie("__Host-zg_device");
    let id = new_ones(&sessions(&mei).await)[0]["id"].as_str().expect("an id").to_owned();
    sign_in(&app, &mei.email, Some(&device), "Phone, updated").await;
    assert_eq!(new_ones(&sessions(&mei).await).len(), 1);
    // The same browser under another name is another person's first.
    let lin = app.agent("阿林").await;
    sign_in(&app, &lin.email, Some(&device), "Phone").await;
    assert_eq!(new_ones(&sessions(&lin).await).len(), 1);

    // Signing out by oneself makes nobody a stranger.
    let third = sign_in(&app, &mei.email, None, "Tablet").await;
    let tablet = third.cookie("__Host-zg_device");
    Staff::signed_in(&app, &third).delete("/session").await.is(204);
    sign_in(&app, &mei.email, Some(&tablet), "Tablet").await;
    assert_eq!(new_ones(&sessions(&mei).await).len(), 1);

    // "That was not me": it is a stranger again, whatever it shows.
    mei.delete(&format!("/me/sessions/{id}")).await.is(204);
    Staff::signed_in(&app, &sign_in(&app, &mei.email, Some(&device), "Phone").await);
    assert_eq!(new_ones(&sessions(&mei).await).len(), 1);
}

async fn a_stranger_does_not_vouch_for_itself(app: TestApp) {
    let mei = app.agent("小梅").await;
    let stranger = Staff::signed_in(&app, &sign_in(&app, &mei.email, None, "Stranger").await);
    let all = sessions(&mei).await;
    let id = new_ones(&all)[0]["id"].as_str().expect("an id");
    stranger.post(&format!("/me/sessions/{id}/recognise"), json!({})).await.refused(403, "new_device");
    assert_eq!(new_ones(&sessions(&mei).await).len(), 1);
    // A made-up cookie makes nobody known.
    let forged = format!("__Host-zg_device={}", "x".repeat(43));
    sign_in(&app, &mei.email, Some(&forged), "Stranger").await;
    assert_eq!(new_ones(&sessions(&mei).await).len(), 2);
    let endless = format!("__Host-zg_device={}", "x".repeat(4000));
    let kept = sign_in(&app, &mei.email, Some(&endless), "Stranger").await.cookie("__Host-zg_device");
    assert!(kept.len() < 100, "{kept}");
}

async fn all_other_sessions_end_at_once(app: TestApp) {
    let mei = app.agent("小梅").await;
    let phone = Staff::signed_in(&app, &sign_in(&app, &mei.email, None, "Phone").await);
    let mut socket = phone.desk(&app, None).await;
    mei.delete("/me/sessions").await.is(204);
    assert_eq!(socket.ends().await.as_deref(), Some("revoked"));
    phone.get("/me").await.refused(401, "unauthorized");
    assert_eq!(sessions(&mei).await.len(), 1);
}

async fn an_owner_ends_a_colleagues_sessions(app: TestApp) {
    let (owner, manager, mei) = (app.owner().await, app.staff("经理", Role::Manager).await, app.agent("小梅").await);
    let phone = Staff::signed_in(&app, &sign_in(&app, &mei.email, None, "Phone").await);
    let path = |who: &Staff| format!("/staff/{}", who.id);
    let shown = manager.get(&format!("{}/sign_in", path(&mei))).await.is(200);
    let phones = shown["sessions"].as_array().expect("a list").iter().find(|session| session["user_agent"] == "Phone");
    let id = phones.expect("the phone")["id"].as_str().expect("an id").to_owned();
    mei.get(&format!("{}/sign_in", path(&manager))).await.refused(403, "no_permission");
    manager.get(&format!("{}/sign_in", path(&owner))).await.refused(403, "owner_only");
    manager.delete(&format!("{}/sessions", path(&owner))).await.refused(403, "owner_only");

    let mut socket = phone.desk(&app, None).await;
    let of_another = format!("{}/sessions/{id}", path(&owner));
    owner.delete(&of_another).await.refused(404, "not_found");
    manager.delete(&format!("{}/sessions/{id}", path(&mei))).await.is(204);
    assert_eq!(socket.ends().await.as_deref(), Some("revoked"));
    phone.get("/me").await.refused(401, "unauthorized");
    mei.get("/me").await.is(200);
    owner.delete(&format!("{}/sessions", path(&mei))).await.is(204);
    mei.get("/me").await.refused(401, "unauthorized");
    // One's own session goes on when one ends one's own.
    owner.delete(&format!("{}/sessions", path(&owner))).await.is(204);
    owner.get("/me").await.is(200);
}
