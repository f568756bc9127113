use std::sync::Arc;

use super::model::{Channel, Greeting, Inbox, InboxRow};
use super::{sites, store};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::{Actor, Permission, rules, secret};
use crate::channels::email;
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::{InboxId, ShopId};
use crate::sealed::{INBOX_SECRET, Secret};

const MAX_GREETING_CHARS: usize = 500;
const MAX_REPLY_SECONDS: i64 = 7 * 24 * 60 * 60;
/// The widget is noted as seen this often, not with every page.
const PING_SECONDS: i64 = 60;

/// An inbox to be made.
#[derive(Debug, Clone, Default)]
pub struct NewInbox {
    pub name: String,
    pub channel: Channel,
    pub sites: Vec<String>,
    pub greeting: Option<Greeting>,
    pub theme_color: Option<String>,
    pub reply_seconds: Option<i64>,
    /// Only of a widget.
    pub typing_preview: bool,
}

/// Makes an inbox.
pub async fn create(app: &App, who: impl Into<Who>, shop_id: ShopId, new: NewInbox) -> Result<Inbox> {
    let row = InboxRow {
        id: InboxId::new(),
        shop_id,
        name: rules::clean_name("name", &new.name)?,
        channel: new.channel,
        public_key: secret::random_key(),
        sites: json(&sites::clean_all(&new.sites)?)?,
        greeting: new.greeting.map(|greeting| clean_greeting(greeting).and_then(|clean| json(&clean))).transpose()?,
        theme_color: new.theme_color.map(check_color).transpose()?,
        reply_seconds: new.reply_seconds.map(check_reply_seconds).transpose()?,
        active: true,
        typing_preview: new.typing_preview,
        identity_secret: None,
        first_ping_at: None,
        last_ping_at: None,
        created_at: app.clock.now(),
    };
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    store::insert(&mut conn, &row).await?;
    let events = events::record(&mut conn, shop_id, row.created_at, &[NewEvent::inbox_updated(row.id)]).await?;
    let entry = Entry::new(Action::InboxCreated)
        .on(Subject::inbox(row.id, &row.name))
        .note("channel", row.channel)
        .note("sites", row.site_list());
    audit::record(&mut conn, shop_id, who, row.created_at, entry).await?;
    tx.commit().await?;
    app.live.publish(events);
    Ok(Inbox::from_row(&row, &app.config.origin(), None))
}

pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Inbox>> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let rows = store::list(&mut conn, actor.shop_id).await?;
    let mut mailboxes = email::health_of_inboxes(&mut conn, actor.shop_id).await?;
    let origin = app.config.origin();
    Ok(rows.iter().map(|row| Inbox::from_row(row, &origin, mailboxes.remove(&row.id))).collect())
}

/// The inboxes of a shop, oldest first.
pub async fn of_shop(app: &App, shop_id: ShopId) -> Result<Vec<InboxRow>> {
    store::list(&mut app.db.reader().await?.conn(), shop_id).await
}

pub async fn show(app: &App, actor: &Actor, id: InboxId) -> Result<Inbox> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let mailbox = email::health_of_inbox(&mut conn, actor.shop_id, id).await?;
    Ok(Inbox::from_row(&row, &app.config.origin(), mailbox))
}

/// What may change about an inbox: absent stays; a doubled option tells "leave" from "clear".
#[derive(Debug, Clone, Default)]
pub struct InboxChange {
    pub name: Option<String>,
    pub sites: Option<Vec<String>>,
    pub greeting: Option<Option<Greeting>>,
    pub theme_color: Option<Option<String>>,
    pub reply_seconds: Option<Option<i64>>,
    pub active: Option<bool>,
    pub typing_preview: Option<bool>,
}

pub async fn update(app: &App, actor: &Actor, id: InboxId, change: InboxChange) -> Result<Inbox> {
    actor.require(Permission::ManageInboxes)?;
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    let now = app.clock.now();
    let events = events::record(&mut conn, actor.shop_id, now, &[NewEvent::inbox_updated(id)]).await?;
    let before = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let mut row = before.clone();
    apply(&mut row, change)?;
    store::update(&mut conn, &row).await?;
    let entry = noted(&before, &row);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    let mailbox = email::health_of_inbox(&mut conn, actor.shop_id, id).await?;
    tx.commit().await?;
    app.auth.inboxes.invalidate(&row.public_key);
    app.live.publish(events);
    Ok(Inbox::from_row(&row, &app.config.origin(), mailbox))
}

/// What the audit log says of a change.
fn noted(before: &InboxRow, after: &InboxRow) -> Entry {
    Entry::new(Action::InboxUpdated)
        .on(Subject::inbox(after.id, &after.name))
        .changed("name", &before.name, &after.name)
        .changed("sites", &before.site_list(), &after.site_list())
        .changed("greeting", &before.greetings(), &after.greetings())
        .changed("theme_color", &before.theme_color, &after.theme_color)
        .changed("reply_seconds", &before.reply_seconds, &after.reply_seconds)
        .changed("active", &before.active, &after.active)
        .changed("typing_preview", &before.typing_preview, &after.typing_preview)
}

