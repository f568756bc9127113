//! When the rules run: at three in the morning by the shop's clocks, on whichever process takes the job first.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::RETAIN;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{JobId, ShopId};
use crate::jobs::{self, NewJob};
use crate::privacy::model::RetentionRule;
use crate::shops;

const HOUR: i8 = 3;

/// Has the rules run in the next night, or no more if there are none.
pub async fn plan(conn: &mut Conn<'_>, shop_id: ShopId, rules: &[RetentionRule], now: Time) -> Result<()> {
    let key = format!("{RETAIN}:{shop_id}");
    if rules.is_empty() {
        return jobs::discard_once(conn, shop_id, &key).await;
    }
    let shop = shops::find(conn, shop_id).await?.ok_or(Error::NotFound)?;
    let job = NewJob {
        id: JobId::new(),
        shop_id,
        kind: RETAIN,
        payload: String::new(),
        target: String::new(),
        lane: None,
        place: 0,
        about: None,
    };
    jobs::enqueue_once(conn, &job, &key, next(&shop.timezone, now), now).await
}

/// The next three o'clock of a time zone; where clocks leap over it, the moment they land on.
pub fn next(timezone: &str, now: Time) -> Time {
    let zone = TimeZone::get(timezone).unwrap_or(TimeZone::UTC);
    let here = Timestamp::from_millisecond(now.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone);
    let at_night = |day: jiff::civil::Date| day.at(HOUR, 0, 0, 0).to_zoned(here.time_zone().clone()).ok();
    let tonight = at_night(here.date()).filter(|night| *night > here);
    let tomorrow = || here.date().checked_add(1.day()).ok().and_then(at_night);
    match tonight.or_else(tomorrow) {
        Some(night) => Time(night.timestamp().as_millisecond()),
        None => now.plus_seconds(24 * 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        Time::parse(text).expect("a time")
    }

    #[test]
    fn it_is_three_in_the_morning_where_the_shop_is() {
        for (zone, now, night) in [
            ("Asia/Shanghai", "2026-11-11T04:00:00Z", "2026-11-11T19:00:00Z"),
            ("Asia/Shanghai", "2026-11-11T18:59:59Z", "2026-11-11T19:00:00Z"),
            ("Asia/Shanghai", "2026-11-11T19:00:00Z", "2026-11-12T19:00:00Z"),
            ("America/New_York", "2026-11-11T04:00:00Z", "2026-11-11T08:00:00Z"),
            // Clocks go from one to three that night: three is there, an hour sooner after midnight.
            ("Europe/London", "2027-03-28T00:10:00Z", "2027-03-28T02:00:00Z"),
        ] {
            assert_eq!(next(zone, at(now)), at(night), "{zone} {now}");
        }
    }
}
