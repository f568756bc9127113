//! From events to deliveries: each webhook reads on from the last number it has looked at.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::body::Told;
use super::model::{Delivery, WebhookEvent, WebhookRow};
use super::{DELIVER, store};
use crate::app::App;
use crate::clock::Time;
use crate::customers;
use crate::db::Conn;
use crate::error::Result;
use crate::events::{self, Event};
use crate::ids::{CustomerId, JobId, ShopId};
use crate::jobs::{self, NewJob};
use crate::live::{Follower, follow};

const EVENTS_AT_ONCE: i64 = 100;

pub fn start(app: App) {
    follow(app, FanOut);
}

struct FanOut;

impl Follower for FanOut {
    const NAME: &str = "webhooks";
    type Behind = WebhookRow;

    fn whose(behind: &WebhookRow) -> Uuid {
        behind.id.0
    }

    async fn behind(conn: &mut Conn<'_>) -> Result<Vec<WebhookRow>> {
        store::behind(conn).await
    }

    async fn read_on(&self, app: &App, webhook: WebhookRow) -> Result<bool> {
        let now = app.clock.now();
        let mut reader = app.db.reader().await?;
        let mut conn = reader.conn();
        let events = events::after(&mut conn, webhook.shop_id, webhook.seq, EVENTS_AT_ONCE).await?;
        let Some(last) = events.last().map(|event| event.seq) else { return Ok(false) };
        let (mut deliveries, mut jobs) = (Vec::new(), Vec::new());
        let wanted = webhook.event_list();
        for event in &events {
            let Some(told) = Told::of(app, &mut conn, event).await? else { continue };
            if webhook.inbox_id.is_some() && webhook.inbox_id != told.inbox_id {
                continue;
            }
            for name in told.names.iter().filter(|name| wanted.contains(name)) {
                let (delivery, job) = prepare(&webhook, event, &told, *name, now)?;
                deliveries.push(delivery);
                jobs.push(job);
            }
        }
        drop(reader);
        let mut tx = app.db.begin().await?;
        let mut conn = tx.conn();
        // Another node may have been here, or the webhook was changed: then what was read is worth nothing.
        if !store::move_on(&mut conn, &webhook, last).await? {
            return Ok(false);
        }
        // Who was erased since the events were read is told of no more.
        let gone = erased(&mut conn, webhook.shop_id, &deliveries).await?;
        deliveries
            .retain(|delivery| delivery.customer_id.is_none_or(|id| !gone.contains(&id) || is_farewell(delivery)));
        jobs.retain(|job| deliveries.iter().any(|delivery| delivery.id.0 == job.id.0));
        store::deliveries::insert(&mut conn, &deliveries).await?;
        jobs::enqueue(&mut conn, &jobs, now).await?;
        tx.commit().await?;
        app.jobs.ring();
        Ok(true)
    }
}

/// The customers of these deliveries who are nobody by now; the others stay who they are until the commit.
async fn erased(conn: &mut Conn<'_>, shop_id: ShopId, deliveries: &[Delivery]) -> Result<BTreeSet<CustomerId>> {
    let customers: BTreeSet<CustomerId> = deliveries.iter().filter_map(|delivery| delivery.customer_id).collect();
    let mut gone = BTreeSet::new();
    for id in customers {
        if !customers::lock_living(conn, shop_id, id).await? {
            gone.insert(id);
        }
    }
    Ok(gone)
}

/// Says that somebody was erased, and nothing else.
fn is_farewell(delivery: &Delivery) -> bool {
    delivery.event == WebhookEvent::CustomerErased.name()
}

fn prepare(
    webhook: &WebhookRow,
    event: &Event,
    told: &Told,
    name: WebhookEvent,
    now: Time,
) -> Result<(Delivery, NewJob)> {
    let body = told.written(name, event, webhook.full_payload)?;
    let delivery = Delivery {
        conversation_id: told.conversation_id(),
        customer_id: told.customer_id(),
        ..Delivery::new(webhook, name.name(), event.seq, body, now)
    };
    let lane = Some(format!("{}:{}", webhook.target(), told.order()));
    let job = NewJob { lane, place: event.seq, ..job_of(webhook, &delivery) };
    Ok((delivery, job))
}

/// The job that makes a delivery, in no order.
pub(super) fn job_of(webhook: &WebhookRow, delivery: &Delivery) -> NewJob {
    NewJob {
        id: JobId(delivery.id.0),
        shop_id: webhook.shop_id,
        kind: DELIVER,
        payload: String::new(),
        target: webhook.target(),
        lane: None,
        place: 0,
        about: Some(format!("{} → {}", delivery.event, webhook.name)),
    }
}
