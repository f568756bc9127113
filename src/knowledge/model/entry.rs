use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::{Answer, ShownAnswer};
use crate::clock::Time;
use crate::db::stored_enum;
use crate::http::objects;
use crate::ids::{AnswerId, CategoryId, ConversationId, EntryId, ProposalId, StaffId};

stored_enum! {
    /// What an entry is for.
    #[derive(Default)]
    EntryKind {
        /// What buyers ask.
        #[default]
        Question = 0,
        /// About a product: specification, model, price, use.
        Fact = 1,
        /// What buyers care about, and the need behind it.
        Concern = 2,
        /// What buyers hold against it, and how to meet that.
        Objection = 3,
        /// A rule of the platform.
        PlatformRule = 4,
        /// How to do something, step by step.
        Guide = 5,
        /// What a specialist knows.
        Explanation = 6,
    }
}

stored_enum! {
    /// How far an entry is.
    EntryState {
        Draft = 0,
        /// Buyers and agents get its answers.
        Approved = 1,
        /// Kept, and found by nobody who asks.
        Archived = 2,
    }
}

/// What somebody should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Every answer has conditions, or there is none: sometimes nothing can be said.
    NoFallback,
    /// An answer ends within a week.
    ExpiresSoon,
    /// Two answers apply at once, and only their order decides.
    Conflict,
    /// Another entry is asked for in the same words.
    Duplicate,
    /// Somebody proposed another way to ask, and nobody has decided about it.
    ProposalWaits,
}

/// What comes first in a list of entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(as = EntryOrder)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// What was changed last.
    #[default]
    Changed,
    /// What was given most often.
    Used,
    /// What most buyers found unhelpful.
    Unhelpful,
}

/// What an entry says: all that a version keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryContent {
    pub category_id: CategoryId,
    #[serde(default)]
    pub kind: EntryKind,
    /// The question as the shop would ask it.
    pub title: String,
    /// Other ways to ask for it.
    #[serde(default)]
    pub phrasings: Vec<String>,
    /// The first that fits is given: emergencies first, then those with conditions, then everyday ones.
    #[serde(default, deserialize_with = "objects")]
    pub answers: Vec<Answer>,
}

/// How often an entry helped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Usage {
    /// Its answers were given so often.
    pub asked: i64,
    pub thumbs_up: i64,
    pub thumbs_down: i64,
    pub last_used_at: Option<Time>,
}

/// One thing the shop knows.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct KnowledgeEntry {
    pub id: EntryId,
    pub category_id: CategoryId,
    pub kind: EntryKind,
    pub title: String,
    pub phrasings: Vec<String>,
    pub answers: Vec<ShownAnswer>,
    /// Phrasings that wait for somebody to approve them.
    pub proposals: Vec<Proposal>,
    pub state: EntryState,
    /// From the starter pack, and not changed since.
    pub is_starter: bool,
    /// What the file it came from calls it.
    pub external_id: Option<String>,
    /// Rises when what it says changes.
    pub version: i64,
    pub usage: Usage,
    pub flags: Vec<Flag>,
    /// Answers of which two apply at once.
    pub conflicts: Vec<AnswerConflict>,
    /// Approved entries that are asked for in much the same words; told when one entry is shown.
    pub similar: Vec<SimilarEntry>,
    pub changed_by: Option<StaffId>,
    pub created_at: Time,
    pub updated_at: Time,
}

/// Two answers of an entry that apply at once, while only their order decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct AnswerConflict {
    pub answer_id: AnswerId,
    pub other_id: AnswerId,
}

/// Another entry that may be the same.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SimilarEntry {
    pub entry_id: EntryId,
    pub title: String,
    /// Likeness from 0 to 1.
    pub score: f32,
}

/// An entry in a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct EntrySummary {
    pub id: EntryId,
    pub category_id: CategoryId,
    pub kind: EntryKind,
    pub title: String,
    /// The beginning of its first answer.
    pub preview: Option<String>,
    /// Ways to ask for it besides the title.
    pub phrasing_count: i64,
    pub proposal_count: i64,
    pub answer_count: i64,
    pub state: EntryState,
    pub is_starter: bool,
    pub external_id: Option<String>,
    pub version: i64,
    pub usage: Usage,
    pub flags: Vec<Flag>,
    pub changed_by: Option<StaffId>,
    pub created_at: Time,
    pub updated_at: Time,
}

/// A way to ask that somebody proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
#[schema(as = PhrasingProposal)]
pub struct Proposal {
    pub id: ProposalId,
    #[serde(skip)]
    pub entry_id: EntryId,
    pub text: String,
    pub proposed_by: StaffId,
    /// Where a buyer wrote it.
    pub conversation_id: Option<ConversationId>,
    pub created_at: Time,
}

/// What an entry said from one change to the next.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = KnowledgeVersion)]
pub struct Version {
    pub version: i64,
    /// The newest: what the entry says now.
    pub current: bool,
    pub content: EntryContent,
    /// Who wrote it; null where it came with a file.
    pub changed_by: Option<StaffId>,
    pub changed_at: Time,
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct VersionRow {
    pub version: i64,
    /// JSON.
    pub content: String,
    pub changed_by: Option<StaffId>,
    pub changed_at: Time,
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct EntryRow {
    pub id: EntryId,
    pub category_id: CategoryId,
    pub kind: EntryKind,
    pub title: String,
    pub external_id: Option<String>,
    pub state: EntryState,
    pub is_starter: bool,
    pub version: i64,
    pub revision: i64,
    pub no_fallback: bool,
    pub conflict: bool,
    pub changed_by: Option<StaffId>,
    pub created_at: Time,
    pub updated_at: Time,
    pub expires_soon: bool,
    pub duplicate: bool,
    pub phrasing_count: i64,
    pub proposal_count: i64,
    pub answer_count: i64,
    pub asked: i64,
    pub thumbs_up: i64,
    pub thumbs_down: i64,
    pub last_used_at: Option<Time>,
}

impl EntryRow {
    pub fn usage(&self) -> Usage {
        let Self { asked, thumbs_up, thumbs_down, last_used_at, .. } = *self;
        Usage { asked, thumbs_up, thumbs_down, last_used_at }
    }

    pub fn flags(&self) -> Vec<Flag> {
        let raised = [
            (Flag::NoFallback, self.no_fallback),
            (Flag::ExpiresSoon, self.expires_soon),
            (Flag::Conflict, self.conflict),
            (Flag::Duplicate, self.duplicate),
            (Flag::ProposalWaits, self.proposal_count > 0),
        ];
        raised.into_iter().filter(|(_, is_raised)| *is_raised).map(|(flag, _)| flag).collect()
    }

    pub fn summary(self, preview: Option<String>) -> EntrySummary {
        EntrySummary {
            usage: self.usage(),
            flags: self.flags(),
            id: self.id,
            category_id: self.category_id,
            kind: self.kind,
            title: self.title,
            preview,
            phrasing_count: self.phrasing_count,
            proposal_count: self.proposal_count,
            answer_count: self.answer_count,
            state: self.state,
            is_starter: self.is_starter,
            external_id: self.external_id,
            version: self.version,
            changed_by: self.changed_by,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}
