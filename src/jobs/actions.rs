//! What managers do with dead letters.

use super::model::DeadLetter;
use super::store;
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission};
use crate::error::{Error, Result};
use crate::ids::JobId;

/// A page of dead letters, the newest first, and the place after it.
pub async fn list(
    app: &App,
    actor: &Actor,
    after: Option<JobId>,
    limit: usize,
) -> Result<(Vec<DeadLetter>, Option<JobId>)> {
    let before = after.unwrap_or(JobId(uuid::Uuid::max()));
    let one_more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut items = store::dead_letters(&mut app.db.reader().await?.conn(), actor.shop_id, before, one_more).await?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|item| item.id);
    Ok((items, next))
}

/// Tries a dead letter again from the beginning.
pub async fn replay(app: &App, actor: &Actor, id: JobId) -> Result<()> {
    actor.require(Permission::ManageIntegrations)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let about = store::replay(&mut conn, actor.shop_id, id, now).await?.ok_or(Error::NotFound)?;
    let entry = Entry::new(Action::DeadLetterReplayed).on(Subject::job(id, about.as_deref()));
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    tx.commit().await?;
    app.jobs.ring();
    Ok(())
}

/// Tries all dead letters again; how many there were.
pub async fn replay_all(app: &App, actor: &Actor) -> Result<u64> {
    actor.require(Permission::ManageIntegrations)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let count = store::replay_all(&mut conn, actor.shop_id, now).await?;
    let entry = Entry::new(Action::DeadLettersReplayed).note("count", count);
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    tx.commit().await?;
    app.jobs.ring();
    Ok(count)
}

/// Gives a dead letter up for good.
pub async fn discard(app: &App, actor: &Actor, id: JobId) -> Result<()> {
    actor.require(Permission::ManageIntegrations)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let about = store::discard(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let entry = Entry::new(Action::DeadLetterDiscarded).on(Subject::job(id, about.as_deref()));
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    Ok(tx.commit().await?)
}
