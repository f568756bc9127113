//! Today's figures for the desk's empty state.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Time;
use crate::db::{Conn, fetch_all, fetch_one};
use crate::error::Result;
use crate::ids::{ShopId, StaffId};

/// What one member of staff did since midnight in the shop's time zone.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TodayFigures {
    /// Conversations begun in the shop today.
    pub received: i64,
    /// Conversations the viewer answered today.
    pub replied: i64,
    /// Conversations of the viewer solved today.
    pub solved: i64,
    /// Half of today's conversations had their first human reply within this; null before the first.
    pub first_reply_ms_median: Option<i64>,
    /// Buyers who wait for an answer now, in the whole shop.
    pub waiting: i64,
}

/// Midnight before `now` in a time zone; UTC's when the zone is unknown.
pub fn midnight(now: Time, timezone: &str) -> Time {
    let zone = jiff::tz::TimeZone::get(timezone).unwrap_or(jiff::tz::TimeZone::UTC);
    let at = jiff::Timestamp::from_millisecond(now.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_zoned(zone);
    at.start_of_day().map_or(now, |start| Time(start.timestamp().as_millisecond()))
}

pub async fn today(conn: &mut Conn<'_>, shop_id: ShopId, staff: StaffId, since: Time) -> Result<TodayFigures> {
    const RECEIVED: &str =
        "SELECT COUNT(*) FROM conversations WHERE shop_id = $1 AND created_at >= $2 AND NOT imported";
    const REPLIED: &str = "SELECT COUNT(DISTINCT conversation_id) FROM messages
        WHERE shop_id = $1 AND staff_id = $2 AND author = 1 AND kind < 4 AND created_at >= $3";
    const SOLVED: &str = "SELECT COUNT(*) FROM conversations WHERE shop_id = $1 AND status = 4 AND assignee_id = $2
        AND solved_at >= $3 AND NOT imported";
    const WAITING: &str =
        "SELECT CAST(COALESCE(SUM(waiting), 0) AS BIGINT) FROM tallies WHERE shop_id = $1 AND status IN (0, 1, 2)";
    const FIRST_REPLIES: &str = "SELECT CAST(MIN(reply.created_at) - conv.created_at AS BIGINT) FROM conversations conv
        JOIN messages reply ON reply.conversation_id = conv.id AND reply.author = 1 AND reply.kind < 4
        WHERE conv.shop_id = $1 AND conv.created_at >= $2 AND NOT conv.imported
        GROUP BY conv.id, conv.created_at ORDER BY 1";
    let (received,): (i64,) = fetch_one!(conn, sqlx::query_as(RECEIVED).bind(shop_id).bind(since))?;
    let (replied,): (i64,) = fetch_one!(conn, sqlx::query_as(REPLIED).bind(shop_id).bind(staff).bind(since))?;
    let (solved,): (i64,) = fetch_one!(conn, sqlx::query_as(SOLVED).bind(shop_id).bind(staff).bind(since))?;
    let (waiting,): (i64,) = fetch_one!(conn, sqlx::query_as(WAITING).bind(shop_id))?;
    let waits: Vec<i64> = fetch_all!(conn, sqlx::query_scalar(FIRST_REPLIES).bind(shop_id).bind(since))?;
    let first_reply_ms_median = waits.get(waits.len() / 2).copied();
    Ok(TodayFigures { received, replied, solved, first_reply_ms_median, waiting })
}
