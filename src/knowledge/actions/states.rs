//! How far an entry is: draft, approved, archived.

use super::entries::{Read, read};
use super::{begin, number, subject};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{EntryId, Seq};
use crate::knowledge::model::EntryState;
use crate::knowledge::store;

/// As many are taken at once.
const MOST: usize = 200;

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

/// What came of one of many; one that was so already is fine.
pub type Outcome = (EntryId, Result<()>);

/// The same for many at once: what is refused of one stops no other.
pub async fn turn_all(app: &App, actor: &Actor, ids: &[EntryId], to: EntryState) -> Result<Vec<Outcome>> {
    actor.require(Permission::ManageKnowledge)?;
    if ids.is_empty() {
        return Err(Error::invalid("ids", "required"));
    }
    if ids.len() > MOST {
        return Err(Error::invalid("ids", "too_many"));
    }
    let (mut tx, told) = begin(app, actor.shop_id, None).await?;
    let mut conn = tx.conn();
    let at = (app.clock.now(), number(&told));
    let (mut outcomes, mut is_changed): (Vec<Outcome>, bool) = (Vec::with_capacity(ids.len()), false);
    for id in ids {
        if outcomes.iter().any(|(known, _)| known == id) {
            continue;
        }
        let outcome = step(&mut conn, actor, at, *id, to).await;
        match outcome {
            Err(error) if error.is_ours() => return Err(error),
            Ok(changed) => {
                is_changed |= changed;
                outcomes.push((*id, Ok(())));
            }
            Err(error) => outcomes.push((*id, Err(error))),
        }
    }
    if is_changed {
        tx.commit().await?;
        app.live.publish(told);
    }
    Ok(outcomes)
}

async fn turn(app: &App, actor: &Actor, id: EntryId, to: EntryState) -> Result<Read> {
    actor.require(Permission::ManageKnowledge)?;
    let (mut tx, told) = begin(app, actor.shop_id, Some(id)).await?;
    let mut conn = tx.conn();
    if !step(&mut conn, actor, (app.clock.now(), number(&told)), id, to).await? {
        drop(tx);
        return super::entries::show(app, actor, id).await;
    }
    let after = read(app, &mut conn, actor.shop_id, id).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(after)
}

/// Whether it was something else before.
async fn step(
    conn: &mut Conn<'_>,
    actor: &Actor,
    (now, seq): (Time, Seq),
    id: EntryId,
    to: EntryState,
) -> Result<bool> {
    let mut row = store::entries::find(conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if row.state == to {
        return Ok(false);
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
    row.seq = seq;
    store::entries::update(conn, &row).await?;
    let entry = Entry::new(action).on(subject(&row));
    audit::record(conn, actor.shop_id, actor, now, entry).await?;
    Ok(true)
}
