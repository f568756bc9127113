//! One action on many conversations: each by itself, as if somebody did them one after the other.

use super::actions::{self, Place};
use super::model::ConversationRow;
use super::{spam, tag};
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::error::{Error, Result};
use crate::ids::{ConversationId, TagId};

/// As many are taken at once.
const MOST: usize = 200;

/// What is done with each.
#[derive(Debug, Clone)]
pub enum Deed {
    Assign(Place),
    /// Why, where it is given: put on those that have no reason yet.
    Solve(Vec<TagId>),
    /// Without a time until the buyer writes.
    Snooze(Option<Time>),
    /// Without these tags, such as the reason for which they were solved.
    Reopen(Vec<TagId>),
    MarkSpam,
    UnmarkSpam,
}

/// What came of one of them.
pub type Outcome = (ConversationId, Result<ConversationRow>);

/// Does it with each, in the order in which they were named; one that is refused stops no other.
pub async fn each(app: &App, actor: &Actor, ids: &[ConversationId], deed: Deed) -> Result<Vec<Outcome>> {
    if ids.is_empty() {
        return Err(Error::invalid("ids", "required"));
    }
    if ids.len() > MOST {
        return Err(Error::invalid("ids", "too_many"));
    }
    let mut outcomes: Vec<Outcome> = Vec::with_capacity(ids.len());
    for id in ids {
        if outcomes.iter().any(|(known, _)| known == id) {
            continue;
        }
        let outcome = act(app, actor, *id, &deed).await;
        let nothing_was_done = outcomes.iter().all(|(_, outcome)| outcome.is_err());
        match outcome {
            // It is the request that is wrong, not one of the conversations.
            Err(error @ Error::Invalid { .. }) if nothing_was_done => return Err(error),
            outcome => outcomes.push((*id, outcome)),
        }
    }
    Ok(outcomes)
}

async fn act(app: &App, actor: &Actor, id: ConversationId, deed: &Deed) -> Result<ConversationRow> {
    match deed {
        Deed::Assign(place) => actions::assign(app, actor, id, *place, None).await,
        Deed::Solve(reasons) => tag::solve_among(app, actor, id, reasons).await,
        Deed::Snooze(until) => actions::snooze(app, actor, id, *until).await,
        Deed::Reopen(tags) => tag::reopen_without(app, actor, id, tags).await,
        Deed::MarkSpam => spam::mark(app, actor, id).await,
        Deed::UnmarkSpam => spam::unmark(app, actor, id).await,
    }
}
