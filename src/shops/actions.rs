use super::model::Shop;
use super::store;
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission, rules};
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};

/// Every shop of this server; for the command line.
pub async fn all(app: &App) -> Result<Vec<Shop>> {
    store::all(&mut app.db.reader().await?.conn()).await
}

pub async fn show(app: &App, actor: &Actor) -> Result<Shop> {
    store::find(&mut app.db.reader().await?.conn(), actor.shop_id).await?.ok_or(Error::NotFound)
}

/// What may change about a shop; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct ShopChange {
    pub name: Option<String>,
    pub locale: Option<String>,
    pub timezone: Option<String>,
}

pub async fn update(app: &App, actor: &Actor, change: ShopChange) -> Result<Shop> {
    actor.require(Permission::ManageShop)?;
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    let now = app.clock.now();
    let events = events::record(&mut conn, actor.shop_id, now, &[NewEvent::shop_updated()]).await?;
    let before = store::find(&mut conn, actor.shop_id).await?.ok_or(Error::NotFound)?;
    let mut shop = before.clone();
    if let Some(name) = change.name {
        shop.name = rules::clean_name("name", &name)?;
    }
    if let Some(locale) = change.locale {
        rules::check_locale("locale", &locale)?;
        shop.locale = locale;
    }
    if let Some(timezone) = change.timezone {
        check_timezone("timezone", &timezone)?;
        shop.timezone = timezone;
    }
    store::update(&mut conn, &shop).await?;
    let entry = Entry::new(Action::ShopUpdated)
        .on(Subject::shop(shop.id, &shop.name))
        .changed("name", &before.name, &shop.name)
        .changed("locale", &before.locale, &shop.locale)
        .changed("timezone", &before.timezone, &shop.timezone);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    tx.commit().await?;
    app.live.publish(events);
    Ok(shop)
}

/// Whether a name is one of the IANA time zones.
pub fn check_timezone(field: &str, name: &str) -> Result<()> {
    match jiff::tz::TimeZone::get(name) {
        Ok(_) => Ok(()),
        Err(_) => Err(Error::invalid(field, "unknown_timezone")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_zones_are_known_by_their_iana_names() {
        for good in ["Asia/Shanghai", "UTC", "America/New_York"] {
            assert!(check_timezone("timezone", good).is_ok(), "{good}");
        }
        for bad in ["", "Mars/Base", "+08:00", "../etc/passwd"] {
            assert!(check_timezone("timezone", bad).is_err(), "{bad}");
        }
    }
}
