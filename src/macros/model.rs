//! Macros and their runs: rows as stored, shapes as shown.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Time;
use crate::error::Result;
use crate::http::objects;
use crate::ids::{ConversationId, MacroId, MacroRunId, StaffId};
use crate::steps::{Outcome, Step, StepFault, StepOutcome, Undone};

/// What a macro does, and for whom it is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MacroContent {
    /// Of the whole shop; otherwise one's own, which nobody else sees.
    pub shared: bool,
    /// 1–80 characters; no other of the same kind is called the same.
    pub name: String,
    /// False: it is kept and offered to nobody.
    pub enabled: bool,
    /// 1–12, taken in this order: one reply at most, before the conversation is given away or put off; once it is solved or put
    /// off only notes, tags and follow-ups.
    #[serde(deserialize_with = "objects")]
    pub steps: Vec<Step>,
}

/// A list of steps that is taken with one key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Macro {
    pub id: MacroId,
    pub shared: bool,
    pub name: String,
    pub enabled: bool,
    pub steps: Vec<Step>,
    /// What its steps name that has gone since: they fail until somebody mends them.
    pub faults: Vec<StepFault>,
    /// Rises with every change; goes back as `If-Match`.
    pub version: i64,
    /// How often it was run.
    pub uses: i64,
    pub last_used_at: Option<Time>,
    pub last_used_by: Option<StaffId>,
    pub changed_by: Option<StaffId>,
    pub created_at: Time,
    pub updated_at: Time,
}

/// What came of running a macro.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MacroRun {
    pub id: MacroRunId,
    pub macro_id: MacroId,
    pub conversation_id: ConversationId,
    /// As they were when it was run.
    pub steps: Vec<Step>,
    /// One for each step: the first that fails ends the run.
    pub items: Vec<StepOutcome>,
    /// Until when it can be taken back.
    pub undo_until: Time,
    /// What became of taking it back; null: nobody did.
    pub undone: Option<Vec<Undone>>,
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MacroRow {
    pub id: MacroId,
    pub owner_id: Option<StaffId>,
    pub name: String,
    /// JSON.
    pub steps: String,
    pub enabled: bool,
    pub version: i64,
    pub uses: i64,
    pub last_used_at: Option<Time>,
    pub last_used_by: Option<StaffId>,
    pub changed_by: Option<StaffId>,
    pub created_at: Time,
    pub updated_at: Time,
}

impl MacroRow {
    pub fn stored_steps(&self) -> Result<Vec<Step>> {
        Ok(serde_json::from_str(&self.steps).map_err(anyhow::Error::from)?)
    }

    pub fn shown(self, steps: Vec<Step>, faults: Vec<StepFault>) -> Macro {
        Macro {
            id: self.id,
            shared: self.owner_id.is_none(),
            name: self.name,
            enabled: self.enabled,
            steps,
            faults,
            version: self.version,
            uses: self.uses,
            last_used_at: self.last_used_at,
            last_used_by: self.last_used_by,
            changed_by: self.changed_by,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RunRow {
    pub id: MacroRunId,
    pub macro_id: MacroId,
    pub conversation_id: ConversationId,
    pub staff_id: StaffId,
    pub steps: String,
    pub created_at: Time,
    pub outcome: Option<String>,
    pub undone: Option<String>,
}

/// How long a run can be taken back.
pub const UNDO_WITHIN_SECONDS: i64 = 10 * 60;

impl RunRow {
    pub fn undo_until(&self) -> Time {
        self.created_at.plus_seconds(UNDO_WITHIN_SECONDS)
    }

    pub fn stored_steps(&self) -> Result<Vec<Step>> {
        Ok(serde_json::from_str(&self.steps).map_err(anyhow::Error::from)?)
    }

    /// What came of it; none while it goes on.
    pub fn stored_outcome(&self) -> Result<Option<Outcome>> {
        Ok(self.outcome.as_deref().map(serde_json::from_str).transpose().map_err(anyhow::Error::from)?)
    }

    pub fn shown(&self, outcome: Outcome) -> Result<MacroRun> {
        let undone = self.undone.as_deref().map(serde_json::from_str).transpose().map_err(anyhow::Error::from)?;
        Ok(MacroRun {
            id: self.id,
            macro_id: self.macro_id,
            conversation_id: self.conversation_id,
            steps: self.stored_steps()?,
            items: outcome.items,
            undo_until: self.undo_until(),
            undone,
        })
    }
}
