//! Today's figures for the desk's empty state.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::Status;
use super::store;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;
use crate::targets::Breaches;

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
    /// Today's conversations of the shop in which a person replied, or the first reply is late.
    pub first_replies: i64,
    /// Of these, those in which a person replied within the target.
    pub first_replies_in_time: i64,
    /// Targets that were missed in the shop today.
    pub breaches: Breaches,
    /// Buyers who wait for an answer now, in the whole shop.
    pub waiting: i64,
}

/// Which of these figures is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TodayFigure)]
pub enum Figure {
    Received,
    Replied,
    Solved,
    /// Those in which a person replied, with how long it took; and those in which the first reply is late.
    FirstReply,
    /// Each target that was missed.
    Late,
}

/// Conversations of all shops by status, and how many of them have an unanswered buyer.
pub async fn totals(conn: &mut Conn<'_>) -> Result<(Vec<(&'static str, i64)>, i64)> {
    let tallies = store::tallies::of_all(conn).await?;
    let waiting = tallies.iter().map(|(.., waiting)| waiting).sum();
    let named = tallies.into_iter().map(|(status, total, _)| {
        let name = match status {
            Status::Queued => "queued",
            Status::Open => "open",
            Status::Waiting => "waiting",
            Status::Snoozed => "snoozed",
            Status::Solved => "solved",
        };
        (name, total)
    });
    Ok((named.collect(), waiting))
}

/// Midnight before `now` in a time zone; UTC's when the zone is unknown.
pub fn midnight(now: Time, timezone: &str) -> Time {
    let zone = jiff::tz::TimeZone::get(timezone).unwrap_or(jiff::tz::TimeZone::UTC);
    let at = jiff::Timestamp::from_millisecond(now.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_zoned(zone);
    at.start_of_day().map_or(now, |start| Time(start.timestamp().as_millisecond()))
}
