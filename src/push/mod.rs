//! Web push: whoever closed the desk is told on their device, by the push service of its browser.
//!
//! Invariants: an address that a browser was given is a secret, lies sealed, and is asked through `egress` alone; what is sent
//! is encrypted for that browser, says what happened and never what was said; a subscription lives as long as its session,
//! and the right to be told is looked up when something is sent; nobody is told here who has a desk on screen.

mod actions;
mod address;
mod encrypt;
mod enqueue;
mod model;
mod own;
mod routes;
mod send;
mod store;
mod vapid;

pub use enqueue::{PUSH, enqueue};
pub use own::Own;
pub use routes::router;
pub use send::push;
