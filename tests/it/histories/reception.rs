//! Whatever buyers and colleagues do, in whatever order: the queue is given out fairly, and at once.

use std::collections::HashMap;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::try_histories;
use crate::harness::{Engine, Socket, Staff, TestApp, Visitor, eventually};

const HISTORIES: u32 = 5;
const LONGEST: usize = 60;
const AGENTS: usize = 3;
const BUYERS: usize = 8;
const LONG_WAIT: i64 = 120;
const ABSENCE: i64 = 30;
const VIP: &str = "黑金";
/// Whoever of the buyers is one.
const VIPS: usize = 2;

#[derive(Debug, Clone)]
enum Action {
    Writes { buyer: usize },
    Comes { agent: usize },
    Goes { agent: usize },
    Chooses { agent: usize, presence: &'static str },
    Takes { agent: usize, most: i64 },
    Replies { agent: usize },
    Solves { agent: usize },
    HandsOn { agent: usize, to: Option<usize> },
    TimePasses { seconds: i64 },
}

fn any() -> impl Strategy<Value = Action> {
    let agent = || 0..AGENTS;
    prop_oneof![
        8 => (0..BUYERS).prop_map(|buyer| Action::Writes { buyer }),
        3 => agent().prop_map(|agent| Action::Comes { agent }),
        1 => agent().prop_map(|agent| Action::Goes { agent }),
        2 => (agent(), prop::sample::select(&["online", "online", "busy", "away"][..]))
            .prop_map(|(agent, presence)| Action::Chooses { agent, presence }),
        1 => (agent(), 0..4_i64).prop_map(|(agent, most)| Action::Takes { agent, most }),
        3 => agent().prop_map(|agent| Action::Replies { agent }),
        4 => agent().prop_map(|agent| Action::Solves { agent }),
        1 => (agent(), prop::option::of(agent())).prop_map(|(agent, to)| Action::HandsOn { agent, to }),
        2 => (1..100_i64).prop_map(|seconds| Action::TimePasses { seconds }),
    ]
}

/// One colleague as the story knows them.
struct Agent {
    staff: Staff,
    desk: Option<Socket>,
    presence: &'static str,
    most: i64,
    /// Since when buyers wait for them who are not there.
    owes_since: Option<i64>,
}

struct Shop {
    app: TestApp,
    owner: Staff,
    agents: Vec<Agent>,
    buyers: Vec<Visitor>,
    /// Lines of the threads that were looked at.
    looked_at: i64,
}

#[test]
fn the_queue_is_given_out_fairly_sqlite() {
    fairly(Engine::Sqlite);
}

#[test]
fn the_queue_is_given_out_fairly_postgres() {
    fairly(Engine::Postgres);
}

fn fairly(engine: Engine) {
    try_histories(HISTORIES, vec(any(), 10..LONGEST), async |history| {
        let mut shop = Shop::open(engine).await;
        for action in &history {
            shop.play(action).await;
            shop.settles().await;
            shop.is_fair(action).await;
        }
    });
}

impl Shop {
    async fn open(engine: Engine) -> Self {
        let app = TestApp::start(engine).await;
        let owner = app.owner().await;
        let settings = json!({
            "assignment": "automatic", "capacity": 2, "idle_minutes": 1440, "returning_hours": 0,
            "vip_tiers": [VIP], "long_wait_seconds": LONG_WAIT, "absence_seconds": ABSENCE,
        });
        owner.put("/reception", settings).await.is(200);
        let mut agents = Vec::new();
        for number in 0..AGENTS {
            let staff = app.agent(&format!("客服{number}")).await;
            agents.push(Agent { staff, desk: None, presence: "online", most: 2, owes_since: None });
        }
        let mut buyers = Vec::new();
        for number in 0..BUYERS {
            let buyer = app.visitor().await;
            if number < VIPS {
                owner.patch(&format!("/customers/{}", buyer.customer_id), json!({ "tier": VIP })).await.is(200);
            }
            buyers.push(buyer);
        }
        Self { app, owner, agents, buyers, looked_at: 0 }
    }

    async fn play(&mut self, action: &Action) {
        match *action {
            Action::Writes { buyer } => drop(self.buyers[buyer].say("在吗").await),
            Action::Comes { agent } => {
                let desk = self.agents[agent].staff.desk(&self.app, None).await;
                self.agents[agent].desk = Some(desk);
            }
            Action::Goes { agent } => {
                let agent = &mut self.agents[agent];
                if agent.desk.take().is_some() {
                    let (live, shop_id, id) =
                        (&self.app.app.live, self.app.shop.id, agent.staff.id.parse().expect("an id"));
                    eventually("the desk is gone", async || !live.is_connected(shop_id, id)).await;
                }
            }
            Action::Chooses { agent, presence } => {
                self.agents[agent].staff.put("/me/presence", json!({ "presence": presence })).await.is(204);
                self.agents[agent].presence = presence;
            }
            Action::Takes { agent, most } => {
                let path = format!("/reception/agents/{}", self.agents[agent].staff.id);
                self.owner.put(&path, json!({ "capacity": { "total": most } })).await.is(204);
                self.agents[agent].most = most;
            }
            Action::Replies { agent } => {
                if let Some(id) = self.first_of(agent).await {
                    self.agents[agent].staff.reply(&id, "好的").await;
                }
            }
            Action::Solves { agent } => {
                if let Some(id) = self.first_of(agent).await {
                    self.agents[agent].staff.act(&id, "solve", json!({})).await;
                }
            }
            Action::HandsOn { agent, to } => {
                if let Some(id) = self.first_of(agent).await {
                    let to = to.map(|to| self.agents[to].staff.id.clone());
                    self.agents[agent].staff.act(&id, "assign", json!({ "assignee_id": to })).await;
                }
            }
            Action::TimePasses { seconds } => self.app.turn_clock(seconds),
        }
    }

