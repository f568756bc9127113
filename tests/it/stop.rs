//! D7: a server told to stop keeps everything it acknowledged, and stops soon.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use sqlx::AssertSqlSafe;
use uuid::Uuid;
use zhanggui::db::Db;

use crate::harness::{TestApp, Visitor, both_engines, eventually};

both_engines![
    what_was_acknowledged_is_there_after_a_stop,
    readiness_tells_the_truth,
    a_database_that_takes_no_writes_is_not_ready,
];

async fn what_was_acknowledged_is_there_after_a_stop(app: TestApp) {
    let mut buyers = Vec::new();
    for _ in 0..8 {
        buyers.push(app.visitor().await);
    }
    let stopping = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = buyers
        .iter()
        .cloned()
        .map(|buyer| {
            let stopping = stopping.clone();
            tokio::spawn(async move { write_until_refused(&buyer, &stopping).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    stopping.store(true, Ordering::SeqCst);
    let began = Instant::now();
    let app = app.restart().await;
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());

    for (buyer, writer) in buyers.iter().zip(writers) {
        let acknowledged = writer.await.expect("a writer");
        assert!(!acknowledged.is_empty());
        let session = json!({ "token": buyer.token, "visitor": { "customer_id": buyer.customer_id } });
        let buyer = Visitor::known_by(&app, &session);
        for (client_id, words) in acknowledged {
            buyer.send(client_id, &words).await.is(200);
        }
    }
}

/// Writes one message after the other; those that were acknowledged.
async fn write_until_refused(buyer: &Visitor, stopping: &AtomicBool) -> Vec<(Uuid, String)> {
    let mut acknowledged = Vec::new();
    for n in 0.. {
        let (client_id, words) = (Uuid::now_v7(), format!("第 {n} 句"));
        match buyer.try_send(client_id, &words).await {
            Some(answer) if answer.status == 201 => acknowledged.push((client_id, words)),
            _ => {
                assert!(stopping.load(Ordering::SeqCst), "refused before the stop");
                break;
            }
        }
    }
    acknowledged
}

async fn readiness_tells_the_truth(app: TestApp) {
    let ask = async |path: &str| app.anybody().raw("GET", path, None, Default::default()).await;
    assert_eq!((ask("/health/live").await.status, ask("/health/ready").await.status), (204, 204));
    app.app.db.close().await;
    assert_eq!(ask("/health/live").await.status, 204);
    ask("/health/ready").await.refused(503, "database_unavailable");
    let buyer = app.anybody().post("/widget/session", json!({ "key": app.shop.key })).await;
    assert!(buyer.status >= 500, "nothing is acknowledged without a database");
    assert!(!buyer.text().contains("pool"), "and nothing is told of the inside: {}", buyer.text());
}

async fn a_database_that_takes_no_writes_is_not_ready(app: TestApp) {
    let ready = async || app.anybody().raw("GET", "/health/ready", None, Default::default()).await.status;
    assert_eq!(ready().await, 204);
    // As after a file system turned read-only, or a fail-over to a standby.
    let set_writable = async |writable: bool| match &app.app.db {
        Db::Sqlite { write, .. } => {
            let sql = if writable { "PRAGMA query_only = off" } else { "PRAGMA query_only = on" };
            sqlx::query(sql).execute(write).await.map(|_| ())
        }
        Db::Postgres { write: pool, .. } => {
            let database: String = sqlx::query_scalar("SELECT current_database()").fetch_one(pool).await?;
            let sql = format!("ALTER DATABASE {database} SET default_transaction_read_only = {}", !writable);
            let mut connection = pool.acquire().await?;
            sqlx::query("SET transaction_read_only = off").execute(&mut *connection).await?;
            sqlx::query("SET default_transaction_read_only = off").execute(&mut *connection).await?;
            sqlx::query(AssertSqlSafe(sql)).execute(&mut *connection).await?;
            // Sessions keep what they began with.
            const END_ALL: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
            sqlx::query(END_ALL).execute(&mut *connection).await?;
            connection.close().await
        }
    };
    set_writable(false).await.expect("a setting");
    eventually("not ready", async || ready().await == 503).await;
    assert_eq!(app.anybody().raw("GET", "/health/live", None, Default::default()).await.status, 204);
    set_writable(true).await.expect("a setting");
    eventually("ready again", async || ready().await == 204).await;
}
