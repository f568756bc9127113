//! What is true of a shop and of one of its conversations at one moment, as conditions ask for it.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Weekday;
use serde::Serialize;

use crate::app::App;
use crate::clock::Time;
use crate::conditions::{Fact, Facts, Field};
use crate::conversations::{self, ConversationRow, Happened};
use crate::customers::visitors::nearest_locale;
use crate::db::Conn;
use crate::error::Result;
use crate::hours::{self, Calendars};
use crate::ids::{InboxId, ShopId, TagId};
use crate::inboxes::{self, Channel};
use crate::shops;
use crate::tags::{self, Tree};

use super::occasion;

/// A shop, read once for all that is looked at together.
pub struct Around {
    tree: Tree,
    calendars: Calendars,
    channels: HashMap<InboxId, Channel>,
    shop_locale: String,
}

/// What happened, and when.
#[derive(Debug, Clone, Default)]
pub struct Moment {
    pub text: Option<String>,
    pub added: Vec<TagId>,
}

impl Moment {
    pub fn of(happened: &Happened) -> Self {
        let added = happened.thread_event().map(|line| occasion::added(&line)).unwrap_or_default();
        Self { text: happened.text.clone(), added }
    }
}

impl Around {
    pub async fn load(app: &App, shop_id: ShopId) -> Result<Self> {
        let inboxes = inboxes::of_shop(app, shop_id).await?;
        let mut reader = app.db.reader().await?;
        let mut conn = reader.conn();
        let shop = shops::find(&mut conn, shop_id).await?;
        Ok(Self {
            tree: tags::tree(&mut conn, shop_id).await?,
            calendars: hours::calendars(&mut conn, shop_id).await?,
            channels: inboxes.into_iter().map(|inbox| (inbox.id, inbox.channel)).collect(),
            shop_locale: shop.map(|shop| shop.locale).unwrap_or_default(),
        })
    }

    pub fn is_closed(&self, inbox_id: InboxId, at: Time) -> bool {
        !self.calendars.of(inbox_id).is_open(at)
    }

    /// What is known of a conversation that stands as the row says.
    pub fn facts(&self, row: &ConversationRow, moment: &Moment, at: Time) -> Facts {
        let mut facts = Facts::default();
        facts.set_one(Field::Inbox, row.inbox_id);
        facts.set_some(Field::Channel, self.channels.get(&row.inbox_id).and_then(name));
        facts.set_some(Field::Status, name(&row.status));
        facts.set_some(Field::Stage, name(&row.stage));
        facts.set_some(Field::Assignee, row.assignee_id);
        facts.set_some(Field::Group, row.group_id);
        facts.set(Field::Tags, self.with_those_above(&row.tags()));
        facts.set(Field::AddedTags, self.with_those_above(&moment.added));
        facts.set_some(Field::CustomerTier, row.customer_tier.as_deref());
        facts.set(Field::CustomerVerified, Fact::Flag(row.customer_verified));
        facts.set(Field::CustomerName, Fact::words(&row.customer_name));
        let locale = row.customer_locale.as_deref().unwrap_or(&self.shop_locale);
        facts.set_one(Field::Language, nearest_locale(locale));
        if let Some(text) = &moment.text {
            facts.set(Field::Message, Fact::words(text));
        }
        let waited = row.waiting_since.map_or(0, |since| (at.0 - since.0).max(0) / 1000);
        facts.set(Field::WaitingSeconds, Fact::Number(waited));
        facts.set(Field::Open, Fact::Flag(!self.is_closed(row.inbox_id, at)));
        self.tell_the_time(&mut facts, at);
        facts
    }

    /// A condition on a tag holds for all that lies below it.
    fn with_those_above(&self, ids: &[TagId]) -> Fact {
        Fact::many(ids.iter().flat_map(|id| self.tree.line(*id)).map(|tag| tag.id))
    }

    fn tell_the_time(&self, facts: &mut Facts, at: Time) {
        let Ok(moment) = Timestamp::from_millisecond(at.0) else { return };
        let shown = moment.to_zoned(self.calendars.of_shop().zone().clone());
        facts.set_one(Field::Weekday, day_name(shown.weekday()));
        let minutes = i32::from(shown.hour()) * 60 + i32::from(shown.minute());
        facts.set(Field::TimeOfDay, Fact::Clock(u16::try_from(minutes).unwrap_or(0)));
    }
}

/// Whether the buyer was never here before: asked for only where a condition asks.
pub async fn tell_first_contact(conn: &mut Conn<'_>, row: &ConversationRow, facts: &mut Facts) -> Result<()> {
    let known = conversations::came_before(conn, row.shop_id, row.customer_id, row.id).await?;
    facts.set(Field::FirstContact, Fact::Flag(!known));
    Ok(())
}

/// As the API writes it.
fn name(value: &impl Serialize) -> Option<String> {
    serde_json::to_value(value).ok()?.as_str().map(str::to_owned)
}

fn day_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}
