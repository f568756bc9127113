//! What the engine reads in a text.

mod normal;
mod shared;
mod terms;

pub use normal::{essence, normal, spoken};
pub use shared::shared_words;
pub use terms::{Kind, Term, fingerprint, terms};
