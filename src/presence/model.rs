use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Time;
use crate::ids::StaffId;
use crate::language::Language;
use crate::live::Presence;

/// What a shop decides about presence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PresenceSettings)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Why somebody is away, to choose from; own words are always possible.
    pub reasons: Vec<String>,
    /// Who has not touched any desk for so many minutes is away by itself, 0–240; 0: never.
    pub away_after_minutes: i64,
    /// Who is away by itself and touches a desk is online again; otherwise they say so.
    pub comes_back: bool,
}

impl Settings {
    /// Where nobody has decided anything.
    pub fn at_first(locale: &str) -> Self {
        let reasons = match Language::of(locale) {
            Language::Simplified => ["用餐", "小休", "培训", "会议"],
            Language::Traditional => ["用餐", "小休", "培訓", "會議"],
            Language::English => ["Meal", "Break", "Training", "Meeting"],
        };
        Self { reasons: reasons.map(str::to_owned).into(), away_after_minutes: 0, comes_back: true }
    }
}

/// What a colleague chose.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Chosen {
    pub id: StaffId,
    pub presence: Presence,
    pub presence_reason: Option<String>,
    /// Null where they never chose.
    pub presence_at: Option<Time>,
    /// Nobody chose it: no desk was touched for a while.
    pub presence_automatic: bool,
}

impl Chosen {
    pub fn new(id: StaffId, presence: Presence, reason: Option<String>, at: Time) -> Self {
        Self { id, presence, presence_reason: reason, presence_at: Some(at), presence_automatic: false }
    }

    pub fn is_serving(&self) -> bool {
        matches!(self.presence, Presence::Online | Presence::Busy)
    }
}
