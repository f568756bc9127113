//! Knowledge: what the shop answers, in how many ways it is asked, and under which conditions an answer applies.
//!
//! Invariants: only approved entries are asked; what an entry said before is kept with every change; whatever changes
//! knowledge raises the shop's head in its own transaction, and every question looks there first, so that all
//! processes answer alike; everything in it is plain text.

mod actions;
mod ask;
mod buyers;
mod clean;
mod duplicates;
mod export;
mod import;
mod index;
mod learning;
pub mod model;
mod routes;
mod starter;
mod store;

pub use actions::jobs::{ASK, run as run_ask_job};
pub use ask::ask;
pub use buyers::{look_up, most_asked, titles};
pub use duplicates::Lookalikes;
pub use import::{How as ImportHow, ImportStep, KnowledgeImportReport, import};
pub use index::Indexes;
pub use learning::{
    follow as move_questions, forget as forget_questions, forget_old as forget_old_questions, look_again,
    start as start_learning,
};
pub use model::{Answer, Asked, BuyingStage, Decision, EntryState, Hit, OrderState, Question, Situation};
pub use routes::router;
pub use starter::add as add_starter_pack;
pub use store::categories::small_talk;
pub use store::jobs::forget_old;
pub use store::proposals::forget as forget_proposals;
pub use store::usage::{move_thumb, note_use};
