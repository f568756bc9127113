//! When the shop is open, decided and tried out.

use super::calendar::{Calendar, Calendars};
use super::model::{Preview, Settings};
use super::outlook::{self, Expectation, Outlook};
use super::{clean, store};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::InboxId;
use crate::inboxes::{self, Greeting};
use crate::language::Language;
use crate::versioned::Versioned;
use crate::{presence, shops};

pub async fn show(app: &App, actor: &Actor) -> Result<Versioned<Settings>> {
    actor.require(Permission::ReadConversations)?;
    store::settings(&mut app.db.reader().await?.conn(), actor.shop_id).await
}

pub async fn save(app: &App, actor: &Actor, wanted: Settings, version: Option<i64>) -> Result<Versioned<Settings>> {
    actor.require(Permission::ManageReception)?;
    let inboxes: Vec<InboxId> = inboxes::of_shop(app, actor.shop_id).await?.iter().map(|inbox| inbox.id).collect();
    let settings = clean::settings(wanted, &inboxes)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = store::settings(&mut conn, actor.shop_id).await?;
    let after = before.replaced_by(settings, version)?;
    store::save_settings(&mut conn, actor.shop_id, &after, now).await?;
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::shop_updated()]).await?;
    let entry = Entry::new(Action::BusinessHoursUpdated)
        .changed("week", &before.settings.week, &after.settings.week)
        .changed("special_days", &before.settings.special_days, &after.settings.special_days)
        .changed("inboxes", &before.settings.inboxes, &after.settings.inboxes);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    tx.commit().await?;
    app.live.publish(told);
    Ok(after)
}

/// What to look at before it is decided.
pub struct Wanted {
    pub settings: Settings,
    /// Nothing: any without hours of its own.
    pub inbox_id: Option<InboxId>,
    /// Nothing: now.
    pub at: Option<Time>,
}

/// So many days ahead openings are told.
const OPENINGS_AHEAD_DAYS: i64 = 8;

/// When an inbox opens in the coming days; without one, when those without hours of their own do.
pub async fn openings(app: &App, actor: &Actor, inbox: Option<InboxId>) -> Result<Vec<Time>> {
    actor.require(Permission::ReadConversations)?;
    let now = app.clock.now();
    let calendars = store::calendars(&mut app.db.reader().await?.conn(), actor.shop_id).await?;
    let calendar = inbox.map_or(calendars.of_shop(), |id| calendars.of(id));
    Ok(calendar.openings(now, now.plus_seconds(OPENINGS_AHEAD_DAYS * 86_400)))
}

/// What buyers would read at a moment with these settings.
pub async fn preview(app: &App, actor: &Actor, wanted: Wanted) -> Result<Preview> {
    actor.require(Permission::ReadConversations)?;
    let inboxes = inboxes::of_shop(app, actor.shop_id).await?;
    let ids: Vec<InboxId> = inboxes.iter().map(|inbox| inbox.id).collect();
    let settings = clean::settings(wanted.settings, &ids)?;
    let inbox = match wanted.inbox_id {
        Some(id) => Some(inboxes.iter().find(|inbox| inbox.id == id).ok_or(Error::NotFound)?),
        None => inboxes.first(),
    };
    let at = wanted.at.unwrap_or(app.clock.now());
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let shop = shops::find(&mut conn, actor.shop_id).await?.ok_or(Error::NotFound)?;
    let calendars = Calendars::new(&settings, &shop.timezone);
    // Where no inbox is meant, what holds for those without hours of their own.
    let calendar: &Calendar = wanted.inbox_id.map_or(calendars.of_shop(), |id| calendars.of(id));
    let online = presence::somebody_serves(app, &mut conn, actor.shop_id).await?;
    let expected = match inbox {
        Some(inbox) => outlook::expected(app, &mut conn, inbox, calendar, online, at).await?,
        None => Expectation::new(Outlook::new(calendar, at, online, None), calendar.clone(), at),
    };
    let texts = Greeting {
        zh_cn: Some(expected.words(Language::Simplified)),
        zh_hant: Some(expected.words(Language::Traditional)),
        en: Some(expected.words(Language::English)),
    };
    Ok(Preview { at, outlook: expected.outlook, texts })
}
