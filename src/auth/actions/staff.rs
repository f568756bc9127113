use super::password_resets::forget_when_somebody_changes;
use super::sessions::close;
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::actor::Actor;
use crate::auth::model::{Role, Staff, StaffRow};
use crate::auth::permissions::Permission;
use crate::auth::store::{pending, sessions, staff as store, tokens};
use crate::auth::{password, rules};
use crate::db::{Conn, is_unique_violation};
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::{ShopId, StaffId};
use crate::live::Presence;

pub const MAX_TITLE_CHARS: usize = 60;
pub const AVATAR_COLORS: i16 = 8;

/// Somebody to be taken on.
#[derive(Debug, Clone)]
pub struct NewStaff {
    pub name: String,
    pub email: String,
    pub password: String,
    pub role: Role,
    pub title: Option<String>,
    pub locale: Option<String>,
}

/// Takes somebody on without an invitation; for the command line and the demo shop.
pub async fn create_staff(app: &App, shop_id: ShopId, new: NewStaff) -> Result<StaffId> {
    password::check_new("password", &new.password)?;
    let hash = app.auth.passwords.hash(new.password.clone()).await?;
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    let id = insert(app, &mut conn, shop_id, &new, &hash).await?;
    let events = events::record(&mut conn, shop_id, app.clock.now(), &[NewEvent::staff_updated(id)]).await?;
    let entry = Entry::new(Action::StaffCreated).on(Subject::staff(id, &new.name)).note("role", new.role);
    audit::record(&mut conn, shop_id, Who::terminal(), app.clock.now(), entry).await?;
    tx.commit().await?;
    app.live.publish(events);
    Ok(id)
}

/// Stores a new member of staff; the caller hashed the password before it opened the transaction.
pub(in crate::auth) async fn insert(
    app: &App,
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    new: &NewStaff,
    password_hash: &str,
) -> Result<StaffId> {
    let people = store::count(conn, shop_id).await?;
    let row = StaffRow {
        id: StaffId::new(),
        shop_id,
        name: rules::clean_name("name", &new.name)?,
        email: rules::clean_email("email", &new.email)?,
        role: new.role,
        title: rules::clean_optional("title", new.title.clone(), MAX_TITLE_CHARS)?,
        locale: new.locale.clone(),
        avatar_color: i16::try_from(people % i64::from(AVATAR_COLORS)).unwrap_or(0),
        active: true,
        presence: Presence::Online,
        presence_reason: None,
        presence_at: None,
        created_at: app.clock.now(),
        last_seen_at: None,
        tour_finished_at: None,
    };
    store::insert(conn, &row, password_hash)
        .await
        .map_err(|error| if is_unique_violation(&error) { Error::Conflict("email_taken") } else { error.into() })?;
    Ok(row.id)
}

pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Staff>> {
    staff_of(app, actor.shop_id).await
}

/// All staff of a shop.
pub async fn staff_of(app: &App, shop_id: ShopId) -> Result<Vec<Staff>> {
    let rows = store::list(&mut app.db.reader().await?.conn(), shop_id).await?;
    Ok(rows.into_iter().map(|row| shown(app, row)).collect())
}

pub(super) fn shown(app: &App, row: StaffRow) -> Staff {
    let connected = app.live.is_connected(row.shop_id, row.id);
    row.shown(connected)
}

/// What a manager may change about a colleague.
#[derive(Debug, Clone, Default)]
pub struct StaffChange {
    pub name: Option<String>,
    pub title: Option<String>,
    pub role: Option<Role>,
    pub active: Option<bool>,
}

/// Changes a colleague. Deactivation ends sessions, revokes tokens and closes sockets.
pub async fn update(app: &App, actor: &Actor, id: StaffId, change: StaffChange) -> Result<Staff> {
    actor.require(Permission::ManageStaff)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    // Taking the event's number first locks the shop: two owners cannot demote each other at once.
    let events = events::record(&mut conn, actor.shop_id, now, &[NewEvent::staff_updated(id)]).await?;
    let before = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let after = changed(actor, &before, change)?;
    if rules::takes_an_owner_away((before.role, before.active), (after.role, after.active))
        && store::active_owners(&mut conn, actor.shop_id).await? == 1
    {
        return Err(Error::Conflict("last_owner"));
    }
    store::update(&mut conn, &after).await?;
    let left = before.active && !after.active;
    let entry = noted(&before, &after);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    if left || before.role != after.role {
        forget_when_somebody_changes(&mut conn, actor.shop_id, id).await?;
    }
    let ended = if left {
        tokens::delete_all(&mut conn, id).await?;
        pending::delete_all(&mut conn, id).await?;
        sessions::delete_all(&mut conn, id, None).await?
    } else {
        Vec::new()
    };
    tx.commit().await?;
    app.auth.forget_staff();
    close(app, &ended);
    if left {
        app.live.close_staff(id);
    } else if before.role != after.role {
        app.live.reconnect_staff(id);
    }
    app.live.publish(events);
    Ok(shown(app, after))
}

/// What the audit log says of a change.
pub(super) fn noted(before: &StaffRow, after: &StaffRow) -> Entry {
    let action = match (before.active, after.active) {
        (true, false) => Action::StaffDeactivated,
        (false, true) => Action::StaffActivated,
        _ => Action::StaffUpdated,
    };
    Entry::new(action)
        .on(Subject::staff(after.id, &after.name))
        .changed("name", &before.name, &after.name)
        .changed("title", &before.title, &after.title)
        .changed("role", &before.role, &after.role)
        .changed("active", &before.active, &after.active)
}

fn changed(actor: &Actor, before: &StaffRow, change: StaffChange) -> Result<StaffRow> {
    rules::may_give_role(actor.role, before.role)?;
    let mut after = before.clone();
    if let Some(name) = change.name {
        after.name = rules::clean_name("name", &name)?;
    }
    if change.title.is_some() {
        after.title = rules::clean_optional("title", change.title, MAX_TITLE_CHARS)?;
    }
    if let Some(role) = change.role {
        rules::may_give_role(actor.role, role)?;
        after.role = role;
    }
    if let Some(active) = change.active {
        after.active = active;
    }
    Ok(after)
}
