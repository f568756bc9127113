//! What the engine reads in a text.

mod normal;
mod terms;

pub use normal::{essence, normal};
pub use terms::{Kind, Term, fingerprint, terms};
