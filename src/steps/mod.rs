//! Steps: what a macro, or a rule of the shop, does to a conversation, one after the other.
//!
//! Invariants: every step goes through the ordinary action of its slice, so that it is what somebody who did it by hand would
//! have done; what can be seen to fail is refused before the first step; all that a run leaves behind is named by its
//! id, so that a run which is taken up again does nothing twice; the first step that fails ends the run, which tells so.

mod check;
mod clean;
#[cfg(test)]
mod clean_tests;
mod model;
mod run;
mod say;
mod undo;

pub use check::{Ground, Hands, check};
pub use clean::{MOST_STEPS, clean};
pub use model::{AssignTo, Outcome, SnoozeTo, Stand, Step, StepFault, StepOutcome, StepState, Undone, UndonePart};
pub use run::{Run, run};
pub use undo::undo;
