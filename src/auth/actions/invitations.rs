use super::sessions::{Client, Started, start};
use super::staff::{NewStaff, insert};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::actor::Actor;
use crate::auth::model::{Invitation, Role};
use crate::auth::permissions::Permission;
use crate::auth::store::invitations::{self as store, OpenInvitation};
use crate::auth::store::staff;
use crate::auth::{password, rules, secret};
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::InvitationId;

const VALID_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Invites somebody; the token is returned once and never stored.
pub async fn create(app: &App, actor: &Actor, email: &str, name: &str, role: Role) -> Result<(Invitation, String)> {
    actor.require(Permission::ManageStaff)?;
    rules::may_give_role(actor.role, role)?;
    let now = app.clock.now();
    let invitation = Invitation {
        id: InvitationId::new(),
        email: rules::clean_email("email", email)?,
        name: rules::clean_name("name", name)?,
        role,
        invited_by: actor.staff_id,
        created_at: now,
        expires_at: now.plus_seconds(VALID_SECONDS),
        accepted_at: None,
    };
    let token = secret::random_token();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    if staff::email_is_taken(&mut conn, &invitation.email).await? {
        return Err(Error::Conflict("email_taken"));
    }
    store::insert(&mut conn, actor.shop_id, &secret::hash(&token), &invitation).await?;
    let entry = Entry::new(Action::InvitationCreated)
        .on(subject(invitation.id, &invitation.name))
        .note("email", &invitation.email)
        .note("role", role);
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    tx.commit().await?;
    Ok((invitation, token))
}

/// Those still open.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Invitation>> {
    store::list_open(&mut app.db.reader().await?.conn(), actor.shop_id, app.clock.now()).await
}

pub async fn revoke(app: &App, actor: &Actor, id: InvitationId) -> Result<()> {
    actor.require(Permission::ManageStaff)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let name = store::delete(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let entry = Entry::new(Action::InvitationRevoked).on(subject(id, &name));
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    tx.commit().await?;
    Ok(())
}

fn subject(id: InvitationId, name: &str) -> Subject {
    Subject::new("invitation", id, Some(name))
}

/// What an invitation says. Used, run out, revoked and never given out answer alike.
pub async fn show(app: &App, token: &str) -> Result<OpenInvitation> {
    let mut reader = app.db.reader().await?;
    store::open_by_token(&mut reader.conn(), &secret::hash(token), app.clock.now()).await?.ok_or(Error::NotFound)
}

/// Makes the account and signs it in. An invitation works once.
pub async fn accept(app: &App, token: &str, name: String, password: String, client: &Client) -> Result<Started> {
    let invitation = show(app, token).await?;
    password::check_new("password", &password)?;
    let hash = app.auth.passwords.hash(password).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[invitation.shop_id]).await?;
    let mut conn = tx.conn();
    if !store::accept(&mut conn, invitation.id, now).await? {
        return Err(Error::NotFound);
    }
    let new = NewStaff {
        name,
        email: invitation.email,
        password: String::new(),
        role: invitation.role,
        title: None,
        locale: Some(invitation.shop_locale),
    };
    let staff_id = insert(app, &mut conn, invitation.shop_id, &new, &hash).await?;
    let started = start(app, &mut conn, invitation.shop_id, staff_id, client).await?;
    let entry = Entry::new(Action::InvitationAccepted)
        .on(subject(invitation.id, &invitation.name))
        .note("role", invitation.role);
    audit::record(&mut conn, invitation.shop_id, Who::staff(staff_id, client), now, entry).await?;
    let events = events::record(&mut conn, invitation.shop_id, now, &[NewEvent::staff_updated(staff_id)]).await?;
    tx.commit().await?;
    app.live.publish(events);
    Ok(started)
}
