use std::net::IpAddr;

use uuid::Uuid;

use crate::app::App;
use crate::audit::{self, Action, Entry, Origin, Subject};
use crate::auth::actor::Actor;
use crate::auth::model::Session;
use crate::auth::permissions::Permission;
use crate::auth::store::devices::{self, Familiarity};
use crate::auth::store::sessions::{self as store, NewSession};
use crate::auth::store::staff;
use crate::auth::{rules, secret};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, Event, NewEvent};
use crate::ids::{SessionId, ShopId, StaffId};

/// Where a sign-in comes from, shown in the list of sessions.
#[derive(Debug, Clone)]
pub struct Client {
    pub address: IpAddr,
    pub user_agent: Option<String>,
    pub request_id: Option<Uuid>,
    /// What this browser keeps from earlier sign-ins, of whomever.
    pub device: Option<String>,
}

impl Client {
    /// Where the audit log says it came from.
    pub fn origin(&self) -> Origin {
        Origin { address: Some(self.address), request_id: self.request_id }
    }
}

/// A session just begun: the only moment its tokens are known.
#[derive(Debug, Clone)]
pub struct Started {
    pub shop_id: ShopId,
    pub staff_id: StaffId,
    pub token: String,
    pub csrf_token: String,
    /// What the browser is to keep, so that it is known next time.
    pub device: String,
    /// Tells the person's other browsers of a new one.
    events: Vec<Event>,
}

impl Started {
    /// After the commit.
    pub fn announce(&self, app: &App) {
        app.live.publish(self.events.clone());
    }
}

pub async fn start(
    app: &App,
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    client: &Client,
) -> Result<Started> {
    let now = app.clock.now();
    let device = client.device.clone().unwrap_or_else(secret::random_token);
    let device_hash = secret::hash(&device);
    let familiarity = devices::meet(conn, shop_id, staff_id, &device_hash, now).await?;
    let new_device = familiarity == Familiarity::New;
    let events = if new_device {
        events::record(conn, shop_id, now, &[NewEvent::staff_updated(staff_id)]).await?
    } else {
        Vec::new()
    };
    let started = Started {
        shop_id,
        staff_id,
        token: secret::random_token(),
        csrf_token: secret::random_token(),
        device,
        events,
    };
    let user_agent = client.user_agent.as_ref().map(|agent| agent.chars().take(300).collect());
    let new = NewSession {
        id: SessionId::new(),
        token_hash: &secret::hash(&started.token),
        shop_id,
        staff_id,
        csrf_token: &started.csrf_token,
        user_agent,
        address: Some(client.address.to_string()),
        device_hash: &device_hash,
        new_device,
        now,
    };
    store::insert(conn, new).await?;
    Ok(started)
}

/// The sessions of the one who asks.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Session>> {
    of_staff(app, actor, actor.staff_id).await
}

async fn of_staff(app: &App, actor: &Actor, staff_id: StaffId) -> Result<Vec<Session>> {
    let mut reader = app.db.reader().await?;
    let rows = store::list(&mut reader.conn(), actor.shop_id, staff_id, app.clock.now()).await?;
    Ok(rows.into_iter().map(|row| row.shown(actor.session)).collect())
}

/// Ends one of one's own sessions and closes its sockets.
pub async fn end(app: &App, actor: &Actor, id: SessionId) -> Result<()> {
    end_one(app, actor, actor.staff_id, id).await
}

async fn end_one(app: &App, actor: &Actor, staff_id: StaffId, id: SessionId) -> Result<()> {
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let ended = store::delete(&mut conn, actor.shop_id, staff_id, id).await?.ok_or(Error::NotFound)?;
    let sent_away = ended.new_device && actor.session != Some(id);
    if let Some(device) = ended.device_hash.filter(|_| sent_away) {
        // Whoever was sent away from it is a stranger again when they come back.
        devices::forget(&mut conn, actor.shop_id, staff_id, &device).await?;
    }
    let action = if actor.session == Some(id) { Action::SessionEnded } else { Action::SessionRevoked };
    let entry = of_whom(&mut conn, actor, staff_id, Entry::new(action).on(Subject::new("session", id, None))).await?;
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    tx.commit().await?;
    close(app, &[(id, ended.token_hash)]);
    Ok(())
}

