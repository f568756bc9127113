//! SQL of staff, sessions, devices, invitations and API tokens.

pub mod devices;
pub mod invitations;
pub mod passes;
pub mod pending;
pub mod sessions;
pub mod staff;
pub mod tokens;
