//! What people do with knowledge.

pub mod categories;
pub mod entries;
pub mod jobs;
pub mod proposals;
pub mod states;
pub mod versions;

use super::model::{EntryContent, EntryState};
use super::store::{self, entries::Row};
use crate::app::App;
use crate::audit::Subject;
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::db::{Conn, Script, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Event, NewEvent};
use crate::ids::{EntryId, Seq, ShopId};

/// Opens a transaction that changes knowledge, with the event that tells of it; no subject: of more than one entry.
pub async fn begin(app: &App, shop_id: ShopId, subject: Option<EntryId>) -> Result<(Tx, Vec<Event>)> {
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    let now = app.clock.now();
    categories::ensure(&mut conn, shop_id, now).await?;
    let told = events::record(&mut conn, shop_id, now, &[NewEvent::knowledge_updated(subject)]).await?;
    store::heads::raise(&mut conn, shop_id, number(&told)).await?;
    Ok((tx, told))
}

/// The number of the event of a change.
pub fn number(told: &[Event]) -> Seq {
    told.last().map_or(0, |event| event.seq)
}

/// An entry that this person may change: drafts by all who may propose, the rest by those who decide what is said.
async fn changeable(conn: &mut Conn<'_>, actor: &Actor, id: EntryId) -> Result<Row> {
    let row = store::entries::find(conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if row.state != EntryState::Draft {
        actor.require(Permission::ManageKnowledge)?;
    }
    Ok(row)
}

/// What an entry says now.
pub async fn said(conn: &mut Conn<'_>, row: &Row) -> Result<EntryContent> {
    Ok(EntryContent {
        category_id: row.category_id,
        kind: row.kind,
        title: row.title.clone(),
        phrasings: store::parts::phrasings(conn, row.shop_id, row.id).await?,
        answers: store::parts::answers(conn, row.shop_id, row.id).await?,
    })
}

/// Lets an entry say something else, and keeps what it said before.
pub async fn rewrite(
    conn: &mut Conn<'_>,
    actor: &Actor,
    row: &mut Row,
    content: &EntryContent,
    (now, seq): (Time, Seq),
) -> Result<()> {
    let before = said(conn, row).await?;
    let kept = store::json(&before)?;
    let who = (row.changed_by, row.updated_at);
    store::versions::keep(conn, row.shop_id, row.id, row.version, &kept, who).await?;
    row.is_starter = false;
    row.write(content, now);
    row.version += 1;
    row.revision += 1;
    row.seq = seq;
    row.changed_by = Some(actor.staff_id);
    row.updated_at = now;
    store::parts::clear(conn, row.shop_id, row.id).await?;
    let mut script = Script::of(conn);
    store::parts::insert(&mut script, row.shop_id, &[(row.id, content)])?;
    script.run(conn).await?;
    store::entries::update(conn, row).await
}

pub fn subject(row: &Row) -> Subject {
    Subject::new("knowledge", row.id, Some(&row.title))
}
