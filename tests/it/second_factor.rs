//! S3: a second proof besides the password: codes of an app, recovery codes, and a shop that wants them.

use serde_json::{Value, json};
use zhanggui::auth::Role;

use crate::harness::{Answer, Authenticator, Client, Engine, PASSWORD, Staff, TestApp, both_engines};

both_engines![
    an_app_is_set_up_by_its_first_code,
    a_password_alone_opens_nothing_then,
    a_code_is_taken_once,
    two_at_once_use_one_code_once,
    a_recovery_code_works_once,
    new_recovery_codes_end_the_old_ones,
    changing_it_takes_a_proof,
    another_phone_takes_the_place_of_the_first,
    a_shop_may_want_it_of_everybody,
    a_rule_for_managers_leaves_agents_alone,
    a_colleague_is_helped_when_the_phone_is_lost,
    half_a_sign_in_runs_out,
    nothing_of_it_lies_open_in_the_database,
];

/// Sets up an app for somebody: the phone, and the recovery codes.
async fn enrol(app: &TestApp, person: &Staff) -> (Authenticator, Vec<String>) {
    let enrolment = person.post("/me/second_factor", json!({ "proof": PASSWORD })).await.is(201);
    let phone = Authenticator::of(&enrolment);
    let code = json!({ "code": phone.code(app.now()) });
    let confirmed = person.post("/me/second_factor/confirm", code).await.is(200);
    // The code that set it up is used; the next one comes in thirty seconds.
    app.turn_clock(30);
    (phone, codes_of(&confirmed))
}

fn codes_of(answer: &Value) -> Vec<String> {
    let codes = answer["recovery_codes"].as_array().expect("codes");
    codes.iter().map(|code| code.as_str().expect("a code").to_owned()).collect()
}

async fn with_password(app: &TestApp, email: &str) -> Answer {
    app.anybody().post("/session", json!({ "email": email, "password": PASSWORD })).await
}

/// Somebody whose password was right and who is asked for more.
async fn half_way(app: &TestApp, email: &str) -> Client {
    let answer = with_password(app, email).await;
    answer.is(202);
    app.anybody().with("cookie", answer.cookie("__Host-zg_half"))
}

async fn show(half: &Client, code: &str) -> Answer {
    half.post("/session/code", json!({ "code": code })).await
}

async fn an_app_is_set_up_by_its_first_code(app: TestApp) {
    let mei = app.agent("小梅").await;
    assert_eq!(mei.get("/me/sign_in").await.is(200)["second_factor"]["enabled_at"], json!(null));
    let enrolment = mei.post("/me/second_factor", json!({ "proof": PASSWORD })).await.is(201);
    let url = enrolment["url"].as_str().expect("an address");
    assert!(url.starts_with("otpauth://totp/") && url.contains(enrolment["secret"].as_str().expect("a secret")));
    assert!(enrolment["qr"]["size"].as_i64().expect("a size") >= 21);
    let phone = Authenticator::of(&enrolment);

    // Not confirmed: nothing has changed.
    with_password(&app, &mei.email).await.is(200);
    mei.post("/me/second_factor/confirm", json!({ "code": "000000" })).await.invalid("code", "wrong_code");
    let late = app.now().plus_seconds(15 * 60);
    let confirmed = mei.post("/me/second_factor/confirm", json!({ "code": phone.code(app.now()) })).await.is(200);
    assert_eq!(codes_of(&confirmed).len(), 10);
    let state = mei.get("/me/sign_in").await.is(200)["second_factor"].clone();
    assert_eq!((&state["recovery_codes_left"], &state["required"]), (&json!(10), &json!(false)));
    assert!(state["enabled_at"].is_string());

    let lin = app.agent("阿林").await;
    let phone = Authenticator::of(&lin.post("/me/second_factor", json!({ "proof": PASSWORD })).await.is(201));
    app.turn_clock(15 * 60);
    let too_late = json!({ "code": phone.code(late) });
    lin.post("/me/second_factor/confirm", too_late).await.refused(409, "enrolment_expired");
}

