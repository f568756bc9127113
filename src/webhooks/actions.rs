//! What managers do with webhooks.

use super::deliver;
use super::fan_out::job_of;
use super::model::{Delivery, DeliveryState, TEST_EVENT, Webhook, WebhookEvent, WebhookRow};
use super::{body, store};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission, rules, secret};
use crate::clock::Time;
use crate::db::Conn;
use crate::egress::Egress;
use crate::error::{Error, Result};
use crate::events::{self, Event, NewEvent};
use crate::ids::{DeliveryId, InboxId, WebhookId};
use crate::sealed::{Secret, WEBHOOK_SECRET};
use crate::{inboxes, jobs};

const MOST_OF_A_SHOP: i64 = 20;
const MAX_URL_CHARS: usize = 2000;
/// What every secret begins with, so that a leaked one can be recognised.
const PREFIX: &str = "zgwh_";
/// A receiver has so long to learn a new secret.
const BOTH_SIGN_SECONDS: i64 = 24 * 3600;

/// A webhook to be made.
#[derive(Debug, Clone)]
pub struct NewWebhook {
    pub name: String,
    pub url: String,
    pub events: Vec<WebhookEvent>,
    /// Of the shop; none: all of them.
    pub inbox_id: Option<InboxId>,
    pub full_payload: bool,
}

/// What may change about a webhook: absent stays.
#[derive(Debug, Clone, Default)]
pub struct WebhookChange {
    pub name: Option<String>,
    pub url: Option<String>,
    pub events: Option<Vec<WebhookEvent>>,
    pub full_payload: Option<bool>,
    pub active: Option<bool>,
}

pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Webhook>> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let mut items = Vec::new();
    for row in store::list(&mut conn, actor.shop_id).await? {
        items.push(shown(app, &mut conn, &row).await?);
    }
    Ok(items)
}

pub async fn show(app: &App, actor: &Actor, id: WebhookId) -> Result<Webhook> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    shown(app, &mut conn, &row).await
}

async fn shown(app: &App, conn: &mut Conn<'_>, row: &WebhookRow) -> Result<Webhook> {
    let waiting = jobs::waiting_for(conn, row.shop_id, &row.target()).await?;
    Ok(Webhook::from_row(row, waiting, app.clock.now()))
}

/// Makes a webhook that is told of what happens from now on; its secret is returned once.
pub async fn create(app: &App, actor: &Actor, new: NewWebhook) -> Result<(Webhook, Secret)> {
    actor.require(Permission::ManageIntegrations)?;
    let now = app.clock.now();
    let (id, secret) = (WebhookId::new(), new_secret());
    let mut row = WebhookRow {
        id,
        shop_id: actor.shop_id,
        name: rules::clean_name("name", &new.name)?,
        url: clean_url(&new.url)?,
        events: clean_events(new.events)?,
        inbox_id: new.inbox_id,
        full_payload: new.full_payload,
        active: true,
        secret: app.keys.seal(WEBHOOK_SECRET, id, &secret)?,
        previous_secret: None,
        previous_until: None,
        seq: 0,
        failing_since: None,
        disabled_at: None,
        created_at: now,
    };
    if let Some(id) = new.inbox_id {
        let known = inboxes::of_shop(app, actor.shop_id).await?;
        known.iter().find(|inbox| inbox.id == id).ok_or_else(|| Error::invalid("inbox_id", "unknown"))?;
    }
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    if store::count(&mut conn, actor.shop_id).await? >= MOST_OF_A_SHOP {
        return Err(Error::Conflict("too_many_webhooks"));
    }
    let told = tell(&mut conn, &row, now).await?;
    row.seq = last_of(&told);
    store::insert(&mut conn, &row).await?;
    let entry = Entry::new(Action::WebhookCreated)
        .on(subject(&row))
        .note("url", host(&row.url))
        .note("events", row.event_list());
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok((Webhook::from_row(&row, 0, now), secret))
}

/// Changes a webhook. Switched on again it is told of what happens from then on.
pub async fn update(app: &App, actor: &Actor, id: WebhookId, change: WebhookChange) -> Result<Webhook> {
    actor.require(Permission::ManageIntegrations)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let mut row = before.clone();
    apply(&mut row, change)?;
    let told = tell(&mut conn, &row, now).await?;
    if row.active && !before.active {
        row.seq = last_of(&told);
        row.failing_since = None;
    }
    store::update(&mut conn, &row).await?;
    let entry = noted(&before, &row);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    let webhook = shown(app, &mut conn, &row).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(webhook)
}

/// What the audit log says of a change.
fn noted(before: &WebhookRow, after: &WebhookRow) -> Entry {
    let entry = Entry::new(Action::WebhookUpdated)
        .on(subject(after))
        .changed("name", &before.name, &after.name)
        .changed("events", &before.event_list(), &after.event_list())
        .changed("full_payload", &before.full_payload, &after.full_payload)
        .changed("active", &before.active, &after.active);
    if before.url == after.url { entry } else { entry.replaced("url", host(&before.url), host(&after.url)) }
}

fn subject(row: &WebhookRow) -> Subject {
    Subject::webhook(row.id, &row.name)
}

/// The part of an address that is no secret: the rest of it often is one.
fn host(url: &str) -> String {
    let parsed = url::Url::parse(url).ok();
    parsed.map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}

