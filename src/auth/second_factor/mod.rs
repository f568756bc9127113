//! The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for the day the phone is lost.
//!
//! Invariants (S3): a secret lies sealed and counts only after its first code was shown; no code is taken twice, not
//! even by two requests at once; recovery codes lie hashed and each works once; changing any of it takes the password or
//! a code, not only an open session.

mod actions;
mod code;
mod model;
mod qr;
mod recovery;
mod routes;
mod store;

pub use actions::manage::state;
pub use actions::reset::{reset_at_terminal, reset_of_colleague};
pub use actions::rule::{rule_of, set_rule, step};
pub use model::{SecondFactorRule, SecondFactorState, Step};
pub use routes::router;
