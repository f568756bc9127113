//! SQL of staff, sessions, devices, invitations, links for a new password, and API tokens.

pub mod devices;
pub mod invitations;
pub mod passes;
pub mod password_resets;
pub mod pending;
pub mod sessions;
pub mod staff;
pub mod tokens;