    async fn first_of(&self, agent: usize) -> Option<String> {
        let mine = self.agents[agent].staff.view("mine").await;
        mine.first()?["id"].as_str().map(str::to_owned)
    }

    /// The queue is looked after with all that has happened: a look that began before may have missed it, the next has not.
    async fn settles(&self) {
        for _ in 0..2 {
            let looks = self.app.app.metrics.queue_looks();
            self.owner.put("/me/presence", json!({ "presence": "away" })).await.is(204);
            eventually("a look", async || self.app.app.metrics.queue_looks() > looks).await;
        }
    }

    /// Whether everybody who waits does so because nobody who is there has room.
    async fn nobody_is_idle(&self) -> bool {
        if self.owner.view("queue").await.is_empty() {
            return true;
        }
        let loads = self.loads(&self.owner.view("all").await);
        let mut there = self.agents.iter().filter(|agent| agent.desk.is_some() && agent.presence == "online");
        there.all(|agent| loads.get(&agent.staff.id).copied().unwrap_or(0) >= agent.most)
    }

    async fn is_fair(&mut self, after: &Action) {
        eventually(&format!("nobody is idle after {after:?}"), async || self.nobody_is_idle().await).await;
        let now = self.app.now().0;
        let queue = self.owner.view("queue").await;
        let all = self.owner.view("all").await;
        let loads = self.loads(&all);
        let gifts = self.gifts(&all).await;

        for (conversation, line) in &gifts {
            // Never two owners, and never over capacity by a gift.
            assert_eq!(line["from"], json!(null), "{conversation:#} had an owner");
            let to = self.agents.iter().find(|agent| json!(agent.staff.id) == line["assignee_id"]).expect("an agent");
            assert!(to.desk.is_some() && to.presence == "online", "{} is not there", to.staff.email);
            assert!(loads[&to.staff.id] <= to.most, "{} has {} of {}", to.staff.email, loads[&to.staff.id], to.most);
            // First come, first served, within each class.
            for left in &queue {
                assert!(turn(conversation, now) <= turn(left, now), "{left:#} was before {conversation:#}");
            }
        }
        // Nobody waits for somebody who is gone.
        for agent in &mut self.agents {
            let owes = |row: &&Value| row["assignee_id"] == json!(agent.staff.id) && row["status"] == "open";
            let left = all.iter().find(owes).filter(|_| agent.desk.is_none());
            let since = *agent.owes_since.insert(agent.owes_since.unwrap_or(now));
            assert!(left.is_none() || now - since < ABSENCE * 1000, "left alone since {since}: {left:#?}");
            agent.owes_since = left.and(agent.owes_since);
        }
    }

    /// What each has in hand.
    fn loads(&self, all: &[Value]) -> HashMap<String, i64> {
        let mut loads = HashMap::new();
        for owner in all.iter().filter_map(|row| row["assignee_id"].as_str()) {
            *loads.entry(owner.to_owned()).or_default() += 1;
        }
        loads
    }

    /// What was given by turn since the last look, with the line that tells of it.
    async fn gifts(&mut self, all: &[Value]) -> Vec<(Value, Value)> {
        let (mut gifts, mut newest) = (Vec::new(), self.looked_at);
        for row in all {
            for message in self.owner.messages(row["id"].as_str().expect("an id")).await {
                let seq = message["seq"].as_i64().expect("a number");
                newest = newest.max(seq);
                let line = &message["event"];
                if seq > self.looked_at && line["name"] == "assigned" && line["data"]["reason"] == "turn" {
                    gifts.push((row.clone(), line["data"].clone()));
                }
            }
        }
        self.looked_at = newest;
        gifts
    }
}

/// Whoever has the smaller one is served before: who has waited long, then the tiers, then everybody by their wait.
fn turn(row: &Value, now: i64) -> (bool, bool, String) {
    let since = row["waiting_since"].as_str().or(row["updated_at"].as_str()).expect("a time").to_owned();
    let waited: jiff::Timestamp = since.parse().expect("a time");
    let long = waited.as_millisecond() + LONG_WAIT * 1000 <= now;
    (!long, row["customer"]["tier"] != VIP && !long, since)
}
