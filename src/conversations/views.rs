//! The desk's lists: which conversations a view holds, in which order, and how many.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::Status;
use super::store::{self, tallies::Tally};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ConversationId, ShopId, StaffId};

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
    Snoozed,
    Solved,
    /// Came in while the shop was closed or nobody was there, and was not answered yet.
    Offline,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ViewCount {
    pub id: View,
    pub count: i64,
    /// Of these, how many buyers wait for an answer.
    pub waiting: i64,
}

/// The views and their counts for one member of staff.
pub async fn counts(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId) -> Result<Vec<ViewCount>> {
    let tallies = store::tallies::of_shop(conn, shop_id).await?;
    Ok(counts_for(&tallies, staff))
}

/// As [`counts`], from tallies loaded before.
pub fn counts_for(tallies: &[Tally], staff: StaffId) -> Vec<ViewCount> {
    let sum = |id: View, holds: &dyn Fn(&Tally) -> bool| {
        let held = tallies.iter().filter(|tally| holds(tally));
        let (count, waiting) = held.fold((0, 0), |(c, w), tally| (c + tally.total, w + tally.waiting));
        ViewCount { id, count, waiting }
    };
    let offline = tallies.iter().filter(|t| t.status.in_work()).map(|t| t.offline).sum();
    vec![
        sum(View::Mine, &|t| t.status.in_work() && t.belongs_to(staff)),
        sum(View::Queue, &|t| t.status == Status::Queued),
        sum(View::All, &|t| t.status.in_work()),
        sum(View::Snoozed, &|t| t.status == Status::Snoozed),
        sum(View::Solved, &|t| t.status == Status::Solved),
        ViewCount { id: View::Offline, count: offline, waiting: offline },
    ]
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
