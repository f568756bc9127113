//! Canned replies and their folders: rows as stored, shapes as shown.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::template::{RenderedReply, TemplateFault};
use crate::clock::Time;
use crate::conversations::Card;
use crate::files::{FileView, Files};
use crate::http::object;
use crate::ids::{CannedReplyFolderId, CannedReplyId, FileId, ShopId, StaffId};

/// What a reply says, and where it stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CannedReplyContent {
    /// Of the whole shop; otherwise one's own, which nobody else sees.
    pub shared: bool,
    /// Without one it stands beside the folders.
    #[serde(default)]
    pub folder_id: Option<CannedReplyFolderId>,
    pub title: String,
    /// A word that finds it first, such as `wh`.
    #[serde(default)]
    pub shortcut: Option<String>,
    /// A template of at most 2 000 characters: `{{ customer.name }}` and the other variables are filled in.
    #[serde(default)]
    pub text: String,
    /// A file that a colleague uploaded; sent after the text.
    #[serde(default)]
    pub file_id: Option<FileId>,
    /// Sent after the text.
    #[serde(default, deserialize_with = "object")]
    pub card: Option<Card>,
    /// At most 4 short answers that the buyer may give by pressing; with a text only.
    #[serde(default)]
    pub next_steps: Vec<String>,
}

/// A reply that need not be typed again.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CannedReply {
    pub id: CannedReplyId,
    pub shared: bool,
    pub folder_id: Option<CannedReplyFolderId>,
    pub title: String,
    pub shortcut: Option<String>,
    pub text: String,
    pub file: Option<FileView>,
    pub card: Option<Card>,
    /// What the buyer may answer by pressing.
    pub next_steps: Vec<String>,
    /// Among the replies of its folder, from 0.
    pub position: i64,
    /// How often it was sent.
    pub uses: i64,
    pub last_used_at: Option<Time>,
    pub last_used_by: Option<StaffId>,
    /// Null where it came with the shop.
    pub changed_by: Option<StaffId>,
    pub created_at: Time,
    pub updated_at: Time,
}

/// A drawer of replies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CannedReplyFolder {
    pub id: CannedReplyFolderId,
    pub shared: bool,
    pub parent_id: Option<CannedReplyFolderId>,
    pub name: String,
    /// Among its siblings, from 0.
    pub position: i64,
    pub created_at: Time,
}

/// All that somebody may use.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CannedReplyList {
    /// In their order by hand, those of the shop and one's own.
    pub folders: Vec<CannedReplyFolder>,
    /// In their order by hand.
    pub items: Vec<CannedReply>,
}

/// A text as it would be sent, or what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CannedReplyPreview {
    pub faults: Vec<TemplateFault>,
    /// Null where something is wrong.
    pub rendered: Option<RenderedReply>,
}

/// Where things stand in order: those of the shop or one's own, in a folder or beside the folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub owner_id: Option<StaffId>,
    pub folder_id: Option<CannedReplyFolderId>,
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct FolderRow {
    pub id: CannedReplyFolderId,
    pub owner_id: Option<StaffId>,
    pub parent_id: Option<CannedReplyFolderId>,
    pub name: String,
    pub position: i64,
    pub created_at: Time,
}

impl FolderRow {
    pub fn shown(self) -> CannedReplyFolder {
        let Self { id, owner_id, parent_id, name, position, created_at } = self;
        CannedReplyFolder { id, shared: owner_id.is_none(), parent_id, name, position, created_at }
    }
}

/// A reply as it is stored, with its file.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ReplyRow {
    pub id: CannedReplyId,
    pub shop_id: ShopId,
    pub owner_id: Option<StaffId>,
    pub folder_id: Option<CannedReplyFolderId>,
    pub title: String,
    pub shortcut: Option<String>,
    pub text: String,
    pub file_id: Option<FileId>,
    /// JSON.
    pub card: Option<String>,
    /// JSON: a list of words; null where there are none.
    pub next_steps: Option<String>,
    pub position: i64,
    pub revision: i64,
    pub uses: i64,
    pub last_used_at: Option<Time>,
    pub last_used_by: Option<StaffId>,
    pub changed_by: Option<StaffId>,
    pub created_at: Time,
    pub updated_at: Time,
    pub file_name: Option<String>,
    pub file_mime: Option<String>,
    pub file_size: Option<i64>,
    pub file_width: Option<i64>,
    pub file_height: Option<i64>,
    pub file_has_thumb: Option<bool>,
}

impl ReplyRow {
    pub fn shown(self, files: &Files, now: Time) -> CannedReply {
        CannedReply {
            file: self.file_view(files, now),
            card: self.stored_card(),
            next_steps: self.stored_next_steps(),
            id: self.id,
            shared: self.owner_id.is_none(),
            folder_id: self.folder_id,
            title: self.title,
            shortcut: self.shortcut,
            text: self.text,
            position: self.position,
            uses: self.uses,
            last_used_at: self.last_used_at,
            last_used_by: self.last_used_by,
            changed_by: self.changed_by,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    pub fn stored_card(&self) -> Option<Card> {
        serde_json::from_str(self.card.as_deref()?).ok()
    }

    pub fn stored_next_steps(&self) -> Vec<String> {
        self.next_steps.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    fn file_view(&self, files: &Files, now: Time) -> Option<FileView> {
        let (name, mime) = (self.file_name.as_deref()?, self.file_mime.as_deref()?);
        let has_thumb = self.file_has_thumb.unwrap_or(false);
        let size = self.file_size.unwrap_or(0);
        Some(files.view(now, self.file_id?, name, mime, size, self.file_width, self.file_height, has_thumb))
    }
}
