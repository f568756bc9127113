//! How far an entry is: draft, approved, archived.

use super::entries::{Read, read};
use super::{begin, number, subject};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::error::{Error, Result};
use crate::ids::EntryId;
use crate::knowledge::model::EntryState;
use crate::knowledge::store;

/// Lets buyers and agents have an entry's answers.
pub async fn approve(app: &App, actor: &Actor, id: EntryId) -> Result<Read> {
    turn(app, actor, id, EntryState::Approved).await
}

/// Keeps an entry where nobody who asks finds it.
pub async fn archive(app: &App, actor: &Actor, id: EntryId) -> Result<Read> {
    turn(app, actor, id, EntryState::Archived).await
}

/// Makes an archived entry a draft again.
pub async fn restore(app: &App, actor: &Actor, id: EntryId) -> Result<Read> {
    turn(app, actor, id, EntryState::Draft).await
}

async fn turn(app: &App, actor: &Actor, id: EntryId, to: EntryState) -> Result<Read> {
    actor.require(Permission::ManageKnowledge)?;
    let (mut tx, told) = begin(app, actor.shop_id, Some(id)).await?;
    let mut conn = tx.conn();
    let mut row = store::entries::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if row.state == to {
        drop(tx);
        return super::entries::show(app, actor, id).await;
    }
    let action = match (row.state, to) {
        (EntryState::Archived, EntryState::Draft) => Action::KnowledgeRestored,
        (EntryState::Draft, EntryState::Approved) => Action::KnowledgeApproved,
        (_, EntryState::Archived) => Action::KnowledgeArchived,
        (EntryState::Archived, _) => return Err(Error::Conflict("entry_archived")),
        _ => return Err(Error::Conflict("entry_not_archived")),
    };
    row.state = to;
    row.revision += 1;
    row.seq = number(&told);
    store::entries::update(&mut conn, &row).await?;
    let entry = Entry::new(action).on(subject(&row));
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    let after = read(app, &mut conn, actor.shop_id, id).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(after)
}
