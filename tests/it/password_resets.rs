//! S3: a forgotten password is set anew by a link: for one account, once, for a short time, and telling strangers nothing.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use zhanggui::auth::Role;

use crate::harness::{
    Answer, Authenticator, Engine, MailServer, PASSWORD, Service, Shop, Staff, TestApp, both_engines,
};
use crate::oidc;

both_engines![
    a_managers_link_sets_a_password_once,
    whoever_forgot_it_helps_themselves,
    a_stranger_learns_nothing,
    without_mail_nobody_is_promised_any,
    a_link_runs_out,
    a_second_factor_is_asked_for_all_the_same,
    who_makes_one_for_whom,
    whatever_changes_kills_older_links,
    whoever_has_no_password_gets_no_link,
    what_opens_an_account_lies_nowhere_in_the_open,
];

const NEW: &str = "another horse 电池";

/// The same installation, with a server that sends its mail.
pub async fn with_mail(app: TestApp) -> (TestApp, MailServer) {
    let server = MailServer::start().await;
    let app = app.restart_with(server.settings()).await;
    (app, server)
}

async fn ask(app: &TestApp, email: &str) -> Answer {
    app.anybody().post("/password_resets", json!({ "email": email })).await
}

async fn make(by: &Staff, whom: &Staff) -> Answer {
    by.post(&format!("/staff/{}/password_reset", whom.id), json!({})).await
}

fn path(token: &str) -> String {
    format!("/password_resets/by-token/{token}")
}

/// The path of a link's API, from what a manager was shown.
fn path_of(made: &Value) -> String {
    let (front, token) = made["url"].as_str().and_then(|url| url.rsplit_once('/')).expect("an address");
    assert!(front.ends_with("/reset"), "{front}");
    path(token)
}

async fn sign_in(app: &TestApp, email: &str, password: &str) -> Answer {
    app.anybody().post("/session", json!({ "email": email, "password": password })).await
}

async fn log(owner: &Staff, action: &str) -> Vec<Value> {
    owner.get(&format!("/audit?action={action}")).await.is(200)["items"].as_array().expect("a list").clone()
}

async fn a_managers_link_sets_a_password_once(app: TestApp) {
    let (owner, manager, mei) = (app.owner().await, app.staff("经理", Role::Manager).await, app.agent("小梅").await);
    let phone = Staff::sign_in(&app, &mei.email, PASSWORD).await;
    let mut desk = phone.desk(&app, None).await;
    let made = make(&manager, &mei).await.is(201);
    assert_eq!((&made["mailed"], &made["expires_at"]), (&json!(false), &json!(app.now().plus_seconds(24 * 3600))));
    let path = path_of(&made);

    let card = app.anybody().get(&path).await.is(200);
    assert_eq!(card, json!({ "shop_name": "青禾外套", "email": "s***@shop.example" }));
    let set = |password: &str| json!({ "password": password });
    app.anybody().post(&path, set("short")).await.invalid("password", "too_short");
    app.anybody().post(&path, json!({ "password": NEW, "role": "owner" })).await.invalid("role", "unknown_field");
    mei.get("/me").await.is(200);

    let begun = Instant::now();
    let (anybody, other) = (app.anybody(), app.anybody());
    let (first, second) = tokio::join!(anybody.post(&path, set(NEW)), other.post(&path, set(NEW)));
    let (done, refused) = if first.status == 204 { (first, second) } else { (second, first) };
    done.is(204);
    assert_eq!(done.header("set-cookie"), "", "it lets nobody in");
    refused.refused(404, "not_found");
    assert_eq!(desk.ends().await.as_deref(), Some("revoked"));
    assert!(begun.elapsed() < Duration::from_secs(10), "S2");
    for browser in [&mei, &phone] {
        browser.get("/me").await.refused(401, "unauthorized");
    }
    sign_in(&app, &mei.email, PASSWORD).await.refused(401, "wrong_credentials");
    sign_in(&app, &mei.email, NEW).await.is(200);
    app.anybody().get(&path).await.refused(404, "not_found");
    app.anybody().post(&path, set(PASSWORD)).await.refused(404, "not_found");

    let asked = log(&owner, "password.reset_requested").await;
    assert_eq!((&asked[0]["actor"]["name"], &asked[0]["subject"]["label"]), (&json!("经理"), &json!("小梅")));
    let done = log(&owner, "password.reset").await;
    let done: Vec<_> = done.iter().filter(|entry| entry["action"] == "password.reset").collect();
    assert_eq!((done.len(), &done[0]["actor"]["name"]), (1, &json!("小梅")));
    assert_eq!(done[0]["notes"]["sessions_ended"], 2);
}

