//! One attempt at a job: do it while holding the lease, then say what came of it.

use std::time::Duration;

use uuid::Uuid;

use super::model::{Job, Outcome};
use super::{schedule, store};
use crate::app::App;
use crate::channels::email;
use crate::clock::Time;
use crate::error::{Error, Result};
use crate::ids::ConversationId;
use crate::{bot, conversations, customers, follow_ups, knowledge, mail, privacy, push, rules, webhooks};

const LEASE_SECONDS: i64 = 60;
const RENEW_EVERY: Duration = Duration::from_secs(20);

/// When somebody else may take a job that is begun now.
pub(super) fn leased_until(now: Time) -> Time {
    now.plus_seconds(LEASE_SECONDS)
}

pub(super) async fn run(app: &App, job: &Job, lease: Uuid) {
    let outcome = tokio::select! {
        outcome = perform(app, job) => outcome.unwrap_or_else(|error| Outcome::Failed(error.to_string())),
        () = lost(app, job, lease) => {
            tracing::warn!(job = job.kind, "a worker lost its lease and left the job to another");
            return;
        }
    };
    if let Err(error) = settle(app, job, lease, outcome).await {
        tracing::warn!(job = job.kind, %error, "could not note what came of a job; it runs again when its lease ends");
    }
}

async fn perform(app: &App, job: &Job) -> Result<Outcome> {
    match job.kind.as_str() {
        store::WAKE_CONVERSATION => {
            let id: ConversationId = job.payload.parse().map_err(|_| Error::invalid("payload", "not_an_id"))?;
            conversations::wake(app, job.shop_id, id).await.map(|()| Outcome::Done)
        }
        customers::blocks::END => customers::blocks::end(app, job).await,
        follow_ups::REMIND => follow_ups::remind(app, job).await,
        rules::FIRE => rules::fire(app, job).await,
        bot::ANSWER => bot::answer(app, job).await,
        webhooks::DELIVER => webhooks::deliver(app, job).await,
        push::PUSH => push::push(app, job).await,
        mail::SEND => mail::send(app, job).await,
        email::READ => email::read(app, job).await,
        email::SEND => email::send(app, job).await,
        privacy::EXPORT => privacy::export(app, job).await,
        privacy::ERASE => privacy::erase(app, job).await,
        privacy::RETAIN => privacy::retain(app, job).await,
        privacy::COMPACT => privacy::compact(app, job).await,
        knowledge::ASK => knowledge::run_ask_job(app, job).await,
        _ => Ok(Outcome::Hopeless("unknown_kind".into())),
    }
}

/// Renews the lease for as long as it can.
async fn lost(app: &App, job: &Job, lease: Uuid) {
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        match renew(app, job, lease).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(job = job.kind, %error, "could not renew a lease"),
        }
    }
}

async fn renew(app: &App, job: &Job, lease: Uuid) -> Result<bool> {
    let mut tx = app.db.begin().await?;
    let held = store::renew(&mut tx.conn(), job.id, lease, leased_until(app.clock.now())).await?;
    tx.commit().await?;
    Ok(held)
}

async fn settle(app: &App, job: &Job, lease: Uuid, outcome: Outcome) -> Result<()> {
    let now = app.clock.now();
    let (error, again_at) = match outcome {
        Outcome::Done => {
            let mut tx = app.db.begin().await?;
            store::finish(&mut tx.conn(), job.id, lease).await?;
            return Ok(tx.commit().await?);
        }
        Outcome::Failed(error) => (error, schedule::again_at(now, job.id, job.attempts)),
        Outcome::FailedUntil(error, at) => {
            (error, schedule::again_at(now, job.id, job.attempts).map(|again_at| again_at.max(at)))
        }
        Outcome::Hopeless(error) => (error, None),
    };
    match again_at {
        Some(_) => tracing::warn!(job = job.kind, attempts = job.attempts, error, "a job failed and is tried again"),
        None => tracing::error!(job = job.kind, attempts = job.attempts, error, "a job was given up"),
    }
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    let held = match again_at {
        Some(at) => store::put_off(&mut conn, job.id, lease, &error, at).await?,
        None => store::lay_aside(&mut conn, job.id, lease, &error, now).await?,
    };
    // What waits behind it need not be looked at before it.
    if let (true, Some(at), Some(lane)) = (held, again_at, &job.lane) {
        store::put_off_lane(&mut conn, lane, at).await?;
    }
    Ok(tx.commit().await?)
}
