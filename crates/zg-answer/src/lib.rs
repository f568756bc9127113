//! The answer engine: which knowledge entry a question asks for, how sure that is, and which of its answers fits.
//!
//! [`Index`] ranks the entries of one shop for a question and decides whether to answer, to suggest or to hand over.
//! [`conditions`] chooses among an entry's answers by product, time, order, stage, channel and keyword.
//! [`encoder`] knows what sentences mean, where its weights are installed. [`size`] advises which size fits.
//!
//! Invariant: the same entries give the same index, and the same question the same ranking, on every machine.

pub mod conditions;
pub mod encoder;
mod index;
mod model;
pub mod size;
mod text;

pub use encoder::Encoder;
pub use index::{Candidate, Decision, Entry, EntryId, Index, Ranking, Signals, Strictness, Text};
pub use text::shared_words;

/// Gives texts of like meaning like directions.
pub trait Embed: Send + Sync {
    /// Of length one, and always the same for the same text.
    fn embed(&self, text: &str) -> Vec<f32>;
}
