//! Replies out as a table.

use std::collections::HashMap;

use super::columns::{Column, INTO};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::canned_replies::model::FolderRow;
use crate::canned_replies::store::{folders, replies};
use crate::csv;
use crate::error::{Error, Result};
use crate::ids::CannedReplyFolderId;
use crate::shops;

/// Those of the shop, or one's own; files and cards stay here.
pub async fn export(app: &App, actor: &Actor, shared: bool) -> Result<String> {
    actor.require(Permission::ReadConversations)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let shop = shops::find(&mut conn, actor.shop_id).await?.ok_or(Error::NotFound)?;
    let drawers = folders::list(&mut conn, actor.shop_id, actor.staff_id).await?;
    let mut rows = replies::list(&mut conn, actor.shop_id, actor.staff_id).await?;
    drop(reader);
    rows.retain(|row| row.owner_id.is_none() == shared);
    let paths = paths(&drawers);
    let in_chinese = shop.locale.starts_with("zh");
    let header = Column::ALL.map(|column| column.written(in_chinese));
    let mut table = format!("{}{}", csv::BYTE_ORDER_MARK, csv::line(header));
    for row in &rows {
        let folder = row.folder_id.and_then(|id| paths.get(&id)).map_or("", String::as_str);
        table.push_str(&csv::line([folder, &row.title, row.shortcut.as_deref().unwrap_or_default(), &row.text]));
    }
    if shared {
        let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
        let entry = Entry::new(Action::CannedRepliesExported).note("count", rows.len());
        audit::record(&mut tx.conn(), actor.shop_id, actor, app.clock.now(), entry).await?;
        tx.commit().await?;
    }
    Ok(table)
}

/// What each folder is called in a table.
pub fn paths(folders: &[FolderRow]) -> HashMap<CannedReplyFolderId, String> {
    let path = |folder: &FolderRow| {
        let parent = folders.iter().find(|parent| Some(parent.id) == folder.parent_id);
        let path = match parent {
            Some(parent) => format!("{}{INTO}{}", plain(&parent.name), plain(&folder.name)),
            None => plain(&folder.name),
        };
        (folder.id, path)
    };
    folders.iter().map(path).collect()
}

/// A slash in a name stands between no folders.
fn plain(name: &str) -> String {
    name.replace(INTO, "／")
}
