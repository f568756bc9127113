//! Sizes: the charts of a shop, and which size fits somebody.
//!
//! Invariants: a chart without gaps and contradictions is the only one that is stored, so that everybody within it has a
//! size or stands between two; what was not said is asked, never guessed; nobody's measures are stored.

mod actions;
mod advise;
mod chart;
mod clean;
mod faults;
mod find;
mod model;
mod routes;
mod store;
mod talk;
mod words;

pub use actions::create;
pub use advise::advise;
pub use find::Hints;
pub use model::{ChartContent, SizeAdvice, SizeMeasure, SizeOutcome, SizeRange, SizeRule, SizeTable};
pub use routes::router;
pub use talk::Talk;
