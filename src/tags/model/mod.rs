//! Tags as they are stored and shown.

mod reasons;

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Time;
use crate::db::stored_enum;
use crate::ids::TagId;

pub use reasons::{ClosingReasons, ReasonPolicy};

stored_enum! {
    /// The colour of a tag: one of a few that can be read on light and dark ground.
    #[derive(Default)]
    Hue {
        #[default]
        Grey = 0,
        Red = 1,
        Orange = 2,
        Amber = 3,
        Green = 4,
        Teal = 5,
        Blue = 6,
        Violet = 7,
        Pink = 8,
    }
}

/// What conversations can be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow, ToSchema)]
pub struct Tag {
    pub id: TagId,
    /// The tag it stands below; null: it stands at the top.
    pub parent_id: Option<TagId>,
    /// No sibling is called the same.
    pub name: String,
    pub hue: Hue,
    /// Among its siblings, from 0.
    pub position: i64,
    /// Rises with every change of the tag itself; goes back as `If-Match`.
    pub version: i64,
    /// From then on nobody is offered it, nor what is below it; conversations that have it keep it.
    pub archived_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
}

impl Tag {
    /// The same one version later.
    pub fn next(&self, now: Time) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }
}

/// How many conversations have a tag or one below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::FromRow, ToSchema)]
pub struct TagUsage {
    pub tag_id: TagId,
    /// In the queue or on somebody's desk.
    pub in_work: i64,
    pub solved: i64,
}

/// A tag that is to be.
#[derive(Debug, Clone)]
pub struct NewTag {
    pub parent_id: Option<TagId>,
    pub name: String,
    /// None: that of the tag above, or grey.
    pub hue: Option<Hue>,
}

/// What is to be different about a tag; what is not named stays.
#[derive(Debug, Clone, Default)]
pub struct TagChange {
    pub name: Option<String>,
    pub hue: Option<Hue>,
    pub archived: Option<bool>,
}
