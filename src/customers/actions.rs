use std::collections::HashMap;

use super::blocks::{self, Block};
use super::model::{Customer, CustomerRow, IdentityKind, IdentityRow};
use super::store;
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission, Visitor, rules};
use crate::clock::Time;
use crate::conversations;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::{CustomerId, ShopId};
use crate::search;

const MAX_TIER_CHARS: usize = 40;
const MAX_NOTE_CHARS: usize = 4000;
const MAX_URL_CHARS: usize = 2000;
const MAX_TITLE_CHARS: usize = 300;
const MAX_PHONE_CHARS: usize = 40;

/// A customer to be stored.
#[derive(Debug, Clone, Default)]
pub struct NewCustomer {
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub locale: Option<String>,
    pub tier: Option<String>,
    pub verified: bool,
    /// Known by these besides.
    pub identities: Vec<(IdentityKind, String)>,
}

/// Stores a customer in the transaction of the caller.
pub async fn create(conn: &mut Conn<'_>, shop_id: ShopId, now: Time, new: NewCustomer) -> Result<CustomerRow> {
    let row = CustomerRow {
        id: CustomerId::new(),
        shop_id,
        name: rules::clean_name("name", &new.name)?,
        email: new.email,
        phone: new.phone,
        locale: new.locale,
        tier: new.tier,
        note: None,
        blocked: false,
        verified: new.verified,
        conversations_count: 0,
        page_url: None,
        page_title: None,
        page_at: None,
        first_seen_at: now,
        last_seen_at: now,
        erased_at: None,
    };
    store::insert(conn, &row).await?;
    search::index_customer(conn, shop_id, row.id).await?;
    for (kind, value) in &new.identities {
        if !store::add_identity(conn, shop_id, *kind, value, row.id, now).await? {
            return Err(Error::Conflict("identity_taken"));
        }
    }
    Ok(row)
}

/// A page of customers, last seen first, and the place after it.
pub async fn list(
    app: &App,
    actor: &Actor,
    after: Option<(Time, CustomerId)>,
    limit: usize,
) -> Result<(Vec<Customer>, Option<(Time, CustomerId)>)> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let from = after.unwrap_or((Time(i64::MAX), CustomerId(uuid::Uuid::max())));
    let one_more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut rows = store::list(&mut conn, actor.shop_id, from, one_more).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|last| (last.last_seen_at, last.id));
    Ok((with_identities(&mut conn, actor.shop_id, rows).await?, next))
}

/// Customers whose name, mail or phone holds all the words, the newest first, and the place after them.
pub async fn search(
    app: &App,
    actor: &Actor,
    words: &str,
    after: Option<i64>,
    limit: usize,
) -> Result<(Vec<Customer>, Option<i64>)> {
    let query = zg_text::query(words);
    if query.is_empty() {
        return Ok((Vec::new(), None));
    }
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let before = after.unwrap_or(i64::MAX);
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let (hits, _) = search::find_customers(&mut conn, actor.shop_id, &query, before, most).await?;
    let next = hits.last().filter(|_| hits.len() == limit).map(|(num, _)| *num);
    let mut found = Vec::with_capacity(hits.len());
    for (_, id) in hits {
        found.extend(store::find(&mut conn, actor.shop_id, id).await?);
    }
    Ok((with_identities(&mut conn, actor.shop_id, found).await?, next))
}

async fn with_identities(conn: &mut Conn<'_>, shop_id: ShopId, rows: Vec<CustomerRow>) -> Result<Vec<Customer>> {
    let ids: Vec<CustomerId> = rows.iter().map(|row| row.id).collect();
    let mut by_customer: HashMap<CustomerId, Vec<IdentityRow>> = HashMap::new();
    for identity in store::identities(conn, shop_id, &ids).await? {
        by_customer.entry(identity.customer_id).or_default().push(identity);
    }
    let mut blocks: HashMap<CustomerId, Block> =
        blocks::of_customers(conn, shop_id, &ids).await?.into_iter().map(|block| (block.customer_id, block)).collect();
    // What became part of another conversation is none by itself.
    let merged: HashMap<CustomerId, i64> = conversations::merged_of(conn, shop_id, &ids).await?.into_iter().collect();
    Ok(rows
        .into_iter()
        .map(|mut row| {
            let identities = by_customer.remove(&row.id).unwrap_or_default();
            let block = blocks.remove(&row.id);
            row.conversations_count -= merged.get(&row.id).copied().unwrap_or(0);
            Customer::new(row, identities, block)
        })
        .collect())
}

/// One customer as staff sees it.
pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: CustomerId) -> Result<Option<Customer>> {
    let Some(row) = store::find(conn, shop_id, id).await? else { return Ok(None) };
    Ok(with_identities(conn, shop_id, vec![row]).await?.pop())
}

