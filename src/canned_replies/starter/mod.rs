//! A start: replies for the situations of every shop, in three languages, written for this project.

use serde::Deserialize;

use super::actions::replies::new_row;
use super::actions::{at_most, owner_for, tell};
use super::clean;
use super::model::{CannedReplyContent, FolderRow, Place, ReplyRow};
use super::store::{folders, replies};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, rules};
use crate::clock::Time;
use crate::db::{Conn, Script};
use crate::error::{Error, Result};
use crate::ids::{CannedReplyFolderId, CannedReplyId, ShopId};
use crate::shops;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    folder: Vec<Folder>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Folder {
    name: String,
    reply: Vec<Reply>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    title: String,
    shortcut: String,
    text: String,
}

/// What a new shop begins with, in its language.
pub async fn begin(conn: &mut Conn<'_>, shop_id: ShopId, locale: &str, now: Time) -> Result<()> {
    let there = There { folders: Vec::new(), replies: Vec::new() };
    insert(conn, shop_id, locale, now, there).await.map(drop)
}

/// Brings the set in later, in a language or in the shop's own; how many came.
pub async fn add(app: &App, actor: &Actor, locale: Option<&str>) -> Result<usize> {
    owner_for(actor, true)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let shop = shops::find(&mut conn, actor.shop_id).await?.ok_or(Error::NotFound)?;
    let locale = locale.unwrap_or(&shop.locale);
    rules::check_locale("locale", locale)?;
    let mut there = There {
        folders: folders::list(&mut conn, actor.shop_id, actor.staff_id).await?,
        replies: replies::list(&mut conn, actor.shop_id, actor.staff_id).await?,
    };
    there.folders.retain(|folder| folder.owner_id.is_none());
    there.replies.retain(|reply| reply.owner_id.is_none());
    let before = there.replies.len();
    let created = insert(&mut conn, actor.shop_id, locale, now, there).await?;
    at_most(i64::try_from(before + created).unwrap_or(i64::MAX), None)?;
    if created > 0 {
        let entry = Entry::new(Action::CannedRepliesImported).note("created", created).note("starter", locale);
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    let told = tell(&mut conn, actor, now, created > 0).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(created)
}

/// What the shop has already.
struct There {
    folders: Vec<FolderRow>,
    replies: Vec<ReplyRow>,
}

impl There {
    fn has_shortcut(&self, shortcut: &str) -> bool {
        let is = |known: &str| zg_text::fold(known) == zg_text::fold(shortcut);
        self.replies.iter().any(|reply| reply.shortcut.as_deref().is_some_and(is))
    }

    fn has_reply(&self, folder_id: CannedReplyFolderId, title: &str) -> bool {
        self.replies.iter().any(|reply| reply.folder_id == Some(folder_id) && reply.title == title)
    }

    fn next_position(&self, folder_id: CannedReplyFolderId) -> i64 {
        let there = self.replies.iter().filter(|reply| reply.folder_id == Some(folder_id));
        there.map(|reply| reply.position + 1).max().unwrap_or(0)
    }
}

async fn insert(conn: &mut Conn<'_>, shop_id: ShopId, locale: &str, now: Time, mut there: There) -> Result<usize> {
    let (known_folders, known_replies) = (there.folders.len(), there.replies.len());
    for folder in set(locale)?.folder {
        let top = there.folders.iter().filter(|row| row.parent_id.is_none());
        let id = match top.clone().find(|row| row.name == folder.name) {
            Some(row) => row.id,
            None => {
                let id = CannedReplyFolderId::new();
                let position = top.map(|row| row.position + 1).max().unwrap_or(0);
                let name = folder.name;
                let row = FolderRow { id, owner_id: None, parent_id: None, name, position, created_at: now };
                there.folders.push(row);
                id
            }
        };
        for reply in folder.reply {
            if there.has_reply(id, &reply.title) {
                continue;
            }
            let is_free = !there.has_shortcut(&reply.shortcut);
            let content = reply.content(is_free)?;
            let place = Place { owner_id: None, folder_id: Some(id) };
            let position = there.next_position(id);
            let row = new_row(shop_id, CannedReplyId::new(), place, &content)?;
            there.replies.push(ReplyRow { position, created_at: now, updated_at: now, ..row });
        }
    }
    let mut script = Script::of(conn);
    folders::insert(&mut script, shop_id, &there.folders[known_folders..]);
    replies::insert(&mut script, &there.replies[known_replies..]);
    script.run(conn).await?;
    Ok(there.replies.len() - known_replies)
}

impl Reply {
    fn content(self, with_shortcut: bool) -> Result<CannedReplyContent> {
        clean::content(CannedReplyContent {
            shared: true,
            title: self.title,
            shortcut: with_shortcut.then_some(self.shortcut),
            text: self.text,
            ..CannedReplyContent::default()
        })
    }
}

fn set(locale: &str) -> Result<Set> {
    let text = match locale {
        "zh-Hant" => include_str!("zh-Hant.toml"),
        "en" => include_str!("en.toml"),
        _ => include_str!("zh-CN.toml"),
    };
    Ok(toml::from_str(text).map_err(anyhow::Error::from)?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_language_has_the_same_set_and_no_template_is_broken() {
        let shape = |locale: &str| -> Vec<usize> {
            let set = set(locale).expect("a set");
            let mut shortcuts = BTreeSet::new();
            let mut titles = BTreeSet::new();
            let mut sizes = Vec::new();
            for folder in set.folder {
                sizes.push(folder.reply.len());
                for reply in folder.reply {
                    assert!(shortcuts.insert(reply.shortcut.clone()), "{locale}: {} stands twice", reply.shortcut);
                    assert!(titles.insert(reply.title.clone()), "{locale}: {} stands twice", reply.title);
                    reply.content(true).expect("a reply that can be stored");
                }
            }
            sizes
        };
        assert!(shape("zh-CN").iter().sum::<usize>() >= 24);
        assert_eq!(shape("zh-CN"), shape("zh-Hant"));
        assert_eq!(shape("zh-CN"), shape("en"));
    }
}
