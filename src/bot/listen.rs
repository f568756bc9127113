//! From buyers' messages to work for the bot: each shop's bot reads on from the last number it has looked at.
//!
//! The work of a conversation waits under one key: who writes twice in a row is answered once.

use std::collections::HashMap;

use uuid::Uuid;

use super::model::{Mode, Settings};
use super::reply::{ANSWER, job_key};
use super::store::Reader;
use super::{actions, store};
use crate::app::App;
use crate::clock::Time;
use crate::conversations::{self, Heard};
use crate::db::Conn;
use crate::error::Result;
use crate::events;
use crate::hours::Calendars;
use crate::ids::{InboxId, JobId, ShopId};
use crate::jobs::{self, NewJob};
use crate::live::{Follower, follow};
use crate::{hours, presence, shops};

const EVENTS_AT_ONCE: i64 = 200;
/// A typed message may be followed by the rest of the sentence.
const BREATH_MS: i64 = 700;

pub fn start(app: App) {
    follow(app, Ears);
}

struct Ears;

impl Follower for Ears {
    const NAME: &str = "bot";
    type Behind = Reader;

    fn whose(behind: &Reader) -> Uuid {
        behind.shop_id.0
    }

    async fn behind(conn: &mut Conn<'_>) -> Result<Vec<Reader>> {
        store::behind(conn).await
    }

    async fn read_on(&self, app: &App, reader: Reader) -> Result<bool> {
        let (shop_id, now) = (reader.shop_id, app.clock.now());
        let mut conn = app.db.reader().await?;
        let mut read = conn.conn();
        let events = events::after(&mut read, shop_id, reader.seq, EVENTS_AT_ONCE).await?;
        let Some(last) = events.last().map(|event| event.seq) else { return Ok(false) };
        let heard = conversations::heard(&mut read, shop_id, reader.seq, last).await?;
        drop(conn);
        let timing = Timing::load(app, shop_id, now, &heard).await?;
        let mut tx = app.db.begin().await?;
        let mut conn = tx.conn();
        if !store::move_on(&mut conn, reader, last).await? {
            return Ok(false);
        }
        for message in &heard {
            if let Some(at) = timing.of(message) {
                let job = work(shop_id, message);
                jobs::enqueue_once(&mut conn, &job, &job_key(message.conversation_id), at, now).await?;
            }
        }
        tx.commit().await?;
        app.jobs.ring();
        Ok(true)
    }
}

/// When the bot of each inbox is to look at what was said.
struct Timing {
    now: Time,
    timezone: String,
    settings: HashMap<InboxId, Settings>,
    calendars: Calendars,
    anyone_there: bool,
}

impl Timing {
    async fn load(app: &App, shop_id: ShopId, now: Time, heard: &[Heard]) -> Result<Self> {
        let mut reader = app.db.reader().await?;
        let mut conn = reader.conn();
        let settings = if heard.is_empty() { HashMap::new() } else { actions::of_shop(&mut conn, shop_id).await? };
        let timezone = shops::find(&mut conn, shop_id).await?.map(|shop| shop.timezone).unwrap_or_default();
        let calendars = hours::calendars(&mut conn, shop_id).await?;
        let anyone_there = presence::somebody_serves(app, &mut conn, shop_id).await?;
        Ok(Self { now, timezone, settings, calendars, anyone_there })
    }

    fn of(&self, message: &Heard) -> Option<Time> {
        let settings = self.settings.get(&message.inbox_id)?;
        let waiting_since = message.waiting_since?;
        let soon = self.now.plus_millis(BREATH_MS);
        match settings.mode_at(self.now, &self.timezone) {
            Mode::SuggestOnly | Mode::Off => None,
            _ if message.pressed => Some(self.now),
            Mode::HumanFirst if self.anyone_there && self.calendars.of(message.inbox_id).is_open(self.now) => {
                Some(waiting_since.plus_seconds(settings.patience_seconds).max(soon))
            }
            Mode::HumanFirst | Mode::BotFirst => Some(soon),
        }
    }
}

fn work(shop_id: ShopId, message: &Heard) -> NewJob {
    NewJob {
        id: JobId::new(),
        shop_id,
        kind: ANSWER,
        payload: message.conversation_id.to_string(),
        // One shop's rush takes no place of another's.
        target: format!("bot:{shop_id}"),
        lane: None,
        place: 0,
        about: None,
    }
}
