//! A buyer's widget with a socket that comes back whenever it is lost.

use std::time::Duration;

use rand::rngs::StdRng;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{AGAIN_AFTER, acknowledge, think};
use crate::ledger::{Breach, Draft, Ledger};
use crate::run::Times;
use crate::shop::Buyer;
use crate::socket::Socket;

/// A widget that hears nothing for so long opens a new socket.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

#[derive(Debug)]
pub struct Line {
    buyer: Buyer,
    thread: usize,
    ledger: Ledger,
    socket: Option<Socket>,
    /// The last event number that was told.
    last: Option<i64>,
}

impl Line {
    pub fn new(buyer: Buyer, thread: usize, ledger: &Ledger) -> Self {
        Self { buyer, thread, ledger: ledger.clone(), socket: None, last: None }
    }

    pub async fn write(mut self, mut random: StdRng, times: Times) {
        while !times.stop.is_cancelled() {
            let draft = self.ledger.draft(self.thread, false, &mut random);
            while !self.ledger.is_acknowledged(draft.client_id) && !times.give_up.is_cancelled() {
                // A socket that failed is gone: the next try opens another.
                drop(self.try_once(&draft).await);
                if !self.ledger.is_acknowledged(draft.client_id) {
                    tokio::time::sleep(AGAIN_AFTER).await;
                }
            }
            think(&mut random).await;
        }
    }

    async fn try_once(&mut self, draft: &Draft) -> anyhow::Result<()> {
        let mut socket = match self.socket.take() {
            Some(socket) => socket,
            None => self.open().await?,
        };
        let frame = json!({ "type": "send", "client_id": draft.client_id, "kind": "text", "text": draft.text });
        for _ in 0..draft.copies {
            socket.send(&frame).await?;
        }
        let mut answers = 0;
        while answers < draft.copies {
            let frame = timeout(ANSWER_WITHIN, socket.next()).await??;
            answers += usize::from(self.hear(draft, &frame));
        }
        self.socket = Some(socket);
        Ok(())
    }

    async fn open(&mut self) -> anyhow::Result<Socket> {
        let token = Some(self.buyer.token.as_str());
        let (socket, welcome) = Socket::open(&self.buyer.client, "/api/v1/widget/live", token, self.last).await?;
        if self.last.is_none() || welcome["resumed"] == false {
            self.last = welcome["seq"].as_i64();
        }
        Ok(socket)
    }

    /// Takes a frame in; whether it answers the message.
    fn hear(&mut self, draft: &Draft, frame: &Value) -> bool {
        let is_ours = frame["client_id"] == draft.client_id.to_string();
        match frame["type"].as_str() {
            Some("event") => self.hear_event(frame),
            Some("ack") if is_ours => {
                acknowledge(&self.ledger, draft.client_id, &frame["message"]);
                return true;
            }
            Some("nack") if is_ours => {
                match frame["problem"]["status"].as_u64() {
                    Some(503) => self.ledger.refuse(),
                    Some(status) if status < 500 => self.ledger.breach(Breach::Refused, frame),
                    _ => self.ledger.breach(Breach::Unclear, frame),
                }
                return true;
            }
            _ => {}
        }
        false
    }

    /// Each event once and in order, whatever happens to the line.
    fn hear_event(&mut self, frame: &Value) {
        let seq = frame["seq"].as_i64();
        if seq <= self.last {
            let what = format!("a widget was told {seq:?} after {:?}", self.last);
            self.ledger.breach(Breach::Disordered, what);
        }
        self.last = seq.max(self.last);
    }
}
