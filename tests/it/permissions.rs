//! Every route of the permission table × everybody who may knock: asked over HTTP, not read from the table.

use std::fmt::Write;

use serde_json::{Value, json};
use zhanggui::auth::Role;
use zhanggui::auth::permissions::{Access, ROUTES};

use crate::harness::{Client, Engine, PASSWORD, TestApp};

/// What the door says before it looks at what is asked for.
const AT_THE_DOOR: [&str; 4] = ["unauthorized", "no_permission", "read_only_token", "not_with_a_token"];

/// What the cookie of a session begins with.
const SESSION: &str = "__Host-zg_session=";

struct Knocker {
    name: &'static str,
    client: Client,
    /// None for somebody who is no member of staff.
    role: Option<Role>,
    is_token: bool,
    may_write: bool,
    is_visitor: bool,
    /// Whose second proof is missing.
    is_half: bool,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_door_keeps_to_the_table() {
    let app = TestApp::start(Engine::Sqlite).await;
    let knockers = everybody(&app).await;
    let mut matrix = String::new();
    for (method, path, access) in ROUTES {
        let mut let_in = Vec::new();
        for knocker in &knockers {
            let said = knock(&knocker.client, method, path).await;
            let expected = expected(knocker, method, *access);
            assert_eq!(said.as_deref(), expected, "{} at {method} {path}", knocker.name);
            if said.is_none() {
                let_in.push(knocker.name);
            }
        }
        writeln!(matrix, "{method} {path}: {}", let_in.join(" ")).expect("a line");
    }
    // The table in words: a change of who may do what shows in the review.
    insta::assert_snapshot!(matrix);
}

async fn everybody(app: &TestApp) -> Vec<Knocker> {
    let mut all = Vec::new();
    let names = ["owner", "manager", "lead", "agent", "inspector", "trainer", "operations", "viewer"];
    for (name, role) in names.into_iter().zip(Role::ALL) {
        let staff = app.staff(name, role).await;
        let client = Client::clone(&staff);
        all.push(Knocker {
            name,
            client,
            role: Some(role),
            is_token: false,
            may_write: true,
            is_visitor: false,
            is_half: false,
        });
    }
    let owner = app.owner().await;
    for (name, scopes) in [("token", json!(["read", "write"])), ("read-only-token", json!(["read"]))] {
        let made = owner.post("/tokens", json!({ "name": name, "scopes": scopes })).await.is(201);
        let client =
            app.anybody().with("authorization", format!("Bearer {}", made["token"].as_str().expect("a token")));
        let may_write = name == "token";
        all.push(Knocker {
            name,
            client,
            role: Some(Role::Owner),
            is_token: true,
            may_write,
            is_visitor: false,
            is_half: false,
        });
    }
    let visitor = Client::clone(&*app.visitor().await);
    all.push(Knocker {
        name: "visitor",
        client: visitor,
        role: None,
        is_token: false,
        may_write: false,
        is_visitor: true,
        is_half: false,
    });
    let mei = app.agent("half").await;
    owner.patch("/shop/sign_in", json!({ "second_factor": "everyone" })).await.is(200);
    let first = app.anybody().post("/session", json!({ "email": mei.email, "password": PASSWORD })).await;
    all.push(Knocker {
        name: "half-signed-in",
        client: app.anybody().with("cookie", first.cookie("__Host-zg_half")),
        role: None,
        is_token: false,
        may_write: false,
        is_visitor: false,
        is_half: true,
    });
    let nobody = app.anybody();
    all.push(Knocker {
        name: "nobody",
        client: nobody,
        role: None,
        is_token: false,
        may_write: false,
        is_visitor: false,
        is_half: false,
    });
    all
}

/// The words at the door; none for who is let in.
fn expected(knocker: &Knocker, method: &str, access: Access) -> Option<&'static str> {
    let permission = match access {
        Access::Public => return None,
        Access::HalfSignedIn => return (!knocker.is_half).then_some("unauthorized"),
        Access::Visitor => return (!knocker.is_visitor).then_some("unauthorized"),
        Access::AnyStaff | Access::InPerson => None,
        Access::Staff(permission) | Access::Asking(permission) | Access::StaffInPerson(permission) => Some(permission),
    };
    let Some(role) = knocker.role else { return Some("unauthorized") };
    let in_person = matches!(access, Access::InPerson | Access::StaffInPerson(_));
    match permission {
        _ if in_person && knocker.is_token => Some("not_with_a_token"),
        _ if method != "GET" && !matches!(access, Access::Asking(_)) && !knocker.may_write => Some("read_only_token"),
        Some(permission) if !permission.is_granted_to(role) => Some("no_permission"),
        _ => None,
    }
}

/// Knocks with an empty hand: whoever is let in is then told what is missing, and nothing happens.
async fn knock(client: &Client, method: &str, path: &str) -> Option<String> {
    match (method, path) {
        // Signing out is the one thing that an empty hand can do.
        ("DELETE", "/session") if client.headers().iter().any(|(_, value)| value.starts_with(SESSION)) => return None,
        // Whoever knocks here shows a token in the address.
        ("GET", "/widget/events") => return None,
        _ => {}
    }
    let absent = uuid::Uuid::now_v7().to_string();
    let path = path
        .replace("{id}", &absent)
        .replace("{message_id}", &absent)
        .replace("{delivery_id}", &absent)
        .replace("{session_id}", &absent)
        .replace("{proposal_id}", &absent)
        .replace("{version}", "1")
        .replace("{token}", &absent)
        .replace("{public_key}", &absent);
    let (content_type, body) = match method {
        "GET" | "DELETE" => (None, Vec::new()),
        _ => (Some("application/json"), json!({ "nothing": true }).to_string().into_bytes()),
    };
    let answer = client.begin(method, &format!("/api/v1{path}"), content_type, body.into()).await;
    // An event stream has no end to wait for.
    if answer.status().is_success() {
        return None;
    }
    assert!(!answer.status().is_server_error(), "{method} {path}: {}", answer.status());
    let body = http_body_util::BodyExt::collect(answer.into_body()).await.expect("a body").to_bytes();
    let problem: Value = serde_json::from_slice(&body).unwrap_or_default();
    let code = problem["code"].as_str().unwrap_or_default().to_owned();
    AT_THE_DOOR.contains(&code.as_str()).then_some(code)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_described_route_is_in_the_table() {
    let app = TestApp::start(Engine::Sqlite).await;
    let description = app.anybody().get("/openapi.json").await.is(200);
    for (path, operations) in description["paths"].as_object().expect("paths") {
        let path = path.strip_prefix("/api/v1").unwrap_or(path);
        for method in operations.as_object().expect("operations").keys() {
            let method = method.to_uppercase();
            if ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method.as_str()) {
                assert!(ROUTES.iter().any(|(m, p, _)| (*m, *p) == (&*method, path)), "{method} {path}");
            }
        }
    }
}
