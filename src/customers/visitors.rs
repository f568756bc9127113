//! Who sits before a widget: a browser with a token, somebody the shop vouches for, or both for the first time.

use super::actions::{NewCustomer, create};
use super::blocks;
use super::model::{CustomerRow, IdentityKind};
use super::store;
use crate::app::App;
use crate::auth::identity::Claims;
use crate::auth::rules;
use crate::auth::secret::{self, TokenHash};
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, Event, NewEvent};
use crate::ids::{CustomerId, ShopId};
use crate::{conversations, files, privacy, search};

/// A visitor recognised or newly met, with the token to come back with.
#[derive(Debug)]
pub struct Met {
    pub customer: CustomerRow,
    pub token: String,
    /// What is to be told of it.
    news: Vec<NewEvent>,
    /// What is stored of it already.
    told: Vec<Event>,
    /// The customer who turned out to be this one.
    merged: Option<CustomerId>,
}

impl Met {
    fn new(customer: CustomerRow, token: String) -> Self {
        Self { customer, token, news: Vec::new(), told: Vec::new(), merged: None }
    }
}

/// What a browser brings along.
#[derive(Debug)]
pub struct Arrival<'a> {
    pub shop_id: ShopId,
    pub shop_locale: &'a str,
    /// Names the inbox; every token given out begins with it.
    pub inbox_key: &'a str,
    pub token: Option<String>,
    /// What the shop signed about its user, already checked.
    pub claims: Option<Claims>,
    pub locale: &'a str,
}

/// The customer of a visitor token.
pub async fn by_token(app: &App, shop_id: ShopId, hash: &TokenHash) -> Result<Option<CustomerRow>> {
    let mut reader = app.db.reader().await?;
    store::by_identity(&mut reader.conn(), shop_id, IdentityKind::Visitor, &hex::encode(hash)).await
}

/// Recognises a visitor or makes a new customer.
pub async fn arrive(app: &App, arrival: &Arrival<'_>) -> Result<Met> {
    match meet_and_commit(app, arrival).await {
        // Two tabs came with the same new identity; the other one was first, so now it is known.
        Err(Error::Conflict("identity_taken")) => meet_and_commit(app, arrival).await,
        met => met,
    }
}

async fn meet_and_commit(app: &App, arrival: &Arrival<'_>) -> Result<Met> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[arrival.shop_id]).await?;
    let mut conn = tx.conn();
    let mut met = meet(&mut conn, arrival, now).await?;
    store::set_seen(&mut conn, arrival.shop_id, met.customer.id, now).await?;
    let mut events = std::mem::take(&mut met.told);
    if !met.news.is_empty() {
        events.extend(events::record(&mut conn, arrival.shop_id, now, &met.news).await?);
    }
    tx.commit().await?;
    if let Some(gone) = met.merged {
        app.auth.forget_visitors();
        app.live.reconnect_customer(gone);
    }
    app.live.publish(events);
    Ok(met)
}

/// A visitor the shop vouches for turns from an anonymous customer into a known one; if the known one exists
/// already, the two become one. A token of somebody else who was vouched for stays theirs.
async fn meet(conn: &mut Conn<'_>, arrival: &Arrival<'_>, now: Time) -> Result<Met> {
    let known = match &arrival.token {
        Some(token) => by_identity(conn, arrival, IdentityKind::Visitor, &token_value(token)).await?,
        None => None,
    };
    match (&arrival.claims, known, arrival.token.clone()) {
        (None, Some(customer), Some(token)) => Ok(Met::new(customer, token)),
        (None, ..) => new_visitor(conn, arrival, now).await,
        (Some(claims), known, token) => vouched_for(conn, arrival, claims, known.zip(token), now).await,
    }
}

async fn by_identity(
    conn: &mut Conn<'_>,
    arrival: &Arrival<'_>,
    kind: IdentityKind,
    value: &str,
) -> Result<Option<CustomerRow>> {
    store::by_identity(conn, arrival.shop_id, kind, value).await
}

async fn new_visitor(conn: &mut Conn<'_>, arrival: &Arrival<'_>, now: Time) -> Result<Met> {
    let new = NewCustomer {
        name: visitor_name(arrival.shop_locale),
        locale: Some(arrival.locale.to_owned()),
        ..NewCustomer::default()
    };
    let customer = create(conn, arrival.shop_id, now, new).await?;
    let token = give_token(conn, arrival, &customer, now).await?;
    Ok(Met::new(customer, token))
}

async fn vouched_for(
    conn: &mut Conn<'_>,
    arrival: &Arrival<'_>,
    claims: &Claims,
    known: Option<(CustomerRow, String)>,
    now: Time,
) -> Result<Met> {
    let external = by_identity(conn, arrival, IdentityKind::External, &claims.sub).await?;
    let mut met = match (external, known) {
        (Some(external), Some((visitor, token))) if visitor.id == external.id => Met::new(external, token),
        (Some(external), Some((visitor, token))) if !visitor.verified => {
            let (news, told) = merge(conn, &visitor, &external, now).await?;
            Met { news, told, merged: Some(visitor.id), ..Met::new(external, token) }
        }
        (Some(external), _) => {
            let token = give_token(conn, arrival, &external, now).await?;
            Met::new(external, token)
        }
        (None, Some((visitor, token))) if !visitor.verified => {
            add_external(conn, arrival, claims, &visitor, now).await?;
            Met::new(visitor, token)
        }
        (None, _) => {
            let met = new_visitor(conn, arrival, now).await?;
            add_external(conn, arrival, claims, &met.customer, now).await?;
            met
        }
    };
    let before = met.customer.clone();
    take_claims(&mut met.customer, claims);
    if met.customer != before {
        store::update(conn, &met.customer).await?;
        search::index_customer(conn, arrival.shop_id, met.customer.id).await?;
        met.news.push(NewEvent::customer_updated(met.customer.id));
    }
    Ok(met)
}

