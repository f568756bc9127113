//! Replies of the past for what a buyer says now.

use std::collections::HashSet;

use super::store::{self, Uses};
use super::thread;
use crate::app::App;
use crate::clock::Time;
use crate::conversations::{self, ConversationRow};
use crate::error::Result;
use crate::ids::{PastReplyId, ShopId, derived};

/// From here on they help more often than they are in the way: docs/answer-quality.md.
const LEAST_SCORE: f32 = 0.22;
/// Some of them repeat an entry, or were passed over too often.
const LOOKED_AT: usize = 8;
/// The turn that waits and two before it stand among so many of the newest messages.
const LAST_MESSAGES: i64 = 50;
/// What is passed over so often for every time it helps rests, until the oldest of that is forgotten.
const PASSED_OVER: i64 = 5;
const REMEMBERED_SECONDS: i64 = 30 * 24 * 3600;
/// Ids of replies: made of their words under the installation key, so that nobody reads the words out of them.
const ID_SPACE: &str = "zhanggui past reply";

/// A reply that was given before.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub id: PastReplyId,
    /// With blanks for numbers that belonged to one customer.
    pub text: String,
    pub score: f32,
    pub customers: i64,
    pub last_at: Time,
}

/// At most so many replies that fit, the best first, without what the shop's answers say; none yet while they are read.
pub async fn suggest(
    app: &App,
    row: &ConversationRow,
    answers: Vec<String>,
    most: usize,
) -> Result<Option<Vec<Found>>> {
    let (shop_id, asker) = (row.shop_id, row.customer_id.0);
    let Some(held) = app.past_replies.of(app, shop_id).await? else { return Ok(None) };
    let mut reader = app.db.reader().await?;
    let messages = conversations::tail(&mut reader.conn(), shop_id, row.id, LAST_MESSAGES).await?;
    drop(reader);
    let Some(context) = thread::asked(&messages) else { return Ok(Some(Vec::new())) };
    let search = move || {
        let mut found = held.replies.suggest(Some(asker), &context, LOOKED_AT);
        found.retain(|one| one.score >= LEAST_SCORE);
        found.retain(|one| !answers.iter().any(|answer| held.replies.are_alike(answer, &one.reply)));
        found
    };
    let found = tokio::task::spawn_blocking(search).await.map_err(anyhow::Error::from)?;
    let mut found: Vec<Found> = found.into_iter().map(|one| Found::of(app, shop_id, one)).collect();
    let resting = resting(app, shop_id, &found).await?;
    found.retain(|one| !resting.contains(&one.id));
    found.truncate(most);
    Ok(Some(found))
}

impl Found {
    fn of(app: &App, shop_id: ShopId, one: zg_answer::replies::Suggestion) -> Self {
        let key = hex::encode(app.keys.derive(ID_SPACE));
        Self {
            id: PastReplyId(derived(ID_SPACE, shop_id, &[&key, &one.reply])),
            text: one.reply,
            score: one.score,
            customers: i64::try_from(one.customers).unwrap_or(i64::MAX),
            last_at: Time(one.last_at),
        }
    }
}

/// Those that colleagues passed over too often.
async fn resting(app: &App, shop_id: ShopId, found: &[Found]) -> Result<HashSet<PastReplyId>> {
    let since = app.clock.now().plus_seconds(-REMEMBERED_SECONDS);
    let ids: Vec<PastReplyId> = found.iter().map(|one| one.id).collect();
    let uses = store::uses(&mut app.db.reader().await?.conn(), shop_id, since, &ids).await?;
    Ok(uses.into_iter().filter(rests).map(|uses| uses.reply_id).collect())
}

fn rests(uses: &Uses) -> bool {
    uses.passed_over >= PASSED_OVER * (uses.sent + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_passed_over_again_and_again_rests() {
        let rests = |sent, passed_over| rests(&Uses { reply_id: PastReplyId::new(), sent, passed_over });
        assert!(!rests(0, 4));
        assert!(rests(0, 5));
        assert!(!rests(1, 9), "what helped is given more chances");
        assert!(rests(1, 10));
    }
}
