//! What is true of one conversation in which a buyer waits, at one moment.

use std::collections::BTreeSet;

use super::choose::{self, Reader};
use super::decide::{Scene, Wait};
use super::front::{Around, Front};
use super::model::{Contact, Ready, Whom};
use super::thread::{self, Heard};
use crate::app::App;
use crate::canned_replies::of_conversation;
use crate::canned_replies::template::Values;
use crate::conversations::{self, ConversationRow};
use crate::customers::visitors::nearest_locale;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::ConversationId;

/// A conversation in which a buyer waits.
pub struct Moment<'a> {
    pub front: &'a Front,
    pub row: ConversationRow,
    pub heard: Heard,
    pub whom: Whom,
    pub locale: &'static str,
    pub values: Values,
}

impl<'a> Moment<'a> {
    /// None where nobody waits, or whoever does is to be written to by people alone.
    pub async fn load(app: &App, around: &'a Around, id: ConversationId) -> Result<Option<Self>> {
        let shop_id = around.shop_id;
        let mut reader = app.db.reader().await?;
        let mut conn = reader.conn();
        let Some(row) = conversations::find_row(&mut conn, shop_id, id).await? else { return Ok(None) };
        let Some(since) = row.waiting_since.filter(|_| may_be_written_to(&row)) else { return Ok(None) };
        let messages = conversations::tail(&mut conn, shop_id, id, thread::MOST_READ).await?;
        let Some(heard) = thread::read(&messages, since, app.clock.now()) else { return Ok(None) };
        let contact = contact(&mut conn, &row).await?;
        drop(reader);
        let Some(front) = around.front(row.inbox_id).filter(|front| front.may_chat()) else { return Ok(None) };
        let locale = nearest_locale(row.customer_locale.as_deref().unwrap_or(&front.shop.locale));
        let mut values = front.values(locale);
        of_conversation(&mut values, &row);
        if let Some(place) = around.place(id) {
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
            happened: &BTreeSet::new(),
            greeting: greeting.as_deref(),
        })
    }
}

fn may_be_written_to(row: &ConversationRow) -> bool {
    !row.customer_blocked && !row.customer_erased && !row.imported && row.status.in_work()
}

/// Whether a buyer was here before.
pub async fn contact(conn: &mut Conn<'_>, row: &ConversationRow) -> Result<Contact> {
    let known = conversations::came_before(conn, row.shop_id, row.customer_id, row.id).await?;
    Ok(if known { Contact::Returning } else { Contact::First })
}
