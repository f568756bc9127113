use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Time;
use crate::conversations::{Stage, Touchpoint};
use crate::ids::{EntryId, Seq, ShopId, TagId};
use crate::sealed::Sealed;

/// What a model may be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LlmAbility)]
#[serde(rename_all = "snake_case")]
pub enum Ability {
    /// A reply from the shop's knowledge.
    Draft,
    /// A colleague's words in another tone.
    Rewrite,
    /// A conversation as a note.
    Summary,
    /// A buyer's words for a colleague, and the colleague's for the buyer.
    Translate,
    /// What a conversation is about: its stage, its touchpoint, its tags.
    Classify,
}

impl Ability {
    pub const ALL: [Self; 5] = [Self::Draft, Self::Rewrite, Self::Summary, Self::Translate, Self::Classify];
}

/// A shop's settings as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SettingsRow {
    pub shop_id: ShopId,
    pub enabled: bool,
    pub address: String,
    pub model: String,
    pub api_key: Option<Sealed>,
    pub time_box_seconds: i64,
    pub monthly_tokens: i64,
    /// JSON.
    abilities: String,
    pub updated_at: Time,
}

/// What a manager decides about the language model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub enabled: bool,
    pub address: String,
    pub model: String,
    pub time_box_seconds: i64,
    pub monthly_tokens: i64,
    pub abilities: Vec<Ability>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            enabled: false,
            address: String::new(),
            model: String::new(),
            time_box_seconds: 30,
            monthly_tokens: 1_000_000,
            abilities: Ability::ALL.to_vec(),
        }
    }
}

impl SettingsRow {
    pub fn new(shop_id: ShopId, settings: Settings, api_key: Option<Sealed>, now: Time) -> Self {
        Self {
            shop_id,
            enabled: settings.enabled,
            address: settings.address,
            model: settings.model,
            api_key,
            time_box_seconds: settings.time_box_seconds,
            monthly_tokens: settings.monthly_tokens,
            abilities: serde_json::to_string(&settings.abilities).unwrap_or_default(),
            updated_at: now,
        }
    }

    pub fn abilities(&self) -> Vec<Ability> {
        serde_json::from_str(&self.abilities).unwrap_or_default()
    }

    /// The list as stored.
    pub fn abilities_json(&self) -> &str {
        &self.abilities
    }

    /// What colleagues may use now.
    pub fn usable(&self) -> Vec<Ability> {
        if self.enabled { self.abilities() } else { Vec::new() }
    }

    pub fn time_box(&self) -> Duration {
        Duration::from_secs(self.time_box_seconds.unsigned_abs())
    }

    pub fn settings(&self) -> Settings {
        Settings {
            enabled: self.enabled,
            address: self.address.clone(),
            model: self.model.clone(),
            time_box_seconds: self.time_box_seconds,
            monthly_tokens: self.monthly_tokens,
            abilities: self.abilities(),
        }
    }
}

/// What a shop has used up in a month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
#[schema(as = LlmUsage)]
pub struct Usage {
    /// Of the shop's own clock, such as `2026-11`.
    pub month: String,
    /// Sent and received; what is under way counts as if it took all it may.
    pub tokens: i64,
    pub requests: i64,
}

/// The shop's language model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LlmSettings {
    pub enabled: bool,
    /// Where chat completions are asked for, such as `https://api.example.com/v1`.
    pub address: String,
    pub model: String,
    /// Whether a key is stored; it is never shown.
    pub has_key: bool,
    /// An answer that is not whole after so many seconds is given up.
    pub time_box_seconds: i64,
    /// Nothing is asked any more when so many tokens are used up in a month.
    pub monthly_tokens: i64,
    pub abilities: Vec<Ability>,
    /// This month's.
    pub usage: Usage,
}

/// What the model answered to a trial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LlmCheck {
    /// Why it fails, by a stable code; null: it is fine.
    pub problem: Option<String>,
    /// What was said of it, or found instead.
    pub detail: Option<String>,
    /// From the request to the end of the answer.
    pub took_ms: u64,
}

/// What is asked of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(as = LlmTask)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// A reply to the buyer from the shop's knowledge; `text`: what is typed already.
    Draft,
    /// `text` in another `tone`.
    Rewrite,
    /// The conversation as a note, in `locale`.
    Summary,
    /// The buyer's message `message_seq`, into `locale`.
    TranslateMessage,
    /// `text`, into the language that the buyer writes.
    TranslateReply,
    /// The stage and the touchpoint of the conversation, proposed and not set.
    Classify,
    /// Tags that fit the conversation, proposed and not put on.
    Tags,
    /// Why the conversation is closed, among the tags that are reasons for it; proposed and not put on.
    ClosingReason,
}

impl Task {
    pub fn ability(self) -> Ability {
        match self {
            Self::Draft => Ability::Draft,
            Self::Rewrite => Ability::Rewrite,
            Self::Summary => Ability::Summary,
            Self::TranslateMessage | Self::TranslateReply => Ability::Translate,
            Self::Classify | Self::Tags | Self::ClosingReason => Ability::Classify,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(as = LlmTone)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Friendlier,
    Shorter,
    MoreFormal,
}

/// What a colleague asks for in a conversation.
#[derive(Debug, Clone)]
pub struct Wish {
    pub task: Task,
    pub text: Option<String>,
    pub tone: Option<Tone>,
    pub message_seq: Option<Seq>,
    pub locale: Option<String>,
}

/// An entry of the knowledge that a draft rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LlmCitation)]
pub struct Citation {
    pub entry_id: EntryId,
    pub title: String,
}

/// What a conversation is about, by a model's guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LlmProposal)]
pub struct Proposal {
    pub stage: Stage,
    pub touchpoint: Touchpoint,
}

/// What is told while a model writes: any number of `text`, then `done` or `failed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LlmFrame)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Frame {
    /// All that is written so far.
    Text {
        text: String,
    },
    Done(Written),
    Failed {
        /// Stable; clients translate it.
        code: String,
    },
}

/// What was written in the end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LlmWritten)]
pub struct Written {
    /// Empty where something was to be chosen.
    pub text: String,
    /// Of `classify`.
    pub proposal: Option<Proposal>,
    /// Of `tags` and `closing_reason`: at most three that the conversation does not have, the best first; none fits where
    /// it is empty.
    pub tag_ids: Option<Vec<TagId>>,
    /// Of a draft: what it rests on, in the order it is used.
    pub citations: Vec<Citation>,
    /// So many addresses were taken out because nobody had given them to the model.
    pub removed_links: usize,
    /// It was longer than it may be.
    pub cut: bool,
    /// A number or an address that was hidden from the model is still hidden in it.
    pub hidden: bool,
}
