//! SQL of staff, sessions, invitations and API tokens.

pub mod invitations;
pub mod sessions;
pub mod staff;
pub mod tokens;
