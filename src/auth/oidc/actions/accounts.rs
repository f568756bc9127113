use super::come_back::{Brought, come_back};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::actor::Actor;
use crate::auth::oidc::id_token::Identity;
use crate::auth::oidc::model::{OidcAccount, ProviderRow};
use crate::auth::oidc::store::{self, NewAccount};
use crate::auth::permissions::Permission;
use crate::auth::rules;
use crate::auth::store::staff;
use crate::db::{Conn, is_unique_violation};
use crate::error::{Error, Result};
use crate::ids::{ShopId, StaffId};

/// The account at the provider that belongs to somebody.
pub async fn account_of(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId) -> Result<Option<OidcAccount>> {
    store::account(conn, shop_id, staff_id).await
}

/// Links the account that somebody who is signed in has just shown to be theirs.
pub async fn link_own(app: &App, actor: &Actor, brought: Brought) -> Result<()> {
    let returned = come_back(app, brought).await?;
    if returned.attempt.staff_id != Some(actor.staff_id) || returned.provider.shop_id != actor.shop_id {
        return Err(Error::Denied("sign_in_expired"));
    }
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    link(app, &mut tx.conn(), &returned.provider, &returned.identity, actor.staff_id, actor.into()).await?;
    tx.commit().await?;
    Ok(())
}

/// Makes an account at the provider somebody's; it is nobody else's, and they have no other.
pub async fn link(
    app: &App,
    conn: &mut Conn<'_>,
    provider: &ProviderRow,
    who: &Identity,
    staff_id: StaffId,
    by: Who,
) -> Result<()> {
    let new = NewAccount {
        shop_id: provider.shop_id,
        staff_id,
        issuer: &provider.issuer,
        subject: &who.subject,
        email: who.email.as_deref(),
        now: app.clock.now(),
    };
    let linked = store::link(conn, new).await;
    linked.map_err(
        |error| {
            if is_unique_violation(&error) { Error::Conflict("already_linked") } else { Error::from(error) }
        },
    )?;
    let entry = Entry::new(Action::ProviderAccountLinked).note("issuer", &provider.issuer);
    audit::record(conn, provider.shop_id, by, app.clock.now(), entry.note("subject", &who.subject)).await?;
    Ok(())
}

/// Gives one's own link up, unless it is the only way in.
pub async fn unlink_own(app: &App, actor: &Actor) -> Result<()> {
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    if staff::password_hash(&mut conn, actor.shop_id, actor.staff_id).await?.is_none() {
        return Err(Error::Conflict("only_way_in"));
    }
    if !store::unlink(&mut conn, actor.shop_id, actor.staff_id).await? {
        return Err(Error::NotFound);
    }
    let entry = Entry::new(Action::ProviderAccountUnlinked);
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a colleague's link away, such as when their account at the provider was made anew.
pub async fn unlink_colleague(app: &App, actor: &Actor, staff_id: StaffId) -> Result<()> {
    actor.require(Permission::ManageStaff)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let colleague = staff::find(&mut conn, actor.shop_id, staff_id).await?.ok_or(Error::NotFound)?;
    rules::may_give_role(actor.role, colleague.role)?;
    if !store::unlink(&mut conn, actor.shop_id, staff_id).await? {
        return Err(Error::NotFound);
    }
    let entry = Entry::new(Action::ProviderAccountUnlinked).on(Subject::staff(staff_id, &colleague.name));
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    tx.commit().await?;
    Ok(())
}
