//! S3: signing in at the shop's provider, and everything a provider or a stranger may try.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use zhanggui::auth::Role;

use crate::harness::{
    Answer, Authenticator, CLIENT_ID, CLIENT_SECRET, Client, Engine, PASSWORD, Provider, Shop, Signing, Staff, TestApp,
    both_engines,
};

both_engines![
    a_colleague_comes_in_by_the_provider,
    an_account_is_known_by_its_subject,
    an_address_counts_only_when_vouched_for,
    a_forged_token_opens_nothing,
    a_rotated_key_counts_at_once,
    a_state_comes_back_once_and_to_its_browser,
    newcomers_come_as_the_shop_wants,
    an_invitation_is_accepted_at_the_provider,
    an_account_is_linked_from_inside,
    passwords_can_be_switched_off_but_not_for_owners,
    the_second_factor_is_asked_for_unless_the_provider_is_trusted,
    who_leaves_is_out_and_stays_out,
    settings_are_an_owners_and_checked,
    a_check_says_what_is_wrong,
    the_client_secret_is_sealed,
];

fn person(subject: &str, email: &str) -> Value {
    json!({ "sub": subject, "email": email, "email_verified": true, "name": "小梅" })
}

pub fn settings(provider: &Provider) -> Value {
    json!({
        "label": "公司账号", "issuer": provider.issuer(), "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET,
        "domains": ["shop.example"], "newcomer_role": null, "trusts_second_factor": false, "passwords": true,
        "enabled": true,
    })
}

pub fn with(mut settings: Value, change: Value) -> Value {
    for (name, value) in change.as_object().expect("fields") {
        settings[name] = value.clone();
    }
    settings
}

/// A provider that the shop uses.
pub async fn open(app: &TestApp, change: Value) -> (Provider, Staff) {
    let provider = Provider::start(app.now().0 / 1000, person("u-1", "mei@shop.example")).await;
    let owner = app.owner().await;
    owner.put("/shop/sign_in/provider", with(settings(&provider), change)).await.is(200);
    (provider, owner)
}

/// A browser on its way to the provider: its cookie, and where it is sent.
async fn set_out(app: &TestApp, asked: Value) -> (Client, String) {
    let answer = app.anybody().post("/session/provider", asked).await;
    let url = answer.is(200)["url"].as_str().expect("an address").to_owned();
    (app.anybody().with("cookie", answer.cookie("__Host-zg_provider")), url)
}

/// There and back, as a browser goes.
async fn sign_in(app: &TestApp, provider: &Provider) -> Answer {
    let (browser, url) = set_out(app, json!({ "shop_id": app.shop.id })).await;
    browser.post("/session/provider/return", provider.visit(&url).await).await
}

/// A colleague with this address and a password.
async fn colleague(app: &TestApp, owner: &Staff, email: &str) -> Staff {
    let new = json!({ "email": email, "name": "小梅", "role": "agent" });
    let url = owner.post("/invitations", new).await.is(201)["url"].as_str().expect("an address").to_owned();
    let path = format!("/invitations/by-token/{}", url.rsplit('/').next().expect("a token"));
    let accepted = app.anybody().post(&path, json!({ "name": "小梅", "password": PASSWORD })).await;
    accepted.is(201);
    Staff::signed_in(app, &accepted)
}

async fn a_colleague_comes_in_by_the_provider(app: TestApp) {
    assert_eq!(app.anybody().get("/session/providers").await.is(200)["items"], json!([]));
    let (provider, owner) = open(&app, json!({})).await;
    let button = &app.anybody().get("/session/providers").await.is(200)["items"][0];
    assert_eq!((&button["label"], &button["shop_id"]), (&json!("公司账号"), &json!(app.shop.id)));
    let mei = colleague(&app, &owner, "mei@shop.example").await;

    let answer = sign_in(&app, &provider).await;
    assert_eq!(answer.is(200)["staff"]["id"], mei.id);
    let by_provider = Staff::signed_in(&app, &answer);
    let account = by_provider.get("/me/sign_in").await.is(200)["provider_account"].clone();
    assert_eq!((&account["email"], &account["issuer"]), (&json!("mei@shop.example"), &json!(provider.issuer())));
    by_provider.patch("/me", json!({ "title": "客服" })).await.is(200);
    // Signing out is signing out, whichever way one came.
    let mut desk = by_provider.desk(&app, None).await;
    by_provider.delete("/session").await.is(204);
    assert_eq!(desk.ends().await.as_deref(), Some("revoked"));
    by_provider.get("/me").await.refused(401, "unauthorized");
}