fn apply(row: &mut WebhookRow, change: WebhookChange) -> Result<()> {
    if let Some(name) = change.name {
        row.name = rules::clean_name("name", &name)?;
    }
    if let Some(url) = change.url {
        row.url = clean_url(&url)?;
    }
    if let Some(events) = change.events {
        row.events = clean_events(events)?;
    }
    row.full_payload = change.full_payload.unwrap_or(row.full_payload);
    if let Some(active) = change.active {
        row.active = active;
        // Whoever decides it has seen the notice.
        row.disabled_at = None;
    }
    Ok(())
}

/// Removes a webhook with its log and all that was still to be sent to it.
pub async fn delete(app: &App, actor: &Actor, id: WebhookId) -> Result<()> {
    actor.require(Permission::ManageIntegrations)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    jobs::discard_of_target(&mut conn, actor.shop_id, &row.target()).await?;
    store::deliveries::delete_of(&mut conn, actor.shop_id, id).await?;
    store::delete(&mut conn, actor.shop_id, id).await?;
    let now = app.clock.now();
    let told = tell(&mut conn, &row, now).await?;
    let entry = Entry::new(Action::WebhookDeleted).on(subject(&row)).note("url", host(&row.url));
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

/// Gives a webhook a new secret, returned once; for a day the old one signs too.
pub async fn rotate(app: &App, actor: &Actor, id: WebhookId) -> Result<(Secret, Time)> {
    actor.require(Permission::ManageIntegrations)?;
    let secret = new_secret();
    let sealed = app.keys.seal(WEBHOOK_SECRET, id, &secret)?;
    let now = app.clock.now();
    let until = now.plus_seconds(BOTH_SIGN_SECONDS);
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    store::rotate(&mut conn, actor.shop_id, id, &sealed, until).await?;
    let entry = Entry::new(Action::WebhookSecretRotated).on(subject(&row)).note("previous_until", until);
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    tx.commit().await?;
    Ok((secret, until))
}

/// Sends a try at once, whether or not the webhook is on; what came of it.
pub async fn test(app: &App, actor: &Actor, id: WebhookId) -> Result<Delivery> {
    actor.require(Permission::ManageIntegrations)?;
    let webhook = store::find(&mut app.db.reader().await?.conn(), actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let now = app.clock.now();
    let mut delivery = Delivery::new(&webhook, TEST_EVENT, 0, body::test(actor.shop_id, now)?, now);
    deliver::send(app, &webhook, &mut delivery).await;
    delivery.attempts = 1;
    if delivery.error.is_some() {
        // A try is made once.
        delivery.state = DeliveryState::Dead;
    }
    let mut tx = app.db.begin().await?;
    store::deliveries::insert(&mut tx.conn(), std::slice::from_ref(&delivery)).await?;
    tx.commit().await?;
    Ok(delivery)
}

/// A page of a webhook's log, the newest first, and the place after it.
pub async fn deliveries(
    app: &App,
    actor: &Actor,
    id: WebhookId,
    after: Option<DeliveryId>,
    limit: usize,
) -> Result<(Vec<Delivery>, Option<DeliveryId>)> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let before = after.unwrap_or(DeliveryId(uuid::Uuid::max()));
    let one_more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut items = store::deliveries::list(&mut conn, actor.shop_id, id, before, one_more).await?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|item| item.id);
    Ok((items, next))
}

/// Makes a delivery again, under its own id and with the same body.
pub async fn replay(app: &App, actor: &Actor, id: WebhookId, delivery_id: DeliveryId) -> Result<()> {
    actor.require(Permission::ManageIntegrations)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let webhook = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let delivery = store::deliveries::find(&mut conn, actor.shop_id, delivery_id)
        .await?
        .filter(|delivery| delivery.webhook_id == id)
        .ok_or(Error::NotFound)?;
    if !webhook.active {
        return Err(Error::Conflict("webhook_off"));
    }
    store::deliveries::wait_again(&mut conn, actor.shop_id, delivery_id).await?;
    jobs::replay_or_enqueue(&mut conn, &job_of(&webhook, &delivery), now).await?;
    let entry = Entry::new(Action::DeliveryReplayed)
        .on(subject(&webhook))
        .note("delivery", delivery_id)
        .note("event", &delivery.event);
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    tx.commit().await?;
    app.jobs.ring();
    Ok(())
}

async fn tell(conn: &mut Conn<'_>, row: &WebhookRow, now: Time) -> Result<Vec<Event>> {
    events::record(conn, row.shop_id, now, &[NewEvent::webhook_updated(row.id)]).await
}

fn last_of(told: &[Event]) -> i64 {
    told.last().map_or(0, |event| event.seq)
}

fn new_secret() -> Secret {
    Secret::new(format!("{PREFIX}{}", secret::random_token()))
}

fn clean_url(url: &str) -> Result<String> {
    let url = url.trim();
    if url.chars().count() > MAX_URL_CHARS {
        return Err(Error::invalid("url", "too_long"));
    }
    Egress::check(url).map_err(|_| Error::invalid("url", "invalid_url"))?;
    Ok(url.to_owned())
}

fn clean_events(mut events: Vec<WebhookEvent>) -> Result<String> {
    events.sort_unstable();
    events.dedup();
    if events.is_empty() {
        return Err(Error::invalid("events", "required"));
    }
    Ok(serde_json::to_string(&events).map_err(anyhow::Error::from)?)
}
