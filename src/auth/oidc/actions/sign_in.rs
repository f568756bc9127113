use super::come_back::{Brought, Returned, come_back};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::actions::invitations;
use crate::auth::actions::sessions::Client;
use crate::auth::actions::sign_in::{Entered, Proven, enter, open};
use crate::auth::actions::staff::{self, NewStaff};
use crate::auth::model::Role;
use crate::auth::oidc::account::{Known, Welcome, welcome};
use crate::auth::oidc::actions::accounts::link;
use crate::auth::oidc::id_token::Identity;
use crate::auth::oidc::store;
use crate::auth::rules;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, Event, NewEvent};
use crate::ids::{ShopId, StaffId};
use crate::shops;

/// Whoever comes from the provider without a password has none.
const NO_PASSWORD: &str = "";

/// Signs in whom the provider knows, as far as the second proof.
pub async fn sign_in(app: &App, brought: Brought, client: &Client) -> Result<Entered> {
    let returned = come_back(app, brought).await?;
    if returned.attempt.staff_id.is_some() {
        return Err(Error::Denied("sign_in_expired"));
    }
    match let_in(app, &returned, client).await {
        Err(Error::Denied(why)) => {
            note_refusal(app, returned.provider.shop_id, why, client).await?;
            Err(Error::Denied(why))
        }
        shown => shown,
    }
}

async fn let_in(app: &App, returned: &Returned, client: &Client) -> Result<Entered> {
    let shop_id = returned.provider.shop_id;
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    let (who, events) = find_or_welcome(app, &mut conn, returned, client).await?;
    store::note_use(&mut conn, shop_id, who.staff_id, app.clock.now()).await?;
    let entered = if returned.provider.trusts_second_factor {
        let entry = Entry::new(Action::SessionStarted).note("second_factor", "provider");
        Entered::In(Box::new(open(app, &mut conn, shop_id, who.staff_id, client, entry).await?))
    } else {
        enter(app, &mut conn, who, client).await?
    };
    tx.commit().await?;
    app.live.publish(events);
    entered.announce(app);
    Ok(entered)
}

/// Records that somebody whom the provider knows was not let in, and why; who it was stays with the provider.
async fn note_refusal(app: &App, shop_id: ShopId, why: &str, client: &Client) -> Result<()> {
    let entry = Entry::new(Action::SessionRefused).note("reason", why).note("user_agent", &client.user_agent);
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    audit::record(&mut tx.conn(), shop_id, Who::stranger(client), app.clock.now(), entry).await?;
    tx.commit().await?;
    Ok(())
}

/// Whose account it is, or becomes.
async fn find_or_welcome(
    app: &App,
    conn: &mut Conn<'_>,
    returned: &Returned,
    client: &Client,
) -> Result<(Proven, Vec<Event>)> {
    let (provider, who) = (&returned.provider, &returned.identity);
    let shop_id = provider.shop_id;
    if let Some(known) = store::owner_of(conn, shop_id, &provider.issuer, &who.subject).await? {
        return Ok((active(shop_id, known)?, Vec::new()));
    }
    let known = look_around(app, conn, returned).await?;
    let (staff_id, events) = match welcome(provider, who, &known)? {
        Welcome::Colleague(id) => (id, Vec::new()),
        Welcome::Invited(id) => invitations::take_by_id(app, conn, shop_id, id, NO_PASSWORD, client).await?,
        Welcome::Newcomer(role) => take_on(app, conn, shop_id, who, role, client).await?,
    };
    link(app, conn, provider, who, staff_id, Who::staff(staff_id, client)).await?;
    let linked = store::owner_of(conn, shop_id, &provider.issuer, &who.subject).await?.ok_or(Error::NotFound)?;
    Ok((active(shop_id, linked)?, events))
}

fn active(shop_id: ShopId, owner: store::Owner) -> Result<Proven> {
    if !owner.active {
        return Err(Error::Denied("account_inactive"));
    }
    Ok(Proven { shop_id, staff_id: owner.staff_id, role: owner.role, email: owner.email })
}

async fn look_around(app: &App, conn: &mut Conn<'_>, returned: &Returned) -> Result<Known> {
    let shop_id = returned.provider.shop_id;
    let mut known = Known { invitation: returned.attempt.invitation_id, ..Known::default() };
    if let Some(email) = &returned.identity.email {
        let colleague = store::colleague_by_email(conn, shop_id, email).await?;
        known.colleague = colleague.map(|colleague| colleague.staff_id);
        known.invited = store::invitation_to(conn, shop_id, email, app.clock.now()).await?;
    }
    Ok(known)
}

/// Makes an account for somebody new.
async fn take_on(
    app: &App,
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    who: &Identity,
    role: Role,
    client: &Client,
) -> Result<(StaffId, Vec<Event>)> {
    let email = who.email.clone().ok_or(Error::Denied("no_email"))?;
    let shop = shops::find(conn, shop_id).await?.ok_or(Error::NotFound)?;
    let new = NewStaff {
        name: shown_name(who, &email),
        email,
        password: String::new(),
        role,
        title: None,
        locale: Some(shop.locale),
    };
    let id = staff::insert(app, conn, shop_id, &new, NO_PASSWORD).await?;
    let entry = Entry::new(Action::StaffCreated).on(Subject::staff(id, &new.name)).note("role", role);
    audit::record(conn, shop_id, Who::staff(id, client), app.clock.now(), entry).await?;
    let events = events::record(conn, shop_id, app.clock.now(), &[NewEvent::staff_updated(id)]).await?;
    Ok((id, events))
}

/// The name the provider knows, or what stands before the @.
fn shown_name(who: &Identity, email: &str) -> String {
    let name = who.name.as_deref().map(|name| name.chars().take(rules::MAX_NAME_CHARS).collect::<String>());
    let name = name.and_then(|name| rules::clean_name("name", &name).ok());
    name.unwrap_or_else(|| email.split('@').next().unwrap_or(email).chars().take(rules::MAX_NAME_CHARS).collect())
}
