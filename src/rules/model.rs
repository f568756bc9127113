//! Rules as they are stored and shown, and what they did.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Time;
use crate::conditions::Conditions;
use crate::db::stored_enum;
use crate::error::Result;
use crate::http::{objects, plain_object};
use crate::ids::{ConversationId, RuleFiringId, RuleId, Seq};
use crate::steps::{Step, StepOutcome, StepState};

/// So long a rule does not fire again in the same conversation, unless it says otherwise.
const USUAL_PAUSE_MINUTES: i64 = 60;

stored_enum! {
    /// At what a rule fires.
    #[derive(PartialOrd, Ord)]
    Occasion {
        /// A conversation begins, with its first message.
        ConversationCreated = 0,
        /// The buyer writes.
        CustomerMessage = 1,
        /// The buyer writes outside the business hours.
        MessageWhileClosed = 2,
        /// A colleague answers.
        StaffReply = 3,
        /// A colleague gets it, or the queue does.
        Assigned = 4,
        Solved = 5,
        Snoozed = 6,
        /// A colleague brings it back, or its snooze ends.
        Reopened = 7,
        /// A tag is put on.
        Tagged = 8,
        /// The buyer has waited for so many seconds.
        Waiting = 9,
        /// The buyer says that an answer of the bot did not help.
        RatedBadly = 10,
    }
}

/// When a rule looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RuleWhen)]
#[serde(deny_unknown_fields)]
pub struct When {
    pub event: Occasion,
    /// Of `waiting`: after so long, 10 seconds to 7 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<i64>,
}

/// What a rule says, as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    pub when: When,
    pub conditions: Conditions,
    pub steps: Vec<Step>,
    pub pause_minutes: i64,
}

/// A rule that is to be.
#[derive(Debug, Clone, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleDraft {
    pub name: String,
    #[serde(default)]
    pub enabled: bool,
    #[serde(deserialize_with = "plain_object")]
    pub when: When,
    /// Left out: always.
    #[serde(default, deserialize_with = "plain_object")]
    pub conditions: Conditions,
    /// 1–12, in their order.
    #[serde(deserialize_with = "objects")]
    pub steps: Vec<Step>,
    /// For so long it does not fire again in the same conversation: 1–10080, by itself 60.
    #[serde(default = "usual_pause")]
    pub pause_minutes: i64,
}

fn usual_pause() -> i64 {
    USUAL_PAUSE_MINUTES
}

/// A rule as stored.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct RuleRow {
    pub id: RuleId,
    pub name: String,
    pub enabled: bool,
    pub position: i64,
    /// JSON.
    pub body: String,
    pub version: i64,
    pub stopped_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
}

impl RuleRow {
    pub fn body(&self) -> Result<Body> {
        Ok(serde_json::from_str(&self.body).map_err(anyhow::Error::from)?)
    }

    pub fn shown(&self, use_of: Option<&Use>) -> Result<Rule> {
        let Body { when, conditions, steps, pause_minutes } = self.body()?;
        Ok(Rule {
            id: self.id,
            name: self.name.clone(),
            enabled: self.enabled,
            position: self.position,
            when,
            conditions,
            steps,
            pause_minutes,
            version: self.version,
            stopped_at: self.stopped_at,
            fired_lately: use_of.map_or(0, |known| known.fired_lately),
            troubled_lately: use_of.map_or(0, |known| known.troubled_lately),
            last_fired_at: use_of.and_then(|known| known.last_fired_at),
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// What is done by itself when something happens.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Rule {
    pub id: RuleId,
    pub name: String,
    pub enabled: bool,
    /// From 0; what stands first is done first.
    pub position: i64,
    pub when: When,
    pub conditions: Conditions,
    pub steps: Vec<Step>,
    pub pause_minutes: i64,
    /// Rises with every change of the rule itself; goes back as `If-Match`.
    pub version: i64,
    /// When the server switched it off because it had fired too often; null again once somebody switches it on.
    pub stopped_at: Option<Time>,
    /// How often it fired in the last seven days.
    pub fired_lately: i64,
    /// Of these, how often not everything was done: a step failed, or a reply was withheld.
    pub troubled_lately: i64,
    pub last_fired_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
}

/// How often a rule fired lately.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Use {
    pub rule_id: RuleId,
    pub fired_lately: i64,
    pub troubled_lately: i64,
    pub last_fired_at: Option<Time>,
}

/// What a firing came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RuleOutcome)]
pub struct Outcome {
    /// As the steps were then.
    pub steps: Vec<Step>,
    /// One for each of them.
    pub items: Vec<StepOutcome>,
    /// Why nothing could be done at all.
    pub code: Option<String>,
}

impl Outcome {
    /// Whether not everything was done.
    pub fn is_troubled(&self) -> bool {
        self.code.is_some() || self.items.iter().any(|item| item.state != StepState::Done)
    }
}

/// A firing as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct FiringRow {
    pub id: RuleFiringId,
    pub rule_id: RuleId,
    pub conversation_id: ConversationId,
    pub conversation_number: i64,
    pub customer_name: String,
    pub occasion: Occasion,
    pub at: Time,
    /// JSON; none while it is under way.
    pub outcome: Option<String>,
}

/// What a rule did once.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RuleFiring {
    pub id: RuleFiringId,
    pub rule_id: RuleId,
    pub conversation_id: ConversationId,
    pub conversation_number: i64,
    pub customer_name: String,
    /// What happened.
    pub event: Occasion,
    pub at: Time,
    /// Null while it is under way.
    pub outcome: Option<Outcome>,
}

impl FiringRow {
    pub fn shown(self) -> RuleFiring {
        RuleFiring {
            id: self.id,
            rule_id: self.rule_id,
            conversation_id: self.conversation_id,
            conversation_number: self.conversation_number,
            customer_name: self.customer_name,
            event: self.occasion,
            at: self.at,
            outcome: self.outcome.as_deref().and_then(|text| serde_json::from_str(text).ok()),
        }
    }
}

/// Something in the past at which a rule would have looked.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DryCase {
    pub conversation_id: ConversationId,
    pub conversation_number: i64,
    pub customer_name: String,
    /// The number of the event.
    pub seq: Seq,
    pub at: Time,
    /// The beginning of the message that it happened with.
    pub text: Option<String>,
    pub fires: bool,
    /// Its conditions hold, and it fired in this conversation within its pause.
    pub paused: bool,
    /// The answer to each condition under `all` and under `any`, in their order.
    pub all: Vec<bool>,
    pub any: Vec<bool>,
}

/// How far a dry run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct DryTotals {
    /// Events that were looked at, and how many there are to look at.
    pub looked_at: i64,
    pub of: i64,
    /// At how many the rule would have looked.
    pub met: i64,
    pub fired: i64,
    pub paused: i64,
    /// There are more than can be looked at: only the newest are.
    pub cut: bool,
}

/// What a dry run tells while it goes on.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = DryRunFrame)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Frame {
    Progress {
        totals: DryTotals,
        /// The first 200 in which it would have fired, and the first 100 in which it would not.
        cases: Vec<DryCase>,
    },
    Done {
        totals: DryTotals,
    },
    Failed {
        code: String,
    },
}
