//! A shop's mailbox at real servers, and the mail that comes into it.

use serde_json::{Value, json};
use tempfile::TempDir;
use zg_peers::{Dovecot, MAIL_PASSWORD};
use zhanggui::jobs;

use crate::harness::{MailServer, Staff, TestApp, eventually};

/// Who signs in to both servers.
pub const USER: &str = "service@shop.example";
pub const LIN: &str = "lin@buyer.example";

/// An inbox with a mailbox that works.
pub struct Post {
    pub inbox: String,
    pub dovecot: Dovecot,
    pub smtp: MailServer,
    pub owner: Staff,
    _folder: TempDir,
}

impl Post {
    pub async fn connect(app: &TestApp) -> Self {
        Self::connect_with(app, json!({})).await
    }

    pub async fn connect_with(app: &TestApp, change: Value) -> Self {
        let post = Self::open(app).await;
        let mut mailbox = post.mailbox();
        for (name, value) in change.as_object().expect("fields") {
            mailbox[name] = value.clone();
        }
        post.owner.put(&post.path(), mailbox).await.is(200);
        post.looked().await;
        post
    }

    /// Servers that run, and an inbox that knows nothing of them.
    pub async fn open(app: &TestApp) -> Self {
        jobs::lead(&app.app);
        let folder = tempfile::Builder::new().prefix("zhanggui-mail-").tempdir().expect("a folder");
        let dovecot = Dovecot::start(&folder.path().join("dovecot")).await.expect("Dovecot");
        let owner = app.owner().await;
        let inbox = owner.post("/inboxes", json!({ "name": "客服邮箱", "channel": "email" })).await.is(201);
        let inbox = inbox["id"].as_str().expect("an id").to_owned();
        Self { inbox, dovecot, smtp: MailServer::start().await, owner, _folder: folder }
    }

    pub fn path(&self) -> String {
        format!("/inboxes/{}/mailbox", self.inbox)
    }

    pub fn mailbox(&self) -> Value {
        json!({
            "address": USER,
            "imap": { "host": "127.0.0.1", "port": self.dovecot.port(), "tls": false },
            "smtp": { "host": "127.0.0.1", "port": self.smtp.address.port(), "tls": false },
            "username": USER,
            "password": MAIL_PASSWORD,
            "trusted_results": "mx.shop.example",
        })
    }

    pub async fn looked(&self) {
        eventually("a look into the mailbox", async || {
            let shown = self.owner.get(&self.path()).await.is(200);
            assert!(shown["failure"].is_null(), "{shown}");
            shown["checked_at"].is_string()
        })
        .await;
    }

    /// Somebody's mail comes in.
    pub fn arrives(&self, mail: &str) {
        self.dovecot.deliver(USER, mail.replace('\n', "\r\n").as_bytes()).expect("a mail");
    }

    /// Until so many mails are stored and read.
    pub async fn read(&self, app: &TestApp, count: i64) {
        app.turn_clock(15);
        eventually(&format!("{count} mails"), async || {
            app.count("SELECT COUNT(*) FROM received_mails WHERE state <> 0").await >= count
        })
        .await;
    }

    /// The conversations of the inbox, the oldest first.
    pub async fn conversations(&self) -> Vec<Value> {
        let list = self.owner.get(&format!("/conversations?inbox_id={}&limit=100", self.inbox)).await.is(200);
        let mut items = list["items"].as_array().expect("a list").clone();
        items.sort_by_key(|one| one["number"].as_i64());
        items
    }

    pub async fn set_aside(&self) -> Vec<Value> {
        let list = self.owner.get(&format!("/mails?inbox_id={}", self.inbox)).await.is(200);
        list["items"].as_array().expect("a list").clone()
    }

    /// Until all that was said is sent or given up.
    pub async fn sent(&self, app: &TestApp, said: i64) {
        eventually("replies that wait", async || app.count("SELECT COUNT(*) FROM mail_replies").await >= said).await;
        app.turn_clock(20);
        let waiting = "SELECT COUNT(*) FROM jobs WHERE kind = 'send_reply' AND dead_at IS NULL";
        eventually("replies on their way", async || app.count(waiting).await == 0).await;
    }
}

/// Another shop's mailbox and a mail that was set aside there.
pub async fn set_aside(app: &TestApp) -> (String, String) {
    let post = Post::connect(app).await;
    post.arrives("Subject: nobody\n\nonly in this shop");
    post.read(app, 1).await;
    (post.inbox.clone(), id(&post.set_aside().await[0]).to_owned())
}

/// One that a form takes.
pub fn some_mailbox() -> Value {
    let server = json!({ "host": "mail.example", "port": 993, "tls": true });
    json!({ "address": USER, "imap": server, "smtp": server, "username": USER, "password": "else" })
}

/// A mail as people write it.
pub fn mail(from: &str, id: &str, more: &str, words: &str) -> String {
    format!(
        "From: {from}\nTo: {USER}\nSubject: Coat in large?\nMessage-ID: <{id}@buyer.example>\n\
         Date: Wed, 11 Nov 2026 12:00:00 +0800\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n{more}\n{words}\n"
    )
}

pub fn id(value: &Value) -> &str {
    value["id"].as_str().expect("an id")
}

pub fn texts(messages: &[Value]) -> Vec<&str> {
    messages.iter().filter_map(|message| message["text"].as_str()).collect()
}
