use super::sessions::Client;
use super::sign_in::{Entered, Proven, enter};
use super::staff::{NewStaff, insert};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::actor::Actor;
use crate::auth::model::{Invitation, Role};
use crate::auth::permissions::Permission;
use crate::auth::store::invitations::{self as store, OpenInvitation};
use crate::auth::store::staff;
use crate::auth::{oidc, password, rules, secret};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, Event, NewEvent};
use crate::ids::{InvitationId, ShopId, StaffId};
use crate::language::Language;
use crate::mail::{self, NewMail};
use crate::shops;

const VALID_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Somebody to be invited.
#[derive(Debug)]
pub struct NewInvitation<'a> {
    pub email: &'a str,
    pub name: &'a str,
    pub role: Role,
    /// Whether the link goes by mail, too, where this server sends any.
    pub send_mail: bool,
}

/// An invitation just made: the only moment its link is known.
pub struct Created {
    pub invitation: Invitation,
    pub url: String,
    pub mailed: bool,
}

/// Invites somebody; the link is returned once, and what opens it never stored in the clear.
pub async fn create(app: &App, actor: &Actor, new: NewInvitation<'_>) -> Result<Created> {
    actor.require(Permission::ManageStaff)?;
    rules::may_give_role(actor.role, new.role)?;
    let now = app.clock.now();
    let invitation = Invitation {
        id: InvitationId::new(),
        email: rules::clean_email("email", new.email)?,
        name: rules::clean_name("name", new.name)?,
        role: new.role,
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
        .note("role", invitation.role);
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    let url = format!("{}/invite/{token}", app.config.origin());
    let mailed = new.send_mail && mail::is_set_up(app);
    if mailed {
        send(app, &mut conn, actor, &invitation, &url).await?;
    }
    tx.commit().await?;
    app.jobs.ring();
    Ok(Created { invitation, url, mailed })
}

/// By mail, in the shop's language: that of the invited is not known yet.
async fn send(app: &App, conn: &mut Conn<'_>, actor: &Actor, to: &Invitation, url: &str) -> Result<()> {
    let shop = shops::find(conn, actor.shop_id).await?.ok_or(Error::NotFound)?;
    let by = staff::find(conn, actor.shop_id, actor.staff_id).await?.ok_or(Error::Unauthorized)?;
    let letter = mail::invitation(Language::of(&shop.locale), &to.email, &shop.name, &by.name, url);
    let new = NewMail { letter, opens: Some(to.id.into()), expires_at: to.expires_at };
    mail::enqueue(app, conn, actor.shop_id, new, to.created_at).await
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
    mail::forget(&mut conn, actor.shop_id, id.into()).await?;
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

/// Makes the account and lets it in, as far as the second factor that the shop may want. An invitation works once.
pub async fn accept(app: &App, token: &str, name: String, password: String, client: &Client) -> Result<Entered> {
    let invitation = show(app, token).await?;
    password::check_new("password", &password)?;
    let hash = app.auth.passwords.hash(password).await?;
    let (shop_id, role, email) = (invitation.shop_id, invitation.role, invitation.email.clone());
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    oidc::check_password_may(&mut conn, shop_id, role).await?;
    let (staff_id, events) = take(app, &mut conn, invitation, name, &hash, client).await?;
    let entered = enter(app, &mut conn, Proven { shop_id, staff_id, role, email }, client).await?;
    tx.commit().await?;
    app.live.publish(events);
    entered.announce(app);
    Ok(entered)
}

/// Uses an invitation up that the shop's provider vouches for, under the name it was written for.
pub async fn take_by_id(
    app: &App,
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: InvitationId,
    password_hash: &str,
    client: &Client,
) -> Result<(StaffId, Vec<Event>)> {
    let invitation = store::open_by_id(conn, shop_id, id, app.clock.now()).await?.ok_or(Error::NotFound)?;
    let name = invitation.name.clone();
    take(app, conn, invitation, name, password_hash, client).await
}

async fn take(
    app: &App,
    conn: &mut Conn<'_>,
    invitation: OpenInvitation,
    name: String,
    password_hash: &str,
    client: &Client,
) -> Result<(StaffId, Vec<Event>)> {
    let now = app.clock.now();
    if !store::accept(conn, invitation.id, now).await? {
        return Err(Error::NotFound);
    }
    mail::forget(conn, invitation.shop_id, invitation.id.into()).await?;
    let entry = Entry::new(Action::InvitationAccepted)
        .on(subject(invitation.id, &invitation.name))
        .note("role", invitation.role);
    let new = NewStaff {
        name,
        email: invitation.email,
        password: String::new(),
        role: invitation.role,
        title: None,
        locale: Some(invitation.shop_locale),
    };
    let staff_id = insert(app, conn, invitation.shop_id, &new, password_hash).await?;
    audit::record(conn, invitation.shop_id, Who::staff(staff_id, client), now, entry).await?;
    let events = events::record(conn, invitation.shop_id, now, &[NewEvent::staff_updated(staff_id)]).await?;
    Ok((staff_id, events))
}
