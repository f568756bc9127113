//! Today's figures for the desk's empty state.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Time;

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
