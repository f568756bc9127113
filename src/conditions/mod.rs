//! Conditions: what must be true of a conversation for something to be done with it. No database, no clock.
//!
//! Invariants: a condition that was [checked](Conditions::checked) asks of a field only what can be asked of it; every
//! condition has an answer for any facts, where what is not known is not so; for each question but "all of these" there is
//! its opposite, so that "none of any" and "all of the opposites" are the same.

mod check;
mod facts;
mod field;
mod judge;
mod model;
#[cfg(test)]
mod tests;

pub use facts::{Fact, Facts};
pub use field::Field;
pub use model::{Condition, Conditions, Op};
