//! Shops and the people in them, made through the doors that everybody uses.

use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};
use uuid::Uuid;
use zhanggui::audit::Who;
use zhanggui::auth::{self, NewShop, NewStaff, Role};
use zhanggui::ids::ShopId;
use zhanggui::inboxes::{self, NewInbox};

use super::{Answer, Client, Socket, TestApp};

/// Everybody's password.
pub const PASSWORD: &str = "correct horse 电池";

static PEOPLE: AtomicU32 = AtomicU32::new(0);

/// A shop with its first inbox.
#[derive(Debug, Clone)]
pub struct Shop {
    pub id: ShopId,
    pub owner_email: String,
    pub inbox_id: String,
    pub key: String,
}

impl Shop {
    /// Stands in until the first owner comes.
    pub fn none() -> Self {
        Self { id: ShopId(Uuid::nil()), owner_email: String::new(), inbox_id: String::new(), key: String::new() }
    }

    pub async fn open(on: &TestApp, name: &str) -> Self {
        let owner_email = new_email();
        let shop = NewShop { name: name.into(), locale: "zh-CN".into(), timezone: "Asia/Shanghai".into() };
        let owner = new_staff("陈掌柜", &owner_email, Role::Owner);
        let (id, _) = auth::create_shop(&on.app, shop, owner).await.expect("a shop");
        let new = NewInbox { name: "网店".into(), ..NewInbox::default() };
        let inbox = inboxes::create(&on.app, Who::terminal(), id, new).await.expect("an inbox");
        Self { id, owner_email, inbox_id: inbox.id.to_string(), key: inbox.public_key }
    }

    pub async fn owner(&self, on: &TestApp) -> Staff {
        Staff::sign_in(on, &self.owner_email, PASSWORD).await
    }

    pub async fn staff(&self, on: &TestApp, name: &str, role: Role) -> Staff {
        let email = new_email();
        auth::create_staff(&on.app, self.id, new_staff(name, &email, role)).await.expect("a colleague");
        Staff::sign_in(on, &email, PASSWORD).await
    }

    pub async fn visitor(&self, on: &TestApp) -> Visitor {
        let opened = on.anybody().post("/widget/session", json!({ "key": self.key, "locale": "zh-CN" })).await;
        Visitor::known_by(on, &opened.is(200))
    }
}

fn new_email() -> String {
    format!("staff-{}@shop.example", PEOPLE.fetch_add(1, Ordering::Relaxed))
}

fn new_staff(name: &str, email: &str, role: Role) -> NewStaff {
    NewStaff {
        name: name.into(),
        email: email.into(),
        password: PASSWORD.into(),
        role,
        title: None,
        locale: Some("zh-CN".into()),
    }
}

/// A colleague in a browser, signed in.
#[derive(Debug, Clone)]
pub struct Staff {
    pub id: String,
    pub email: String,
    client: Client,
}

impl Deref for Staff {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Staff {
    pub async fn sign_in(on: &TestApp, email: &str, password: &str) -> Self {
        let answer = on.anybody().post("/session", json!({ "email": email, "password": password })).await;
        answer.is(200);
        Self::signed_in(on, &answer)
    }

    /// Whoever an answer with a cookie and a token for writes signed in.
    pub fn signed_in(on: &TestApp, answer: &Answer) -> Self {
        let me = answer.json();
        let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        let csrf = me["csrf_token"].as_str().expect("a token for writes").to_owned();
        let client = on.anybody().with("cookie", cookie).with("x-csrf-token", csrf);
        Self { id: text(&me["staff"]["id"]), email: text(&me["staff"]["email"]), client }
    }

    /// The same person, at another process.
    pub fn at(&self, other: &TestApp) -> Self {
        Self { client: self.client.at(other.address), ..self.clone() }
    }

