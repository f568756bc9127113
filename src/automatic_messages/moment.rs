//! What is true of a shop, and of one conversation in it, at one moment.

use super::choose::{self, Reader};
use super::decide::{Scene, Wait};
use super::model::{Contact, Ready, Settings, Whom};
use super::thread::{self, Heard};
use super::{store, words};
use crate::app::App;
use crate::canned_replies::template::Values;
use crate::canned_replies::{fill_moment, of_conversation};
use crate::clock::Time;
use crate::conversations::{self, ConversationRow, queue};
use crate::customers::visitors::nearest_locale;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::hours::{self, Calendars};
use crate::ids::{ConversationId, InboxId, ShopId};
use crate::inboxes::{self, Channel, InboxRow};
use crate::language::Language;
use crate::reception::{self, Staffing};
use crate::shops::{self, Shop};

/// A shop as one of its inboxes shows it.
pub struct Front {
    pub now: Time,
    pub shop: Shop,
    pub settings: Settings,
    pub inbox: InboxRow,
    calendars: Calendars,
    staffing: Staffing,
    queue: i64,
}

impl Front {
    pub async fn load(app: &App, shop_id: ShopId, inbox_id: InboxId) -> Result<Self> {
        let inboxes = inboxes::of_shop(app, shop_id).await?;
        let inbox = inboxes.into_iter().find(|inbox| inbox.id == inbox_id).ok_or(Error::NotFound)?;
        let now = app.clock.now();
        let mut reader = app.db.reader().await?;
        let mut conn = reader.conn();
        Ok(Self {
            now,
            shop: shops::find(&mut conn, shop_id).await?.ok_or(Error::NotFound)?,
            settings: store::settings(&mut conn, shop_id).await?.0,
            calendars: hours::calendars(&mut conn, shop_id).await?,
            staffing: reception::staffing(app, &mut conn, shop_id, now).await?,
            queue: queue::length(&mut conn, shop_id).await?,
            inbox,
        })
    }

    pub fn is_open(&self) -> bool {
        self.calendars.of(self.inbox.id).is_open(self.now)
    }

    /// When it opens again; nothing while it is open, or if it never does.
    pub fn opens_at(&self) -> Option<Time> {
        self.calendars.of(self.inbox.id).opens_at(self.now).filter(|at| *at > self.now)
    }

    pub fn anyone_there(&self) -> bool {
        self.staffing.anyone_there
    }

    pub fn queue_length(&self) -> i64 {
        self.queue
    }

    pub fn is_busy(&self) -> bool {
        self.staffing.full || self.queue >= self.settings.busy_queue
    }

    /// What the inbox says to a buyer before the first words.
    pub fn greeting(&self, locale: &str) -> Option<String> {
        let greetings = self.inbox.greetings().filter(|_| self.inbox.channel == Channel::Widget);
        greetings.and_then(|greeting| greeting.for_locale(locale, &self.shop.locale).map(str::to_owned))
    }

    pub fn scene(&self, locale: &str, owned: bool) -> Scene {
        Scene {
            now: self.now,
            open: self.is_open(),
            anyone_there: self.anyone_there(),
            busy: self.is_busy(),
            owned,
            greeted: !self.settings.greet_again && self.greeting(locale).is_some(),
        }
    }

    /// What the names stand for that every conversation shares.
    pub fn values(&self, locale: &str) -> Values {
        let language = Language::of(locale);
        let mut values = Values::default();
        values.set("shop.name", &self.shop.name);
        values.set("shop.contacts", choose::contacts(&self.settings, locale, &self.shop.locale));
        if let Some(at) = self.opens_at() {
            let zone = self.calendars.of(self.inbox.id).zone();
            values.set("shop.opens_at", words::moment(language, at, self.now, zone));
        }
        if let Some(seconds) = self.inbox.reply_seconds {
            values.set("reply.expected", words::span(language, seconds));
        }
        fill_moment(&mut values, self.now, &self.shop.timezone, language);
        values
    }
}

/// A conversation in which a buyer waits.
pub struct Moment {
    pub front: Front,
    pub row: ConversationRow,
    pub heard: Heard,
    pub whom: Whom,
    pub locale: &'static str,
    pub values: Values,
}

impl Moment {
    /// None where nobody waits, or whoever does is to be written to by people alone.
    pub async fn load(app: &App, shop_id: ShopId, id: ConversationId) -> Result<Option<Self>> {
        let mut reader = app.db.reader().await?;
        let mut conn = reader.conn();
        let Some(row) = conversations::find_row(&mut conn, shop_id, id).await? else { return Ok(None) };
        let Some(since) = row.waiting_since.filter(|_| may_be_written_to(&row)) else { return Ok(None) };
        let messages = conversations::tail(&mut conn, shop_id, id, thread::MOST_READ).await?;
        let Some(heard) = thread::read(&messages, since, app.clock.now()) else { return Ok(None) };
        let contact = contact(&mut conn, &row).await?;
        let place = reception::place_of(app, &mut conn, shop_id, id).await?;
        drop(reader);
        let front = Front::load(app, shop_id, row.inbox_id).await?;
        let locale = nearest_locale(row.customer_locale.as_deref().unwrap_or(&front.shop.locale));
        let mut values = front.values(locale);
        of_conversation(&mut values, &row);
        if let Some(place) = place {
            values.set("queue.position", place.position.to_string());
        }
        let whom = Whom { inbox_id: row.inbox_id, stage: row.stage, contact };
        Ok(Some(Self { front, row, heard, whom, locale, values }))
    }

    pub fn wait(&self) -> &Wait {
        &self.heard.wait
    }

    pub fn scene(&self) -> Scene {
        self.front.scene(self.locale, self.row.assignee_id.is_some())
    }

    /// The kinds that have words for this buyer.
    pub fn ready(&self) -> Ready {
        self.reading(|reader| choose::ready(&self.front.settings, reader, self.heard.last))
    }

    pub fn words(&self, kind: super::AutomaticKind) -> Option<String> {
        self.reading(|reader| choose::words(&self.front.settings, kind, reader, self.heard.last))
    }

    fn reading<T>(&self, read: impl FnOnce(&Reader<'_>) -> T) -> T {
        let greeting = self.front.greeting(self.locale);
        read(&Reader {
            whom: self.whom,
            locale: self.locale,
            shop_locale: &self.front.shop.locale,
            values: &self.values,
            greeting: greeting.as_deref(),
        })
    }
}

fn may_be_written_to(row: &ConversationRow) -> bool {
    !row.customer_blocked && !row.customer_erased && !row.imported && row.status.in_work()
}

async fn contact(conn: &mut Conn<'_>, row: &ConversationRow) -> Result<Contact> {
    let known = conversations::came_before(conn, row.shop_id, row.customer_id, row.id).await?;
    Ok(if known { Contact::Returning } else { Contact::First })
}
