//! What the engine reads in a text.

mod normal;
mod terms;

pub use normal::{essence, normal, spoken};
pub use terms::{Kind, Term, fingerprint, terms};
