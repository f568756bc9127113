//! Decides how soon buyers are to be answered, and shows what that comes to.

use super::book::Book;
use super::clean;
use super::model::{Preview, Settings, Target};
use super::store;
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::conversations::waits::Measured;
use crate::conversations::{Stage, Status};
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::hours;
use crate::ids::{ConversationId, InboxId};
use crate::versioned::Versioned;
use crate::{inboxes, shops};

pub async fn show(app: &App, actor: &Actor) -> Result<Versioned<Settings>> {
    actor.require(Permission::ReadConversations)?;
    store::settings(&mut app.db.reader().await?.conn(), actor.shop_id).await
}

pub async fn save(app: &App, actor: &Actor, wanted: Settings, version: Option<i64>) -> Result<Versioned<Settings>> {
    actor.require(Permission::ManageReception)?;
    let settings = checked(app, actor, wanted).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = store::settings(&mut conn, actor.shop_id).await?;
    let after = before.replaced_by(settings, version)?;
    store::save_settings(&mut conn, actor.shop_id, &after, now).await?;
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::shop_updated()]).await?;
    let entry = Entry::new(Action::TargetsUpdated)
        .changed("first_reply_seconds", &before.settings.first_reply_seconds, &after.settings.first_reply_seconds)
        .changed("next_reply_seconds", &before.settings.next_reply_seconds, &after.settings.next_reply_seconds)
        .changed("solve_seconds", &before.settings.solve_seconds, &after.settings.solve_seconds)
        .changed("rules", &before.settings.rules, &after.settings.rules)
        .changed("steps", &before.settings.steps, &after.settings.steps)
        .changed("alert_percent", &before.settings.alert_percent, &after.settings.alert_percent)
        .changed("escalate_seconds", &before.settings.escalate_seconds, &after.settings.escalate_seconds);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    tx.commit().await?;
    app.targets.forget(actor.shop_id);
    app.live.publish(told);
    Ok(after)
}

/// Whom settings are tried on.
pub struct Asking {
    pub inbox_id: Option<InboxId>,
    pub stage: Stage,
    pub tier: Option<String>,
}

/// What targets come to for somebody who writes for the first time shortly before the next closing.
pub async fn preview(app: &App, actor: &Actor, wanted: Settings, asking: Asking) -> Result<Preview> {
    actor.require(Permission::ReadConversations)?;
    let settings = checked(app, actor, wanted).await?;
    let known = inboxes::of_shop(app, actor.shop_id).await?;
    let inbox_id = match asking.inbox_id {
        Some(id) if known.iter().all(|inbox| inbox.id != id) => return Err(Error::invalid("inbox_id", "unknown")),
        Some(id) => Some(id),
        None => known.first().map(|inbox| inbox.id),
    };
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let shop = shops::find(&mut conn, actor.shop_id).await?.ok_or(Error::NotFound)?;
    let book = Book { settings, calendars: hours::calendars(&mut conn, actor.shop_id).await? };
    let now = app.clock.now();
    let mut measured = Measured {
        id: ConversationId::new(),
        inbox_id: inbox_id.unwrap_or_default(),
        status: Status::Queued,
        stage: asking.stage,
        tier: asking.tier,
        assignee_id: None,
        waiting_since: Some(now),
        called_at: None,
        replied: false,
        created_at: now,
    };
    let calendar = book.calendars.of(measured.inbox_id);
    let closes_at = calendar.opens_at(now).and_then(|opens| calendar.closes_at(opens));
    let limit = book.limit(&measured, Target::First);
    let asked_at = closes_at.map_or(now, |closes| Time(closes.0 - limit.unwrap_or(0) / 2));
    measured.waiting_since = Some(asked_at);
    measured.created_at = asked_at;
    Ok(Preview {
        timezone: shop.timezone,
        asked_at,
        closes_at,
        due_at: book.reply(&measured).map(|due| due.at),
        solve_due_at: book.solve(&measured),
    })
}

async fn checked(app: &App, actor: &Actor, wanted: Settings) -> Result<Settings> {
    let known: Vec<InboxId> = inboxes::of_shop(app, actor.shop_id).await?.into_iter().map(|inbox| inbox.id).collect();
    clean::settings(wanted, &known)
}