    /// An open desk, from a number on or from now.
    pub async fn desk(&self, on: &TestApp, since: Option<i64>) -> Socket {
        let mut socket = Socket::open(self, "/live", &on.origin()).await.expect("a socket");
        socket.hello(since, None).await;
        socket
    }

    pub async fn reply(&self, conversation: &str, words: &str) -> Value {
        self.write(conversation, "text", words).await
    }

    pub async fn note(&self, conversation: &str, words: &str) -> Value {
        self.write(conversation, "note", words).await
    }

    async fn write(&self, conversation: &str, kind: &str, words: &str) -> Value {
        let message = json!({ "client_id": Uuid::now_v7(), "kind": kind, "text": words });
        self.post(&format!("/conversations/{conversation}/messages"), message).await.is(201)
    }

    /// A conversation as this person sees it.
    pub async fn conversation(&self, id: &str) -> Value {
        self.get(&format!("/conversations/{id}")).await.is(200)["conversation"].clone()
    }

    pub async fn messages(&self, conversation: &str) -> Vec<Value> {
        items(&self.get(&format!("/conversations/{conversation}/messages?limit=100")).await.is(200))
    }

    /// All conversations of a view, page by page, in its order.
    pub async fn view(&self, view: &str) -> Vec<Value> {
        let mut all = Vec::new();
        let mut after = String::new();
        loop {
            let page = self.get(&format!("/conversations?view={view}&limit=7{after}")).await.is(200);
            all.extend(items(&page));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => return all,
            }
        }
    }

    /// Does something to a conversation; the conversation after it.
    pub async fn act(&self, conversation: &str, action: &str, body: Value) -> Value {
        self.post(&format!("/conversations/{conversation}/{action}"), body).await.is(200)
    }
}

/// A buyer in a browser with the widget.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub token: String,
    pub customer_id: String,
    client: Client,
}

impl Deref for Visitor {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Visitor {
    /// Whoever an opened widget session belongs to.
    pub fn known_by(on: &TestApp, session: &Value) -> Self {
        let token = text(&session["token"]);
        let client = on.anybody().with("authorization", format!("Visitor {token}"));
        Self { customer_id: text(&session["visitor"]["customer_id"]), token, client }
    }

    /// The same buyer, at another process.
    pub fn at(&self, other: &TestApp) -> Self {
        Self { client: self.client.at(other.address), ..self.clone() }
    }

    /// Writes to the shop; the message as the buyer sees it.
    pub async fn say(&self, words: &str) -> Value {
        self.send(Uuid::now_v7(), words).await.is(201)
    }

    pub async fn send(&self, client_id: Uuid, words: &str) -> Answer {
        self.post("/widget/messages", json!({ "client_id": client_id, "kind": "text", "text": words })).await
    }

    /// As [`Self::send`], to a server that may be gone before it answers.
    pub async fn try_send(&self, client_id: Uuid, words: &str) -> Option<Answer> {
        let message = json!({ "client_id": client_id, "kind": "text", "text": words });
        let body = message.to_string().into();
        self.client.try_raw("POST", "/api/v1/widget/messages", Some("application/json"), body).await
    }

    pub async fn messages(&self) -> Vec<Value> {
        items(&self.get("/widget/messages?limit=100").await.is(200))
    }

    /// An open widget, from a number on or from now.
    pub async fn widget(&self, on: &TestApp, since: Option<i64>) -> Socket {
        let mut socket = Socket::open(&on.anybody(), "/widget/live", &on.origin()).await.expect("a socket");
        socket.hello(since, Some(&self.token)).await;
        socket
    }

    /// The id of the buyer's running conversation, as the shop knows it.
    pub async fn conversation(&self, staff: &Staff) -> String {
        let list = staff.get(&format!("/conversations?customer_id={}", self.customer_id)).await.is(200);
        text(&list["items"][0]["id"])
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

/// The items of a list.
fn items(list: &Value) -> Vec<Value> {
    list["items"].as_array().expect("a list").clone()
}
