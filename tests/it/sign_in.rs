//! S3: sessions begin with a password, end when they should, and guessing is slow.

use serde_json::json;

use crate::harness::{Engine, PASSWORD, Staff, TestApp, both_engines};

both_engines![
    wrong_words_never_tell_whether_the_account_exists,
    a_session_cookie_is_well_kept,
    a_write_needs_the_token_of_our_own_page,
    signing_out_ends_the_session,
    sessions_are_listed_and_ended_one_by_one,
    a_new_password_ends_the_other_sessions,
    an_old_session_runs_out,
    one_may_change_oneself_but_not_ones_role,
];

async fn wrong_words_never_tell_whether_the_account_exists(app: TestApp) {
    let mei = app.agent("小梅").await;
    let try_as = async |email: &str, password: &str| {
        app.anybody().post("/session", json!({ "email": email, "password": password })).await
    };
    let wrong = try_as(&mei.email, "not the password").await.refused(401, "wrong_credentials");
    let absent = try_as("nobody@shop.example", "not the password").await.refused(401, "wrong_credentials");
    let without_id = |mut problem: serde_json::Value| {
        problem["request_id"] = json!(null);
        problem
    };
    assert_eq!(without_id(wrong), without_id(absent));
    try_as(&mei.email.to_uppercase(), PASSWORD).await.is(200);
}

async fn a_session_cookie_is_well_kept(app: TestApp) {
    let mei = app.agent("小梅").await;
    let answer = app.anybody().post("/session", json!({ "email": mei.email, "password": PASSWORD })).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-zg_session="), "{cookie}");
    for part in ["Path=/", "HttpOnly", "Secure", "SameSite=Lax"] {
        assert!(cookie.contains(part), "{part} is missing in {cookie}");
    }
    let token = cookie.split(['=', ';']).nth(1).expect("a token");
    let stored = app.count(&format!("SELECT COUNT(*) FROM sessions WHERE user_agent = '{token}'")).await;
    assert_eq!(stored, 0);
}

async fn a_write_needs_the_token_of_our_own_page(app: TestApp) {
    let mei = app.agent("小梅").await;
    let bare = mei.without("x-csrf-token");
    bare.get("/me").await.is(200);
    bare.patch("/me", json!({ "name": "换名" })).await.refused(403, "bad_csrf_token");
    mei.with("x-csrf-token", "guess").patch("/me", json!({ "name": "换名" })).await.refused(403, "bad_csrf_token");
    let foreign = mei.with("origin", "https://evil.example");
    foreign.patch("/me", json!({ "name": "换名" })).await.refused(403, "bad_origin");
    assert_eq!(mei.get("/me").await.is(200)["staff"]["name"], "小梅");
    mei.with("origin", app.origin()).patch("/me", json!({ "name": "梅梅" })).await.is(200);
}

async fn signing_out_ends_the_session(app: TestApp) {
    let mei = app.agent("小梅").await;
    let mut desk = mei.desk(&app, None).await;
    mei.delete("/session").await.is(204);
    assert_eq!(desk.ends().await.as_deref(), Some("revoked"));
    mei.get("/me").await.refused(401, "unauthorized");
}

async fn sessions_are_listed_and_ended_one_by_one(app: TestApp) {
    let desk = app.agent("小梅").await;
    let phone = Staff::sign_in(&app, &desk.email, PASSWORD).await;
    let mut socket = phone.desk(&app, None).await;
    let listed = desk.get("/me/sessions").await.is(200);
    let sessions = listed["items"].as_array().expect("a list");
    assert_eq!(sessions.iter().filter(|session| session["current"] == true).count(), 1);
    let other = sessions.iter().find(|session| session["current"] == false).expect("the phone");
    let path = format!("/me/sessions/{}", other["id"].as_str().expect("an id"));

    let stranger = app.agent("阿林").await;
    stranger.delete(&path).await.refused(404, "not_found");
    desk.delete(&path).await.is(204);
    assert_eq!(socket.ends().await.as_deref(), Some("revoked"));
    phone.get("/me").await.refused(401, "unauthorized");
    desk.get("/me").await.is(200);
}

