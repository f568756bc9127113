//! What the agents of the demo shop need not type again.

use std::collections::HashMap;

use anyhow::Context;
use serde::Deserialize;

use super::content::Content;
use super::seed::product_card;
use crate::app::App;
use crate::auth::Actor;
use crate::canned_replies::{self, CannedReplyContent};
use crate::ids::CannedReplyId;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    reply: Vec<Reply>,
    used: Vec<Used>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    /// Whose own it is; without one it is the shop's.
    owner: Option<String>,
    folder: Option<String>,
    title: String,
    shortcut: Option<String>,
    text: String,
    /// A product.
    card: Option<String>,
    /// What the buyer may answer by pressing.
    #[serde(default)]
    next_steps: Vec<String>,
    uses: Uses,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Uses {
    by: String,
    times: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Used {
    title: String,
    by: String,
    times: u32,
}

pub async fn keep(app: &App, content: &Content, staff: &HashMap<&str, Actor>) -> anyhow::Result<()> {
    let kept: Kept = toml::from_str(include_str!("content/canned_replies.toml")).context("canned_replies.toml")?;
    let owner = staff.get("owner").context("no owner")?;
    let there = canned_replies::list(app, owner).await?;
    for reply in kept.reply {
        let writer = match &reply.owner {
            Some(id) => staff.get(id.as_str()).context("no such colleague")?,
            None => owner,
        };
        let folder = there.folders.iter().find(|folder| Some(&folder.name) == reply.folder.as_ref());
        let product = reply.card.as_deref().and_then(|id| content.product(id));
        let written = CannedReplyContent {
            shared: reply.owner.is_none(),
            folder_id: folder.map(|folder| folder.id),
            title: reply.title,
            shortcut: reply.shortcut,
            text: reply.text,
            file_id: None,
            card: product.map(|product| product_card(product, &content.shop.locale, &content.shop.currency)),
            next_steps: reply.next_steps,
        };
        let made = canned_replies::create(app, writer, written).await?;
        send_often(app, staff, made.reply.id, &reply.uses.by, reply.uses.times).await?;
    }
    for used in kept.used {
        let known = there.items.iter().find(|reply| reply.title == used.title).context("no such reply")?;
        send_often(app, staff, known.id, &used.by, used.times).await?;
    }
    Ok(())
}

async fn send_often(
    app: &App,
    staff: &HashMap<&str, Actor>,
    id: CannedReplyId,
    by: &str,
    times: u32,
) -> anyhow::Result<()> {
    let by = staff.get(by).context("no such colleague")?;
    for _ in 0..times {
        canned_replies::used(app, by, id).await?;
    }
    Ok(())
}
