//! The answer engine: which knowledge entry a question asks for, how sure that is, and which of its answers fits.
//!
//! [`Index`] ranks the entries of one shop for a question and decides whether to answer, to suggest or to hand over.
//! [`conditions`] chooses among an entry's answers by product, time, order, stage, channel and keyword.
//! [`replies`] are suggested from what colleagues said before. [`encoder`] knows what sentences mean, where its weights
//! are installed. [`size`] advises which size fits. [`metrics`] say how good all that is.
//!
//! Invariant: the same entries give the same index, and the same question the same ranking, on every machine.

mod checksum;
pub mod conditions;
pub mod encoder;
mod index;
pub mod metrics;
mod model;
pub mod replies;
pub mod size;
mod text;
mod threads;
mod vectors;

pub use encoder::Encoder;
pub use index::{Candidate, Decision, Entry, EntryId, Index, Ranking, Signals, Strictness, Text};
pub use text::shared_words;
pub use vectors::Vectors;

/// Gives texts of like meaning like directions.
pub trait Embed: Send + Sync {
    /// Of length one, and always the same for the same text.
    fn embed(&self, text: &str) -> Vec<f32>;

    /// Differs between those that give different directions, so that what one of them said is never taken for
    /// another's.
    fn version(&self) -> u64;
}