async fn a_new_password_ends_the_other_sessions(app: TestApp) {
    let desk = app.agent("小梅").await;
    let phone = Staff::sign_in(&app, &desk.email, PASSWORD).await;
    let change = |current: &str, new: &str| json!({ "current": current, "new": new });
    desk.post("/me/password", change("wrong", "a new password")).await.invalid("current", "wrong_password");
    desk.post("/me/password", change(PASSWORD, "short")).await.invalid("new", "too_short");
    phone.get("/me").await.is(200);

    desk.post("/me/password", change(PASSWORD, "a new password")).await.is(204);
    desk.get("/me").await.is(200);
    phone.get("/me").await.refused(401, "unauthorized");
    let old = app.anybody().post("/session", json!({ "email": desk.email, "password": PASSWORD })).await;
    old.refused(401, "wrong_credentials");
    Staff::sign_in(&app, &desk.email, "a new password").await;
}

async fn an_old_session_runs_out(app: TestApp) {
    let mei = app.agent("小梅").await;
    mei.get("/me").await.is(200);
    app.turn_clock(100 * 24 * 3600);
    // What was remembered a moment ago may be believed for a few seconds more.
    let app = app.restart().await;
    let mei = crate::harness::Client::new(app.address).with("cookie", mei.headers()[0].1.clone());
    mei.get("/me").await.refused(401, "unauthorized");
}

async fn one_may_change_oneself_but_not_ones_role(app: TestApp) {
    let mei = app.agent("小梅").await;
    let change = json!({ "name": " 梅 梅 ", "title": "金牌客服", "locale": "en", "avatar_color": 3 });
    let me = mei.patch("/me", change).await.is(200);
    assert_eq!((&me["staff"]["name"], &me["staff"]["locale"]), (&json!("梅 梅"), &json!("en")));
    mei.patch("/me", json!({ "role": "owner" })).await.invalid("role", "unknown_field");
    mei.patch("/me", json!({ "avatar_color": 8 })).await.invalid("avatar_color", "out_of_range");
    assert_eq!(mei.get("/me").await.is(200)["staff"]["role"], "agent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_v6_network_guesses_as_one() {
    let app = TestApp::builder(Engine::Sqlite).limits_behind_a_proxy().start().await;
    let guess = async |n: u32, network: &str| {
        let from = app.anybody().with("x-forwarded-for", format!("{network}::{n:x}"));
        let who = json!({ "email": format!("nobody-{n}@shop.example"), "password": "guess" });
        from.post("/session", who).await
    };
    for n in 0..50 {
        guess(n, "2001:db8:1:2").await.refused(401, "wrong_credentials");
    }
    guess(50, "2001:db8:1:2").await.refused(429, "too_many_requests");
    guess(51, "2001:db8:1:3").await.refused(401, "wrong_credentials");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_is_slowed_down_and_others_are_not() {
    let app = TestApp::builder(Engine::Sqlite).rate_limits().start().await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let guess =
        async |email: &str| app.anybody().post("/session", json!({ "email": email, "password": "guess" })).await;
    for _ in 0..10 {
        guess(&mei.email).await.refused(401, "wrong_credentials");
        guess("nobody@shop.example").await.refused(401, "wrong_credentials");
    }
    let known = guess(&mei.email).await;
    known.refused(429, "too_many_requests");
    assert!(known.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    guess("nobody@shop.example").await.refused(429, "too_many_requests");
    let right = app.anybody().post("/session", json!({ "email": mei.email, "password": PASSWORD })).await;
    right.refused(429, "too_many_requests");

    Staff::sign_in(&app, &lin.email, PASSWORD).await;
    mei.get("/me").await.is(200);
    app.turn_clock(15 * 60 + 1);
    Staff::sign_in(&app, &mei.email, PASSWORD).await;
}
