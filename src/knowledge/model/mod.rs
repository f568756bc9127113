//! Knowledge as it is stored, and as the API shows it.

mod answer;
mod asked;
mod category;
mod entry;
mod job;

pub use answer::{Answer, Button, BuyingStage, Conditions, OrderState, ShownAnswer};
pub use asked::{Asked, Decision, Explanation, Hit, Question, Situation};
pub use category::{Category, DefaultCategory};
pub use entry::{
    AnswerConflict, EntryContent, EntryKind, EntryRow, EntryState, EntrySummary, Flag, KnowledgeEntry, Order, Proposal,
    SimilarEntry, Usage, Version, VersionRow,
};
pub use job::{AskJob, AskJobState, AskResult, How, ResultRow};