async fn a_password_alone_opens_nothing_then(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (phone, _) = enrol(&app, &mei).await;
    let first = with_password(&app, &mei.email).await;
    let next = first.is(202);
    assert_eq!((&next["step"], &next["email"]), (&json!("code"), &json!(mei.email)));
    assert!(!first.headers.get_all("set-cookie").iter().any(|line| line.as_bytes().starts_with(b"__Host-zg_session")));

    let half = app.anybody().with("cookie", first.cookie("__Host-zg_half"));
    assert_eq!(half.get("/session/step").await.is(200)["step"], "code");
    half.get("/me").await.refused(401, "unauthorized");
    half.get("/conversations").await.refused(401, "unauthorized");
    // Shown as a session, it is none.
    let token = first.cookie("__Host-zg_half").replace("__Host-zg_half=", "__Host-zg_session=");
    app.anybody().with("cookie", token).get("/me").await.refused(401, "unauthorized");
    // The password must not put another phone in the place of this one.
    half.post("/session/second_factor", json!({})).await.refused(403, "code_required");
    let code = json!({ "code": phone.code(app.now()) });
    half.post("/session/second_factor/confirm", code.clone()).await.refused(403, "code_required");
    let foreign = half.with("origin", "https://evil.example");
    foreign.post("/session/code", code).await.refused(403, "bad_origin");

    show(&half, "000000").await.invalid("code", "wrong_code");
    let done = show(&half, &phone.code(app.now())).await;
    done.is(200);
    let signed_in = Staff::signed_in(&app, &done);
    assert_eq!(signed_in.get("/me").await.is(200)["staff"]["id"], mei.id);
    // A sign-in is completed once.
    app.turn_clock(60);
    show(&half, &phone.code(app.now())).await.refused(401, "unauthorized");
    app.anybody().get("/session/step").await.refused(401, "unauthorized");
}

async fn a_code_is_taken_once(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (phone, _) = enrol(&app, &mei).await;
    let code = phone.code(app.now());
    show(&half_way(&app, &mei.email).await, &code).await.is(200);
    let second = half_way(&app, &mei.email).await;
    show(&second, &code).await.invalid("code", "wrong_code");
    // Nor does one from before it, although its time has not run out.
    show(&second, &phone.code(app.now().plus_seconds(-30))).await.invalid("code", "wrong_code");
    show(&second, &phone.code(app.now().plus_seconds(30))).await.is(200);
    let third = half_way(&app, &mei.email).await;
    show(&third, &phone.code(app.now().plus_seconds(60))).await.invalid("code", "wrong_code");
    app.turn_clock(60);
    show(&third, &phone.code(app.now())).await.is(200);
}

async fn two_at_once_use_one_code_once(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (phone, recovery) = enrol(&app, &mei).await;
    for code in [phone.code(app.now()), recovery[0].clone()] {
        let (one, other) = (half_way(&app, &mei.email).await, half_way(&app, &mei.email).await);
        let (first, second) = tokio::join!(show(&one, &code), show(&other, &code));
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422], "{code}");
    }
}

async fn a_recovery_code_works_once(app: TestApp) {
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let (_, codes) = enrol(&app, &mei).await;
    let (_, of_another) = enrol(&app, &lin).await;
    let half = half_way(&app, &mei.email).await;
    show(&half, &of_another[0]).await.invalid("code", "wrong_code");
    // As it was copied from paper.
    let typed = codes[3].to_uppercase().replace('-', " ");
    let back = Staff::signed_in(&app, &show(&half, &typed).await);
    assert_eq!(back.get("/me/sign_in").await.is(200)["second_factor"]["recovery_codes_left"], 9);
    show(&half_way(&app, &mei.email).await, &codes[3]).await.invalid("code", "wrong_code");
    show(&half_way(&app, &mei.email).await, &codes[4]).await.is(200);
}

async fn new_recovery_codes_end_the_old_ones(app: TestApp) {
    let mei = app.agent("小梅").await;
    mei.post("/me/second_factor/recovery_codes", json!({ "proof": PASSWORD })).await.refused(409, "no_second_factor");
    let (phone, old) = enrol(&app, &mei).await;
    let proof = json!({ "proof": phone.code(app.now()) });
    let new = codes_of(&mei.post("/me/second_factor/recovery_codes", proof).await.is(200));
    assert!(new.iter().all(|code| !old.contains(code)));
    let half = half_way(&app, &mei.email).await;
    show(&half, &old[0]).await.invalid("code", "wrong_code");
    show(&half, &new[0]).await.is(200);
}

