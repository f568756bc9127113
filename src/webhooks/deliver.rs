//! One attempt to deliver.

use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Method, StatusCode};

use super::model::{Delivery, DeliveryState, WebhookRow};
use super::{notice, sign, store};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::clock::Time;
use crate::egress::{Failure, Limits, Outgoing};
use crate::error::Result;
use crate::events::{self, NewEvent};
use crate::ids::DeliveryId;
use crate::jobs::{Job, Outcome};
use crate::sealed::Secret;

/// The kind of its jobs.
pub const DELIVER: &str = "deliver_webhook";

/// A receiver that takes longer puts its work off to later, not us.
const WITHIN: Duration = Duration::from_secs(10);
const EXCERPT_BYTES: usize = 1024;
const REDIRECTS: u8 = 3;
/// A webhook is switched off when a delivery is given up and nothing has come through for so long.
const LASTING_SECONDS: i64 = 24 * 3600;

const EVENT: HeaderName = HeaderName::from_static("x-zhanggui-event");
const DELIVERY: HeaderName = HeaderName::from_static("x-zhanggui-delivery");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-zhanggui-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("x-zhanggui-signature");

/// Makes the delivery of a job and logs what came of it.
pub async fn deliver(app: &App, job: &Job) -> Result<Outcome> {
    let id = DeliveryId(job.id.0);
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let Some(delivery) = store::deliveries::find(&mut conn, job.shop_id, id).await? else { return Ok(Outcome::Done) };
    let Some(webhook) = store::find(&mut conn, job.shop_id, delivery.webhook_id).await? else {
        return Ok(Outcome::Done);
    };
    drop(reader);
    let mut delivery = Delivery { attempts: job.attempts, ..delivery };
    if !webhook.active {
        delivery.state = DeliveryState::Dead;
        delivery.error = Some("webhook_off".into());
        let mut tx = app.db.begin().await?;
        store::deliveries::update(&mut tx.conn(), &delivery).await?;
        tx.commit().await?;
        return Ok(Outcome::Hopeless("webhook_off".into()));
    }
    send(app, &webhook, &mut delivery).await;
    if job.is_last_attempt() && delivery.state == DeliveryState::Waiting {
        delivery.state = DeliveryState::Dead;
    }
    log(app, &webhook, &delivery).await?;
    Ok(match delivery.error {
        Some(error) => Outcome::Failed(error),
        None => Outcome::Done,
    })
}

/// Sends a delivery and notes in it what came back.
pub async fn send(app: &App, webhook: &WebhookRow, delivery: &mut Delivery) {
    let now = app.clock.now();
    let started = Instant::now();
    let answer = match signed(app, webhook, delivery, now) {
        Ok(request) => app.egress.send(request).await.map_err(Failure::code),
        Err(code) => Err(code),
    };
    delivery.attempted_at = Some(now);
    delivery.duration_ms = i64::try_from(started.elapsed().as_millis()).ok();
    (delivery.status, delivery.response, delivery.error) = match answer {
        Ok(answer) => (Some(i64::from(answer.status.as_u16())), Some(excerpt(&answer.body)), refusal(answer.status)),
        Err(code) => (None, None, Some(code.to_owned())),
    };
    delivery.state = if delivery.error.is_none() { DeliveryState::Delivered } else { DeliveryState::Waiting };
}

/// The request of a delivery, or the code of what keeps it from being made.
fn signed(app: &App, webhook: &WebhookRow, delivery: &Delivery, now: Time) -> Result<Outgoing, &'static str> {
    let secrets = webhook.secrets(&app.keys, now).map_err(|error| {
        tracing::error!(%error, "a webhook cannot sign");
        "secret_unreadable"
    })?;
    request(webhook, delivery, &secrets, now).ok_or(Failure::InvalidUrl.code())
}

fn request(webhook: &WebhookRow, delivery: &Delivery, secrets: &[Secret], now: Time) -> Option<Outgoing> {
    let timestamp = now.0.div_euclid(1000);
    let signature = sign::signature(secrets, timestamp, &delivery.body);
    let headers = vec![
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (EVENT, HeaderValue::from_str(&delivery.event).ok()?),
        (DELIVERY, HeaderValue::from_str(&delivery.id.to_string()).ok()?),
        (TIMESTAMP, HeaderValue::from(timestamp)),
        (SIGNATURE, HeaderValue::from_str(&signature).ok()?),
    ];
    Some(Outgoing {
        method: Method::POST,
        url: webhook.url.clone(),
        headers,
        body: Bytes::from(delivery.body.clone()),
        limits: Limits { within: WITHIN, response_bytes: EXCERPT_BYTES, redirects: REDIRECTS },
    })
}

fn refusal(status: StatusCode) -> Option<String> {
    (!status.is_success()).then(|| format!("http_{}", status.as_u16()))
}

/// The beginning of an answer as text that can be stored and shown.
fn excerpt(body: &[u8]) -> String {
    String::from_utf8_lossy(body).chars().filter(|c| !c.is_control() || *c == '\n').collect()
}

/// Logs an attempt and how the webhook stands after it.
async fn log(app: &App, webhook: &WebhookRow, delivery: &Delivery) -> Result<()> {
    if delivery.state == DeliveryState::Dead {
        return give_up(app, webhook, delivery).await;
    }
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    store::deliveries::update(&mut conn, delivery).await?;
    if delivery.state == DeliveryState::Waiting {
        store::fails(&mut conn, webhook.shop_id, webhook.id, app.clock.now()).await?;
    } else if webhook.failing_since.is_some() {
        store::works(&mut conn, webhook.shop_id, webhook.id).await?;
    }
    Ok(tx.commit().await?)
}

/// Logs the last attempt, and switches the webhook off if nothing has come through for long; managers are told at their
/// desks, owners by mail.
async fn give_up(app: &App, webhook: &WebhookRow, delivery: &Delivery) -> Result<()> {
    let now = app.clock.now();
    // The shop first, then its webhook, as whoever changes one does it.
    let mut tx = app.db.begin_in(&[webhook.shop_id]).await?;
    let mut conn = tx.conn();
    store::deliveries::update(&mut conn, delivery).await?;
    store::fails(&mut conn, webhook.shop_id, webhook.id, now).await?;
    let lasting = now.plus_seconds(-LASTING_SECONDS);
    let mut told = Vec::new();
    if store::disable(&mut conn, webhook.shop_id, webhook.id, lasting, now).await? {
        tracing::error!(webhook = %webhook.id, "a webhook was switched off: nothing had come through for a day");
        let new = [NewEvent::webhook_updated(webhook.id)];
        told = events::record(&mut conn, webhook.shop_id, now, &new).await?;
        let entry = Entry::new(Action::WebhookDisabled)
            .on(Subject::webhook(webhook.id, &webhook.name))
            .changed("active", &true, &false)
            .note("error", &delivery.error);
        audit::record(&mut conn, webhook.shop_id, Who::system(), now, entry).await?;
        notice::tell_owners(app, &mut conn, webhook, now).await?;
    }
    tx.commit().await?;
    if !told.is_empty() {
        app.jobs.ring();
    }
    app.live.publish(told);
    Ok(())
}
