//! Texts with names in double braces that are filled in for a conversation, such as `{{ customer.name }}`.
//!
//! Invariants: a template reads the names of [`VARIABLES`] and nothing else: no files, no other templates, no loops, no
//! calls; what comes out is bounded; values are data, whatever is written in them.

mod render;
mod scan;
mod variables;

pub use render::{BLANK, MOST_CHARS, RenderedReply, TemplatePart, render};
pub use scan::{TemplateFault, faults, plain};
pub use variables::{VARIABLES, Values, Variable};
