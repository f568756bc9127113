//! What the demo shop's conversations are about, and why they were closed.

use std::collections::HashMap;

use anyhow::Context;
use serde::Deserialize;

use crate::app::App;
use crate::auth::Actor;
use crate::ids::TagId;
use crate::tags::{self, ClosingReasons, ReasonPolicy};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    reasons: String,
    about: HashMap<String, Vec<String>>,
    closed: HashMap<String, String>,
}

/// The tags of each dialogue.
#[derive(Debug)]
pub struct Tags {
    by_path: HashMap<String, TagId>,
    about: HashMap<String, Vec<TagId>>,
    closed: HashMap<String, Vec<TagId>>,
}

impl Tags {
    /// Plants the tree, and lets agents be asked why they close a conversation.
    pub async fn plant(app: &App, owner: &Actor) -> anyhow::Result<Self> {
        tags::add_starter_set(app, owner, None).await?;
        let tree = tags::tree(&mut app.db.reader().await?.conn(), owner.shop_id).await?;
        let by_path: HashMap<String, TagId> = tree.tags.iter().map(|tag| (tree.path(tag.id), tag.id)).collect();
        let find = |path: &str| by_path.get(path).copied().with_context(|| format!("tags.toml: {path}"));
        let content: Content = toml::from_str(include_str!("content/tags.toml")).context("tags.toml")?;
        let mut about = HashMap::new();
        for (dialogue, paths) in content.about {
            about.insert(dialogue, paths.iter().map(|path| find(path)).collect::<anyhow::Result<_>>()?);
        }
        let mut closed = HashMap::new();
        for (dialogue, reason) in content.closed {
            closed.insert(dialogue, vec![find(&format!("{} / {reason}", content.reasons))?]);
        }
        let root_id = Some(find(&content.reasons)?);
        let settings = ClosingReasons { policy: ReasonPolicy::Offered, root_id, ..ClosingReasons::default() };
        tags::save_reasons(app, owner, settings, None).await?;
        Ok(Self { by_path, about, closed })
    }

    /// All of them by their names from the top.
    pub fn by_path(&self) -> &HashMap<String, TagId> {
        &self.by_path
    }

    pub fn about(&self, dialogue: &str) -> &[TagId] {
        self.about.get(dialogue).map_or(&[], Vec::as_slice)
    }

    /// Why it was closed, where anybody said so.
    pub fn reason(&self, dialogue: &str) -> &[TagId] {
        self.closed.get(dialogue).map_or(&[], Vec::as_slice)
    }
}
