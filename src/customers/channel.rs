//! Customers whom another system hands over by an id of its own.

use super::actions::{NewCustomer, clean_phone, create};
use super::model::IdentityKind;
use super::store;
use super::visitors::{nearest_locale, visitor_name};
use crate::app::App;
use crate::auth::rules;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::{CustomerId, InboxId, ShopId};
use crate::shops;

/// Somebody as another system knows them.
#[derive(Debug, Clone)]
pub struct ChannelCustomer {
    pub shop_id: ShopId,
    pub inbox_id: InboxId,
    /// The other system's id; two systems may use the same one for two people.
    pub id: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub locale: Option<String>,
}

impl ChannelCustomer {
    fn identity(&self) -> String {
        format!("{}:{}", self.inbox_id, self.id)
    }
}

/// The customer, made when first met.
pub async fn of_channel(app: &App, who: ChannelCustomer) -> Result<CustomerId> {
    if let Some(known) = find(&mut app.db.reader().await?.conn(), &who).await? {
        return Ok(known);
    }
    match meet(app, &who).await {
        // Two messages came at once; the other one was first, so now the customer is known.
        Err(Error::Conflict("identity_taken")) => {
            find(&mut app.db.reader().await?.conn(), &who).await?.ok_or(Error::NotFound)
        }
        met => met,
    }
}

async fn find(conn: &mut Conn<'_>, who: &ChannelCustomer) -> Result<Option<CustomerId>> {
    let found = store::by_identity(conn, who.shop_id, IdentityKind::Channel, &who.identity()).await?;
    Ok(found.map(|customer| customer.id))
}

async fn meet(app: &App, who: &ChannelCustomer) -> Result<CustomerId> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[who.shop_id]).await?;
    let mut conn = tx.conn();
    let shop = shops::find(&mut conn, who.shop_id).await?.ok_or(Error::NotFound)?;
    let name = who.name.as_deref().map(|name| rules::clean_name("customer.name", name)).transpose()?;
    let email = who.email.as_deref().map(|email| rules::clean_email("customer.email", email)).transpose()?;
    let new = NewCustomer {
        name: name.unwrap_or_else(|| visitor_name(&shop.locale)),
        email,
        phone: clean_phone(who.phone.clone())?,
        locale: who.locale.as_deref().map(|locale| nearest_locale(locale).to_owned()),
        identities: vec![(IdentityKind::Channel, who.identity())],
        ..NewCustomer::default()
    };
    let customer = create(&mut conn, who.shop_id, now, new).await?;
    let events = events::record(&mut conn, who.shop_id, now, &[NewEvent::customer_updated(customer.id)]).await?;
    tx.commit().await?;
    app.live.publish(events);
    Ok(customer.id)
}
