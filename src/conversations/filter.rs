//! Which conversations a list of one's own making holds: those of which all that is said is true.
//!
//! Invariant: what `store/filtered.rs` finds is what `live/filter.ts` keeps when a conversation changes under it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{Stage, Status, Touchpoint};
use crate::error::{Error, Result};
use crate::ids::{GroupId, InboxId, StaffId, TagId};

const MOST_VALUES: usize = 20;
const MOST_TIER_CHARS: usize = 40;
const MOST_MINUTES: i64 = 7 * 24 * 60;
const MOST_HOURS: i64 = 366 * 24;
const MOST_DAYS: i64 = 3660;

/// Which conversations a list holds. Each part that is said must be true; of the values within a part, one. What is left out
/// says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ConversationFilter {
    /// None: those in work, which are queued, open or waiting.
    pub statuses: Vec<Status>,
    /// Owned by whoever looks, or by one of `assignee_ids`, or by nobody if `unassigned`.
    pub assigned_to_me: bool,
    pub unassigned: bool,
    pub assignee_ids: Vec<StaffId>,
    /// Waits for one of these groups.
    pub group_ids: Vec<GroupId>,
    pub inbox_ids: Vec<InboxId>,
    /// Has one of these tags, or one below them.
    pub tag_ids: Vec<TagId>,
    /// Has none of these tags, nor one below them.
    pub without_tag_ids: Vec<TagId>,
    /// Of customers with one of these tiers.
    pub tiers: Vec<String>,
    pub stages: Vec<Stage>,
    pub touchpoints: Vec<Touchpoint>,
    /// Whether the customer waits for a reply.
    pub awaits_reply: Option<bool>,
    /// The customer has waited for at least so many minutes, 1–10080.
    pub waiting_minutes: Option<i64>,
    /// Nothing has happened for at least so many hours, 1–8784.
    pub quiet_hours: Option<i64>,
    /// Begun within so many days, 1–3660.
    pub created_days: Option<i64>,
}

impl ConversationFilter {
    /// As it is kept, or what is wrong with it.
    pub fn checked(self) -> Result<Self> {
        fn few<T>(field: &str, values: &[T]) -> Result<()> {
            if values.len() > MOST_VALUES { Err(Error::invalid(field, "too_many")) } else { Ok(()) }
        }
        few("statuses", &self.statuses)?;
        few("assignee_ids", &self.assignee_ids)?;
        few("group_ids", &self.group_ids)?;
        few("inbox_ids", &self.inbox_ids)?;
        few("tag_ids", &self.tag_ids)?;
        few("without_tag_ids", &self.without_tag_ids)?;
        few("tiers", &self.tiers)?;
        few("stages", &self.stages)?;
        few("touchpoints", &self.touchpoints)?;
        if self
            .tiers
            .iter()
            .any(|tier| tier.is_empty() || tier.chars().count() > MOST_TIER_CHARS || tier.contains('\0'))
        {
            return Err(Error::invalid("tiers", "out_of_range"));
        }
        let within = |field: &str, value: Option<i64>, most: i64| match value {
            Some(value) if !(1..=most).contains(&value) => Err(Error::invalid(field, "out_of_range")),
            _ => Ok(()),
        };
        within("waiting_minutes", self.waiting_minutes, MOST_MINUTES)?;
        within("quiet_hours", self.quiet_hours, MOST_HOURS)?;
        within("created_days", self.created_days, MOST_DAYS)?;
        Ok(self)
    }

    /// From an address: the same as JSON.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = |_| Error::invalid("filter", "not_a_filter");
        let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).map_err(bad)?;
        let filter: Self = serde_json::from_value(fields.into()).map_err(bad)?;
        filter.checked()
    }

    /// Whether all it holds are in work, of which there are never many.
    pub fn is_in_work(&self) -> bool {
        self.statuses.iter().all(|status| status.in_work())
    }
}
