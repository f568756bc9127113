//! What managers do with dead letters.

use super::model::DeadLetter;
use super::store;
use crate::app::App;
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
    let mut tx = app.db.begin().await?;
    if !store::replay(&mut tx.conn(), actor.shop_id, id, app.clock.now()).await? {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    app.jobs.ring();
    Ok(())
}

/// Tries all dead letters again; how many there were.
pub async fn replay_all(app: &App, actor: &Actor) -> Result<u64> {
    actor.require(Permission::ManageIntegrations)?;
    let mut tx = app.db.begin().await?;
    let count = store::replay_all(&mut tx.conn(), actor.shop_id, app.clock.now()).await?;
    tx.commit().await?;
    app.jobs.ring();
    Ok(count)
}

/// Gives a dead letter up for good.
pub async fn discard(app: &App, actor: &Actor, id: JobId) -> Result<()> {
    actor.require(Permission::ManageIntegrations)?;
    let mut tx = app.db.begin().await?;
    if !store::discard(&mut tx.conn(), actor.shop_id, id).await? {
        return Err(Error::NotFound);
    }
    Ok(tx.commit().await?)
}
