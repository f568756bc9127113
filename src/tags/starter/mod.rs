//! A start: tags for what every shop is asked, in three languages, written for this project.

use serde::Deserialize;

use super::model::{Hue, Tag};
use super::store;
use super::tree::{MOST_TAGS, Tree};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission, rules};
use crate::clock::Time;
use crate::db::Script;
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::TagId;
use crate::shops;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    tag: Vec<Node>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Node {
    name: String,
    /// None: as the one above.
    hue: Option<Hue>,
    #[serde(default)]
    below: Vec<Node>,
}

/// Brings the set in, in a language or in the shop's own; how many tags came.
pub async fn add(app: &App, actor: &Actor, locale: Option<&str>) -> Result<usize> {
    actor.require(Permission::ManageTags)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let shop = shops::find(&mut conn, actor.shop_id).await?.ok_or(Error::NotFound)?;
    let locale = locale.unwrap_or(&shop.locale);
    rules::check_locale("locale", locale)?;
    let mut tree = store::tree(&mut conn, actor.shop_id).await?;
    let there = tree.tags.len();
    grow(&mut tree, &set(locale)?.tag, None, now);
    let created = tree.tags.len() - there;
    if created == 0 {
        return Ok(0);
    }
    if tree.tags.len() > MOST_TAGS {
        return Err(Error::Conflict("too_many_tags"));
    }
    let mut script = Script::of(&conn);
    store::insert(&mut script, actor.shop_id, &tree.tags[there..]);
    script.run(&mut conn).await?;
    let entry = Entry::new(Action::StarterTagsAdded).note("created", created).note("locale", locale);
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::tag_updated(None)]).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(created)
}

/// Adds what is not there by name, the outer before the inner; nothing below what the shop has archived.
fn grow(tree: &mut Tree, nodes: &[Node], above: Option<&Tag>, now: Time) {
    let parent_id = above.map(|tag| tag.id);
    for node in nodes {
        let is_same = |tag: &&Tag| tag.parent_id == parent_id && zg_text::fold(&tag.name) == zg_text::fold(&node.name);
        let tag = match tree.tags.iter().find(is_same) {
            Some(tag) if tag.archived_at.is_some() => continue,
            Some(tag) => tag.clone(),
            None => {
                let tag = Tag {
                    id: TagId::new(),
                    parent_id,
                    name: node.name.clone(),
                    hue: node.hue.or(above.map(|tag| tag.hue)).unwrap_or_default(),
                    position: tree.siblings(parent_id).last().map_or(0, |last| last.position + 1),
                    version: 1,
                    archived_at: None,
                    created_at: now,
                    updated_at: now,
                };
                tree.tags.push(tag.clone());
                tag
            }
        };
        if tree.check_place(None, Some(tag.id)).is_ok() {
            grow(tree, &node.below, Some(&tag), now);
        }
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
    use super::*;

    /// The shape of a tree, names aside.
    fn shape(nodes: &[Node]) -> String {
        nodes.iter().map(|node| format!("({:?}{})", node.hue, shape(&node.below))).collect()
    }

    #[test]
    fn every_language_has_the_same_tree_and_it_comes_once() {
        let trees = ["zh-CN", "zh-Hant", "en"].map(|locale| set(locale).expect("a set").tag);
        assert_eq!(shape(&trees[0]), shape(&trees[1]));
        assert_eq!(shape(&trees[0]), shape(&trees[2]));
        for nodes in &trees {
            let mut tree = Tree::default();
            grow(&mut tree, nodes, None, Time(0));
            let grown = tree.tags.len();
            assert!(grown >= 30);
            for tag in &tree.tags {
                tree.check_name(Some(tag.id), tag.parent_id, &tag.name).expect("no twins");
            }
            grow(&mut tree, nodes, None, Time(0));
            assert_eq!(tree.tags.len(), grown);
        }
    }
}
