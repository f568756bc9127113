//! What every story needs: a server of its own, people who use it, and both databases to run it on.

mod app;
mod authenticator;
mod authority;
mod bucket;
mod client;
mod files;
mod mail_server;
mod model;
mod pebble;
mod postgres;
mod process;
mod provider;
mod push_service;
mod receiver;
mod shop;
mod socket;
mod sqlite;

pub use app::{Engine, Rest, TestApp, everything_in};
pub use authenticator::Authenticator;
pub use authority::{Authority, Secure};
pub use bucket::Bucket;
pub use client::{Answer, Client};
pub use files::{png, png_header};
pub use mail_server::{MailServer, Service};
pub use model::{Manner, Model};
pub use pebble::Pebble;
pub use postgres::empty_database;
pub use postgres::new_database;
pub use process::{Process, free_address, said, zhanggui};
pub use provider::{CLIENT_ID, CLIENT_SECRET, Provider, Signing};
pub use push_service::{Browser, PushService};
pub use receiver::Receiver;
pub use shop::{PASSWORD, Shop, Staff, Visitor};
pub use socket::Socket;
pub use zg_peers::Nats;

use std::time::{Duration, Instant};

/// How long a story waits for what must come before it gives up. How soon it comes is measured by `zhanggui bench`; where a
/// rule names a time, its story measures that time.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Runs each of these stories, `async fn(TestApp)`, once on SQLite and once on PostgreSQL.
macro_rules! both_engines {
    ($($story:ident),* $(,)?) => {$(
        mod $story {
            use crate::harness::{Engine, TestApp};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$story(TestApp::start(Engine::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$story(TestApp::start(Engine::Postgres).await).await;
            }
        }
    )*};
}
pub(crate) use both_engines;

/// Asks again and again until the answer is yes; fails with `what` when it does not come.
pub async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < PATIENCE, "never came: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
