use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Time;
use crate::db::stored_enum;
use crate::ids::{CandidateId, ConversationId, EntryId, Seq, StaffId};
use crate::knowledge::model::SimilarEntry;

stored_enum! {
    /// Why a question is worth learning from; of several reasons the first.
    #[derive(PartialOrd, Ord)]
    QuestionReason {
        /// The buyer said that the automatic answer did not help.
        RatedBadly = 0,
        /// The bot did not know what was meant.
        NotUnderstood = 1,
        /// The bot asked "did you mean", and the buyer pressed none of it.
        NotPressed = 2,
        /// A colleague was suggested answers and wrote another.
        SuggestionIgnored = 3,
        /// A colleague changed the answer that was suggested.
        SuggestionEdited = 4,
        /// No bot answered, and nothing in the knowledge is near.
        NoEntry = 5,
    }
}

stored_enum! {
    /// What became of a candidate.
    CandidateState {
        /// It waits for somebody to decide.
        Open = 0,
        /// Not worth an entry; what is asked in the same way stays here too.
        Dismissed = 1,
        /// It became an entry, or phrasings of one.
        Accepted = 2,
    }
}

/// A candidate as it is stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CandidateRow {
    pub id: CandidateId,
    pub state: CandidateState,
    pub questions: i64,
    pub first_at: Time,
    pub last_at: Time,
    pub entry_id: Option<EntryId>,
    pub decided_by: Option<StaffId>,
    pub decided_at: Option<Time>,
}

/// Questions of buyers that ask for the same and that the knowledge did not meet.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct KnowledgeCandidate {
    pub id: CandidateId,
    pub state: CandidateState,
    /// In a buyer's words; phone numbers and the like are struck out.
    pub question: String,
    /// So many were asked in the last ninety days.
    pub questions: i64,
    /// Why they are here, the most frequent first.
    pub reasons: Vec<ReasonCount>,
    /// How many were asked in each of the last four weeks, the oldest first.
    pub weeks: Vec<i64>,
    /// The newest of them, at most five.
    pub examples: Vec<CandidateExample>,
    /// The approved entry that is likest to the question; null where none comes near.
    pub nearest: Option<SimilarEntry>,
    /// What it was accepted into.
    pub entry_id: Option<EntryId>,
    pub decided_by: Option<StaffId>,
    pub decided_at: Option<Time>,
    pub first_at: Time,
    pub last_at: Time,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReasonCount {
    pub reason: QuestionReason,
    pub questions: i64,
}

/// One of the questions, where it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CandidateExample {
    pub conversation_id: ConversationId,
    /// The buyer's message.
    pub message_seq: Seq,
    /// Phone numbers and the like are struck out.
    pub text: String,
    pub reason: QuestionReason,
    pub asked_at: Time,
}
