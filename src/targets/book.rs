//! The targets and hours of shops, kept in memory until something in the shop changes; and how many waits press, as last seen.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use moka::sync::Cache;

use super::due::{self, Limits, ReplyDue};
use super::model::{Settings, Target};
use super::store;
use crate::clock::Time;
use crate::conversations::waits::Measured;
use crate::db::Conn;
use crate::error::Result;
use crate::hours::{self, Calendars};
use crate::ids::ShopId;

/// What targets of a shop follow from.
#[derive(Debug)]
pub struct Book {
    pub settings: Settings,
    pub calendars: Calendars,
}

impl Book {
    pub async fn load(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Self> {
        let settings = store::settings(conn, shop_id).await?.settings;
        Ok(Self { settings, calendars: hours::calendars(conn, shop_id).await? })
    }

    /// When a person's reply is due.
    pub fn reply(&self, measured: &Measured) -> Option<ReplyDue> {
        due::reply(&self.settings, self.calendars.of(measured.inbox_id), measured)
    }

    /// When the conversation is to be solved.
    pub fn solve(&self, measured: &Measured) -> Option<Time> {
        due::solve(&self.settings, self.calendars.of(measured.inbox_id), measured)
    }

    /// The time within which something is to happen; none where there is no target.
    pub(super) fn limit(&self, measured: &Measured, target: Target) -> Option<i64> {
        Limits::of(&self.settings, measured).of_target(target)
    }

    /// Nobody who has waited for less is nearly due.
    pub(super) fn shortest_alert(&self) -> i64 {
        let Settings { first_reply_seconds, next_reply_seconds, rules, alert_percent, .. } = &self.settings;
        let own = rules.iter().flat_map(|rule| [rule.first_reply_seconds, rule.next_reply_seconds]).flatten();
        let all = own.chain([*first_reply_seconds, *next_reply_seconds]).filter(|seconds| *seconds > 0);
        let percent = if *alert_percent > 0 { *alert_percent } else { 100 };
        all.min().map_or(i64::MAX / 2, |seconds| seconds * 10 * percent)
    }

    /// No conversation that is younger is to be solved; none where there is no target.
    pub(super) fn shortest_solve(&self) -> Option<i64> {
        let own = self.settings.rules.iter().filter_map(|rule| rule.solve_seconds);
        own.chain([self.settings.solve_seconds]).filter(|seconds| *seconds > 0).min().map(|seconds| seconds * 1000)
    }

    /// When a reply was due that ended a wait.
    pub(super) fn was_due(&self, measured: &Measured, since: Time, target: Target) -> Option<Time> {
        due::due(&self.settings, self.calendars.of(measured.inbox_id), measured, since, target, 100)
    }
}

/// How many replies of a shop are due or nearly, of all colleagues.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pressing {
    pub nearly: i64,
    pub overdue: i64,
}

/// The books of all shops; clones share them.
#[derive(Debug, Clone)]
pub struct Books(Arc<Shelf>);

#[derive(Debug)]
struct Shelf {
    books: Cache<ShopId, Arc<Book>>,
    /// Rises whenever one is forgotten: what was read before that is not kept.
    forgotten: AtomicU64,
    pressing: Mutex<HashMap<ShopId, Pressing>>,
}

impl Default for Books {
    fn default() -> Self {
        let books = Cache::builder().max_capacity(10_000).time_to_live(Duration::from_secs(300)).build();
        Self(Arc::new(Shelf { books, forgotten: AtomicU64::new(0), pressing: Mutex::default() }))
    }
}

impl Books {
    pub async fn of(&self, conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Arc<Book>> {
        if let Some(known) = self.known(shop_id) {
            return Ok(known);
        }
        let before = self.0.forgotten.load(Ordering::SeqCst);
        let book = Arc::new(Book::load(conn, shop_id).await?);
        if self.0.forgotten.load(Ordering::SeqCst) == before {
            self.0.books.insert(shop_id, book.clone());
        }
        Ok(book)
    }

    pub fn known(&self, shop_id: ShopId) -> Option<Arc<Book>> {
        self.0.books.get(&shop_id)
    }

    /// Something other than a conversation changed in the shop.
    pub fn forget(&self, shop_id: ShopId) {
        self.0.forgotten.fetch_add(1, Ordering::SeqCst);
        self.0.books.invalidate(&shop_id);
    }

    pub fn pressing(&self, shop_id: ShopId) -> Pressing {
        // Nothing here is half-done when a holder panics: a plain read and a plain insert.
        let pressing = self.0.pressing.lock().unwrap_or_else(PoisonError::into_inner);
        pressing.get(&shop_id).copied().unwrap_or_default()
    }

    /// Notes how many replies press now; whether that is news.
    pub(super) fn set_pressing(&self, shop_id: ShopId, now: Pressing) -> bool {
        let mut pressing = self.0.pressing.lock().unwrap_or_else(PoisonError::into_inner);
        pressing.insert(shop_id, now).unwrap_or_default() != now
    }
}
