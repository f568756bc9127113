//! An agent's desk: is told every event of the shop once, in order and without a gap, and answers some buyers.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use rand::Rng;
use rand::rngs::StdRng;
use serde_json::Value;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::http::Client;
use crate::ledger::{Breach, Ledger};
use crate::run::Times;
use crate::socket::Socket;
use crate::writer::Writer;

const AGAIN_AFTER: Duration = Duration::from_millis(40);
const SILENCE: Duration = Duration::from_millis(200);

#[derive(Debug)]
pub struct Desk {
    pub agent: Client,
    /// Which conversation is whose.
    pub threads: HashMap<String, usize>,
    pub ledger: Ledger,
    /// The last event number that was told.
    pub reached: Arc<AtomicI64>,
    /// Answers on their way.
    pub replies: TaskTracker,
}

/// What a desk was told in all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Told {
    pub events: u64,
    /// How often so much was missed that it had to begin anew.
    pub leaps: u64,
}

impl Desk {
    /// Listens until it is time to leave and nothing more comes; answers nobody any more after the word to stop.
    pub async fn listen(self, mut random: StdRng, times: Times) -> Told {
        let mut told = Told::default();
        while !times.leave.is_cancelled() {
            let since = Some(self.reached.load(Ordering::SeqCst));
            let Ok((mut socket, welcome)) = Socket::open(&self.agent, "/api/v1/live", None, since).await else {
                tokio::time::sleep(AGAIN_AFTER).await;
                continue;
            };
            if let (Some(false), Some(seq)) = (welcome["resumed"].as_bool(), welcome["seq"].as_i64()) {
                self.reached.store(seq, Ordering::SeqCst);
                told.leaps += 1;
            }
            while let Some(frame) = next_before(&mut socket, &times.leave).await {
                let Some(seq) = frame["seq"].as_i64().filter(|_| frame["type"] == "event") else { continue };
                told.events += 1;
                self.check(seq);
                if !times.stop.is_cancelled()
                    && random.random_bool(0.1)
                    && let Some(writer) = self.answerer(&frame)
                {
                    let (draft, give_up) = (writer.draft(&mut random), times.give_up.clone());
                    self.replies.spawn(async move { writer.deliver(&draft, &give_up).await });
                }
            }
        }
        told
    }

    fn check(&self, seq: i64) {
        let last = self.reached.fetch_max(seq, Ordering::SeqCst);
        match seq - last {
            1 => {}
            ..=0 => self.ledger.breach(Breach::Disordered, format!("the desk was told {seq} after {last}")),
            _ => self.ledger.breach(Breach::Gap, format!("the desk was told {seq} after {last}")),
        }
    }

    /// Who answers a buyer's message.
    fn answerer(&self, frame: &Value) -> Option<Writer> {
        let message = frame.pointer("/data/message").filter(|message| message["author"] == "customer")?;
        let customer = frame.pointer("/data/conversation/customer/id")?.as_str()?;
        let thread = *self.threads.get(customer)?;
        Some(Writer::agent(self.agent.clone(), message["conversation_id"].as_str()?, thread, &self.ledger))
    }
}

/// The next frame, unless the line is lost or it is time to leave; whoever leaves hears out what is on its way.
async fn next_before(socket: &mut Socket, leave: &CancellationToken) -> Option<Value> {
    loop {
        match timeout(SILENCE, socket.next()).await {
            Ok(frame) => return frame.ok(),
            Err(_) if leave.is_cancelled() => return None,
            Err(_) => {}
        }
    }
}
