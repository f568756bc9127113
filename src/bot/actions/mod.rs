//! What staff decide about the bot, and what colleagues and buyers make of its answers.

mod preview;
mod rating;
mod settings;
mod suggestions;

pub use preview::preview;
pub use rating::rate;
pub use settings::{Read, of_inbox, of_shop, save, show};
pub use suggestions::{Feedback, note, note_past, suggest};
