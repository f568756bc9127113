//! What people do in a shop, at random.

use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Answer, Staff, TestApp, Visitor};

const AGENTS: usize = 2;
const BUYERS: usize = 4;

#[derive(Debug, Clone)]
pub enum Action {
    BuyerWrites { buyer: usize },
    BuyerReads { buyer: usize },
    Replies { agent: usize, buyer: usize },
    Notes { agent: usize, buyer: usize },
    Recalls { agent: usize, buyer: usize },
    Reads { agent: usize, buyer: usize },
    Assigns { agent: usize, buyer: usize, to: Option<usize> },
    Solves { agent: usize, buyer: usize },
    Reopens { agent: usize, buyer: usize },
    MarksSpam { agent: usize, buyer: usize },
    UnmarksSpam { agent: usize, buyer: usize },
    Blocks { agent: usize, buyer: usize },
    Unblocks { agent: usize, buyer: usize },
    Snoozes { agent: usize, buyer: usize, minutes: i64 },
    Files { agent: usize, buyer: usize },
    TimePasses { seconds: i64 },
    LineBreaks,
}

pub fn any() -> impl Strategy<Value = Action> {
    let (agent, buyer) = (|| 0..AGENTS, || 0..BUYERS);
    prop_oneof![
        6 => buyer().prop_map(|buyer| Action::BuyerWrites { buyer }),
        1 => buyer().prop_map(|buyer| Action::BuyerReads { buyer }),
        5 => (agent(), buyer()).prop_map(|(agent, buyer)| Action::Replies { agent, buyer }),
        1 => (agent(), buyer()).prop_map(|(agent, buyer)| Action::Notes { agent, buyer }),
        1 => (agent(), buyer()).prop_map(|(agent, buyer)| Action::Recalls { agent, buyer }),
        2 => (agent(), buyer()).prop_map(|(agent, buyer)| Action::Reads { agent, buyer }),
        2 => (agent(), buyer(), proptest::option::of(agent()))
            .prop_map(|(agent, buyer, to)| Action::Assigns { agent, buyer, to }),
        2 => (agent(), buyer()).prop_map(|(agent, buyer)| Action::Solves { agent, buyer }),
        1 => (agent(), buyer()).prop_map(|(agent, buyer)| Action::Reopens { agent, buyer }),
        1 => (agent(), buyer()).prop_map(|(agent, buyer)| Action::MarksSpam { agent, buyer }),
        1 => (agent(), buyer()).prop_map(|(agent, buyer)| Action::UnmarksSpam { agent, buyer }),
        1 => (agent(), buyer()).prop_map(|(agent, buyer)| Action::Blocks { agent, buyer }),
        1 => (agent(), buyer()).prop_map(|(agent, buyer)| Action::Unblocks { agent, buyer }),
        1 => (agent(), buyer(), 1..30i64).prop_map(|(agent, buyer, minutes)| Action::Snoozes { agent, buyer, minutes }),
        1 => (agent(), buyer()).prop_map(|(agent, buyer)| Action::Files { agent, buyer }),
        2 => (1..1200i64).prop_map(|seconds| Action::TimePasses { seconds }),
        1 => Just(Action::LineBreaks),
    ]
}

/// Who takes part.
pub struct Cast {
    pub agents: Vec<Staff>,
    pub buyers: Vec<Visitor>,
}

impl Cast {
    pub async fn of(app: &TestApp) -> Self {
        let agents = vec![app.agent("小梅").await, app.agent("阿林").await];
        let mut buyers = Vec::new();
        for _ in 0..BUYERS {
            buyers.push(app.visitor().await);
        }
        Self { agents, buyers }
    }

    /// The buyer's newest conversation, if there is one yet.
    async fn conversation(&self, buyer: usize) -> Option<String> {
        let list = self.agents[0].get(&format!("/conversations?customer_id={}", self.buyers[buyer].customer_id)).await;
        list.is(200)["items"][0]["id"].as_str().map(str::to_owned)
    }

