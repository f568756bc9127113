//! What is true of a shop at one moment, for everybody who waits in it.

use std::collections::HashMap;

use super::choose;
use super::decide::Scene;
use super::model::Settings;
use super::store;
use crate::app::App;
use crate::canned_replies::fill_moment;
use crate::canned_replies::template::Values;
use crate::clock::Time;
use crate::conversations::queue;
use crate::error::{Error, Result};
use crate::hours::{self, Calendars, ExpectedReply};
use crate::ids::{ConversationId, InboxId, ShopId};
use crate::inboxes::{self, Channel, InboxRow};
use crate::language::Language;
use crate::reception::{self, QueuePlace, Staffing};
use crate::shops::{self, Shop};

/// A shop, read once for all conversations that are looked at together.
pub struct Around {
    pub shop_id: ShopId,
    fronts: HashMap<InboxId, Front>,
    places: HashMap<ConversationId, QueuePlace>,
}

impl Around {
    pub async fn load(app: &App, shop_id: ShopId) -> Result<Self> {
        let fronts = Front::of_shop(app, shop_id).await?;
        let mut reader = app.db.reader().await?;
        let places = reception::places(app, &mut reader.conn(), shop_id).await?;
        Ok(Self { shop_id, fronts: fronts.into_iter().map(|front| (front.inbox.id, front)).collect(), places })
    }

    pub fn front(&self, inbox_id: InboxId) -> Option<&Front> {
        self.fronts.get(&inbox_id)
    }

    /// Where a conversation stands in the queue, if its buyer may know.
    pub fn place(&self, id: ConversationId) -> Option<QueuePlace> {
        self.places.get(&id).copied()
    }
}

/// A shop as one of its inboxes shows it.
pub struct Front {
    pub now: Time,
    pub shop: Shop,
    pub settings: Settings,
    pub inbox: InboxRow,
    calendars: Calendars,
    expected: Option<ExpectedReply>,
    staffing: Staffing,
    queue: i64,
}

impl Front {
    pub async fn load(app: &App, shop_id: ShopId, inbox_id: InboxId) -> Result<Self> {
        let fronts = Self::of_shop(app, shop_id).await?;
        fronts.into_iter().find(|front| front.inbox.id == inbox_id).ok_or(Error::NotFound)
    }

    /// Every inbox of a shop.
    async fn of_shop(app: &App, shop_id: ShopId) -> Result<Vec<Self>> {
        let inboxes = inboxes::of_shop(app, shop_id).await?;
        let now = app.clock.now();
        let mut reader = app.db.reader().await?;
        let mut conn = reader.conn();
        let shop = shops::find(&mut conn, shop_id).await?.ok_or(Error::NotFound)?;
        let settings = store::settings(&mut conn, shop_id).await?.settings;
        let calendars = hours::calendars(&mut conn, shop_id).await?;
        let staffing = reception::staffing(app, &mut conn, shop_id, now).await?;
        let queue = queue::length(&mut conn, shop_id).await?;
        let mut fronts = Vec::with_capacity(inboxes.len());
        for inbox in inboxes {
            let expected = hours::expectation(app, &mut conn, &inbox).await?.outlook.reply;
            let (shop, settings, calendars) = (shop.clone(), settings.clone(), calendars.clone());
            fronts.push(Self { now, shop, settings, calendars, expected, staffing, queue, inbox });
        }
        Ok(fronts)
    }

    /// Whether words that soothe whoever waits, and words of leave, are said here: each would be a mail of its own.
    pub fn may_chat(&self) -> bool {
        self.inbox.channel != Channel::Email
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
            values.set("shop.opens_at", language.moment(at, self.now, zone));
        }
        if let Some(reply) = self.expected {
            values.set("reply.expected", language.span(reply.seconds));
        }
        fill_moment(&mut values, self.now, &self.shop.timezone, language);
        values
    }
}