/// Ends all of one's own sessions but this one.
pub async fn end_others(app: &App, actor: &Actor) -> Result<()> {
    end_all(app, actor, actor.staff_id, actor.session).await
}

async fn end_all(app: &App, actor: &Actor, staff_id: StaffId, except: Option<SessionId>) -> Result<()> {
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    devices::forget_new(&mut conn, actor.shop_id, staff_id, except).await?;
    let ended = store::delete_all(&mut conn, staff_id, except).await?;
    let entry = Entry::new(Action::SessionRevoked).note("sessions_ended", ended.len());
    let entry = of_whom(&mut conn, actor, staff_id, entry).await?;
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    tx.commit().await?;
    close(app, &ended);
    Ok(())
}

/// Notes whose session it was, where it was not the actor's own.
async fn of_whom(conn: &mut Conn<'_>, actor: &Actor, staff_id: StaffId, entry: Entry) -> Result<Entry> {
    if staff_id == actor.staff_id {
        return Ok(entry);
    }
    let colleague = staff::find(conn, actor.shop_id, staff_id).await?.ok_or(Error::NotFound)?;
    Ok(entry.note("staff", colleague.name).note("staff_id", staff_id))
}

/// Says that a new browser is one's own: from another one, which was known before.
pub async fn recognise(app: &App, actor: &Actor, id: SessionId) -> Result<()> {
    let asking = actor.session.ok_or(Error::Forbidden("not_with_a_token"))?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let rows = store::list(&mut conn, actor.shop_id, actor.staff_id, app.clock.now()).await?;
    if rows.iter().any(|row| row.id == asking && row.new_device) {
        return Err(Error::Forbidden("new_device"));
    }
    if !store::recognise(&mut conn, actor.shop_id, actor.staff_id, id).await? {
        return Err(Error::NotFound);
    }
    let entry = Entry::new(Action::SessionRecognised).on(Subject::new("session", id, None));
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    tx.commit().await?;
    Ok(())
}

/// Where a colleague is signed in.
pub async fn list_of_colleague(app: &App, actor: &Actor, staff_id: StaffId) -> Result<Vec<Session>> {
    may_end_sessions_of(app, actor, staff_id).await?;
    of_staff(app, actor, staff_id).await
}

/// Ends one session of a colleague.
pub async fn end_of_colleague(app: &App, actor: &Actor, staff_id: StaffId, id: SessionId) -> Result<()> {
    may_end_sessions_of(app, actor, staff_id).await?;
    end_one(app, actor, staff_id, id).await
}

/// Ends all sessions of a colleague.
pub async fn end_all_of_colleague(app: &App, actor: &Actor, staff_id: StaffId) -> Result<()> {
    may_end_sessions_of(app, actor, staff_id).await?;
    end_all(app, actor, staff_id, actor.session).await
}

/// An owner's sessions are looked at and ended by owners only.
async fn may_end_sessions_of(app: &App, actor: &Actor, staff_id: StaffId) -> Result<()> {
    actor.require(Permission::ManageStaff)?;
    let mut reader = app.db.reader().await?;
    let colleague = staff::find(&mut reader.conn(), actor.shop_id, staff_id).await?.ok_or(Error::NotFound)?;
    rules::may_give_role(actor.role, colleague.role)
}

/// Ends sessions whose time has run out, and closes their sockets.
pub async fn end_expired(app: &App) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let ended = store::delete_expired(&mut tx.conn(), app.clock.now()).await?;
    tx.commit().await?;
    close(app, &ended);
    Ok(())
}

/// After a commit that ended sessions: forgets them and closes their sockets.
pub fn close(app: &App, ended: &[(SessionId, Vec<u8>)]) {
    for (id, hash) in ended {
        app.auth.forget(std::slice::from_ref(hash));
        app.live.close_session(*id);
    }
}
