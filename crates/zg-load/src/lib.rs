//! Breaks a server on purpose and says whether it kept its word.
//!
//! A run starts real processes on loopback with fresh data, opens a shop through its public interfaces, lets buyers
//! and an agent write under client ids, and strikes: kills, freezes, fills the disk, fails writes, turns the clock,
//! cuts lines, sends everything twice. Afterwards it asks, again through public interfaces only, whether
//! everything that was acknowledged is there once, in order, and as it was written; and whether another system, which a
//! webhook tells, was told all of it.
//!
//! Invariant: nothing here knows the server's tables or its code; what it believes, it was told over HTTP or a socket.

mod desk;
pub mod faults;
mod http;
mod ledger;
pub mod plan;
mod process;
mod proxy;
mod receiver;
mod report;
mod run;
mod shim;
mod shop;
mod socket;
mod stage;
mod verify;
mod volume;
mod writer;

pub use faults::Fault;
pub use plan::{Length, Plan, Store};
pub use report::Report;
pub use run::run;
