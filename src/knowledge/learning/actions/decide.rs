//! Dismissed, merged, and both taken back.

use super::{open, show};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, Event, NewEvent};
use crate::ids::CandidateId;
use crate::knowledge::learning::model::{CandidateState, KnowledgeCandidate};
use crate::knowledge::learning::store;

/// Says that it is not worth an entry; what is asked in the same way from now on is not either.
pub async fn dismiss(app: &App, actor: &Actor, id: CandidateId) -> Result<KnowledgeCandidate> {
    actor.require(Permission::ManageKnowledge)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    open(&mut conn, actor.shop_id, id).await?;
    let by = Some((actor.staff_id, app.clock.now()));
    store::decide(&mut conn, actor.shop_id, id, CandidateState::Dismissed, None, by).await?;
    let told = tell(app, &mut conn, actor, Entry::new(Action::CandidateDismissed).on(subject(id))).await?;
    tx.commit().await?;
    app.live.publish(told);
    show(app, actor, id).await
}

/// Takes a dismissal back.
pub async fn restore(app: &App, actor: &Actor, id: CandidateId) -> Result<KnowledgeCandidate> {
    actor.require(Permission::ManageKnowledge)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if row.state != CandidateState::Dismissed {
        return Err(Error::Conflict("candidate_not_dismissed"));
    }
    store::decide(&mut conn, actor.shop_id, id, CandidateState::Open, None, None).await?;
    let told = tell(app, &mut conn, actor, Entry::new(Action::CandidateRestored).on(subject(id))).await?;
    tx.commit().await?;
    app.live.publish(told);
    show(app, actor, id).await
}

/// Puts the questions of a candidate to those of another, which asks for the same in other words.
pub async fn merge(app: &App, actor: &Actor, id: CandidateId, into: CandidateId) -> Result<KnowledgeCandidate> {
    actor.require(Permission::ManageKnowledge)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    open(&mut conn, actor.shop_id, id).await?;
    let other = store::find(&mut conn, actor.shop_id, into).await?;
    other
        .filter(|other| other.state == CandidateState::Open && other.id != id)
        .ok_or_else(|| Error::invalid("into", "unknown"))?;
    store::move_to(&mut conn, actor.shop_id, id, into).await?;
    store::count_anew(&mut conn, actor.shop_id, into).await?;
    store::count_anew(&mut conn, actor.shop_id, id).await?;
    let entry = Entry::new(Action::CandidateMerged).on(subject(id)).note("into", into);
    let told = tell(app, &mut conn, actor, entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    show(app, actor, into).await
}

/// Takes a merge back: what `merged` brought into a candidate is a candidate of its own again, by the id it had. What was
/// asked since stays where it came to.
pub async fn undo_merge(app: &App, actor: &Actor, id: CandidateId, merged: CandidateId) -> Result<KnowledgeCandidate> {
    actor.require(Permission::ManageKnowledge)?;
    let (shop_id, now) = (actor.shop_id, app.clock.now());
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    open(&mut conn, shop_id, id).await?;
    // Asked first: an id that is another shop's candidate is met as one that is nobody's.
    if !store::holds(&mut conn, shop_id, id, merged).await? {
        return Err(Error::Conflict("candidate_not_merged"));
    }
    store::begin(&mut conn, shop_id, merged, now).await?;
    store::move_back(&mut conn, shop_id, id, merged).await?;
    store::count_anew(&mut conn, shop_id, merged).await?;
    store::count_anew(&mut conn, shop_id, id).await?;
    let entry = Entry::new(Action::CandidateMergeUndone).on(subject(merged)).note("from", id);
    let told = tell(app, &mut conn, actor, entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    show(app, actor, merged).await
}

/// By its id alone: its words are a buyer's, and the log keeps them for ever.
pub(super) fn subject(id: CandidateId) -> Subject {
    Subject::new("candidate", id, None)
}

/// Records a decision, and what other desks learn of it.
async fn tell(app: &App, conn: &mut Conn<'_>, actor: &Actor, entry: Entry) -> Result<Vec<Event>> {
    let now = app.clock.now();
    audit::record(conn, actor.shop_id, actor, now, entry).await?;
    events::record(conn, actor.shop_id, now, &[NewEvent::knowledge_updated(None)]).await
}
