//! The desk's lists: which conversations a view holds, in which order, and how many.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{ConversationRow, Status};
use super::store::waits::Measured;
use super::store::{self, tallies::Tally};
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ConversationId, InboxId, ShopId, StaffId, TagId};
use crate::targets::{Book, Pressing};

/// A list of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Owned by the viewer and in work.
    Mine,
    /// Owned by nobody.
    Queue,
    /// All in work, whoever owns them.
    All,
    /// In work, and an answer is due or nearly, whoever owns them.
    Overdue,
    Snoozed,
    Solved,
    /// Came in while the shop was closed or nobody was there, and was not answered yet.
    Offline,
    /// Marked as spam, or written by customers who are blocked.
    Spam,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ViewCount {
    pub id: View,
    pub count: i64,
    /// Of these, how many buyers wait for an answer; of `overdue`, how many have waited longer than they should.
    pub waiting: i64,
}

/// The views and their counts for one member of staff.
pub async fn counts(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    pressing: Pressing,
    staff: StaffId,
) -> Result<Vec<ViewCount>> {
    let tallies = store::tallies::of_shop(conn, shop_id).await?;
    Ok(counts_for(&tallies, pressing, staff))
}

/// As [`counts`], from tallies loaded before.
pub fn counts_for(tallies: &[Tally], pressing: Pressing, staff: StaffId) -> Vec<ViewCount> {
    let sum = |id: View, holds: &dyn Fn(&Tally) -> bool| {
        let held = tallies.iter().filter(|tally| holds(tally));
        let (count, waiting) = held.fold((0, 0), |(c, w), tally| (c + tally.total, w + tally.waiting));
        ViewCount { id, count, waiting }
    };
    let spam = tallies.iter().map(|t| t.spam).sum();
    let offline = tallies.iter().filter(|t| t.status.in_work()).map(|t| t.offline).sum();
    vec![
        sum(View::Mine, &|t| t.status.in_work() && t.belongs_to(staff)),
        sum(View::Queue, &|t| t.status == Status::Queued),
        sum(View::All, &|t| t.status.in_work()),
        sum(View::Snoozed, &|t| t.status == Status::Snoozed),
        sum(View::Solved, &|t| t.status == Status::Solved),
        ViewCount { id: View::Offline, count: offline, waiting: offline },
        ViewCount { id: View::Spam, count: spam, waiting: 0 },
        ViewCount { id: View::Overdue, count: pressing.nearly + pressing.overdue, waiting: pressing.overdue },
    ]
}

/// A list that a colleague looks at.
#[derive(Debug, Clone, Copy)]
pub struct List {
    pub shop_id: ShopId,
    pub viewer: StaffId,
    pub view: View,
    pub inbox_id: Option<InboxId>,
    /// With this tag or one below it.
    pub tag_id: Option<TagId>,
}

impl List {
    /// A page of it, in its order.
    pub async fn page(
        self,
        conn: &mut Conn<'_>,
        book: &Book,
        now: Time,
        mut after: Cursor,
        limit: i64,
    ) -> Result<Vec<ConversationRow>> {
        let Self { shop_id, viewer, view, inbox_id, tag_id } = self;
        let mut found: Vec<ConversationRow> = Vec::new();
        loop {
            let page = match tag_id {
                Some(tag_id) => {
                    store::tagged::page(conn, (shop_id, viewer), view, (inbox_id, tag_id), after, limit).await?
                }
                None => store::views::page(conn, shop_id, viewer, view, inbox_id, after, limit).await?,
            };
            if view != View::Overdue {
                return Ok(page);
            }
            // Those who wait come first: after them nothing is due.
            let is_last = (page.len() as i64) < limit || page.last().is_none_or(|row| row.waiting_since.is_none());
            after = page.last().map_or(after, |row| Cursor { rank: row.rank, id: row.id });
            let is_pressing = |row: &ConversationRow| {
                !row.imported && book.reply(&Measured::from(row)).is_some_and(|due| due.alert_at <= now)
            };
            found.extend(page.into_iter().filter(is_pressing));
            if is_last || found.len() as i64 >= limit {
                found.truncate(usize::try_from(limit).unwrap_or(0));
                return Ok(found);
            }
        }
    }
}

/// Where a page begins: after this rank and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub rank: i64,
    pub id: ConversationId,
}

impl Cursor {
    /// Before everything.
    pub const START: Self = Self { rank: i64::MIN, id: ConversationId(uuid::Uuid::nil()) };

    pub fn parse(text: &str) -> Result<Self> {
        let bad = || Error::invalid("after", "not_a_cursor");
        let (rank, id) = text.split_once('.').ok_or_else(bad)?;
        Ok(Self { rank: rank.parse().map_err(|_| bad())?, id: id.parse().map_err(|_| bad())? })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.rank, self.id)
    }
}
