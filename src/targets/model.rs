use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Time;
use crate::conversations::Stage;
use crate::db::stored_enum;
use crate::http::objects;
use crate::ids::InboxId;

stored_enum! {
    /// What is to happen in time.
    Target {
        /// A person's first reply of the conversation.
        First = 0,
        /// Every later one.
        Next = 1,
        /// The end of the conversation.
        Solve = 2,
    }
}

/// How soon buyers are to be answered. Only time within the business hours counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TargetSettings)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// A person's first reply comes within so many seconds, 1–86 400; 0: no target.
    pub first_reply_seconds: i64,
    /// Every later reply comes within so many seconds, 1–86 400; 0: no target.
    pub next_reply_seconds: i64,
    /// A conversation is solved within so many seconds, 1–2 592 000; 0: no target.
    pub solve_seconds: i64,
    /// Other targets for some conversations. Of those that fit, the one with the most conditions decides; of equals the first.
    #[serde(deserialize_with = "objects")]
    pub rules: Vec<Rule>,
    /// A wait changes its colour after so many seconds: four numbers that rise, 1–86 400.
    pub steps: [i64; 4],
    /// The owner is told when so much of the time for a reply has gone, 1–95 per cent; 0: only when it is over.
    pub alert_percent: i64,
    /// Leads and managers are told when a buyer still waits so many seconds after a reply was due, 1–86 400; 0: never.
    pub escalate_seconds: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            first_reply_seconds: 6,
            next_reply_seconds: 60,
            solve_seconds: 0,
            rules: Vec::new(),
            steps: [30, 60, 100, 180],
            alert_percent: 50,
            escalate_seconds: 60,
        }
    }
}

/// Targets of some conversations: those for which every condition holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TargetRule)]
#[serde(deny_unknown_fields, default)]
pub struct Rule {
    pub inbox_id: Option<InboxId>,
    pub stage: Option<Stage>,
    /// The tier of the customer.
    pub tier: Option<String>,
    /// As in the settings; null: as for everybody.
    pub first_reply_seconds: Option<i64>,
    pub next_reply_seconds: Option<i64>,
    pub solve_seconds: Option<i64>,
}

/// What targets come to for a buyer who writes shortly before the shop closes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TargetPreview)]
pub struct Preview {
    /// The time zone of the shop.
    pub timezone: String,
    /// When the buyer writes: half of the time for a first reply before the next closing, or now where none comes.
    pub asked_at: Time,
    /// Null: it is open around the clock, or never.
    pub closes_at: Option<Time>,
    /// Null: there is no target.
    pub due_at: Option<Time>,
    pub solve_due_at: Option<Time>,
}
