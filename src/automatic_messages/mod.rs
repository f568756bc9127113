//! Automatic messages: what a shop says by itself while a buyer waits for a person.
//!
//! Invariants: a buyer's message is acknowledged before anything here knows of it; what is said is decided by one pure
//! function ([`decide`]) from the thread and the moment, enters through [`Intake`](crate::conversations::Intake) under an
//! id made of the wait and the kind, so that each kind is said at most once in a wait by however many processes; it ends
//! nobody's wait and counts as nobody's reply; never two in a row, never after a person who came first, never to a
//! machine.

mod actions;
mod choose;
mod clean;
mod close;
mod decide;
#[cfg(test)]
mod decide_tests;
mod front;
mod happened;
mod leave;
mod listen;
mod look;
mod model;
mod moment;
mod offer;
mod routes;
mod starter;
mod store;
mod thread;

pub use actions::{begin, save};
pub use close::look as close_idle;
pub use model::{AutomaticKind, Settings};
pub use routes::router;
pub use starter::starter;
pub use store::{forget_conversation, plan_looks};

use crate::app::App;

/// Listens to buyers, looks at those who wait, and takes leave of those who went.
pub fn start(app: App) {
    listen::start(app.clone());
    look::start(app.clone());
    close::start(app);
}
