use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Time;
use crate::db::stored_enum;
use crate::ids::{ConversationId, CustomerId, ErasureId, ExportId, HoldId, RunId, ShopId, StaffId, WebhookId};

stored_enum! {
    ExportState {
        Waiting = 0,
        Running = 1,
        /// To be downloaded until it runs out.
        Ready = 2,
        /// Given up; it can be asked for anew.
        Failed = 3,
        /// Not wanted any more; gone as soon as its job notices.
        Cancelled = 4,
    }
}

/// What the shop holds about a customer, packed as one ZIP.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
pub struct CustomerExport {
    pub id: ExportId,
    #[serde(skip)]
    pub shop_id: ShopId,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub asked_by: StaffId,
    /// Whether it holds what colleagues noted among themselves.
    pub with_notes: bool,
    pub state: ExportState,
    /// Steps done, of how many.
    pub done: i64,
    pub total: i64,
    /// Bytes.
    pub size: Option<i64>,
    pub created_at: Time,
    pub finished_at: Option<Time>,
    /// When it is forgotten.
    pub expires_at: Option<Time>,
    /// Where it is downloaded; works for the next hour, then ask again.
    #[sqlx(skip)]
    pub url: Option<String>,
}

stored_enum! {
    ErasureState {
        /// The person is gone already; words and files follow.
        Running = 0,
        Done = 1,
    }
}

/// Somebody who was erased: figures, and no person.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
pub struct Erasure {
    pub id: ErasureId,
    #[serde(skip)]
    pub shop_id: ShopId,
    /// Leads nowhere any more; for whoever kept a copy elsewhere.
    pub customer_id: CustomerId,
    /// Null: repeated because an older backup was restored.
    pub asked_by: Option<StaffId>,
    pub state: ErasureState,
    /// Messages, files and deliveries there were when it began.
    pub total: i64,
    pub conversations: i64,
    pub messages: i64,
    pub files: i64,
    /// Webhook deliveries, logged or still to be made.
    pub deliveries: i64,
    pub asked_at: Time,
    pub finished_at: Option<Time>,
}

/// Something that must not be erased while this stands.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
pub struct LegalHold {
    pub id: HoldId,
    pub customer_id: CustomerId,
    pub customer_name: String,
    /// Only this conversation; null: everything about the customer.
    pub conversation_id: Option<ConversationId>,
    pub conversation_number: Option<i64>,
    pub reason: String,
    pub placed_by: StaffId,
    pub placed_at: Time,
}

/// What the shop holds about a customer, in numbers.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CustomerPrivacy {
    pub conversations: i64,
    /// Notes included.
    pub messages: i64,
    pub notes: i64,
    pub files: i64,
    /// Bytes.
    pub file_bytes: i64,
    /// Webhook deliveries that tell of the customer.
    pub deliveries: i64,
    /// Customers who turned out to be this one.
    pub merged: i64,
    pub holds: Vec<LegalHold>,
    /// The newest first.
    pub exports: Vec<CustomerExport>,
}

stored_enum! {
    /// What a rule of retention is about; in the order in which the rules run.
    RetentionSubject {
        /// Solved conversations, by when they were solved.
        Conversations = 0,
        /// Files and pictures, by when they came in.
        Files = 1,
        /// Visitors of whom there is no conversation, by when they were last seen.
        Visitors = 2,
        /// The log of webhook deliveries.
        Deliveries = 3,
        /// Numbered events; the newest always stay.
        Events = 4,
    }
}

stored_enum! {
    /// What is left of an old conversation.
    RetentionEnding {
        /// Its frame, for figures: times, counts, who served. No words, no files, no customer.
        Anonymise = 0,
        /// Nothing.
        Erase = 1,
    }
}

/// What goes when it is older than so many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::FromRow)]
#[serde(deny_unknown_fields)]
pub struct RetentionRule {
    pub subject: RetentionSubject,
    pub days: i64,
    /// For conversations, and only for them.
    #[serde(default)]
    pub ending: Option<RetentionEnding>,
}

/// What a rule would remove now.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RetentionPreview {
    pub subject: RetentionSubject,
    pub count: i64,
    /// The oldest few.
    pub examples: Vec<RetentionExample>,
}

/// One thing that a rule would remove, and where it can be looked at before.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RetentionExample {
    /// The number of a conversation, the name of a file, of a visitor, of an event.
    pub label: String,
    /// What its age is counted from.
    pub at: Time,
    pub conversation_id: Option<ConversationId>,
    pub customer_id: Option<CustomerId>,
    pub webhook_id: Option<WebhookId>,
}

stored_enum! {
    RunState {
        Running = 0,
        Done = 1,
        /// Given up for this night; the next one goes on.
        Failed = 2,
    }
}

/// What went in one night.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RetentionRun {
    pub id: RunId,
    pub state: RunState,
    /// The rules as they stood.
    pub rules: Vec<RetentionRule>,
    pub removed: Vec<RetentionRemoved>,
    pub started_at: Time,
    pub finished_at: Option<Time>,
}

/// How much went by a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RetentionRemoved {
    pub subject: RetentionSubject,
    pub count: i64,
}

/// A run as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RunRow {
    pub id: RunId,
    pub state: RunState,
    /// JSON.
    pub rules: String,
    /// JSON.
    pub removed: String,
    pub started_at: Time,
    pub finished_at: Option<Time>,
}

impl From<RunRow> for RetentionRun {
    fn from(row: RunRow) -> Self {
        Self {
            id: row.id,
            state: row.state,
            rules: serde_json::from_str(&row.rules).unwrap_or_default(),
            removed: serde_json::from_str(&row.removed).unwrap_or_default(),
            started_at: row.started_at,
            finished_at: row.finished_at,
        }
    }
}
