//! Words offered to colleagues, and tried out by whoever writes them.

use std::collections::BTreeSet;

use super::choose::{self, Reader};
use super::decide::{self, Next, Wait};
use super::front::{Around, Front};
use super::model::{Apology, AutomaticKind, AutomaticNow, AutomaticPreview, Contact, Settings, Whom};
use super::moment::Moment;
use crate::app::App;
use crate::auth::{self, Actor, Permission};
use crate::canned_replies::template::{self, Values};
use crate::canned_replies::{example, fill_moment};
use crate::clock::Time;
use crate::conversations::{self, Stage};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ConversationId, InboxId};
use crate::inboxes::Greeting;
use crate::language::Language;
use crate::shops;

const EXAMPLE_REPLY_SECONDS: i64 = 60;
const EXAMPLE_PLACE: &str = "3";

/// An apology for whoever answers a buyer who waited long, or wrote while nobody was there.
pub async fn apology(app: &App, actor: &Actor, id: ConversationId) -> Result<Apology> {
    actor.require(Permission::ReadConversations)?;
    let mut reader = app.db.reader().await?;
    let row = conversations::find_row(&mut reader.conn(), actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let colleague = auth::brief(&mut reader.conn(), actor.staff_id).await?;
    drop(reader);
    let around = Around::load(app, actor.shop_id).await?;
    let Some(mut moment) = Moment::load(app, &around, id).await? else { return Ok(Apology::default()) };
    let since = moment.wait().since;
    let offline = row.offline_at.is_some();
    let has_waited = since.plus_seconds(moment.front.settings.apology_seconds) <= moment.front.now;
    if let Some(colleague) = colleague {
        moment.values.set("agent.name", colleague.name);
    }
    let text = if offline || has_waited { moment.words(AutomaticKind::Apology) } else { None };
    Ok(Apology { text, waiting_since: Some(since), offline })
}

/// A buyer who might write now.
pub struct Asked {
    pub inbox_id: InboxId,
    pub locale: String,
    pub stage: Stage,
    pub contact: Contact,
}

/// What that buyer would be told.
pub async fn now(app: &App, actor: &Actor, asked: Asked) -> Result<AutomaticNow> {
    actor.require(Permission::ReadConversations)?;
    let front = Front::load(app, actor.shop_id, asked.inbox_id).await?;
    let locale = auth_locale(&asked.locale)?;
    let scene = front.scene(locale, false);
    let mut values = front.values(locale);
    example(&mut values, Language::of(locale));
    values.set("queue.position", (front.queue_length() + 1).to_string());
    let whom = Whom { inbox_id: asked.inbox_id, stage: asked.stage, contact: asked.contact };
    let greeting = front.greeting(locale);
    let reader = Reader {
        whom,
        locale,
        shop_locale: &front.shop.locale,
        values: &values,
        happened: &BTreeSet::new(),
        greeting: greeting.as_deref(),
    };
    let by = choose::any(actor.shop_id);
    let say = |kind| choose::words(&front.settings, kind, &reader, by);
    let wait = Wait::just_begun(front.now);
    let kind = match decide::next(&wait, &scene, &choose::ready(&front.settings, &reader, by), &front.settings) {
        Next::Say(kind) => Some(kind),
        Next::LookAt(_) | Next::Nothing => None,
    };
    let waits = scene.away().is_none();
    Ok(AutomaticNow {
        open: scene.open,
        opens_at: front.opens_at(),
        anyone_there: scene.anyone_there,
        busy: scene.busy,
        kind,
        text: kind.and_then(say),
        waiting: Some(AutomaticKind::Waiting).filter(|_| waits).and_then(say),
    })
}

fn auth_locale(locale: &str) -> Result<&'static str> {
    let known = auth::rules::LOCALES.into_iter().find(|known| *known == locale);
    known.ok_or_else(|| Error::invalid("locale", "unknown_locale"))
}

/// Words before they are saved, as an example of a buyer of each language would read them.
pub async fn preview(app: &App, actor: &Actor, wanted: Greeting, contacts: Greeting) -> Result<Vec<AutomaticPreview>> {
    actor.require(Permission::ReadConversations)?;
    let wanted = super::clean::draft(wanted)?;
    let settings = Settings { contacts: super::clean::contacts(contacts)?, ..Settings::default() };
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let mut previews = Vec::new();
    for locale in auth::rules::LOCALES {
        previews.push(preview_in(app, &mut conn, actor, &wanted, &settings, locale).await?);
    }
    Ok(previews)
}

async fn preview_in(
    app: &App,
    conn: &mut Conn<'_>,
    actor: &Actor,
    wanted: &Greeting,
    settings: &Settings,
    locale: &'static str,
) -> Result<AutomaticPreview> {
    let shop = shops::find(conn, actor.shop_id).await?.ok_or(Error::NotFound)?;
    let mut shown = AutomaticPreview { locale: locale.to_owned(), text: None, missing: Vec::new(), faults: Vec::new() };
    let Some(text) = wanted.for_locale(locale, &shop.locale) else { return Ok(shown) };
    shown.faults = template::faults(text);
    if !shown.faults.is_empty() {
        return Ok(shown);
    }
    let mut values = Values::default();
    let (now, language) = (app.clock.now(), Language::of(locale));
    example(&mut values, language);
    fill_moment(&mut values, now, &shop.timezone, language);
    values.set("shop.name", &shop.name);
    values.set("shop.contacts", choose::contacts(settings, locale, &shop.locale));
    values.set("shop.opens_at", language.moment(tomorrow_at_nine(now, &shop.timezone), now, &zone(&shop.timezone)));
    values.set("reply.expected", language.span(EXAMPLE_REPLY_SECONDS));
    values.set("queue.position", EXAMPLE_PLACE);
    if let Some(agent) = auth::brief(conn, actor.staff_id).await? {
        values.set("agent.name", agent.name);
    }
    match template::render(text, &values) {
        Ok(rendered) => (shown.text, shown.missing) = (Some(rendered.text), rendered.missing),
        Err(fault) => shown.faults.push(fault),
    }
    Ok(shown)
}

fn zone(timezone: &str) -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::get(timezone).unwrap_or(jiff::tz::TimeZone::UTC)
}

fn tomorrow_at_nine(now: Time, timezone: &str) -> Time {
    let now = jiff::Timestamp::from_millisecond(now.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_zoned(zone(timezone));
    let at = now.date().tomorrow().and_then(|date| date.at(9, 0, 0, 0).to_zoned(zone(timezone)));
    Time(at.map_or(now.timestamp().as_millisecond(), |at| at.timestamp().as_millisecond()))
}
