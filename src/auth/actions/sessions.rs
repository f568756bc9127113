use std::net::IpAddr;

use uuid::Uuid;

use crate::app::App;
use crate::audit::{self, Action, Entry, Origin, Subject};
use crate::auth::actor::Actor;
use crate::auth::model::Session;
use crate::auth::secret;
use crate::auth::store::sessions::{self as store, NewSession};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{SessionId, ShopId, StaffId};

/// Where a sign-in comes from, shown in the list of sessions.
#[derive(Debug, Clone)]
pub struct Client {
    pub address: IpAddr,
    pub user_agent: Option<String>,
    pub request_id: Option<Uuid>,
}

impl Client {
    /// Where the audit log says it came from.
    pub fn origin(&self) -> Origin {
        Origin { address: Some(self.address), request_id: self.request_id }
    }
}

/// A session just begun: the only moment its token is known.
#[derive(Debug, Clone)]
pub struct Started {
    pub shop_id: ShopId,
    pub staff_id: StaffId,
    pub token: String,
    pub csrf_token: String,
}

pub async fn start(
    app: &App,
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    client: &Client,
) -> Result<Started> {
    let started = Started { shop_id, staff_id, token: secret::random_token(), csrf_token: secret::random_token() };
    let user_agent = client.user_agent.as_ref().map(|agent| agent.chars().take(300).collect());
    let new = NewSession {
        id: SessionId::new(),
        token_hash: &secret::hash(&started.token),
        shop_id,
        staff_id,
        csrf_token: &started.csrf_token,
        user_agent,
        address: Some(client.address.to_string()),
        now: app.clock.now(),
    };
    store::insert(conn, new).await?;
    Ok(started)
}

pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Session>> {
    let rows = store::list(&mut app.db.reader().await?.conn(), actor.staff_id, app.clock.now()).await?;
    let shown = rows.into_iter().map(|row| Session {
        current: actor.session == Some(row.id),
        id: row.id,
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
        user_agent: row.user_agent,
        address: row.address,
    });
    Ok(shown.collect())
}

/// Ends one of one's own sessions and closes its sockets.
pub async fn end(app: &App, actor: &Actor, id: SessionId) -> Result<()> {
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let hash = store::delete(&mut conn, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    let action = if actor.session == Some(id) { Action::SessionEnded } else { Action::SessionRevoked };
    let entry = Entry::new(action).on(Subject::new("session", id, None));
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    tx.commit().await?;
    app.auth.forget(&[hash]);
    app.live.close_session(id);
    Ok(())
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
