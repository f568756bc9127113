//! How long buyers waited lately for the first answer of a person.

use std::time::Duration;

use moka::sync::Cache;

use super::calendar::Calendar;
use crate::app::App;
use crate::conversations;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{InboxId, ShopId};

const LATELY_SECONDS: i64 = 7 * 86_400;
/// Of this many conversations, the newest.
const MOST_SAMPLES: i64 = 200;
/// Fewer say nothing.
const FEWEST_SAMPLES: usize = 20;
/// So long a figure holds.
const HOLDS_MILLIS: i64 = 10 * 60 * 1000;

/// The figures of a while, by inbox and by which while.
#[derive(Debug, Clone)]
pub struct UsualReplies(Cache<(InboxId, i64), Option<i64>>);

impl Default for UsualReplies {
    fn default() -> Self {
        let twice = Duration::from_millis(2 * HOLDS_MILLIS.unsigned_abs());
        Self(Cache::builder().max_capacity(10_000).time_to_live(twice).build())
    }
}

/// Half of the buyers of an inbox waited no longer than this many seconds, not counting closed hours; nothing if too few wrote.
pub async fn reply_seconds(
    app: &App,
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    inbox_id: InboxId,
    calendar: &Calendar,
) -> Result<Option<i64>> {
    let now = app.clock.now();
    let key = (inbox_id, now.0.div_euclid(HOLDS_MILLIS));
    if let Some(known) = app.usual_replies.0.get(&key) {
        return Ok(known);
    }
    let since = now.plus_seconds(-LATELY_SECONDS);
    let replies = conversations::first_replies(conn, shop_id, inbox_id, since, MOST_SAMPLES).await?;
    let waits = replies.iter().map(|reply| calendar.open_millis(reply.waited_from(), reply.replied_at));
    let found = median(waits.collect()).map(|millis| (millis / 1000).max(1));
    app.usual_replies.0.insert(key, found);
    Ok(found)
}

fn median(mut waits: Vec<i64>) -> Option<i64> {
    waits.sort_unstable();
    (waits.len() >= FEWEST_SAMPLES).then(|| waits[waits.len() / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_waits_say_nothing() {
        assert_eq!(median(vec![1000; FEWEST_SAMPLES - 1]), None);
        assert_eq!(median((0..21).rev().collect()), Some(10));
    }
}
