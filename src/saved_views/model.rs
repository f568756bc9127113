//! Rows as stored, and the shape that is shown.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Time;
use crate::conversations::ConversationFilter;
use crate::error::Result;
use crate::ids::{SavedViewId, StaffId};

/// A list of conversations with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SavedView {
    pub id: SavedViewId,
    pub name: String,
    /// Of the whole shop; otherwise one's own, which nobody else sees.
    pub shared: bool,
    pub filter: ConversationFilter,
    /// How many it holds, up to 1000. Null where it holds more than what is in work: that is not counted.
    pub count: Option<i64>,
    /// Of these, how many customers wait for a reply.
    pub waiting: Option<i64>,
    /// Rises with every change.
    pub version: i64,
    pub created_by: StaffId,
    pub created_at: Time,
    pub updated_at: Time,
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ViewRow {
    pub id: SavedViewId,
    pub owner_id: Option<StaffId>,
    pub name: String,
    /// JSON.
    pub filter: String,
    pub version: i64,
    pub created_by: StaffId,
    pub created_at: Time,
    pub updated_at: Time,
}

impl ViewRow {
    pub fn filter(&self) -> Result<ConversationFilter> {
        Ok(serde_json::from_str(&self.filter).map_err(anyhow::Error::from)?)
    }

    /// Not counted yet.
    pub fn shown(self) -> Result<SavedView> {
        Ok(SavedView {
            filter: self.filter()?,
            id: self.id,
            name: self.name,
            shared: self.owner_id.is_none(),
            count: None,
            waiting: None,
            version: self.version,
            created_by: self.created_by,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}
