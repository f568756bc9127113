//! Work for later: rows written with the change that asks for it, run at their time.
//!
//! Invariants: a job is enqueued in the transaction of its cause; it is leased before it runs, so that a
//! second runner leaves it alone, and comes back when the lease runs out; what fails is tried again with
//! growing pauses and ends as a dead letter, never silently.

mod figures;
mod housekeeping;
mod runner;
mod store;

pub use figures::{Figures, figures};
pub use store::wake_conversation;

use crate::app::App;

/// Starts the runner and what clears away behind everybody.
pub fn start(app: App) {
    housekeeping::start(app.clone());
    runner::start(app);
}