async fn whoever_forgot_it_helps_themselves(app: TestApp) {
    let (app, server) = with_mail(app).await;
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    assert_eq!(app.anybody().get("/setup").await.is(200)["can_send_mail"], true);
    ask(&app, &format!(" {} ", mei.email.to_uppercase())).await.is(202);
    let mail = server.expect(1).await;
    assert_eq!((&mail.to, mail.subject().as_str()), (&vec![mei.email.clone()], "重设青禾外套的登录密码"));
    assert!(mail.link().starts_with(&format!("{}/reset/", app.app.config.origin())), "{}", mail.text());
    assert!(mail.html().contains(&format!("<a href=\"{}\">设置新密码</a>", mail.link())), "{}", mail.html());
    assert!(mail.text().contains("1 小时内有效"));

    let path = path(&mail.token());
    app.anybody().get(&path).await.is(200);
    app.anybody().post(&path, json!({ "password": NEW })).await.is(204);
    sign_in(&app, &mei.email, NEW).await.is(200);
    let told = server.expect(2).await;
    assert_eq!((&told.to, told.subject().as_str()), (&vec![mei.email.clone()], "您在青禾外套的登录密码已修改"));
    assert!(!told.text().contains("http"), "{}", told.text());
    let asked = log(&owner, "password.reset_requested").await;
    assert_eq!((&asked[0]["actor"]["kind"], &asked[0]["subject"]["label"]), (&json!("stranger"), &json!("小梅")));

    // In the language of whoever gets it, and told whoever changed it.
    let lin = app.agent("阿林").await;
    lin.patch("/me", json!({ "locale": "en" })).await.is(200);
    lin.post("/me/password", json!({ "current": PASSWORD, "new": NEW })).await.is(204);
    assert_eq!(server.expect(3).await.subject(), "Your password for 青禾外套 was changed");
}

async fn a_stranger_learns_nothing(app: TestApp) {
    let (app, server) = with_mail(app).await;
    let (owner, mei, gone) = (app.owner().await, app.agent("小梅").await, app.agent("阿林").await);
    owner.patch(&format!("/staff/{}", gone.id), json!({ "active": false })).await.is(200);
    let here = ask(&app, &mei.email).await;
    server.expect(1).await;
    for nobody in ["nobody@shop.example", &gone.email] {
        let absent = ask(&app, nobody).await;
        assert_eq!((here.status, here.text()), (202, String::new()));
        assert_eq!((absent.status, absent.text()), (202, String::new()));
    }
    assert_eq!(server.all_sent(&app).await.len(), 1);
    assert_eq!(app.count("SELECT COUNT(*) FROM password_resets").await, 1);
    // What is no address is none whoever is here.
    ask(&app, "mei").await.invalid("email", "invalid_email");
    ask(&app, "a@shop.example\r\nBcc: b@shop.example").await.invalid("email", "invalid_email");
    for guess in ["", "guess", &"x".repeat(5000)] {
        let answer = app.anybody().get(&path(guess)).await;
        assert!(matches!(answer.status, 404 | 405), "{guess}: {}", answer.text());
    }
}

