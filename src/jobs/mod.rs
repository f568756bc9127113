//! Work for later, and the outbox: rows written with the change that asks for them, run at their time.
//!
//! Invariants (D3): a job is enqueued in the transaction of its cause; it is leased before it runs, so that a
//! second worker, here or on another node, leaves it alone, and it comes back when the lease runs out; what
//! fails is tried again for more than a day with growing pauses and ends as a dead letter, never silently.
//! Jobs of one lane run one after the other. A target has few places, so that a slow one slows no other.

mod actions;
mod attempt;
mod figures;
mod housekeeping;
mod leader;
mod model;
mod places;
mod routes;
mod runner;
mod schedule;
mod store;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::App;

pub use figures::{Figures, figures};
pub use leader::start as lead;
pub use model::{Job, NewJob, Outcome};
pub use routes::router;
pub use store::{
    discard_many, discard_of_target, discard_once, enqueue, enqueue_once, hurry_of_target, never_wake,
    replay_or_enqueue, waiting_for, wake_conversation,
};

/// Jobs in hand get so long when the server stops; others are run by whoever takes over when their lease ends.
const FINISH_WITHIN: Duration = Duration::from_secs(3);

/// The workers of this process.
#[derive(Debug, Clone, Default)]
pub struct Jobs {
    bell: Arc<Notify>,
    running: TaskTracker,
    stopping: CancellationToken,
    leader: leader::Leader,
}

impl Jobs {
    /// Whether this process is the one that does what the clock asks for.
    pub fn leads(&self) -> bool {
        self.leader.is_me()
    }

    /// Tells that jobs were enqueued that can run at once; without it they wait for the next look.
    pub fn ring(&self) {
        self.bell.notify_one();
    }

    /// Begins work that goes on until [`Self::stopping`], and that a stop waits for.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.running.spawn(work);
    }

    /// When this comes nothing new is begun.
    pub fn stopping(&self) -> &CancellationToken {
        &self.stopping
    }

    /// Begins nothing new and gives what is in hand a moment.
    pub async fn stop(&self) {
        self.stopping.cancel();
        self.running.close();
        if tokio::time::timeout(FINISH_WITHIN, self.running.wait()).await.is_err() {
            tracing::warn!(jobs = self.running.len(), "jobs were in hand when the server stopped; they run again");
        }
    }
}

/// Starts the workers and what clears away behind everybody; servers also [`lead`] in turn.
pub fn start(app: App) {
    housekeeping::start(app.clone());
    runner::start(app);
}