/// Makes one customer of two: whatever the first had is the second's, and the first is gone.
async fn merge(
    conn: &mut Conn<'_>,
    from: &CustomerRow,
    to: &CustomerRow,
    now: Time,
) -> Result<(Vec<NewEvent>, Vec<Event>)> {
    let shop_id = to.shop_id;
    let mut news = conversations::hand_over(conn, shop_id, from.id, to.id).await?;
    let told = blocks::hand_over(conn, from, to, now).await?;
    files::hand_over(conn, shop_id, from.id, to.id).await?;
    privacy::hand_over(conn, shop_id, from.id, to.id).await?;
    store::hand_over(conn, shop_id, from.id, to.id, i64::try_from(news.len()).unwrap_or(0)).await?;
    search::unindex_customer(conn, shop_id, from.id).await?;
    store::delete(conn, shop_id, from.id).await?;
    store::erase::note_merge(conn, shop_id, from.id, to.id, now).await?;
    news.push(NewEvent::customer_updated(to.id));
    Ok((news, told))
}

async fn add_external(
    conn: &mut Conn<'_>,
    arrival: &Arrival<'_>,
    claims: &Claims,
    customer: &CustomerRow,
    now: Time,
) -> Result<()> {
    let added =
        store::add_identity(conn, arrival.shop_id, IdentityKind::External, &claims.sub, customer.id, now).await?;
    if added { Ok(()) } else { Err(Error::Conflict("identity_taken")) }
}

async fn give_token(conn: &mut Conn<'_>, arrival: &Arrival<'_>, customer: &CustomerRow, now: Time) -> Result<String> {
    let token = format!("{}.{}", arrival.inbox_key, secret::random_token());
    let value = token_value(&token);
    store::add_identity(conn, arrival.shop_id, IdentityKind::Visitor, &value, customer.id, now).await?;
    Ok(token)
}

/// What the shop says goes over what we knew; what cannot be stored is left out, not refused.
fn take_claims(customer: &mut CustomerRow, claims: &Claims) {
    customer.verified = true;
    if let Some(name) = claims.name.as_deref().and_then(|name| rules::clean_name("name", name).ok()) {
        customer.name = name;
    }
    if let Some(email) = claims.email.as_deref().and_then(|email| rules::clean_email("email", email).ok()) {
        customer.email = Some(email);
    }
    if let Ok(Some(phone)) = super::actions::clean_phone(claims.phone.clone()) {
        customer.phone = Some(phone);
    }
    if let Ok(Some(tier)) = rules::clean_optional("tier", claims.tier.clone(), 40) {
        customer.tier = Some(tier);
    }
}

fn token_value(token: &str) -> String {
    hex::encode(secret::hash(token))
}

/// What staff calls somebody without a name, in the shop's language.
pub(super) fn visitor_name(shop_locale: &str) -> String {
    let number = rand::random_range(1000..10_000);
    match shop_locale {
        "en" => format!("Visitor {number}"),
        "zh-Hant" => format!("訪客 {number}"),
        _ => format!("访客 {number}"),
    }
}

/// Whether a name is one that we gave, and nobody's own.
pub fn is_visitor_name(name: &str) -> bool {
    let ours = ["Visitor ", "訪客 ", "访客 "];
    let number = ours.iter().find_map(|word| name.strip_prefix(word));
    number.is_some_and(|number| number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The nearest of our three languages to what a browser asks for.
pub fn nearest_locale(wanted: &str) -> &'static str {
    let wanted = wanted.to_ascii_lowercase();
    let traditional = ["zh-hant", "zh-tw", "zh-hk", "zh-mo"];
    if traditional.iter().any(|tag| wanted.starts_with(tag)) {
        "zh-Hant"
    } else if wanted.starts_with("zh") || wanted.is_empty() {
        "zh-CN"
    } else {
        "en"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_speak_the_shops_language() {
        assert!(visitor_name("zh-CN").starts_with("访客 "));
        assert!(visitor_name("zh-Hant").starts_with("訪客 "));
        assert!(visitor_name("en").starts_with("Visitor "));
        assert!(["zh-CN", "zh-Hant", "en"].iter().all(|locale| is_visitor_name(&visitor_name(locale))));
        assert!(!["访客", "访客 小梅", "访客 12345", "Visitor", "小梅"].into_iter().any(is_visitor_name));
    }

    #[test]
    fn browsers_get_the_nearest_language() {
        for (wanted, locale) in [("zh-TW", "zh-Hant"), ("zh", "zh-CN"), ("en-GB", "en"), ("fr", "en"), ("", "zh-CN")] {
            assert_eq!(nearest_locale(wanted), locale, "{wanted}");
        }
    }
}