async fn without_mail_nobody_is_promised_any(app: TestApp) {
    let mei = app.agent("小梅").await;
    assert_eq!(app.anybody().get("/setup").await.is(200)["can_send_mail"], false);
    for email in [mei.email.as_str(), "nobody@shop.example"] {
        ask(&app, email).await.refused(409, "mail_not_set_up");
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM mails").await, 0);
}

async fn a_link_runs_out(app: TestApp) {
    let (app, server) = with_mail(app).await;
    let (owner, mei, lin) = (app.owner().await, app.agent("小梅").await, app.agent("阿林").await);
    ask(&app, &mei.email).await.is(202);
    let asked = path(&server.expect(1).await.token());
    let made = path_of(&make(&owner, &lin).await.is(201));
    app.turn_clock(3599);
    app.anybody().get(&asked).await.is(200);
    app.turn_clock(1);
    app.anybody().get(&asked).await.refused(404, "not_found");
    app.anybody().post(&asked, json!({ "password": NEW })).await.refused(404, "not_found");
    app.anybody().get(&made).await.is(200);
    app.turn_clock(23 * 3600);
    app.anybody().get(&made).await.refused(404, "not_found");
    sign_in(&app, &mei.email, PASSWORD).await.is(200);
}

async fn a_second_factor_is_asked_for_all_the_same(app: TestApp) {
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    let enrolment = mei.post("/me/second_factor", json!({ "proof": PASSWORD })).await.is(201);
    let phone = Authenticator::of(&enrolment);
    mei.post("/me/second_factor/confirm", json!({ "code": phone.code(app.now()) })).await.is(200);
    app.turn_clock(30);
    // Half way in with the old password: that is over, too.
    let half = sign_in(&app, &mei.email, PASSWORD).await;
    let half = app.anybody().with("cookie", half.cookie("__Host-zg_half"));
    half.get("/session/step").await.is(200);

    let made = make(&owner, &mei).await.is(201);
    app.anybody().post(&path_of(&made), json!({ "password": NEW })).await.is(204);
    half.get("/session/step").await.refused(401, "unauthorized");
    let answer = sign_in(&app, &mei.email, NEW).await;
    assert_eq!(answer.is(202)["step"], "code");
    let half = app.anybody().with("cookie", answer.cookie("__Host-zg_half"));
    half.get("/me").await.refused(401, "unauthorized");
    half.post("/session/code", json!({ "code": phone.code(app.now()) })).await.is(200);
}

async fn who_makes_one_for_whom(app: TestApp) {
    let (owner, manager, mei) = (app.owner().await, app.staff("经理", Role::Manager).await, app.agent("小梅").await);
    make(&manager, &owner).await.refused(403, "owner_only");
    make(&manager, &manager).await.refused(409, "own_password");
    make(&mei, &manager).await.refused(403, "no_permission");
    for role in [Role::Lead, Role::Operations, Role::Viewer] {
        make(&app.staff("某人", role).await, &mei).await.refused(403, "no_permission");
    }
    make(&owner, &app.staff("合伙人", Role::Owner).await).await.is(201);
    let thief = Shop::open(&app, "别家").await.owner(&app).await;
    make(&thief, &mei).await.refused(404, "not_found");
    let absent = format!("/staff/{}/password_reset", uuid::Uuid::now_v7());
    thief.post(&absent, json!({})).await.refused(404, "not_found");
    let token = owner.post("/tokens", json!({ "name": "程序", "scopes": ["read", "write"] })).await.is(201);
    let program = app.anybody().with("authorization", format!("Bearer {}", token["token"].as_str().expect("a token")));
    let way = format!("/staff/{}/password_reset", mei.id);
    program.post(&way, json!({})).await.refused(403, "not_with_a_token");
    owner.patch(&format!("/staff/{}", mei.id), json!({ "active": false })).await.is(200);
    make(&manager, &mei).await.refused(409, "colleague_inactive");
}

async fn whatever_changes_kills_older_links(app: TestApp) {
    let (owner, manager) = (app.owner().await, app.staff("经理", Role::Manager).await);
    let dead = async |link: &str| app.anybody().get(link).await.refused(404, "not_found");

    // Another password, by whatever way.
    let mei = app.agent("小梅").await;
    let [one, two] = [make(&manager, &mei).await.is(201), make(&owner, &mei).await.is(201)].map(|made| path_of(&made));
    mei.post("/me/password", json!({ "current": PASSWORD, "new": NEW })).await.is(204);
    dead(&one).await;
    dead(&two).await;
    let [one, two] = [make(&manager, &mei).await.is(201), make(&owner, &mei).await.is(201)].map(|made| path_of(&made));
    app.anybody().post(&one, json!({ "password": PASSWORD })).await.is(204);
    dead(&two).await;

    // What a manager made for an agent opens no owner's account.
    let lin = app.agent("阿林").await;
    let made = path_of(&make(&manager, &lin).await.is(201));
    owner.patch(&format!("/staff/{}", lin.id), json!({ "role": "owner" })).await.is(200);
    dead(&made).await;

    // Whoever left comes back without the links of before, and what they made is gone with them.
    let yuan = app.agent("阿圆").await;
    let made = path_of(&make(&owner, &yuan).await.is(201));
    for active in [false, true] {
        owner.patch(&format!("/staff/{}", yuan.id), json!({ "active": active })).await.is(200);
        dead(&made).await;
    }
    let made = path_of(&make(&manager, &yuan).await.is(201));
    owner.patch(&format!("/staff/{}", manager.id), json!({ "active": false })).await.is(200);
    dead(&made).await;
}

async fn whoever_has_no_password_gets_no_link(app: TestApp) {
    let (app, server) = with_mail(app).await;
    let (provider, owner) = oidc::open(&app, json!({})).await;
    let mei = app.agent("小梅").await;
    owner
        .put("/shop/sign_in/provider", oidc::with(oidc::settings(&provider), json!({ "passwords": false })))
        .await
        .is(200);
    ask(&app, &mei.email).await.is(202);
    let mail = server.expect(1).await;
    assert!(mail.text().contains("公司账号") && mail.link().ends_with("/sign-in"), "{}", mail.text());
    make(&owner, &mei).await.refused(409, "passwords_off");
    assert_eq!(app.count("SELECT COUNT(*) FROM password_resets").await, 0);
    // Owners always sign in with one: a provider can be out of order.
    ask(&app, &owner.email).await.is(202);
    assert!(server.expect(2).await.link().contains("/reset/"));
}

async fn what_opens_an_account_lies_nowhere_in_the_open(app: TestApp) {
    let (app, server) = with_mail(app).await;
    let (owner, mei) = (app.owner().await, app.agent("小梅").await);
    server.serves(Service::Away);
    let made = make(&owner, &mei).await.is(201);
    assert_eq!(made["mailed"], true);
    let token = path_of(&made).rsplit('/').next().expect("a token").to_owned();
    let stored = |app: &TestApp| String::from_utf8_lossy(&app.everything_stored()).into_owned();
    let waiting = stored(&app);
    assert!(waiting.contains(&mei.email) && !waiting.contains(&token), "it lies sealed while it waits");
    assert_eq!(app.count("SELECT COUNT(*) FROM mails").await, 1);

    server.serves(Service::Takes);
    app.turn_clock(3600);
    assert_eq!(server.expect(1).await.token(), token);
    server.all_sent(&app).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM mails").await, 0, "sent, it is gone");

    // What opens nothing any more is not sent.
    server.serves(Service::Away);
    make(&owner, &mei).await.is(201);
    app.anybody().post(&path(&token), json!({ "password": NEW })).await.is(204);
    assert_eq!(app.count("SELECT COUNT(*) FROM mails WHERE opens_id IS NOT NULL").await, 0);
    server.serves(Service::Takes);
    app.turn_clock(3600);
    let subjects: Vec<_> = server.all_sent(&app).await.iter().map(|mail| mail.subject()).collect();
    assert_eq!(subjects, ["重设青禾外套的登录密码", "您在青禾外套的登录密码已修改"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asking_again_and_again_is_slowed_down() {
    let server = MailServer::start().await;
    let app = TestApp::builder(Engine::Sqlite).rate_limits().config(server.settings()).start().await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    for _ in 0..3 {
        ask(&app, &mei.email).await.is(202);
        ask(&app, "nobody@shop.example").await.is(202);
    }
    let known = ask(&app, &mei.email).await;
    known.refused(429, "too_many_requests");
    assert!(known.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    ask(&app, "nobody@shop.example").await.refused(429, "too_many_requests");
    ask(&app, &lin.email).await.is(202);
    assert_eq!(server.expect(4).await.to.len(), 1);
    // From one address so many, whoever they are for.
    for n in 0..11 {
        ask(&app, &format!("nobody-{n}@shop.example")).await.is(202);
    }
    ask(&app, "one-more@shop.example").await.refused(429, "too_many_requests");
    // However many processes there are to ask: nobody's mailbox is filled.
    let sent = server.all_sent(&app).await.len();
    let neighbours = [app.neighbour().await, app.neighbour().await];
    for at in &neighbours {
        for _ in 0..3 {
            ask(at, &mei.email).await.is(202);
        }
    }
    let all = server.all_sent(&app).await;
    assert_eq!(all.len() - sent, 2, "five open ones are enough");
}
