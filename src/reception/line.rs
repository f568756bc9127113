//! Where each buyer of the queue stands, and how long it will take: what the widget shows.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;
use utoipa::ToSchema;

use super::desk::{Desk, Policy};
use super::plan::{Agent, Waiting, Wanted};
use super::store::{self, GivenTo};
use crate::app::App;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{ConversationId, CustomerId, InboxId, ShopId, StaffId};

/// The pace is that of so many seconds.
pub const PACE_SECONDS: i64 = 600;
/// Of fewer than so many conversations given away there is no pace.
const FEWEST: i64 = 3;
/// What takes longer is not told to the minute.
const LONGEST_SECONDS: i64 = 3600;

/// A buyer's place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct QueuePlace {
    /// 1 is next.
    pub position: i64,
    /// How long it is likely to take, in whole minutes, at most an hour; null while there is nothing to tell it by.
    pub wait_seconds: Option<i64>,
}

/// Somebody who stands in the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InLine {
    pub conversation_id: ConversationId,
    pub customer_id: CustomerId,
    pub inbox_id: InboxId,
    pub place: QueuePlace,
}

/// Everybody in a shop's line whose turn can come: for whom nobody is there, nothing is told.
pub async fn of_shop(app: &App, conn: &mut Conn<'_>, shop_id: ShopId, now: Time) -> Result<Vec<InLine>> {
    let policy = Policy::load(conn, shop_id).await?;
    let desk = Desk::look(app, conn, &policy, now).await?;
    if !desk.shows_position() {
        return Ok(Vec::new());
    }
    let line = desk.line(conn).await?;
    let given = store::given_since(conn, shop_id, now.plus_seconds(-PACE_SECONDS)).await?;
    let waiting: Vec<&Waiting> = line.iter().map(|(_, waiting)| waiting).collect();
    let places = places(&waiting, desk.agents(), &given, now);
    let in_line = line.iter().zip(places).filter_map(|((queued, _), place)| {
        let (conversation_id, customer_id, inbox_id) = (queued.id, queued.customer_id, queued.inbox_id);
        Some(InLine { conversation_id, customer_id, inbox_id, place: place? })
    });
    Ok(in_line.collect())
}

/// The place of one conversation, if it waits for its turn.
pub async fn of_conversation(
    app: &App,
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: ConversationId,
) -> Result<Option<QueuePlace>> {
    let line = of_shop(app, conn, shop_id, app.clock.now()).await?;
    Ok(line.into_iter().find(|one| one.conversation_id == id).map(|one| one.place))
}

/// The places of all who wait for their turn.
pub async fn of_conversations(
    app: &App,
    conn: &mut Conn<'_>,
    shop_id: ShopId,
) -> Result<HashMap<ConversationId, QueuePlace>> {
    let line = of_shop(app, conn, shop_id, app.clock.now()).await?;
    Ok(line.into_iter().map(|one| (one.conversation_id, one.place)).collect())
}

/// The places of a line that is in its order; none for those whom nobody who is there serves.
fn places(line: &[&Waiting], agents: &[Agent], given: &[GivenTo], now: Time) -> Vec<Option<QueuePlace>> {
    // Few kinds of wishes stand in a long line.
    let mut ahead: Vec<(&Wanted, i64)> = Vec::new();
    let mut paces: HashMap<BTreeSet<StaffId>, Option<i64>> = HashMap::new();
    let mut places = Vec::with_capacity(line.len());
    for waiting in line {
        let before = ahead.iter().filter(|(wanted, _)| wanted.overlaps(&waiting.wanted)).map(|(_, count)| count);
        let position = before.sum::<i64>() + 1;
        match ahead.iter_mut().find(|(wanted, _)| *wanted == &waiting.wanted) {
            Some((_, count)) => *count += 1,
            None => ahead.push((&waiting.wanted, 1)),
        }
        let serving: BTreeSet<StaffId> =
            agents.iter().filter(|agent| agent.may_be_given(&waiting.wanted)).map(|agent| agent.id).collect();
        let is_served = !serving.is_empty();
        let pace = *paces.entry(serving).or_insert_with_key(|serving| millis_each(serving, given, now));
        let wait_seconds = pace.map(|each| whole_minutes(position * each).min(LONGEST_SECONDS));
        places.push(is_served.then_some(QueuePlace { position, wait_seconds }));
    }
    places
}

/// How long it lately took these colleagues together to take the next.
fn millis_each(serving: &BTreeSet<StaffId>, given: &[GivenTo], now: Time) -> Option<i64> {
    let theirs = || given.iter().filter(|one| serving.contains(&one.staff_id));
    let count: i64 = theirs().map(|one| one.count).sum();
    let since = theirs().map(|one| one.first_at).min()?;
    (count >= FEWEST).then(|| (now.0 - since.0).max(0) / count)
}

fn whole_minutes(millis: i64) -> i64 {
    (millis + 59_999) / 60_000 * 60
}
