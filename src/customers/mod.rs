//! Customers: one person each, however many ways they are known by (visitor token, the shop's own id, mail, phone).
//!
//! Invariant: an identity belongs to one customer; a customer is `verified` only through a token the shop signed.

mod actions;
mod channel;
mod model;
mod routes;
mod store;
pub mod visitors;

pub use actions::{CustomerChange, NewCustomer, create, find, update, view_page};
pub use channel::{ChannelCustomer, of_channel};
pub use model::{Customer, CustomerRow, Identity, IdentityKind, ViewedPage};
pub use routes::router;
pub(crate) use store::by_identity;
