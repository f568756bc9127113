//! Those who write: each message under its client id, again and again until it is acknowledged.

mod line;

use std::time::Duration;

use futures::future::join_all;
use rand::Rng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::http::{Answer, Client};
use crate::ledger::{Breach, Draft, Ledger};
use crate::run::Times;

pub use line::Line;

const AGAIN_AFTER: Duration = Duration::from_millis(40);
/// A buyer who never stopped to think would leave no time for the fault.
const LONGEST_THOUGHT: Duration = Duration::from_millis(40);
const MOST_AT_ONCE: usize = 4;
const UPLOADS: &str = "/api/v1/widget/files";

/// Somebody who posts into one conversation.
#[derive(Debug, Clone)]
pub struct Writer {
    pub client: Client,
    pub path: String,
    pub thread: usize,
    pub by_agent: bool,
    pub ledger: Ledger,
}

impl Writer {
    pub fn buyer(client: Client, thread: usize, ledger: &Ledger) -> Self {
        let path = "/api/v1/widget/messages".to_owned();
        Self { client, path, thread, by_agent: false, ledger: ledger.clone() }
    }

    pub fn agent(client: Client, conversation: &str, thread: usize, ledger: &Ledger) -> Self {
        let path = format!("/api/v1/conversations/{conversation}/messages");
        Self { client, path, thread, by_agent: true, ledger: ledger.clone() }
    }

    pub fn draft(&self, random: &mut StdRng) -> Draft {
        self.ledger.draft(self.thread, self.by_agent, random)
    }

    pub async fn post(&self, client_id: Uuid, text: &str) -> anyhow::Result<Answer> {
        let mut body = json!({ "client_id": client_id, "kind": "text", "text": text });
        if self.by_agent {
            // Somebody else may have written in between: that is another test's matter.
            body["force"] = true.into();
        }
        self.client.post(&self.path, &body).await
    }

    /// Sends a message with all its copies once.
    pub async fn try_once(&self, draft: &Draft) {
        let copies = (0..draft.copies).map(async |_| match &draft.file {
            Some(name) => self.post_file(draft, name).await,
            None => self.post(draft.client_id, &draft.text).await.ok(),
        });
        for answer in join_all(copies).await.into_iter().flatten() {
            settle(&self.ledger, draft.client_id, &answer);
        }
    }

    /// Uploads a file and sends it; none if there was no answer, or the upload's was no yes.
    async fn post_file(&self, draft: &Draft, name: &str) -> Option<Answer> {
        let uploaded = self.client.upload(UPLOADS, draft.client_id, name, &draft.text).await.ok()?;
        if !uploaded.is_success() {
            note_refusal(&self.ledger, draft.client_id, &uploaded);
            return None;
        }
        let file = uploaded.json().ok()?;
        let body = json!({ "client_id": draft.client_id, "kind": "file", "file_id": file["id"] });
        self.client.post(&self.path, &body).await.ok()
    }

    /// Sends a message until it is acknowledged, or it is time to give up.
    pub async fn deliver(&self, draft: &Draft, give_up: &CancellationToken) {
        while !give_up.is_cancelled() {
            self.try_once(draft).await;
            if self.ledger.is_acknowledged(draft.client_id) {
                return;
            }
            tokio::time::sleep(AGAIN_AFTER).await;
        }
    }

    /// Writes until told to stop: mostly one message after the other, at times several at once.
    pub async fn write(self, mut random: StdRng, times: Times) {
        while !times.stop.is_cancelled() {
            let count = if random.random_bool(0.15) { random.random_range(2..=MOST_AT_ONCE) } else { 1 };
            let drafts: Vec<Draft> = if random.random_bool(0.05) {
                vec![self.ledger.draft_file(self.thread, &mut random)]
            } else {
                (0..count).map(|_| self.draft(&mut random)).collect()
            };
            join_all(drafts.iter().map(|draft| self.deliver(draft, &times.give_up))).await;
            think(&mut random).await;
        }
    }
}

async fn think(random: &mut StdRng) {
    tokio::time::sleep(LONGEST_THOUGHT.mul_f64(random.random())).await;
}

/// Enters what the server said to a good request.
pub fn settle(ledger: &Ledger, client_id: Uuid, answer: &Answer) {
    if answer.is_success() {
        match answer.json() {
            Ok(message) => acknowledge(ledger, client_id, &message),
            Err(error) => ledger.breach(Breach::Unclear, error),
        }
    } else {
        note_refusal(ledger, client_id, answer);
    }
}

fn note_refusal(ledger: &Ledger, client_id: Uuid, answer: &Answer) {
    if answer.is_clear_refusal() {
        ledger.refuse();
    } else {
        let breach = if answer.status >= 500 { Breach::Unclear } else { Breach::Refused };
        ledger.breach(breach, format!("{client_id}: {} {}", answer.status, answer.text()));
    }
}

fn acknowledge(ledger: &Ledger, client_id: Uuid, message: &Value) {
    match (message["id"].as_str(), message["seq"].as_i64()) {
        (Some(id), Some(seq)) => ledger.acknowledge(client_id, id, seq),
        _ => ledger.breach(Breach::Unclear, format!("an acknowledgement without id and number: {message}")),
    }
}
