//! What somebody decides about their browsers.

use super::address::Address;
use super::model::{PushSubscription, PushTest, SubscriptionRow};
use super::send::{Came, Note};
use super::{own, send, store};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{self, Actor, Permission, secret};
use crate::error::{Error, Result};
use crate::ids::{PushSubscriptionId, SessionId};
use crate::language::Language;
use crate::notifications::Attention;
use crate::sealed::PUSH_ADDRESS;

const MOST_OF_A_PERSON: i64 = 10;

/// What a browser hands in.
pub struct NewSubscription {
    pub endpoint: String,
    pub p256dh: String,
    pub auth: String,
    pub locale: String,
    pub silent: Vec<Attention>,
    pub names: bool,
}

/// Somebody's browsers, and what a further one needs to know.
pub struct Browsers {
    pub items: Vec<PushSubscription>,
    pub public_key: String,
    pub session_id: SessionId,
    pub can_send: bool,
}

pub async fn list(app: &App, actor: &Actor) -> Result<Browsers> {
    actor.require(Permission::ReadConversations)?;
    let session_id = session_of(actor)?;
    let public_key = own::key(app).await?.public().to_owned();
    let rows = store::list(&mut app.db.reader().await?.conn(), actor.shop_id, actor.staff_id).await?;
    let items = rows.into_iter().map(|row| PushSubscription::of(row, Some(session_id))).collect();
    Ok(Browsers { items, public_key, session_id, can_send: !app.demo.is_on() })
}

/// Lets the browser of this session be told, or changes what it is told.
pub async fn subscribe(app: &App, actor: &Actor, new: NewSubscription) -> Result<PushSubscription> {
    actor.require(Permission::ReadConversations)?;
    let session_id = session_of(actor)?;
    if app.demo.is_on() {
        return Err(Error::Conflict("demo_sends_nothing"));
    }
    let locale = clean_locale(&new.locale)?;
    let silent = clean_silent(new.silent)?;
    let address = Address::checked(&app.egress, new.endpoint, &new.p256dh, &new.auth).await?;
    let hash = secret::hash(address.endpoint());
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    // What is remembered of a session may be over by now.
    if auth::roles_of_sessions(&mut conn, actor.shop_id, &[session_id], now).await?.is_empty() {
        return Err(Error::Unauthorized);
    }
    let before = store::of_session(&mut conn, actor.shop_id, session_id).await?;
    if before.is_none()
        && store::count_others(&mut conn, actor.shop_id, actor.staff_id, session_id).await? >= MOST_OF_A_PERSON
    {
        return Err(Error::Conflict("too_many_push_subscriptions"));
    }
    store::take_over(&mut conn, &hash, session_id).await?;
    let id = before.as_ref().map_or_else(PushSubscriptionId::new, |before| before.id);
    let known = before.as_ref().and_then(|before| read_address(app, before).ok());
    let is_known = known.as_ref() == Some(&address);
    let kept = before.filter(|_| is_known);
    let row = SubscriptionRow {
        id,
        shop_id: actor.shop_id,
        staff_id: actor.staff_id,
        session_id,
        address: Some(app.keys.seal(PUSH_ADDRESS, id, &address.written()?)?),
        service: address.service(),
        locale,
        silent,
        names: new.names,
        created_at: kept.as_ref().map_or(now, |kept| kept.created_at),
        told_at: kept.as_ref().and_then(|kept| kept.told_at),
        failing_since: kept.as_ref().and_then(|kept| kept.failing_since),
        trouble: kept.and_then(|kept| kept.trouble),
        user_agent: None,
    };
    store::save(&mut conn, &row, &hash).await?;
    let saved = store::of_session(&mut conn, actor.shop_id, session_id).await?.ok_or(Error::NotFound)?;
    if !is_known {
        let entry = Entry::new(Action::PushStarted).note("service", &row.service);
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    tx.commit().await?;
    Ok(PushSubscription::of(saved, Some(session_id)))
}

/// Lets one of one's browsers be told no more.
pub async fn end(app: &App, actor: &Actor, id: PushSubscriptionId) -> Result<()> {
    actor.require(Permission::ReadConversations)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = store::find(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    store::delete(&mut conn, actor.shop_id, id).await?;
    let entry = Entry::new(Action::PushEnded).note("service", &row.service);
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    Ok(tx.commit().await?)
}

/// Sends a note that says nothing but that notes arrive; what came of it.
pub async fn test(app: &App, actor: &Actor, id: PushSubscriptionId) -> Result<PushTest> {
    actor.require(Permission::ReadConversations)?;
    if app.demo.is_on() {
        return Err(Error::Conflict("demo_sends_nothing"));
    }
    let found = store::find(&mut app.db.reader().await?.conn(), actor.shop_id, actor.staff_id, id).await?;
    let row = found.ok_or(Error::NotFound)?;
    let came = send::deliver(app, &row, &Note::test(&row.locale)).await?;
    send::note(app, &row, &came).await?;
    let trouble = match came {
        Came::Delivered => None,
        Came::Gone => Some("gone".to_owned()),
        Came::Failed { trouble, .. } => Some(trouble),
    };
    Ok(PushTest { delivered: trouble.is_none(), trouble })
}

pub fn read_address(app: &App, row: &SubscriptionRow) -> Result<Address> {
    let sealed = row.address.as_ref().ok_or(Error::NotFound)?;
    Ok(Address::read(&app.keys.open(PUSH_ADDRESS, row.id, sealed)?)?)
}

/// A browser is told as long as its session runs; whatever has none is no browser.
fn session_of(actor: &Actor) -> Result<SessionId> {
    actor.session.ok_or(Error::Forbidden("not_with_a_token"))
}

fn clean_locale(locale: &str) -> Result<String> {
    let known = Language::of(locale).locale();
    if known == locale { Ok(known.to_owned()) } else { Err(Error::invalid("locale", "unknown")) }
}

fn clean_silent(mut silent: Vec<Attention>) -> Result<String> {
    silent.sort_unstable();
    silent.dedup();
    Ok(serde_json::to_string(&silent).map_err(anyhow::Error::from)?)
}
