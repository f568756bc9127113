//! Automation rules: when something happens in a conversation, and these things are true of it, these steps are done.
//!
//! Invariants: rules come after the commit, by reading events, and no writer knows of them; a firing's id is made of the
//! rule and of what it fired at, so that each fires once at one thing by however many processes; what a rule did fires no
//! rule ([`occasion`]); a rule fires at most once in a conversation within its pause, and one that fires too often is switched
//! off; a reply of a rule is an automatic message, and is withheld where such a one may not be said ([`spoken`]); a dry run
//! writes nothing.

mod actions;
mod around;
mod clean;
mod dry_run;
mod fire;
mod listen;
mod model;
mod occasion;
mod routes;
mod spoken;
mod starter;
mod stop;
mod store;

pub use actions::create;
pub use fire::{FIRE, fire};
pub use listen::start;
pub use model::RuleDraft;
pub use routes::router;
pub use store::firings::{forget_conversation, forget_old};
