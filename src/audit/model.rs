use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sqlx::types::Uuid;
use utoipa::ToSchema;

use super::action::Action;
use super::who::ActorKind;
use crate::clock::Time;
use crate::ids::ShopId;

/// A field before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AuditChange {
    pub field: String,
    pub before: Value,
    pub after: Value,
}

/// Who did it, as they were called then.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AuditActor {
    pub kind: ActorKind,
    /// The member of staff.
    pub id: Option<Uuid>,
    pub name: String,
    /// What they used besides: the name of an API token, or the account at the terminal.
    pub via: Option<String>,
}

/// What it was done to.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AuditSubject {
    pub kind: String,
    pub id: Option<Uuid>,
    /// As it was called then; customers go by their id alone.
    pub label: Option<String>,
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AuditEntry {
    /// One after the other within the shop, without gaps.
    pub number: i64,
    pub at: Time,
    pub actor: AuditActor,
    #[schema(value_type = Action)]
    pub action: String,
    pub subject: Option<AuditSubject>,
    pub changes: Vec<AuditChange>,
    #[schema(value_type = Object)]
    pub notes: Map<String, Value>,
    pub address: Option<String>,
    /// The same as in the answer's `x-request-id` and in the server's log.
    pub request_id: Option<Uuid>,
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AuditRow {
    pub shop_id: ShopId,
    pub number: i64,
    pub at: Time,
    pub actor_kind: ActorKind,
    pub actor_id: Option<Uuid>,
    pub actor_name: String,
    pub actor_via: Option<String>,
    pub action: String,
    pub subject_kind: Option<String>,
    pub subject_id: Option<Uuid>,
    pub subject_label: Option<String>,
    /// JSON.
    pub changes: String,
    /// JSON.
    pub notes: String,
    pub address: Option<String>,
    pub request_id: Option<Uuid>,
}

impl From<AuditRow> for AuditEntry {
    fn from(row: AuditRow) -> Self {
        let (id, label) = (row.subject_id, row.subject_label);
        Self {
            number: row.number,
            at: row.at,
            actor: AuditActor { kind: row.actor_kind, id: row.actor_id, name: row.actor_name, via: row.actor_via },
            action: row.action,
            subject: row.subject_kind.map(|kind| AuditSubject { kind, id, label }),
            changes: serde_json::from_str(&row.changes).unwrap_or_default(),
            notes: serde_json::from_str(&row.notes).unwrap_or_default(),
            address: row.address,
            request_id: row.request_id,
        }
    }
}

/// Which entries are looked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// All of these words, folded.
    pub words: Vec<String>,
    pub actor_id: Option<Uuid>,
    pub actor_kind: Option<ActorKind>,
    /// An action's name, or what stands before its dot.
    pub action: Option<String>,
    pub subject_kind: Option<String>,
    pub subject_id: Option<Uuid>,
    pub from: Option<Time>,
    /// The first moment that does not belong.
    pub until: Option<Time>,
}
