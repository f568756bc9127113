//! The one door by which messages are stored: many senders share one commit.
//!
//! Messages that arrive while a commit is under way wait for the next one and go together: the disk is
//! asked once for all of them. A sender is answered after the commit that holds its message is durable.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use super::append;
use super::model::{NewMessage, Posted};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::live::Live;
use crate::metrics::Metrics;

/// Senders that may wait at once; one more is told to come again.
const WAITING_SENDERS: usize = 10_000;
/// Messages that share a commit.
const MESSAGES_A_COMMIT: usize = 64;
/// How long a commit waits for senders who were answered together and are about to come back together: an eighth of what
/// the commit before took, within these. Going without them costs a whole commit more, however few are in it.
const GATHERING: RangeInclusive<Duration> = Duration::from_micros(150)..=Duration::from_millis(1);

struct Waiting {
    message: NewMessage,
    answer: oneshot::Sender<Result<Posted>>,
}

#[derive(Debug, Clone)]
pub struct Intake {
    door: mpsc::Sender<Waiting>,
    finished: Arc<tokio::sync::Semaphore>,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Waiting")
    }
}

impl Intake {
    pub fn start(db: Db, live: Live, clock: Clock, metrics: Arc<Metrics>) -> Self {
        let (door, inside) = mpsc::channel(WAITING_SENDERS);
        let finished = Arc::new(tokio::sync::Semaphore::new(1));
        tokio::spawn(serve(inside, db, live, clock, metrics, finished.clone()));
        Self { door, finished }
    }

    /// Stores a message; returns when it is durable.
    pub async fn post(&self, message: NewMessage) -> Result<Posted> {
        let (answer, answered) = oneshot::channel();
        self.door.try_send(Waiting { message, answer }).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => Error::TooMany { retry_after_seconds: 1 },
            mpsc::error::TrySendError::Closed(_) => Error::Unavailable("stopping"),
        })?;
        answered.await.unwrap_or(Err(Error::Unavailable("stopping")))
    }

    /// Waits until the commit under way, if there is one, is done.
    pub async fn drain(&self) {
        while self.door.capacity() < WAITING_SENDERS {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        drop(self.finished.acquire().await);
    }
}

async fn serve(
    mut inside: mpsc::Receiver<Waiting>,
    db: Db,
    live: Live,
    clock: Clock,
    metrics: Arc<Metrics>,
    finished: Arc<tokio::sync::Semaphore>,
) {
    let mut batch = Vec::with_capacity(MESSAGES_A_COMMIT);
    let (mut together, mut gathering) = (0, *GATHERING.start());
    while inside.recv_many(&mut batch, MESSAGES_A_COMMIT).await > 0 {
        let begun = Instant::now();
        while batch.len() < together * 3 / 4 && begun.elapsed() < gathering {
            tokio::task::yield_now().await;
            while batch.len() < MESSAGES_A_COMMIT
                && let Ok(waiting) = inside.try_recv()
            {
                batch.push(waiting);
            }
        }
        together = batch.len();
        let (permit, committing) = (finished.acquire().await, Instant::now());
        let (messages, answers): (Vec<_>, Vec<_>) = batch.drain(..).map(|w| (w.message, w.answer)).unzip();
        match append::append(&db, clock.now(), &messages).await {
            Ok(appended) => {
                let stored = appended.outcomes.iter().filter(|outcome| outcome.is_ok()).count();
                metrics.committed(stored as u64, begun.elapsed());
                live.publish_appended(appended.fresh);
                for (answer, outcome) in answers.into_iter().zip(appended.outcomes) {
                    // A sender that went away finds its message when it asks again under its client id.
                    drop(answer.send(outcome));
                }
            }
            Err(error) => {
                metrics.commit_failed();
                tracing::error!(%error, messages = messages.len(), "could not store messages");
                for answer in answers {
                    drop(answer.send(Err(Error::Unavailable("storage"))));
                }
            }
        }
        gathering = (committing.elapsed() / 8).clamp(*GATHERING.start(), *GATHERING.end());
        drop(permit);
    }
}