    /// Does it, or is refused; the server must never stumble.
    pub async fn play(&self, app: &TestApp, action: &Action) {
        let answer = match action {
            Action::BuyerWrites { buyer } => Some(self.buyers[*buyer].send(Uuid::now_v7(), "在吗？").await),
            Action::BuyerReads { buyer } => {
                Some(self.buyers[*buyer].post("/widget/read", json!({ "seq": i64::MAX })).await)
            }
            Action::Replies { agent, buyer } => self.write(*agent, *buyer, "text").await,
            Action::Notes { agent, buyer } => self.write(*agent, *buyer, "note").await,
            Action::Recalls { agent, buyer } => self.recall(*agent, *buyer).await,
            Action::Reads { agent, buyer } => self.act(*agent, *buyer, "read", json!({ "seq": i64::MAX })).await,
            Action::Assigns { agent, buyer, to } => {
                let assignee = to.map(|to| &self.agents[to].id);
                self.act(*agent, *buyer, "assign", json!({ "assignee_id": assignee })).await
            }
            Action::Solves { agent, buyer } => self.act(*agent, *buyer, "solve", json!({})).await,
            Action::Reopens { agent, buyer } => self.act(*agent, *buyer, "reopen", json!({})).await,
            Action::MarksSpam { agent, buyer } => match self.conversation(*buyer).await {
                Some(id) => Some(self.agents[*agent].put(&format!("/conversations/{id}/spam"), json!({})).await),
                None => None,
            },
            Action::UnmarksSpam { agent, buyer } => match self.conversation(*buyer).await {
                Some(id) => Some(self.agents[*agent].delete(&format!("/conversations/{id}/spam")).await),
                None => None,
            },
            Action::Blocks { agent, buyer } => {
                let until = app.now().plus_seconds(24 * 3600);
                let path = format!("/customers/{}/block", self.buyers[*buyer].customer_id);
                Some(self.agents[*agent].put(&path, json!({ "until_at": until })).await)
            }
            Action::Unblocks { agent, buyer } => {
                let path = format!("/customers/{}/block", self.buyers[*buyer].customer_id);
                Some(self.agents[*agent].delete(&path).await)
            }
            Action::Snoozes { agent, buyer, minutes } => {
                let until = app.now().plus_seconds(minutes * 60);
                self.act(*agent, *buyer, "snooze", json!({ "until": until })).await
            }
            Action::Files { agent, buyer } => match self.conversation(*buyer).await {
                Some(id) => {
                    let stage = json!({ "stage": "after_sale", "touchpoint": "after_sale" });
                    Some(self.agents[*agent].patch(&format!("/conversations/{id}"), stage).await)
                }
                None => None,
            },
            Action::TimePasses { seconds } => {
                app.turn_clock(*seconds);
                self.wait_for_the_woken(app).await;
                None
            }
            Action::LineBreaks => None,
        };
        if let Some(answer) = answer {
            assert!(answer.status < 500, "{action:?}: {}", answer.text());
        }
    }

    /// Sleepers wake by a job of their own, in its own time; what is compared afterwards must stand still.
    async fn wait_for_the_woken(&self, app: &TestApp) {
        let now = Value::from(app.now().to_string());
        let due = |row: &Value| row["snoozed_until"].as_str() <= now.as_str();
        while self.agents[0].view("snoozed").await.iter().any(due) {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    async fn act(&self, agent: usize, buyer: usize, what: &str, body: Value) -> Option<Answer> {
        let id = self.conversation(buyer).await?;
        Some(self.agents[agent].post(&format!("/conversations/{id}/{what}"), body).await)
    }

    async fn write(&self, agent: usize, buyer: usize, kind: &str) -> Option<Answer> {
        let message = json!({ "client_id": Uuid::now_v7(), "kind": kind, "text": "好的" });
        self.act(agent, buyer, "messages", message).await
    }

    /// Takes the agent's last words back, if they can be taken back.
    async fn recall(&self, agent: usize, buyer: usize) -> Option<Answer> {
        let id = self.conversation(buyer).await?;
        let agent = &self.agents[agent];
        let messages = agent.messages(&id).await;
        let own = messages.iter().rev().find(|message| message["staff_id"] == agent.id && message["kind"] == "text")?;
        let path = format!("/conversations/{id}/messages/{}", own["id"].as_str()?);
        Some(agent.delete(&path).await)
    }
}
