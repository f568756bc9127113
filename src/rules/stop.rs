//! The brake: a rule that fires too often is switched off, and those who look after the shop are told.

use super::model::RuleRow;
use super::store;
use super::store::firings::{self, NewFiring};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::{self, Permission};
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;
use crate::events::{self, Event, NewEvent};
use crate::ids::{RuleId, ShopId};
use crate::notifications::{self, NewNotification, NotificationKind, Told};

/// More often than this within so long no shop means it.
pub const MOST_FIRINGS: i64 = 1000;
const WITHIN_SECONDS: i64 = 10 * 60;

/// A rule that was switched off, for those who are to know.
#[derive(Debug, Default)]
pub struct Stopped {
    events: Vec<Event>,
    told: Vec<Told>,
}

pub async fn is_too_often(conn: &mut Conn<'_>, shop_id: ShopId, id: RuleId, now: Time) -> Result<bool> {
    let since = now.plus_seconds(-WITHIN_SECONDS);
    Ok(firings::count_since(conn, shop_id, id, since).await? >= MOST_FIRINGS)
}

/// Switches it off in the caller's transaction, which holds the shop; give the result to [`tell`] after the commit.
pub async fn stop(conn: &mut Conn<'_>, shop_id: ShopId, rule: &RuleRow, at: &NewFiring) -> Result<Stopped> {
    let now = at.at;
    if !store::stop(conn, shop_id, rule.id, now).await? {
        return Ok(Stopped::default());
    }
    tracing::error!(shop = %shop_id, rule = %rule.id, "a rule was switched off: it fired too often");
    let new = NewEvent::rule_updated(Some(rule.id));
    let events = events::record(conn, shop_id, now, &[new]).await?;
    store::read_from(conn, shop_id, events.last().map_or(0, |event| event.seq)).await?;
    let entry = Entry::new(Action::RuleStopped)
        .on(Subject::new("rule", rule.id, Some(&rule.name)))
        .changed("enabled", &true, &false)
        .note("firings", MOST_FIRINGS);
    audit::record(conn, shop_id, Who::system(), now, entry).await?;
    let readers = auth::who_may(conn, shop_id, Permission::ManageReception).await?;
    let news: Vec<NewNotification> = readers
        .into_iter()
        .map(|staff_id| NewNotification {
            staff_id,
            kind: NotificationKind::RuleStopped,
            conversation_id: at.conversation_id,
            by_id: None,
        })
        .collect();
    let told = notifications::tell(conn, shop_id, &news, now).await?;
    Ok(Stopped { events, told })
}

pub async fn tell(app: &App, shop_id: ShopId, stopped: Stopped) -> Result<()> {
    app.live.publish(stopped.events);
    notifications::send(app, shop_id, &stopped.told).await
}
