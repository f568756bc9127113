//! D5: real processes are killed, frozen, starved and cut off while people write; what was acknowledged is there once.
//!
//! `make torture` runs the same for as long as one likes.

use sqlx::AssertSqlSafe;
use zg_load::{Fault, Length, Plan, Store};
use zhanggui::db::Tx;

use crate::harness::{TestApp, both_engines};

both_engines![a_writer_that_lost_its_transaction_is_replaced];

const SEED: u64 = 20_261_111;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_on_sqlite() {
    strike(Store::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_on_postgres() {
    strike(Store::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_between_two_servers() {
    strike(Store::Cluster).await;
}

/// Every fault that the store knows, once.
async fn strike(store: Store) {
    let plan = Plan::short(env!("CARGO_BIN_EXE_zhanggui"), store, SEED);
    let report = zg_load::run(&plan).await.expect("a run");
    assert!(report.is_clean(), "{report}");
}

/// The data lie on a file system of their own that has no block left, where this machine lets us mount one; elsewhere the
/// run says so, and `nothing_is_lost_on_sqlite` does what the system would say on a full disk.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_on_a_file_system_that_is_full() {
    let plan = Plan::short(env!("CARGO_BIN_EXE_zhanggui"), Store::Sqlite, SEED);
    let faults = vec![Fault::FullVolume, Fault::KillServer];
    let report = zg_load::run(&Plan { faults, length: Length::Rounds(2), ..plan }).await.expect("a run");
    assert!(report.is_clean(), "{report}");
}

/// A full disk makes SQLite roll back by itself; here somebody else does it.
async fn a_writer_that_lost_its_transaction_is_replaced(app: TestApp) {
    let buyer = app.visitor().await;
    let mut tx = app.app.db.begin().await.expect("a transaction");
    let rollback = sqlx::raw_sql(AssertSqlSafe("ROLLBACK"));
    match &mut tx {
        Tx::Sqlite(tx) => drop(rollback.execute(&mut **tx).await.expect("a rollback")),
        Tx::Postgres(tx) => drop(rollback.execute(&mut **tx).await.expect("a rollback")),
    }
    drop(tx);
    buyer.say("还在吗").await;
}
