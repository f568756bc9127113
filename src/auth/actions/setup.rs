use super::sessions::{Client, Started, start};
use super::staff::{NewStaff, insert};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::model::Role;
use crate::auth::store::staff as store;
use crate::auth::{password, rules};
use crate::db::is_unique_violation;
use crate::error::{Error, Result};
use crate::ids::{ShopId, StaffId};
use crate::{automatic_messages, canned_replies, shops};

/// A shop to be opened.
#[derive(Debug, Clone)]
pub struct NewShop {
    pub name: String,
    pub locale: String,
    pub timezone: String,
}

/// Whether this server still waits for its first owner.
pub async fn needed(app: &App) -> Result<bool> {
    Ok(!store::owner_exists(&mut app.db.reader().await?.conn()).await?)
}

/// Opens the first shop and signs its owner in; refused for ever after.
pub async fn first_run(app: &App, shop: NewShop, owner: NewStaff, client: &Client) -> Result<Started> {
    if !needed(app).await? {
        return Err(Error::Conflict("already_set_up"));
    }
    let hash = prepare(app, &shop, &owner).await?;
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    let shop_id = shops::insert(&mut conn, app.clock.now(), &shop.name, &shop.locale, &shop.timezone)
        .await
        .map_err(|error| if is_unique_violation(&error) { Error::Conflict("already_set_up") } else { error.into() })?;
    // Asked after the insert: of two at once on PostgreSQL, one met the other's shop number or now sees its owner.
    if store::owner_exists(&mut conn).await? {
        return Err(Error::Conflict("already_set_up"));
    }
    canned_replies::begin(&mut conn, shop_id, &shop.locale, app.clock.now()).await?;
    automatic_messages::begin(&mut conn, shop_id, app.clock.now()).await?;
    let staff_id = insert(app, &mut conn, shop_id, &owner, &hash).await?;
    let started = start(app, &mut conn, shop_id, staff_id, client).await?;
    let entry = Entry::new(Action::ShopCreated).on(Subject::shop(shop_id, &shop.name));
    audit::record(&mut conn, shop_id, Who::staff(staff_id, client), app.clock.now(), entry).await?;
    tx.commit().await?;
    started.announce(app);
    Ok(started)
}

/// Opens a shop with its owner; for the command line and the demo shop.
pub async fn create_shop(app: &App, shop: NewShop, owner: NewStaff) -> Result<(ShopId, StaffId)> {
    let hash = prepare(app, &shop, &owner).await?;
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    let shop_id = shops::insert(&mut conn, app.clock.now(), &shop.name, &shop.locale, &shop.timezone).await?;
    canned_replies::begin(&mut conn, shop_id, &shop.locale, app.clock.now()).await?;
    let staff_id = insert(app, &mut conn, shop_id, &owner, &hash).await?;
    let entry = Entry::new(Action::ShopCreated).on(Subject::shop(shop_id, &shop.name));
    audit::record(&mut conn, shop_id, Who::terminal(), app.clock.now(), entry).await?;
    tx.commit().await?;
    Ok((shop_id, staff_id))
}

async fn prepare(app: &App, shop: &NewShop, owner: &NewStaff) -> Result<String> {
    rules::clean_name("shop_name", &shop.name)?;
    rules::check_locale("locale", &shop.locale)?;
    shops::check_timezone("timezone", &shop.timezone)?;
    rules::clean_name("owner_name", &owner.name)?;
    rules::clean_email("email", &owner.email)?;
    password::check_new("password", &owner.password)?;
    debug_assert_eq!(owner.role, Role::Owner);
    app.auth.passwords.hash(owner.password.clone()).await
}
