use std::collections::HashSet;

use super::model::{DuplicatePair, DuplicateSide};
use super::store;
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::{EntryId, ShopId};
use crate::knowledge::actions::entries::{self, Read};
use crate::knowledge::actions::{begin, number, rewrite, said, subject};
use crate::knowledge::clean;
use crate::knowledge::index::Pair;
use crate::knowledge::model::{EntryContent, EntryState};
use crate::knowledge::store::entries::{self as rows, Row};

/// Pairs that are alike and that nobody told apart, the likest first; and whether a newer look is under way.
pub async fn list(app: &App, actor: &Actor) -> Result<(Vec<DuplicatePair>, bool)> {
    actor.require(Permission::ReadKnowledge)?;
    let found = app.lookalikes.of(app, actor.shop_id).await?;
    let distinct = store::distinct(&mut app.db.reader().await?.conn(), actor.shop_id).await?;
    let distinct: HashSet<(EntryId, EntryId)> = distinct.into_iter().collect();
    let ready = app.knowledge.of(app, actor.shop_id).await?;
    let side = |entry_id: EntryId, phrasing: &str| {
        let (title, phrasing) = (ready.title(entry_id)?.to_owned(), phrasing.to_owned());
        Some(DuplicateSide { entry_id, title, phrasing })
    };
    let shown = |pair: &Pair| {
        let one = side(pair.entry_id, &pair.phrasing)?;
        Some(DuplicatePair { one, other: side(pair.other_id, &pair.other_phrasing)?, score: pair.score })
    };
    let open = found.pairs.iter().filter(|pair| !distinct.contains(&(pair.entry_id, pair.other_id)));
    Ok((open.filter_map(shown).collect(), found.is_old))
}

/// Says whether two entries are the same after all.
pub async fn tell_apart(app: &App, actor: &Actor, one: EntryId, other: EntryId, distinct: bool) -> Result<()> {
    actor.require(Permission::ManageKnowledge)?;
    let (shop_id, now) = (actor.shop_id, app.clock.now());
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    let row = find(&mut conn, shop_id, "entry_id", one).await?;
    find(&mut conn, shop_id, "other_id", other).await?;
    if one == other {
        return Err(Error::invalid("other_id", "unknown"));
    }
    let pair = (one.min(other), one.max(other));
    let is_new = match distinct {
        true => store::add(&mut conn, shop_id, pair, actor.staff_id, now).await?,
        false => store::remove(&mut conn, shop_id, pair).await?,
    };
    if !is_new {
        return Ok(());
    }
    let entry =
        Entry::new(Action::KnowledgeToldApart).on(subject(&row)).note("other", other).note("distinct", distinct);
    audit::record(&mut conn, shop_id, actor, now, entry).await?;
    let told = events::record(&mut conn, shop_id, now, &[NewEvent::knowledge_updated(None)]).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

/// Gives the ways to ask for an entry to another one and archives it; its answers stay with it.
pub async fn merge(app: &App, actor: &Actor, id: EntryId, into: EntryId) -> Result<Read> {
    actor.require(Permission::ManageKnowledge)?;
    let (shop_id, now) = (actor.shop_id, app.clock.now());
    let (mut tx, told) = begin(app, shop_id, None).await?;
    let mut conn = tx.conn();
    let mut row = rows::find(&mut conn, shop_id, id).await?.ok_or(Error::NotFound)?;
    let mut kept = find(&mut conn, shop_id, "into", into).await?;
    if row.id == kept.id {
        return Err(Error::invalid("into", "unknown"));
    }
    if row.state == EntryState::Archived || kept.state == EntryState::Archived {
        return Err(Error::Conflict("entry_archived"));
    }
    let from = said(&mut conn, &row).await?;
    let mut content = said(&mut conn, &kept).await?;
    content.phrasings.extend(ways_to_ask(from));
    let content = clean::content(content)?;
    rewrite(&mut conn, actor, &mut kept, &content, (now, number(&told))).await?;
    let entry = Entry::new(Action::KnowledgeUpdated)
        .on(subject(&kept))
        .changed("version", &(kept.version - 1), &kept.version)
        .note("merged", id);
    audit::record(&mut conn, shop_id, actor, now, entry).await?;
    row.state = EntryState::Archived;
    row.revision += 1;
    row.seq = number(&told);
    rows::update(&mut conn, &row).await?;
    let entry = Entry::new(Action::KnowledgeArchived).on(subject(&row)).note("into", into);
    audit::record(&mut conn, shop_id, actor, now, entry).await?;
    let after = entries::read(app, &mut conn, shop_id, into).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(after)
}

/// A name for programs is no way to ask.
fn ways_to_ask(content: EntryContent) -> impl Iterator<Item = String> {
    let title = Some(content.title).filter(|title| !clean::is_code(title));
    title.into_iter().chain(content.phrasings)
}

/// An entry that a body names.
async fn find(conn: &mut Conn<'_>, shop_id: ShopId, field: &'static str, id: EntryId) -> Result<Row> {
    rows::find(conn, shop_id, id).await?.ok_or_else(|| Error::invalid(field, "unknown"))
}
