//! What the demo's agents do with one key.

use std::collections::HashMap;

use anyhow::Context;
use serde::Deserialize;

use crate::app::App;
use crate::auth::Actor;
use crate::canned_replies::{self, CannedReply};
use crate::conversations::model::Stage;
use crate::ids::{GroupId, TagId};
use crate::macros::{self, MacroContent};
use crate::steps::{AssignTo, SnoozeTo, Step};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    #[serde(rename = "macro")]
    all: Vec<Macro>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Macro {
    /// Whose own it is; without one it is the shop's.
    owner: Option<String>,
    name: String,
    uses: Option<Uses>,
    steps: Vec<Named>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Uses {
    by: String,
    times: u32,
}

/// A step by the names of what it needs.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
enum Named {
    Reply { canned_reply: Option<String>, text: Option<String> },
    Note { text: String },
    Tag { tags: Vec<String> },
    Assign { group: String },
    Stage { stage: Stage },
    FollowUp { in_minutes: i64, text: String },
    Snooze { until: SnoozeTo },
    Solve { tags: Vec<String> },
}

/// What names stand for in the demo shop.
struct Shop<'a> {
    tags: &'a HashMap<String, TagId>,
    groups: &'a HashMap<String, GroupId>,
    replies: Vec<CannedReply>,
}

pub async fn keep(
    app: &App,
    staff: &HashMap<&str, Actor>,
    tags: &HashMap<String, TagId>,
    groups: &HashMap<String, GroupId>,
) -> anyhow::Result<()> {
    let kept: Kept = toml::from_str(include_str!("content/macros.toml")).context("macros.toml")?;
    let owner = staff.get("owner").context("no owner")?;
    let shop = Shop { tags, groups, replies: canned_replies::list(app, owner).await?.items };
    for one in kept.all {
        let writer = one.owner.as_deref().map_or(Some(owner), |id| staff.get(id)).context("no such colleague")?;
        let steps = one.steps.into_iter().map(|step| shop.step(step)).collect::<anyhow::Result<_>>()?;
        let content = MacroContent { shared: one.owner.is_none(), name: one.name, enabled: true, steps };
        let made = macros::create(app, writer, content).await?;
        if let Some(Uses { by, times }) = one.uses {
            let by = staff.get(by.as_str()).context("nobody uses it")?;
            for _ in 0..times {
                macros::used(app, by, made.id).await?;
            }
        }
    }
    Ok(())
}

impl Shop<'_> {
    fn tags(&self, paths: &[String]) -> anyhow::Result<Vec<TagId>> {
        let find = |path: &String| self.tags.get(path).copied().with_context(|| format!("macros.toml: {path}"));
        paths.iter().map(find).collect()
    }

    fn step(&self, named: Named) -> anyhow::Result<Step> {
        Ok(match named {
            Named::Reply { canned_reply, text } => {
                let find = |title: String| {
                    let known = self.replies.iter().find(|reply| reply.title == title);
                    known.map(|reply| reply.id).with_context(|| format!("macros.toml: {title}"))
                };
                Step::Reply { canned_reply_id: canned_reply.map(find).transpose()?, text }
            }
            Named::Note { text } => Step::Note { text },
            Named::Tag { tags } => Step::Tag { tag_ids: self.tags(&tags)? },
            Named::Assign { group } => {
                let id = self.groups.get(&group).copied().with_context(|| format!("macros.toml: {group}"))?;
                Step::Assign { to: AssignTo::Group, staff_id: None, group_id: Some(id) }
            }
            Named::Stage { stage } => Step::Stage { stage },
            Named::FollowUp { in_minutes, text } => Step::FollowUp { in_minutes, text, staff_id: None },
            Named::Snooze { until } => Step::Snooze { until, minutes: None },
            Named::Solve { tags } => Step::Solve { tag_ids: self.tags(&tags)? },
        })
    }
}
