//! Which size fits: a product's tables of measures, and what buyers write about themselves.
//!
//! [`Chart::check`] refuses tables with holes or contradictions, [`Chart::advise`] names a size or both on a border,
//! [`read`] finds measures in a buyer's words.
//!
//! Invariant: no number is invented. What can be meant in two ways is said to be unclear, and asked.

mod chart;
mod check;
mod measure;
mod words;

pub use chart::{Advice, Chart, Place, Rule, Table};
pub use check::{Fault, MAX_RULES};
pub use measure::{Measure, Measures, Range, Span};
pub use words::{Reading, Unclear, Wearer, read};
