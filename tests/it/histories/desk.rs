//! A desk that fetches once and then only listens: *state + events = refetched state*.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::checks::kept;
use crate::harness::{PATIENCE, Socket, Staff, TestApp};

/// What only a fetch tells: it differs from viewer to viewer.
const PERSONAL: [&str; 2] = ["unread", "my_read_seq"];

pub struct Desk {
    agent: Staff,
    socket: Socket,
    /// The last event number this desk knows.
    seq: i64,
    conversations: BTreeMap<String, Value>,
    messages: BTreeMap<i64, Value>,
    counts: Value,
}

impl Desk {
    pub async fn open(app: &TestApp, agent: &Staff) -> Self {
        let seq = agent.get("/views").await.is(200)["seq"].as_i64().expect("a number");
        let socket = agent.desk(app, Some(seq)).await;
        let (conversations, messages) = fetch(agent).await;
        Self { agent: agent.clone(), socket, seq, conversations, messages, counts: json!(null) }
    }

    /// Loses the line, with whatever was on its way, and resumes from the last number.
    pub async fn reconnect(&mut self, app: &TestApp) {
        // Some of what came is read before the line breaks, some is lost with it.
        self.listen_for(std::time::Duration::from_millis(3)).await;
        self.socket = self.agent.desk(app, Some(self.seq)).await;
    }

    async fn listen_for(&mut self, patience: std::time::Duration) {
        while let Some(frame) = self.socket.next_within(patience).await {
            self.apply(&frame);
        }
    }

    /// Listens until the last event that was given out has come, and the counts after it.
    pub async fn hear_everything(&mut self, app: &TestApp) {
        let last = app.count("SELECT seq FROM shops").await;
        while self.seq < last {
            let frame = self.socket.next_within(PATIENCE).await.expect("every event comes");
            self.apply(&frame);
        }
        let counts = kept(&self.agent.get("/views").await.is(200)["items"]);
        while kept(&self.counts) != counts && !self.counts.is_null() {
            let frame = self.socket.next_within(PATIENCE).await.expect("the counts come");
            self.apply(&frame);
        }
    }

    fn apply(&mut self, frame: &Value) {
        if frame["type"] == "views" {
            self.counts = frame["items"].clone();
        }
        if frame["type"] != "event" {
            return;
        }
        let seq = frame["seq"].as_i64().expect("a number");
        assert!(seq > self.seq, "{seq} after {}", self.seq);
        self.seq = seq;
        if let Some(id) = frame["data"]["conversation"]["id"].as_str() {
            self.conversations.insert(id.to_owned(), impersonal(&frame["data"]["conversation"]));
        }
        if let Some(seq) = frame["data"]["message"]["seq"].as_i64() {
            self.messages.insert(seq, frame["data"]["message"].clone());
        }
    }

    pub async fn shows_what_a_refetch_shows(&self) {
        let (conversations, messages) = fetch(&self.agent).await;
        assert_eq!(self.conversations, conversations);
        assert_eq!(self.messages, messages);
    }
}

async fn fetch(agent: &Staff) -> (BTreeMap<String, Value>, BTreeMap<i64, Value>) {
    let (mut conversations, mut messages) = (BTreeMap::new(), BTreeMap::new());
    for view in ["all", "snoozed", "solved", "spam"] {
        for conversation in agent.view(view).await {
            let id = conversation["id"].as_str().expect("an id").to_owned();
            for message in agent.messages(&id).await {
                messages.insert(message["seq"].as_i64().expect("a number"), message);
            }
            conversations.insert(id, impersonal(&conversation));
        }
    }
    (conversations, messages)
}

fn impersonal(conversation: &Value) -> Value {
    let mut shown = conversation.clone();
    for field in PERSONAL {
        shown[field] = json!(null);
    }
    shown
}
