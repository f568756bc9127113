//! Who asks, and what they may do: staff, sessions, invitations, API tokens, visitors.
//!
//! Invariants: what opens a door (password, session, token, invitation) is stored hashed and compared in
//! constant time; every route has a line in [`permissions`]; a shop always keeps an active owner; whatever is
//! revoked stops working within [`access::CACHE_SECONDS`] and closes its sockets.

mod access;
mod actions;
mod actor;
pub mod identity;
pub mod limits;
pub mod model;
mod password;
pub mod permissions;
mod routes;
pub mod rules;
pub mod secret;
mod store;
mod throttle;

pub use access::{Auth, CsrfToken};
pub use actions::setup::{NewShop, create_shop};
pub use actions::staff::{NewStaff, create_staff};
pub use actions::tokens::{NewToken, create_token};
pub use actor::{Actor, Visitor};
pub use model::{Presence, Role, Staff};
pub use permissions::Permission;
pub use routes::router;