/// What staff may change: absent stays; a doubled option tells "leave" from "clear".
#[derive(Debug, Clone, Default)]
pub struct CustomerChange {
    pub name: Option<String>,
    pub tier: Option<Option<String>>,
    pub note: Option<Option<String>>,
    pub email: Option<Option<String>>,
    pub phone: Option<Option<String>>,
}

pub async fn update(app: &App, actor: &Actor, id: CustomerId, change: CustomerChange) -> Result<Customer> {
    actor.require(Permission::EditCustomers)?;
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    let now = app.clock.now();
    let events = events::record(&mut conn, actor.shop_id, now, &[NewEvent::customer_updated(id)]).await?;
    let before = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if before.erased_at.is_some() {
        return Err(Error::Conflict("customer_erased"));
    }
    let mut row = before.clone();
    apply(&mut row, change)?;
    store::update(&mut conn, &row).await?;
    if let Some(entry) = noted(&before, &row) {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    search::index_customer(&mut conn, actor.shop_id, id).await?;
    let shown = find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    app.auth.forget_visitors();
    app.live.publish(events);
    Ok(shown)
}

fn apply(row: &mut CustomerRow, change: CustomerChange) -> Result<()> {
    if let Some(name) = change.name {
        row.name = rules::clean_name("name", &name)?;
    }
    if let Some(tier) = change.tier {
        row.tier = rules::clean_optional("tier", tier, MAX_TIER_CHARS)?;
    }
    if let Some(note) = change.note {
        row.note = rules::clean_optional("note", note, MAX_NOTE_CHARS)?;
    }
    if let Some(email) = change.email {
        let email = email.filter(|email| !email.trim().is_empty());
        row.email = email.map(|email| rules::clean_email("email", &email)).transpose()?;
    }
    if let Some(phone) = change.phone {
        row.phone = clean_phone(phone)?;
    }
    Ok(())
}

/// What the audit log says of a change: which fields, never what stands in them, so that erasing has nothing to do there.
fn noted(before: &CustomerRow, after: &CustomerRow) -> Option<Entry> {
    let fields = [
        ("name", before.name != after.name),
        ("tier", before.tier != after.tier),
        ("note", before.note != after.note),
        ("email", before.email != after.email),
        ("phone", before.phone != after.phone),
    ];
    let changed: Vec<&str> = fields.into_iter().filter(|(_, changed)| *changed).map(|(field, _)| field).collect();
    let action = Action::CustomerUpdated;
    (!changed.is_empty()).then(|| Entry::new(action).on(Subject::customer(after.id)).note("fields", changed))
}

/// A phone as written, if it can be one.
pub(super) fn clean_phone(phone: Option<String>) -> Result<Option<String>> {
    let clean = rules::clean_optional("phone", phone, MAX_PHONE_CHARS)?;
    let is_phone = |phone: &str| phone.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c));
    if clean.as_deref().is_some_and(|phone| !is_phone(phone)) {
        return Err(Error::invalid("phone", "invalid_phone"));
    }
    Ok(clean)
}

/// Notes the page that a buyer looks at, and shows it to the desk.
pub async fn view_page(app: &App, visitor: &Visitor, url: &str, title: &str) -> Result<()> {
    let now = app.clock.now();
    let url = clean_url(url)?;
    let title = rules::clean_optional("title", Some(title.to_owned()), usize::MAX)?;
    let title: Option<String> = title.map(|title| title.chars().take(MAX_TITLE_CHARS).collect());
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    store::set_page(&mut conn, visitor.shop_id, visitor.customer_id, &url, title.as_deref(), now).await?;
    let new = [NewEvent::customer_updated(visitor.customer_id)];
    let events = events::record(&mut conn, visitor.shop_id, now, &new).await?;
    tx.commit().await?;
    app.live.publish(events);
    Ok(())
}

/// An address that a colleague may click: http or https, and nothing that ends a line.
fn clean_url(url: &str) -> Result<String> {
    let url = url.trim();
    let scheme_is_fine = url.starts_with("https://") || url.starts_with("http://");
    if !scheme_is_fine || url.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(Error::invalid("url", "invalid_url"));
    }
    if url.chars().count() > MAX_URL_CHARS {
        return Err(Error::invalid("url", "too_long"));
    }
    Ok(url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_can_be_clicked() {
        assert!(clean_url("https://shop.example.com/p/青花瓷?x=1").is_ok());
        for bad in ["javascript:alert(1)", "data:text/html,x", "//shop", "", "https://a b", "https://a\r\nb"] {
            assert!(clean_url(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn phones_are_digits_and_signs() {
        assert_eq!(
            clean_phone(Some(" +86 138-0013-8000 ".into())).expect("phone").as_deref(),
            Some("+86 138-0013-8000")
        );
        assert_eq!(clean_phone(Some("  ".into())).expect("none"), None);
        assert!(clean_phone(Some("<script>".into())).is_err());
    }
}