fn apply(row: &mut InboxRow, change: InboxChange) -> Result<()> {
    if let Some(name) = change.name {
        row.name = rules::clean_name("name", &name)?;
    }
    if let Some(list) = change.sites {
        row.sites = json(&sites::clean_all(&list)?)?;
    }
    if let Some(greeting) = change.greeting {
        row.greeting = greeting.map(|greeting| clean_greeting(greeting).and_then(|clean| json(&clean))).transpose()?;
    }
    if let Some(color) = change.theme_color {
        row.theme_color = color.map(check_color).transpose()?;
    }
    if let Some(seconds) = change.reply_seconds {
        row.reply_seconds = seconds.map(check_reply_seconds).transpose()?;
    }
    if let Some(active) = change.active {
        row.active = active;
    }
    if let Some(preview) = change.typing_preview {
        if preview && row.channel != Channel::Widget {
            return Err(Error::invalid("typing_preview", "not_a_widget"));
        }
        row.typing_preview = preview;
    }
    Ok(())
}

/// Gives an inbox a new identity secret; tokens signed with the old one are worth nothing from now on.
pub async fn rotate_identity_secret(app: &App, actor: &Actor, id: InboxId) -> Result<Secret> {
    actor.require(Permission::ManageInboxes)?;
    let secret = Secret::new(secret::random_token());
    let sealed = app.keys.seal(INBOX_SECRET, id, &secret)?;
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    let now = app.clock.now();
    let events = events::record(&mut conn, actor.shop_id, now, &[NewEvent::inbox_updated(id)]).await?;
    let row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    store::set_identity_secret(&mut conn, actor.shop_id, id, &sealed).await?;
    let entry = Entry::new(Action::InboxSecretRotated).on(Subject::inbox(id, &row.name));
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    tx.commit().await?;
    app.auth.inboxes.invalidate(&row.public_key);
    app.live.publish(events);
    Ok(secret)
}

/// The active inbox that a widget names.
pub async fn by_public_key(app: &App, key: &str) -> Result<Arc<InboxRow>> {
    by_key(app, key, Channel::Widget).await
}

/// The active inbox of a channel; remembered for a few seconds.
pub async fn by_key(app: &App, key: &str, channel: Channel) -> Result<Arc<InboxRow>> {
    let inbox = known(app, key).await?;
    if inbox.channel == channel { Ok(inbox) } else { Err(Error::NotFound) }
}

async fn known(app: &App, key: &str) -> Result<Arc<InboxRow>> {
    if let Some(known) = app.auth.inboxes.get(key) {
        return Ok(known);
    }
    let found = store::find_by_key(&mut app.db.reader().await?.conn(), key).await?;
    let inbox = Arc::new(found.filter(|inbox| inbox.active).ok_or(Error::NotFound)?);
    app.auth.inboxes.insert(key.to_owned(), inbox.clone());
    Ok(inbox)
}

/// Notes that the widget was opened on a page; the first time the set-up page lights up.
pub async fn note_ping(app: &App, inbox: &InboxRow) -> Result<()> {
    let now = app.clock.now();
    if inbox.last_ping_at.is_some_and(|at| now.0 - at.0 < PING_SECONDS * 1000) {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    store::ping(&mut conn, inbox.shop_id, inbox.id, now).await?;
    let events = events::record(&mut conn, inbox.shop_id, now, &[NewEvent::inbox_updated(inbox.id)]).await?;
    tx.commit().await?;
    app.auth.inboxes.invalidate(&inbox.public_key);
    app.live.publish(events);
    Ok(())
}

/// The address of the hosted page on which one tries the first inbox; an inbox is made if there is none.
pub async fn test_page(app: &App, actor: &Actor) -> Result<String> {
    let rows = store::list(&mut app.db.reader().await?.conn(), actor.shop_id).await?;
    let key = match rows.into_iter().find(|row| row.active && row.channel == Channel::Widget) {
        Some(row) => row.public_key,
        None => {
            actor.require(Permission::ManageInboxes)?;
            let shop =
                crate::shops::find(&mut app.db.reader().await?.conn(), actor.shop_id).await?.ok_or(Error::NotFound)?;
            create(app, actor, actor.shop_id, NewInbox { name: shop.name, ..NewInbox::default() }).await?.public_key
        }
    };
    Ok(format!("{}/try/{key}", app.config.origin()))
}

fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| anyhow::Error::from(error).into())
}

fn clean_greeting(greeting: Greeting) -> Result<Greeting> {
    Ok(Greeting {
        zh_cn: rules::clean_optional("greeting.zh-CN", greeting.zh_cn, MAX_GREETING_CHARS)?,
        zh_hant: rules::clean_optional("greeting.zh-Hant", greeting.zh_hant, MAX_GREETING_CHARS)?,
        en: rules::clean_optional("greeting.en", greeting.en, MAX_GREETING_CHARS)?,
    })
}

fn check_color(color: String) -> Result<String> {
    let digits = color.strip_prefix('#').unwrap_or_default();
    let fine = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    if fine { Ok(color.to_ascii_lowercase()) } else { Err(Error::invalid("theme_color", "invalid_color")) }
}

fn check_reply_seconds(seconds: i64) -> Result<i64> {
    if (1..=MAX_REPLY_SECONDS).contains(&seconds) {
        Ok(seconds)
    } else {
        Err(Error::invalid("reply_seconds", "out_of_range"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_six_hex_digits() {
        assert_eq!(check_color("#0F766E".into()).expect("colour"), "#0f766e");
        for bad in ["0f766e", "#fff", "#0f766g", "red;}", ""] {
            assert!(check_color(bad.into()).is_err(), "{bad}");
        }
    }
}
