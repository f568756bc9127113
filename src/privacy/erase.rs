//! Takes what is left of an erased customer: words, files, deliveries, exports, answers kept for repeats.
//!
//! Every step is a short transaction that counts what it took, and asks the rows what is still to be done: a step that
//! was cut off is made again, and one that was not leaves nothing to do.

use std::time::Duration;

use super::model::Erasure;
use super::store::erasures::{self as store, Gone};
use super::{actions, compact, ledger};
use crate::app::App;
use crate::conversations::erase as conversations;
use crate::error::{Error, Result};
use crate::http::idempotency;
use crate::ids::{ConversationId, ErasureId};
use crate::jobs::{Job, Outcome};
use crate::{customers, files, webhooks};

/// The kind of its jobs.
pub const ERASE: &str = "erase_customer";

const MESSAGES_A_STEP: i64 = 200;
const DELIVERIES_A_STEP: i64 = 100;
/// An export under way is given so long to notice that nobody wants it.
const EXPORT_STOPS_WITHIN: Duration = Duration::from_secs(10);

pub async fn erase(app: &App, job: &Job) -> Result<Outcome> {
    let id: ErasureId = job.payload.parse().map_err(|_| Error::invalid("payload", "not_an_id"))?;
    let found = store::find(&mut app.db.reader().await?.conn(), job.shop_id, id).await?;
    let Some(erasure) = found else { return Ok(Outcome::Done) };
    ledger::note(app, &erasure).await?;
    if !stop_exports(app, &erasure).await? {
        return Ok(Outcome::Failed("export_under_way".into()));
    }
    while let Some(conversation) = next(app, &erasure).await? {
        empty(app, &erasure, conversation).await?;
    }
    take_files(app, &erasure).await?;
    while take_deliveries(app, &erasure).await? > 0 {}
    files::forget::bury(app).await?;
    finish(app, &erasure).await?;
    Ok(Outcome::Done)
}

/// Forgets what was packed before, and whatever is being packed now.
async fn stop_exports(app: &App, erasure: &Erasure) -> Result<bool> {
    const LOOK_EVERY: Duration = Duration::from_millis(100);
    let begun = std::time::Instant::now();
    loop {
        let mut tx = app.db.begin_in(&[erasure.shop_id]).await?;
        let gone = actions::forget_of(app, &mut tx.conn(), erasure.shop_id, erasure.customer_id).await?;
        tx.commit().await?;
        if gone || begun.elapsed() > EXPORT_STOPS_WITHIN {
            return Ok(gone);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn next(app: &App, erasure: &Erasure) -> Result<Option<ConversationId>> {
    let mut reader = app.db.reader().await?;
    conversations::next_of_customer(&mut reader.conn(), erasure.shop_id, erasure.customer_id).await
}

/// Empties a conversation and leaves its frame to a customer who is nobody by now.
async fn empty(app: &App, erasure: &Erasure, id: ConversationId) -> Result<()> {
    let shop_id = erasure.shop_id;
    loop {
        let now = app.clock.now();
        let mut tx = app.db.begin_in(&[shop_id]).await?;
        let mut conn = tx.conn();
        let taken = conversations::take_words(&mut conn, shop_id, id, MESSAGES_A_STEP).await?;
        let files = files::forget::forget_unused(&mut conn, shop_id, &taken.files, now).await?;
        store::count(&mut conn, erasure, Gone { messages: taken.messages, files, ..Gone::default() }).await?;
        if taken.messages > 0 {
            tx.commit().await?;
            continue;
        }
        idempotency::forget_about(&mut conn, shop_id, &[id.0]).await?;
        let told = conversations::close(&mut conn, shop_id, id, erasure.customer_id, now).await?;
        store::count(&mut conn, erasure, Gone { conversations: 1, ..Gone::default() }).await?;
        tx.commit().await?;
        app.live.publish(told);
        app.live.counts_moved(shop_id);
        return Ok(());
    }
}

/// Takes what the customer uploaded and never sent.
async fn take_files(app: &App, erasure: &Erasure) -> Result<()> {
    let mut tx = app.db.begin_in(&[erasure.shop_id]).await?;
    let mut conn = tx.conn();
    let (shop_id, now) = (erasure.shop_id, app.clock.now());
    let files = files::forget::forget_of_customer(&mut conn, shop_id, erasure.customer_id, now).await?;
    store::count(&mut conn, erasure, Gone { files, ..Gone::default() }).await?;
    Ok(tx.commit().await?)
}

/// Takes what other systems were told, or are to be told, of the customer and of all who turned out to be the same.
async fn take_deliveries(app: &App, erasure: &Erasure) -> Result<u64> {
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    let known_as = customers::known_as(&mut conn, erasure.shop_id, erasure.customer_id).await?;
    let deliveries =
        webhooks::forget::forget_customers(&mut conn, erasure.shop_id, &known_as, DELIVERIES_A_STEP).await?;
    let ids: Vec<_> = known_as.iter().map(|id| id.0).collect();
    idempotency::forget_about(&mut conn, erasure.shop_id, &ids).await?;
    store::count(&mut conn, erasure, Gone { deliveries, ..Gone::default() }).await?;
    tx.commit().await?;
    Ok(deliveries)
}

/// Lets the row go too if no frame hangs on it, and has the database written anew.
async fn finish(app: &App, erasure: &Erasure) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[erasure.shop_id]).await?;
    let mut conn = tx.conn();
    let left = customers::find_row(&mut conn, erasure.shop_id, erasure.customer_id).await?;
    if left.is_some_and(|customer| customer.conversations_count == 0) {
        customers::delete(&mut conn, erasure.shop_id, erasure.customer_id).await?;
    }
    compact::plan(app, &mut conn, erasure.shop_id, now).await?;
    store::finish(&mut conn, erasure, now).await?;
    tx.commit().await?;
    app.jobs.ring();
    Ok(())
}
