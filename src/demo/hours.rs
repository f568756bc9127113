//! When the demo shop is open, and why its people may be away.

use anyhow::Context;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::content;
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::hours::{self, Settings, Span, SpecialDay, TimeOfDay, Week};
use crate::presence;

/// `now`: when the demo begins, from which its special days are counted.
pub async fn keep(app: &App, owner: &Actor, shop: &content::Shop, now: Time) -> anyhow::Result<()> {
    let usual = span(&shop.hours)?;
    let mut week = Week::default();
    week.days_mut().into_iter().for_each(|day| *day = vec![usual]);
    let zone = TimeZone::get(&shop.timezone)?;
    let today = jiff::Timestamp::from_millisecond(now.0)?.to_zoned(zone).date();
    let special_days = shop.special_day.iter().map(|day| special(day, today)).collect::<anyhow::Result<_>>()?;
    let settings = Settings { week: Some(week), special_days, inboxes: Vec::new() };
    hours::save_settings(app, owner, settings, None).await?;
    presence::save_settings(app, owner, shop.presence.clone(), None).await?;
    Ok(())
}

fn special(day: &content::SpecialDay, today: Date) -> anyhow::Result<SpecialDay> {
    let from = today.checked_add(day.in_days.days())?;
    let until = from.checked_add((day.days - 1).days())?;
    let spans = day.hours.iter().map(span).collect::<anyhow::Result<_>>()?;
    Ok(SpecialDay { name: day.name.clone(), from, until, spans, inbox_ids: Vec::new() })
}

fn span(hours: &content::Hours) -> anyhow::Result<Span> {
    let time = |text: &str| TimeOfDay::parse(text).with_context(|| format!("{text} in shop.toml is no time"));
    Ok(Span { from: time(&hours.from)?, until: time(&hours.until)? })
}
