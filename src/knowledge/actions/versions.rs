//! What an entry said before, and the way back.

use super::entries::{Read, check, known_inboxes, read};
use super::{begin, number, rewrite, said, subject};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::error::{Error, Result};
use crate::ids::EntryId;
use crate::knowledge::clean;
use crate::knowledge::model::{EntryContent, Version, VersionRow};
use crate::knowledge::store;

/// All that is kept, the newest first.
pub async fn list(app: &App, actor: &Actor, id: EntryId) -> Result<Vec<Version>> {
    actor.require(Permission::ReadKnowledge)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let row = store::entries::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let content = said(&mut conn, &row).await?;
    let (changed_by, changed_at) = (row.changed_by, row.updated_at);
    let mut versions = vec![Version { version: row.version, current: true, content, changed_by, changed_at }];
    for kept in store::versions::list(&mut conn, actor.shop_id, id).await? {
        let VersionRow { version, content, changed_by, changed_at } = kept;
        let content = store::from_json(&content)?;
        versions.push(Version { version, current: false, content, changed_by, changed_at });
    }
    Ok(versions)
}

/// Says again what was said before, as a new version. What it named and is gone by now must be put right first.
pub async fn restore(app: &App, actor: &Actor, id: EntryId, version: i64) -> Result<Read> {
    actor.require(Permission::ManageKnowledge)?;
    let now = app.clock.now();
    let inboxes = known_inboxes(app, actor.shop_id).await?;
    let (mut tx, told) = begin(app, actor.shop_id, Some(id)).await?;
    let mut conn = tx.conn();
    let mut row = store::entries::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let kept = store::versions::find(&mut conn, actor.shop_id, id, version).await?.ok_or(Error::NotFound)?;
    let mut content = clean::content(store::from_json::<EntryContent>(&kept)?)?;
    check(&mut conn, actor.shop_id, id, &mut content, &inboxes).await?;
    let before = row.version;
    rewrite(&mut conn, actor, &mut row, &content, (now, number(&told))).await?;
    let entry = Entry::new(Action::KnowledgeUpdated)
        .on(subject(&row))
        .changed("version", &before, &row.version)
        .note("restored_version", version);
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    let after = read(app, &mut conn, actor.shop_id, id).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(after)
}
