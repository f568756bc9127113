//! How the bot behaves in an inbox.

use std::collections::HashMap;

use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission, rules};
use crate::bot::model::{Hours, Settings, minute_of};
use crate::bot::store::{self, SettingsRow};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::{InboxId, ShopId};
use crate::inboxes::{self, Greeting, InboxRow};
use crate::knowledge;

const MOST_HOURS: usize = 20;
const MOST_HOT: usize = 5;
const MOST_WORDS: usize = 100;
const MAX_WORD_CHARS: usize = 30;
const MAX_OFFLINE_CHARS: usize = 500;
const PATIENCE_SECONDS: std::ops::RangeInclusive<i64> = 5..=3600;

/// The settings of an inbox, and what a client must name to change them as they were read.
pub struct Read {
    pub settings: Settings,
    /// 0 where nobody has decided anything yet.
    pub version: i64,
}

impl Read {
    fn of(row: Option<&SettingsRow>) -> Self {
        let settings = row.and_then(|row| serde_json::from_str(&row.settings).ok()).unwrap_or_default();
        Self { settings, version: row.map_or(0, |row| row.version) }
    }
}

/// The settings of an inbox; what every inbox begins with where nobody has decided anything.
pub async fn of_inbox(conn: &mut Conn<'_>, shop_id: ShopId, inbox: InboxId) -> Result<Settings> {
    Ok(Read::of(store::settings(conn, shop_id, inbox).await?.as_ref()).settings)
}

/// The settings of all inboxes for which somebody has decided something.
pub async fn of_shop(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<HashMap<InboxId, Settings>> {
    let rows = store::settings_of_shop(conn, shop_id).await?;
    Ok(rows.into_iter().map(|row| (row.inbox_id, Read::of(Some(&row)).settings)).collect())
}

pub async fn show(app: &App, actor: &Actor, inbox: InboxId) -> Result<Read> {
    actor.require(Permission::ReadKnowledge)?;
    inbox_of(app, actor.shop_id, inbox).await?;
    let row = store::settings(&mut app.db.reader().await?.conn(), actor.shop_id, inbox).await?;
    Ok(Read::of(row.as_ref()))
}

/// Decides how the bot behaves in an inbox. Switched on it looks at what is said from then on.
pub async fn save(app: &App, actor: &Actor, inbox: InboxId, wanted: Settings, version: i64) -> Result<Read> {
    actor.require(Permission::ManageKnowledge)?;
    let place = inbox_of(app, actor.shop_id, inbox).await?;
    let settings = clean(app, actor.shop_id, wanted).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    // Taken first: it holds the shop, and nothing that is said from here on has a smaller number.
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::inbox_updated(inbox)]).await?;
    let before = Read::of(store::settings(&mut conn, actor.shop_id, inbox).await?.as_ref());
    if before.version != version {
        return Err(Error::Conflict("settings_changed"));
    }
    let row = SettingsRow {
        inbox_id: inbox,
        settings: serde_json::to_string(&settings).map_err(anyhow::Error::from)?,
        version: version + 1,
    };
    store::save_settings(&mut conn, actor.shop_id, &row, now).await?;
    let all = of_shop(&mut conn, actor.shop_id).await?;
    if all.values().any(Settings::ever_writes) {
        let seq = told.last().map_or(0, |event| event.seq);
        store::begin_reading(&mut conn, actor.shop_id, seq).await?;
    } else {
        store::stop_reading(&mut conn, actor.shop_id).await?;
    }
    let entry = noted(&place, &before.settings, &settings);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    tx.commit().await?;
    app.live.publish(told);
    Ok(Read { settings, version: row.version })
}

fn noted(inbox: &InboxRow, before: &Settings, after: &Settings) -> Entry {
    Entry::new(Action::BotSettingsUpdated)
        .on(Subject::inbox(inbox.id, &inbox.name))
        .changed("mode", &before.mode, &after.mode)
        .changed("hours", &before.hours, &after.hours)
        .changed("patience_seconds", &before.patience_seconds, &after.patience_seconds)
        .changed("strictness", &before.strictness, &after.strictness)
        .changed("hot_questions", &before.hot_questions, &after.hot_questions)
        .changed("hand_over_words", &before.hand_over_words, &after.hand_over_words)
        .changed("hand_over_topics", &before.hand_over_topics, &after.hand_over_topics)
        .changed("offline", &before.offline, &after.offline)
        .changed("past_replies", &before.past_replies, &after.past_replies)
}

async fn inbox_of(app: &App, shop_id: ShopId, id: InboxId) -> Result<InboxRow> {
    inboxes::of_shop(app, shop_id).await?.into_iter().find(|inbox| inbox.id == id).ok_or(Error::NotFound)
}

async fn clean(app: &App, shop_id: ShopId, wanted: Settings) -> Result<Settings> {
    let hours = wanted.hours.into_iter().map(clean_hours).collect::<Result<Vec<_>>>()?;
    if hours.len() > MOST_HOURS {
        return Err(Error::invalid("hours", "too_many"));
    }
    if !PATIENCE_SECONDS.contains(&wanted.patience_seconds) {
        return Err(Error::invalid("patience_seconds", "out_of_range"));
    }
    if let Some(chosen) = &wanted.hot_questions {
        if chosen.len() > MOST_HOT {
            return Err(Error::invalid("hot_questions", "too_many"));
        }
        if knowledge::titles(app, shop_id, chosen).await?.len() != chosen.len() {
            return Err(Error::invalid("hot_questions", "unknown"));
        }
    }
    let mut topics = Vec::new();
    for topic in wanted.hand_over_topics {
        if !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    Ok(Settings {
        hours,
        hand_over_words: clean_words(&wanted.hand_over_words)?,
        hand_over_topics: topics,
        offline: clean_offline(wanted.offline)?,
        ..wanted
    })
}

fn clean_hours(hours: Hours) -> Result<Hours> {
    let mut days = hours.days;
    days.sort_unstable();
    days.dedup();
    if days.is_empty() {
        return Err(Error::invalid("hours.days", "required"));
    }
    if days.iter().any(|day| !(1..=7).contains(day)) {
        return Err(Error::invalid("hours.days", "out_of_range"));
    }
    for (field, time) in [("hours.from", &hours.from), ("hours.until", &hours.until)] {
        minute_of(time).ok_or_else(|| Error::invalid(field, "not_a_time"))?;
    }
    Ok(Hours { days, ..hours })
}

fn clean_words(words: &[String]) -> Result<Vec<String>> {
    if words.len() > MOST_WORDS {
        return Err(Error::invalid("hand_over_words", "too_many"));
    }
    let mut kept: Vec<String> = Vec::new();
    for word in words {
        let word = rules::clean_name("hand_over_words", word)?;
        if word.chars().count() > MAX_WORD_CHARS {
            return Err(Error::invalid("hand_over_words", "too_long"));
        }
        if !kept.iter().any(|known| zg_text::fold(known) == zg_text::fold(&word)) {
            kept.push(word);
        }
    }
    Ok(kept)
}

fn clean_offline(offline: Greeting) -> Result<Greeting> {
    Ok(Greeting {
        zh_cn: rules::clean_optional("offline.zh-CN", offline.zh_cn, MAX_OFFLINE_CHARS)?,
        zh_hant: rules::clean_optional("offline.zh-Hant", offline.zh_hant, MAX_OFFLINE_CHARS)?,
        en: rules::clean_optional("offline.en", offline.en, MAX_OFFLINE_CHARS)?,
    })
}
