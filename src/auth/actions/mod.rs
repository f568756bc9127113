//! Every write about staff: who asks, the right, one transaction, an event.

pub mod invitations;
pub mod me;
pub mod password_resets;
pub mod sessions;
pub mod setup;
pub mod sign_in;
pub mod staff;
pub mod terminal;
pub mod tokens;
pub mod ways_in;
