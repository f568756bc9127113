//! D7: a server told to stop keeps everything it acknowledged, and stops soon.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use uuid::Uuid;

use crate::harness::{TestApp, Visitor, both_engines};

both_engines![what_was_acknowledged_is_there_after_a_stop, readiness_tells_the_truth];

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
