//! From buyers' messages to looks at their conversations: each shop reads on from the last number it has looked at.

use std::collections::HashMap;
use std::time::Duration;

use moka::sync::Cache;
use uuid::Uuid;

use super::store::{self, Reader};
use crate::app::App;
use crate::bot;
use crate::clock::Time;
use crate::conversations::{self, Heard};
use crate::db::Conn;
use crate::error::Result;
use crate::events;
use crate::ids::{ConversationId, InboxId, ShopId};
use crate::live::{Ahead, Follower, follow};
use crate::shops;

const EVENTS_AT_ONCE: i64 = 2000;
/// A typed message may be followed by the rest of the sentence.
const BREATH_MS: i64 = 600;
/// A bot that writes to buyers has the first word.
const BOT_FIRST_MS: i64 = 4000;
/// Whoever goes on writing for so long is looked at again.
const ASKED_ENOUGH_MS: i64 = 20_000;
const MOST_REMEMBERED: u64 = 100_000;

pub fn start(app: App) {
    follow(app, Ears::default());
}

/// What this process has heard. All of it may be lost: what is heard twice is looked at twice.
struct Ears {
    ahead: Ahead,
    /// The waits for which a look was asked lately, and when.
    asked: Cache<ConversationId, (Time, Time)>,
}

impl Default for Ears {
    fn default() -> Self {
        Self { ahead: Ahead::default(), asked: Cache::new(MOST_REMEMBERED) }
    }
}

impl Ears {
    /// Whether a wait is to be looked at: whoever goes on writing asks for no look of their own.
    fn is_news(&self, message: &Heard, now: Time) -> bool {
        let Some(since) = message.waiting_since else { return false };
        let asked = self.asked.get(&message.conversation_id);
        asked.is_none_or(|(wait, at)| wait != since || at.plus_millis(ASKED_ENOUGH_MS) <= now)
    }

    fn remember(&self, news: &[&Heard], now: Time) {
        for message in news {
            if let Some(since) = message.waiting_since {
                self.asked.insert(message.conversation_id, (since, now));
            }
        }
    }
}

impl Follower for Ears {
    const NAME: &str = "automatic_messages";
    /// Part of the breath.
    const PATIENCE: Duration = Duration::from_millis(200);
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
        let after = self.ahead.of(shop_id, reader.seq);
        let events = events::after(&mut read, shop_id, after, EVENTS_AT_ONCE).await?;
        let Some(last) = events.last().map(|event| event.seq) else { return Ok(false) };
        let heard = conversations::heard(&mut read, shop_id, after, last).await?;
        let news: Vec<&Heard> = heard.iter().filter(|message| self.is_news(message, now)).collect();
        let looks = looks(&mut read, shop_id, &news, now).await?;
        drop(conn);
        if looks.is_empty() && self.ahead.pass_over(shop_id, reader.seq, last) {
            return Ok(true);
        }
        let mut tx = app.db.begin().await?;
        let mut conn = tx.conn();
        if !store::move_on(&mut conn, reader, last).await? {
            return Ok(false);
        }
        store::plan_looks(&mut conn, shop_id, &looks).await?;
        tx.commit().await?;
        self.remember(&news, now);
        Ok(true)
    }

    fn caught_up(&self, app: &App) {
        app.metrics.heard_for_automatic_messages();
    }
}

/// The conversations in which a buyer wrote and waits, each once, and when to look at it.
async fn looks(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    news: &[&Heard],
    now: Time,
) -> Result<Vec<(ConversationId, Time)>> {
    if news.is_empty() {
        return Ok(Vec::new());
    }
    let bots = bot::settings_of_shop(conn, shop_id).await?;
    let timezone = shops::find(conn, shop_id).await?.map(|shop| shop.timezone).unwrap_or_default();
    let writes = |inbox: &InboxId| bots.get(inbox).is_some_and(|bot| bot.mode_at(now, &timezone).writes());
    let at = |message: &Heard| now.plus_millis(if writes(&message.inbox_id) { BOT_FIRST_MS } else { BREATH_MS });
    let looks: HashMap<_, _> = news.iter().map(|message| (message.conversation_id, at(message))).collect();
    Ok(looks.into_iter().collect())
}
