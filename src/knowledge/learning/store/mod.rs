//! SQL of the learning loop.

mod candidates;
mod questions;
mod reading;

pub use candidates::{begin, count_anew, decide, find, list, make_room, open_count};
pub use questions::{
    GuideRow, Kept, NewQuestion, add, examples, follow, forget, forget_old, guides, guides_of, holds, move_back,
    move_to, of_conversation, reasons, set_reason, texts, weeks, withdraw,
};
pub use reading::{Due, Reader, behind, due, look_again, look_at, move_on, put_off, take};
