//! Text for people who search and skim: what a message is found by, and how little of it is shown.
//!
//! [`tokens`] is what a text is indexed under, [`query`] what a person typed into a search field,
//! [`highlight`] why a text was found, [`preview`] one line of it for a list, [`fold`] what counts as the same spelling.
//!
//! Invariant: a text that contains a typed term, at a word's edge where the script has words, carries every
//! token the term asks for. Index and query share one path (`fold`, then `pieces`) to keep it so.
//!
//! Indexing needs no dictionary and no lock. Only a query with four or more characters in a row loads the
//! dictionary, once; [`warm_up`] does it earlier. docs/decisions/0003-search-tokens.md has the reasons and figures.

mod fold;
mod highlight;
mod html;
mod mask;
mod pieces;
mod preview;
mod query;
mod tokens;
mod variants;
mod words;

pub use fold::fold;
pub use highlight::{Span, highlight};
pub use html::escape_html;
pub use mask::{Hidden, mask, veil};
pub use pieces::{Piece, pieces};
pub use preview::preview;
pub use query::{Query, Term, query};
pub use tokens::tokens;
pub use words::{search_words, warm_up};
