//! The desk's lists: which conversations a view holds, in which order, and how many.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{ConversationRow, Status};
use super::store::{conversation_columns, for_viewer};
use super::tallies;
use crate::db::{Conn, fetch_all};
use crate::error::{Error, Result};
use crate::ids::{ConversationId, CustomerId, InboxId, ShopId, StaffId};

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
    let tallies = tallies::of_shop(conn, shop_id).await?;
    Ok(counts_for(&tallies, staff))
}

/// As [`counts`], from tallies loaded before.
pub fn counts_for(tallies: &[tallies::Tally], staff: StaffId) -> Vec<ViewCount> {
    let sum = |id: View, holds: &dyn Fn(&tallies::Tally) -> bool| {
        let held = tallies.iter().filter(|tally| holds(tally));
        let (count, waiting) = held.fold((0, 0), |(c, w), tally| (c + tally.total, w + tally.waiting));
        ViewCount { id, count, waiting }
    };
    vec![
        sum(View::Mine, &|t| t.status.in_work() && t.belongs_to(staff)),
        sum(View::Queue, &|t| t.status == Status::Queued),
        sum(View::All, &|t| t.status.in_work()),
        sum(View::Snoozed, &|t| t.status == Status::Snoozed),
        sum(View::Solved, &|t| t.status == Status::Solved),
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

/// A page of a view, in its order.
pub async fn page(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    viewer: StaffId,
    view: View,
    inbox_id: Option<InboxId>,
    after: Cursor,
    limit: i64,
) -> Result<Vec<ConversationRow>> {
    // Written out per view: each has an index that yields its rows in order.
    const MINE: &str = for_viewer!(
        "WHERE conv.shop_id = $2 AND conv.assignee_id = $1 AND conv.status IN (1, 2) AND (conv.rank, conv.id) > ($3, $4)
         AND ($5 IS NULL OR conv.inbox_id = $5) ORDER BY conv.rank, conv.id LIMIT $6"
    );
    const ALL: &str = for_viewer!(
        "WHERE conv.shop_id = $2 AND conv.status IN (0, 1, 2) AND (conv.rank, conv.id) > ($3, $4)
         AND ($5 IS NULL OR conv.inbox_id = $5) ORDER BY conv.rank, conv.id LIMIT $6"
    );
    const BY_STATUS: &str = for_viewer!(
        "WHERE conv.shop_id = $2 AND conv.status = $7 AND (conv.rank, conv.id) > ($3, $4)
         AND ($5 IS NULL OR conv.inbox_id = $5) ORDER BY conv.rank, conv.id LIMIT $6"
    );
    let (sql, status) = match view {
        View::Mine => (MINE, None),
        View::All => (ALL, None),
        View::Queue => (BY_STATUS, Some(Status::Queued)),
        View::Snoozed => (BY_STATUS, Some(Status::Snoozed)),
        View::Solved => (BY_STATUS, Some(Status::Solved)),
    };
    Ok(match status {
        None => fetch_all!(
            conn,
            sqlx::query_as(sql).bind(viewer).bind(shop_id).bind(after.rank).bind(after.id).bind(inbox_id).bind(limit)
        )?,
        Some(status) => fetch_all!(
            conn,
            sqlx::query_as(sql)
                .bind(viewer)
                .bind(shop_id)
                .bind(after.rank)
                .bind(after.id)
                .bind(inbox_id)
                .bind(limit)
                .bind(status)
        )?,
    })
}

/// A page of a customer's conversations, the newest first.
pub async fn page_of_customer(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    viewer: StaffId,
    customer_id: CustomerId,
    limit: i64,
) -> Result<Vec<ConversationRow>> {
    const SQL: &str = for_viewer!(
        "WHERE conv.customer_id = $2 AND conv.shop_id = $3 ORDER BY conv.created_at DESC, conv.id DESC LIMIT $4"
    );
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(viewer).bind(customer_id).bind(shop_id).bind(limit))?)
}
