//! Private servers of others on loopback: PostgreSQL, NATS and Dovecot, as tests, fault runs and benchmarks need them.
//!
//! Invariant: whatever is started here listens on 127.0.0.1 only, keeps its data in the folder it was given, and ends
//! with the value that stands for it.

mod account;
mod dovecot;
mod nats;
mod postgres;
mod process;

pub use account::Account;
pub use dovecot::{Dovecot, MAIL_PASSWORD};
pub use nats::Nats;
pub use postgres::{Postgres, is_ready, make_cluster, postgres_url};
pub use process::{free_address, pid, program};