async fn changing_it_takes_a_proof(app: TestApp) {
    let mei = app.agent("小梅").await;
    mei.post("/me/second_factor", json!({})).await.invalid("proof", "required");
    mei.post("/me/second_factor", json!({ "proof": "a guess of it" })).await.invalid("proof", "wrong_proof");
    let (phone, codes) = enrol(&app, &mei).await;
    for path in ["/me/second_factor", "/me/second_factor/recovery_codes", "/me/second_factor/remove"] {
        mei.post(path, json!({})).await.invalid("proof", "required");
        mei.post(path, json!({ "proof": "000000" })).await.invalid("proof", "wrong_proof");
    }
    let by_token = mei.without("cookie");
    by_token.post("/me/second_factor/remove", json!({ "proof": PASSWORD })).await.refused(401, "unauthorized");

    let used = phone.code(app.now());
    mei.post("/me/second_factor", json!({ "proof": used })).await.is(201);
    mei.post("/me/second_factor/remove", json!({ "proof": used })).await.invalid("proof", "wrong_proof");
    mei.post("/me/second_factor/remove", json!({ "proof": codes[9] })).await.is(204);
    with_password(&app, &mei.email).await.is(200);
    mei.post("/me/second_factor/remove", json!({ "proof": PASSWORD })).await.refused(409, "no_second_factor");
}

async fn another_phone_takes_the_place_of_the_first(app: TestApp) {
    let mei = app.agent("小梅").await;
    let (old, _) = enrol(&app, &mei).await;
    let enrolment = mei.post("/me/second_factor", json!({ "proof": PASSWORD })).await.is(201);
    let new = Authenticator::of(&enrolment);
    // Until the new one is confirmed the old one counts.
    let half = half_way(&app, &mei.email).await;
    show(&half, &new.code(app.now())).await.invalid("code", "wrong_code");
    show(&half, &old.code(app.now())).await.is(200);
    mei.post("/me/second_factor/confirm", json!({ "code": new.code(app.now()) })).await.is(200);
    app.turn_clock(30);
    let half = half_way(&app, &mei.email).await;
    show(&half, &old.code(app.now())).await.invalid("code", "wrong_code");
    show(&half, &new.code(app.now())).await.is(200);
}

async fn a_shop_may_want_it_of_everybody(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    owner.patch("/shop/sign_in", json!({ "second_factor": "everyone" })).await.is(200);
    // Whoever is in stays in, and is told.
    assert_eq!(mei.get("/me/sign_in").await.is(200)["second_factor"]["required"], true);

    let half = half_way(&app, &mei.email).await;
    assert_eq!(half.get("/session/step").await.is(200)["step"], "enrol");
    half.get("/me").await.refused(401, "unauthorized");
    show(&half, "000000").await.invalid("code", "wrong_code");
    let phone = Authenticator::of(&half.post("/session/second_factor", json!({})).await.is(201));
    let wrong = half.post("/session/second_factor/confirm", json!({ "code": "000000" })).await;
    wrong.invalid("code", "wrong_code");
    let code = json!({ "code": phone.code(app.now()) });
    let enrolled = half.post("/session/second_factor/confirm", code).await;
    let body = enrolled.is(200);
    assert_eq!(codes_of(&body).len(), 10);
    assert_eq!(body["me"]["staff"]["id"], mei.id);
    let cookie = enrolled.cookie("__Host-zg_session");
    app.anybody().with("cookie", cookie).get("/me").await.is(200);

    let proof = json!({ "proof": PASSWORD });
    mei.post("/me/second_factor/remove", proof).await.refused(409, "second_factor_required");
    app.turn_clock(30);
    show(&half_way(&app, &mei.email).await, &phone.code(app.now())).await.is(200);

    // Somebody new is led there too.
    let new = json!({ "email": "new@shop.example", "name": "新人", "role": "agent" });
    let url = owner.post("/invitations", new).await.is(201)["url"].as_str().expect("an address").to_owned();
    let path = format!("/invitations/by-token/{}", url.rsplit('/').next().expect("a token"));
    let accepted = app.anybody().post(&path, json!({ "name": "小新", "password": PASSWORD })).await;
    assert_eq!(accepted.is(202)["step"], "enrol");
}

