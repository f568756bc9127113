//! Files: rows as they are stored, and the shape the API shows.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Time;
use crate::ids::{CustomerId, FileId, ShopId, StaffId};

/// A file as stored. Exactly one of `staff_id` and `customer_id` is set: who brought it.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct FileRow {
    pub id: FileId,
    pub shop_id: ShopId,
    pub staff_id: Option<StaffId>,
    pub customer_id: Option<CustomerId>,
    pub name: String,
    pub mime: String,
    pub size: i64,
    pub width: Option<i64>,
    pub height: Option<i64>,
    pub has_thumb: bool,
    pub created_at: Time,
}

/// A file, with addresses that anybody who may see the message can open for the next hour.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FileView {
    pub id: FileId,
    pub name: String,
    /// What the bytes are, whatever the sender called them.
    pub mime: String,
    /// Bytes.
    pub size: i64,
    /// Pixels, as the picture is meant to be looked at.
    pub width: Option<i64>,
    pub height: Option<i64>,
    /// Signed; runs out. Ask for the message again for a fresh one.
    pub url: String,
    /// The picture within 480 × 480; null where the picture itself is that small.
    pub thumb_url: Option<String>,
}

impl FileRow {
    /// Whether this uploader brought it, and so may attach it to a message.
    pub fn was_brought_by(&self, shop_id: ShopId, uploader: Uploader) -> bool {
        let by = match uploader {
            Uploader::Staff(id) => self.staff_id == Some(id),
            Uploader::Customer(id) => self.customer_id == Some(id),
        };
        by && self.shop_id == shop_id
    }

    /// Whether some colleague of the shop brought it.
    pub fn is_of_staff(&self, shop_id: ShopId) -> bool {
        self.staff_id.is_some() && self.shop_id == shop_id
    }
}

/// Who brings a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uploader {
    Staff(StaffId),
    Customer(CustomerId),
}

/// Which of a file's forms an address opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    #[default]
    Whole,
    Thumb,
}
