//! Whether colleagues are there to serve: what they chose and why, and the shop's rules about it.
//!
//! What somebody chose is in their row and survives everything; nobody is there without an open desk, which [`crate::live`]
//! knows. Every choice leaves a line of its own, so that a day can be told later.

mod actions;
mod clean;
mod listen;
mod model;
mod routes;
mod store;

pub use actions::{choose, note_arrival, save as save_settings, somebody_serves};
pub use listen::start;
pub use model::{Chosen, Settings};
pub use routes::router;
pub use store::forget_old;