async fn an_account_is_known_by_its_subject(app: TestApp) {
    let (provider, owner) = open(&app, json!({})).await;
    let mei = colleague(&app, &owner, "mei@shop.example").await;
    sign_in(&app, &provider).await.is(200);
    // The address changed, even to another colleague's: the account is still hers.
    let lin = colleague(&app, &owner, "lin@shop.example").await;
    provider.sign_in_as(person("u-1", "lin@shop.example"));
    assert_eq!(sign_in(&app, &provider).await.is(200)["staff"]["id"], mei.id);
    // Somebody else under her address is not her.
    provider.sign_in_as(person("u-2", "mei@shop.example"));
    sign_in(&app, &provider).await.refused(409, "already_linked");
    provider.sign_in_as(person("u-3", "lin@shop.example"));
    assert_eq!(sign_in(&app, &provider).await.is(200)["staff"]["id"], lin.id);
}

async fn an_address_counts_only_when_vouched_for(app: TestApp) {
    let (provider, owner) = open(&app, json!({ "newcomer_role": "agent" })).await;
    let before = app.count("SELECT COUNT(*) FROM staff").await;
    colleague(&app, &owner, "mei@shop.example").await;
    for unverified in [json!(false), json!(null), json!("no")] {
        provider.sign_in_as(with(person("u-1", "mei@shop.example"), json!({ "email_verified": unverified })));
        sign_in(&app, &provider).await.refused(401, "email_not_verified");
    }
    provider.sign_in_as(json!({ "sub": "u-1" }));
    sign_in(&app, &provider).await.refused(401, "no_email");
    provider.sign_in_as(person("u-1", "mei@evil.example"));
    sign_in(&app, &provider).await.refused(401, "foreign_domain");
    assert_eq!(app.count("SELECT COUNT(*) FROM oidc_accounts").await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM staff").await, before + 1);
}

async fn a_forged_token_opens_nothing(app: TestApp) {
    let (provider, owner) = open(&app, json!({})).await;
    colleague(&app, &owner, "mei@shop.example").await;
    for signing in [Signing::Not, Signing::ByAStranger, Signing::WithTheClientSecret] {
        provider.sign(signing);
        sign_in(&app, &provider).await.refused(401, "provider_refused");
    }
    provider.sign(Signing::AsPublished);
    let now = app.now().0 / 1000;
    for change in [
        json!({ "nonce": "another" }),
        json!({ "nonce": null }),
        json!({ "aud": "another" }),
        json!({ "aud": [CLIENT_ID, "another"] }),
        json!({ "iss": "https://id.evil.example" }),
        json!({ "exp": now - 120 }),
        json!({ "iat": now + 3600 }),
        json!({ "sub": "" }),
    ] {
        let said = change.clone();
        provider.say(move |claims| *claims = with(claims.clone(), change.clone()));
        let answer = sign_in(&app, &provider).await;
        assert_eq!(answer.refused(401, "provider_refused")["status"], 401, "{said}");
        assert!(!answer.headers.contains_key("set-cookie"), "{said}");
    }
    provider.say(|_| ());
    sign_in(&app, &provider).await.is(200);
}

async fn a_rotated_key_counts_at_once(app: TestApp) {
    let (provider, owner) = open(&app, json!({})).await;
    colleague(&app, &owner, "mei@shop.example").await;
    sign_in(&app, &provider).await.is(200);
    provider.rotate_key();
    sign_in(&app, &provider).await.is(200);
}

async fn a_state_comes_back_once_and_to_its_browser(app: TestApp) {
    let (provider, owner) = open(&app, json!({})).await;
    colleague(&app, &owner, "mei@shop.example").await;
    let shop = json!({ "shop_id": app.shop.id });
    let back = "/session/provider/return";

    let (browser, url) = set_out(&app, shop.clone()).await;
    let brought = provider.visit(&url).await;
    browser.post(back, brought.clone()).await.is(200);
    browser.post(back, brought).await.refused(401, "sign_in_expired");

    // A code of somebody else, slipped to a browser that never set out, or set out for itself.
    let (_, url) = set_out(&app, shop.clone()).await;
    let (victim, _) = set_out(&app, shop.clone()).await;
    let attackers = provider.visit(&url).await;
    victim.post(back, attackers.clone()).await.refused(401, "sign_in_expired");
    app.anybody().post(back, attackers).await.refused(401, "sign_in_expired");
    // A code of another way does not fit this one's challenge.
    let (browser, url) = set_out(&app, shop.clone()).await;
    let (_, other) = set_out(&app, shop.clone()).await;
    let mixed = json!({ "state": provider.visit(&url).await["state"], "code": provider.visit(&other).await["code"] });
    browser.post(back, mixed).await.refused(401, "provider_refused");
    let made_up = json!({ "state": "made up", "code": "made up" });
    browser.post(back, made_up).await.refused(401, "sign_in_expired");
    // The person, or the provider, said no.
    let (browser, url) = set_out(&app, shop.clone()).await;
    let state = provider.visit(&url).await["state"].clone();
    browser.post(back, json!({ "state": state })).await.refused(401, "provider_declined");
    // Another provider answered in its place.
    let (browser, url) = set_out(&app, shop.clone()).await;
    let mut brought = provider.visit(&url).await;
    brought["iss"] = json!("https://id.evil.example");
    browser.post(back, brought).await.refused(401, "provider_refused");

    let (browser, url) = set_out(&app, shop).await;
    let brought = provider.visit(&url).await;
    app.turn_clock(10 * 60);
    browser.post(back, brought).await.refused(401, "sign_in_expired");
    let foreign = app.anybody().with("origin", "https://evil.example");
    foreign.post("/session/provider", json!({ "shop_id": app.shop.id })).await.refused(403, "bad_origin");
}

async fn newcomers_come_as_the_shop_wants(app: TestApp) {
    let (provider, owner) = open(&app, json!({})).await;
    sign_in(&app, &provider).await.refused(401, "not_invited");
    owner.put("/shop/sign_in/provider", with(settings(&provider), json!({ "newcomer_role": "viewer" }))).await.is(200);
    let answer = sign_in(&app, &provider).await;
    let me = answer.is(200);
    assert_eq!((&me["staff"]["role"], &me["staff"]["name"]), (&json!("viewer"), &json!("小梅")));
    let newcomer = Staff::signed_in(&app, &answer);
    assert_eq!(newcomer.get("/me/sign_in").await.is(200)["has_password"], false);
    // There is no password, so none fits, not even none.
    for guess in ["", " ", PASSWORD] {
        let form = json!({ "email": "mei@shop.example", "password": guess });
        app.anybody().post("/session", form).await.refused(401, "wrong_credentials");
        let change = json!({ "current": guess, "new": "a new password" });
        newcomer.post("/me/password", change).await.invalid("current", "wrong_password");
    }
    newcomer.delete("/me/provider_account").await.refused(409, "only_way_in");
    // Nothing but the open desk vouches for her: she may set up an app without a proof.
    let phone = Authenticator::of(&newcomer.post("/me/second_factor", json!({})).await.is(201));
    let code = json!({ "code": phone.code(app.now()) });
    newcomer.post("/me/second_factor/confirm", code).await.is(200);
    assert_eq!(sign_in(&app, &provider).await.is(202)["step"], "code");
}

async fn an_invitation_is_accepted_at_the_provider(app: TestApp) {
    let (provider, owner) = open(&app, json!({ "passwords": false })).await;
    let invite = async |email: &str| {
        let new = json!({ "email": email, "name": "林小姐", "role": "lead" });
        let url = owner.post("/invitations", new).await.is(201)["url"].as_str().expect("an address").to_owned();
        url.rsplit('/').next().expect("a token").to_owned()
    };
    let token = invite("lin@elsewhere.example").await;
    let path = format!("/invitations/by-token/{token}");
    let card = app.anybody().get(&path).await.is(200);
    assert_eq!((&card["passwords"], &card["provider"]["label"]), (&json!(false), &json!("公司账号")));
    let form = json!({ "name": "林小姐", "password": PASSWORD });
    app.anybody().post(&path, form).await.refused(401, "passwords_off");

    // The link was given to one person: whatever the provider calls her, she is the one invited.
    provider.sign_in_as(with(person("u-7", "someone@else.example"), json!({ "email_verified": false })));
    let (browser, url) = set_out(&app, json!({ "invitation": token })).await;
    let (second, second_url) = set_out(&app, json!({ "invitation": token })).await;
    let me = browser.post("/session/provider/return", provider.visit(&url).await).await.is(200);
    assert_eq!(
        (&me["staff"]["email"], &me["staff"]["role"], &me["staff"]["name"]),
        (&json!("lin@elsewhere.example"), &json!("lead"), &json!("林小姐"))
    );
    provider.sign_in_as(person("u-8", "other@else.example"));
    let again = second.post("/session/provider/return", provider.visit(&second_url).await).await;
    again.refused(404, "not_found");
    let used = app.anybody().post("/session/provider", json!({ "invitation": token })).await;
    used.refused(404, "not_found");

    // Without the link, an address that the provider vouches for is as good.
    invite("guest@elsewhere.example").await;
    provider.sign_in_as(person("u-9", "guest@elsewhere.example"));
    assert_eq!(sign_in(&app, &provider).await.is(200)["staff"]["role"], "lead");
}

async fn an_account_is_linked_from_inside(app: TestApp) {
    let (provider, _) = open(&app, json!({})).await;
    let (mei, lin) = (app.agent("小梅").await, app.agent("阿林").await);
    provider.sign_in_as(json!({ "sub": "u-5" }));
    let link = async |who: &Staff| {
        let answer = who.post("/me/provider_account", json!({})).await;
        let url = answer.is(200)["url"].as_str().expect("an address").to_owned();
        let cookies = format!("{}; {}", who.headers()[0].1, answer.cookie("__Host-zg_provider"));
        (who.with("cookie", cookies), provider.visit(&url).await)
    };
    // What was begun inside signs nobody in, and what one began links nothing to another.
    let (browser, brought) = link(&mei).await;
    browser.post("/session/provider/return", brought).await.refused(401, "sign_in_expired");
    let (browser, brought) = link(&mei).await;
    let cookie = browser.headers().iter().find(|(name, _)| *name == "cookie").expect("cookies").1.clone();
    let provider_cookie = cookie.split("; ").nth(1).expect("a cookie");
    let stolen = lin.with("cookie", format!("{}; {provider_cookie}", lin.headers()[0].1));
    stolen.post("/me/provider_account/return", brought).await.refused(401, "sign_in_expired");

    let (browser, brought) = link(&mei).await;
    browser.post("/me/provider_account/return", brought).await.is(204);
    assert_eq!(sign_in(&app, &provider).await.is(200)["staff"]["id"], mei.id);
    let (browser, brought) = link(&lin).await;
    browser.post("/me/provider_account/return", brought).await.refused(409, "already_linked");
    mei.delete("/me/provider_account").await.is(204);
    mei.delete("/me/provider_account").await.refused(404, "not_found");
    sign_in(&app, &provider).await.refused(401, "no_email");
}

async fn passwords_can_be_switched_off_but_not_for_owners(app: TestApp) {
    let (provider, owner) = open(&app, json!({})).await;
    let mei = app.agent("小梅").await;
    owner.put("/shop/sign_in/provider", with(settings(&provider), json!({ "passwords": false }))).await.is(200);
    let try_as = async |email: &str, password: &str| {
        app.anybody().post("/session", json!({ "email": email, "password": password })).await
    };
    try_as(&mei.email, PASSWORD).await.refused(401, "passwords_off");
    try_as(&mei.email, "not the password").await.refused(401, "wrong_credentials");
    try_as(&owner.email, PASSWORD).await.is(200);
    mei.get("/me").await.is(200);
    // A provider that is out of use forbids nothing.
    let off = json!({ "passwords": false, "enabled": false });
    owner.put("/shop/sign_in/provider", with(settings(&provider), off)).await.is(200);
    try_as(&mei.email, PASSWORD).await.is(200);
    app.anybody().post("/session/provider", json!({ "shop_id": app.shop.id })).await.refused(404, "not_found");
}

async fn the_second_factor_is_asked_for_unless_the_provider_is_trusted(app: TestApp) {
    let (provider, owner) = open(&app, json!({ "newcomer_role": "agent" })).await;
    owner.patch("/shop/sign_in", json!({ "second_factor": "everyone" })).await.is(200);
    let answer = sign_in(&app, &provider).await;
    assert_eq!(answer.is(202)["step"], "enrol");
    let half = app.anybody().with("cookie", answer.cookie("__Host-zg_half"));
    half.get("/me").await.refused(401, "unauthorized");
    let trusted = json!({ "newcomer_role": "agent", "trusts_second_factor": true });
    owner.put("/shop/sign_in/provider", with(settings(&provider), trusted)).await.is(200);
    sign_in(&app, &provider).await.is(200);
}

async fn who_leaves_is_out_and_stays_out(app: TestApp) {
    let (provider, owner) = open(&app, json!({ "newcomer_role": "agent" })).await;
    let mei = Staff::signed_in(&app, &sign_in(&app, &provider).await);
    let mut desk = mei.desk(&app, None).await;
    let (browser, url) = set_out(&app, json!({ "shop_id": app.shop.id })).await;
    let asked_at = Instant::now();
    owner.patch(&format!("/staff/{}", mei.id), json!({ "active": false })).await.is(200);
    assert_eq!(desk.ends().await.as_deref(), Some("revoked"));
    assert!(asked_at.elapsed() < Duration::from_secs(5), "S2");
    mei.get("/me").await.refused(401, "unauthorized");
    // Neither the way that was begun before, nor a new one, nor a new subject under the old address.
    let brought = provider.visit(&url).await;
    browser.post("/session/provider/return", brought).await.refused(401, "account_inactive");
    sign_in(&app, &provider).await.refused(401, "account_inactive");
    provider.sign_in_as(person("u-2", "mei@shop.example"));
    sign_in(&app, &provider).await.is(409);
}

async fn settings_are_an_owners_and_checked(app: TestApp) {
    let (provider, owner) = open(&app, json!({})).await;
    let manager = app.staff("经理", Role::Manager).await;
    manager.get("/shop/sign_in").await.refused(403, "no_permission");
    manager.put("/shop/sign_in/provider", settings(&provider)).await.refused(403, "no_permission");
    let shown = owner.get("/shop/sign_in").await.is(200);
    assert_eq!(shown["redirect_url"], format!("{}/sign-in/return", app.origin()));
    assert_eq!(shown["provider"]["has_client_secret"], true);
    assert!(!shown.to_string().contains("the provider's secret"), "{shown}");

    let put = async |change: Value| owner.put("/shop/sign_in/provider", with(settings(&provider), change)).await;
    put(json!({ "issuer": "id.example.com" })).await.invalid("issuer", "invalid_url");
    put(json!({ "client_id": " " })).await.invalid("client_id", "required");
    put(json!({ "label": "字".repeat(41) })).await.invalid("label", "too_long");
    put(json!({ "domains": ["shop"] })).await.invalid("domains", "invalid_domain");
    put(json!({ "newcomer_role": "owner" })).await.invalid("newcomer_role", "owner_only");
    // An absent secret stays, but does not follow to another issuer.
    let mut without = settings(&provider);
    without.as_object_mut().expect("fields").remove("client_secret");
    assert_eq!(owner.put("/shop/sign_in/provider", without.clone()).await.is(200)["has_client_secret"], true);
    let moved = with(without, json!({ "issuer": "https://id.elsewhere.example" }));
    assert_eq!(owner.put("/shop/sign_in/provider", moved).await.is(200)["has_client_secret"], false);

    // Another shop has nothing to do with it.
    let other = Shop::open(&app, "别家").await.owner(&app).await;
    assert_eq!(other.get("/shop/sign_in").await.is(200)["provider"], json!(null));
    other.delete("/shop/sign_in/provider").await.refused(404, "not_found");
    owner.delete("/shop/sign_in/provider").await.is(204);
    assert_eq!(app.anybody().get("/session/providers").await.is(200)["items"], json!([]));
}

async fn a_check_says_what_is_wrong(app: TestApp) {
    let (provider, owner) = open(&app, json!({})).await;
    let check = async || owner.post("/shop/sign_in/provider/check", json!({})).await.is(200)["items"].clone();
    let put = async |change: Value| {
        owner.put("/shop/sign_in/provider", with(settings(&provider), change)).await.is(200);
    };
    let fine = |step: &str| json!({ "step": step, "problem": null, "detail": null });
    assert_eq!(check().await, json!([fine("discovery"), fine("keys"), fine("client")]));

    put(json!({ "client_secret": "another" })).await;
    let refused = json!({ "step": "client", "problem": "client_refused", "detail": null });
    assert_eq!(check().await, json!([fine("discovery"), fine("keys"), refused]));

    let slash = format!("{}/", provider.issuer());
    put(json!({ "issuer": slash })).await;
    let other = json!({ "step": "discovery", "problem": "other_issuer", "detail": provider.issuer() });
    assert_eq!(check().await, json!([other]));
    let nowhere = format!("http://{}/nowhere", provider.address);
    put(json!({ "issuer": nowhere })).await;
    assert_eq!(check().await, json!([{ "step": "discovery", "problem": "unexpected_status", "detail": "404" }]));
    // S7: a provider is asked through the same door as everybody else.
    put(json!({ "issuer": "http://169.254.169.254" })).await;
    assert_eq!(check().await[0]["problem"], "address_not_public");
    let refused = app.anybody().post("/session/provider", json!({ "shop_id": app.shop.id })).await;
    refused.refused(503, "provider_unavailable");
    provider.rename("https://id.example.com");
    put(json!({})).await;
}

async fn the_client_secret_is_sealed(app: TestApp) {
    open(&app, json!({})).await;
    let count = async |pattern: &str| {
        app.count(&format!("SELECT COUNT(*) FROM oidc_providers WHERE client_secret LIKE '{pattern}'")).await
    };
    assert_eq!((count("zg1.%").await, count("%secret%").await), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_does_not_send_this_server_about_for_ever() {
    let app = TestApp::builder(Engine::Sqlite).limits_behind_a_proxy().start().await;
    let nobody = json!({ "shop_id": uuid::Uuid::now_v7() });
    // Whoever has one IPv6 address has its whole network.
    let from = |n: u32| app.anybody().with("x-forwarded-for", format!("2001:db8:1:2::{n:x}"));
    for n in 0..100 {
        from(n).post("/session/provider", nobody.clone()).await.refused(404, "not_found");
    }
    from(100).post("/session/provider", nobody.clone()).await.refused(429, "too_many_requests");
    let back = json!({ "state": "x" });
    from(101).post("/session/provider/return", back).await.refused(429, "too_many_requests");
    app.anybody().post("/session/provider", nobody).await.refused(404, "not_found");
}
