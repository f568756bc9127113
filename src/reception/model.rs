use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Time;
use crate::conversations::Stage;
use crate::ids::{GroupId, InboxId, StaffId};
use crate::inboxes::Channel;

/// Who decides whose a conversation is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AssignmentMode)]
#[serde(rename_all = "snake_case")]
pub enum Assignment {
    /// Colleagues take conversations from the queue themselves.
    #[default]
    Manual,
    /// Whoever is there and has room is given the next.
    Automatic,
}

/// How a shop's queue is given out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReceptionSettings)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    pub assignment: Assignment,
    /// How many conversations a colleague takes at once, 1–100, where nothing else is said of them.
    pub capacity: i64,
    /// An answered conversation takes no room after so many minutes without a word, 1–1440.
    pub idle_minutes: i64,
    /// A buyer who comes back within so many hours goes to whoever served them, 0–720; 0: to anyone.
    pub returning_hours: i64,
    /// Buyers of these tiers go before others.
    pub vip_tiers: Vec<String>,
    /// Who has waited so many seconds goes before all others, 10–86 400.
    pub long_wait_seconds: i64,
    /// Who has waited so many seconds for a group goes to anyone, 0–86 400; 0: never.
    pub overflow_seconds: i64,
    /// Buyers who wait for a colleague who has been gone for so many seconds go back to the queue, 5–3600.
    pub absence_seconds: i64,
    /// Nobody but its owner writes to the buyer of a conversation, or takes it; leads and managers may take it over.
    pub locked: bool,
    /// Buyers who wait are told how many are before them and how long it will take; only with `automatic`.
    pub show_position: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            assignment: Assignment::default(),
            capacity: 8,
            idle_minutes: 15,
            returning_hours: 72,
            vip_tiers: Vec::new(),
            long_wait_seconds: 180,
            overflow_seconds: 120,
            absence_seconds: 30,
            locked: false,
            show_position: true,
        }
    }
}

/// How many conversations at once: of all channels, and of some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AgentCapacity)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// 0–100; 0: none are given by themselves.
    pub total: i64,
    /// No more than so many of a channel.
    #[serde(default)]
    pub channels: BTreeMap<Channel, i64>,
}

impl Capacity {
    /// Where nothing is said of a colleague.
    pub fn of_shop(settings: &Settings) -> Self {
        Self { total: settings.capacity, channels: BTreeMap::new() }
    }

    pub fn of(&self, channel: Channel) -> Option<i64> {
        self.channels.get(&channel).copied()
    }
}

/// Whom a group serves: buyers for whom each of these fits. What is empty fits everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = GroupSkills)]
#[serde(deny_unknown_fields, default)]
pub struct Skills {
    pub inboxes: Vec<InboxId>,
    pub stages: Vec<Stage>,
    /// `zh-CN`, `zh-Hant`, `en`.
    pub languages: Vec<String>,
    /// The address or the title of the page the buyer looks at has one of these words in it.
    pub products: Vec<String>,
}

/// Colleagues who serve the same buyers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = StaffGroup)]
pub struct Group {
    pub id: GroupId,
    pub name: String,
    pub skills: Skills,
    pub member_ids: Vec<StaffId>,
    pub created_at: Time,
    pub updated_at: Time,
}

/// A colleague as the queue sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReceptionAgent)]
pub struct AgentView {
    pub staff_id: StaffId,
    /// Null: as the shop says.
    pub capacity: Option<Capacity>,
    /// How many conversations they take at once.
    pub most: i64,
    /// How many take room of it now.
    pub load: i64,
    /// Whether they are given conversations now: there, online, and with a right to reply.
    pub available: bool,
    pub group_ids: Vec<GroupId>,
}