async fn a_rule_for_managers_leaves_agents_alone(app: TestApp) {
    let (owner, manager, mei) = (app.owner().await, app.staff("经理", Role::Manager).await, app.agent("小梅").await);
    let rule = json!({ "second_factor": "managers" });
    manager.patch("/shop/sign_in", rule.clone()).await.refused(403, "no_permission");
    owner.patch("/shop/sign_in", json!({ "second_factor": "nobody" })).await.invalid("second_factor", "unknown_value");
    owner.patch("/shop/sign_in", rule).await.is(200);
    with_password(&app, &mei.email).await.is(200);
    assert_eq!(with_password(&app, &manager.email).await.is(202)["step"], "enrol");
    assert_eq!(with_password(&app, &owner.email).await.is(202)["step"], "enrol");
}

async fn a_colleague_is_helped_when_the_phone_is_lost(app: TestApp) {
    let (owner, manager, mei) = (app.owner().await, app.staff("经理", Role::Manager).await, app.agent("小梅").await);
    let path = |who: &Staff| format!("/staff/{}/second_factor", who.id);
    owner.delete(&path(&mei)).await.refused(409, "no_second_factor");
    enrol(&app, &mei).await;
    enrol(&app, &owner).await;
    let half = half_way(&app, &mei.email).await;
    mei.delete(&path(&owner)).await.refused(403, "no_permission");
    manager.delete(&path(&owner)).await.refused(403, "owner_only");
    owner.delete(&path(&owner)).await.refused(409, "own_second_factor");
    let shown = manager.get(&format!("/staff/{}/sign_in", mei.id)).await.is(200);
    assert!(shown["second_factor"]["enabled_at"].is_string(), "{shown}");

    let mut desk = mei.desk(&app, None).await;
    manager.delete(&path(&mei)).await.is(204);
    assert_eq!(desk.ends().await.as_deref(), Some("revoked"));
    mei.get("/me").await.refused(401, "unauthorized");
    half.get("/session/step").await.refused(401, "unauthorized");
    with_password(&app, &mei.email).await.is(200);
}

async fn half_a_sign_in_runs_out(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let (phone, _) = enrol(&app, &mei).await;
    let late = half_way(&app, &mei.email).await;
    app.turn_clock(10 * 60);
    show(&late, &phone.code(app.now())).await.refused(401, "unauthorized");

    let leaver = half_way(&app, &mei.email).await;
    owner.patch(&format!("/staff/{}", mei.id), json!({ "active": false })).await.is(200);
    show(&leaver, &phone.code(app.now())).await.refused(401, "unauthorized");
}

async fn nothing_of_it_lies_open_in_the_database(app: TestApp) {
    let mei = app.agent("小梅").await;
    let enrolment = mei.post("/me/second_factor", json!({ "proof": PASSWORD })).await.is(201);
    let secret = enrolment["secret"].as_str().expect("a secret");
    let phone = Authenticator::of(&enrolment);
    let open = async |column: &str| {
        app.count(&format!("SELECT COUNT(*) FROM second_factors WHERE {column} LIKE '%{secret}%'")).await
    };
    let sealed = async |column: &str| {
        app.count(&format!("SELECT COUNT(*) FROM second_factors WHERE {column} LIKE 'zg1.%'")).await
    };
    assert_eq!((open("pending_secret").await, sealed("pending_secret").await), (0, 1));
    mei.post("/me/second_factor/confirm", json!({ "code": phone.code(app.now()) })).await.is(200);
    assert_eq!((open("secret").await, sealed("secret").await, sealed("pending_secret").await), (0, 1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_codes_is_slowed_down() {
    let app = TestApp::builder(Engine::Sqlite).rate_limits().start().await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    let (phone, codes) = enrol(&app, &mei).await;
    let (lins_phone, _) = enrol(&app, &lin).await;
    let half = half_way(&app, &mei.email).await;
    for _ in 0..5 {
        show(&half, "000000").await.invalid("code", "wrong_code");
    }
    // A fresh sign-in with the password gives no fresh guesses, and no code of either kind helps.
    let again = half_way(&app, &mei.email).await;
    for code in [phone.code(app.now()), codes[0].clone()] {
        let refused = show(&again, &code).await;
        refused.refused(429, "too_many_requests");
        assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    }
    mei.post("/me/second_factor/remove", json!({ "proof": "000000" })).await.refused(429, "too_many_requests");
    show(&half_way(&app, &lin.email).await, &lins_phone.code(app.now())).await.is(200);
    app.turn_clock(15 * 60 + 1);
    show(&half_way(&app, &mei.email).await, &phone.code(app.now())).await.is(200);
}
