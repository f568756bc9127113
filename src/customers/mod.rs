//! Customers: one person each, however many ways they are known by (visitor token, the shop's own id, mail, phone).
//!
//! Invariant: an identity belongs to one customer; a customer is `verified` only through a token the shop signed.

mod actions;
pub mod blocks;
mod channel;
mod erase;
mod model;
mod routes;
mod store;
pub mod visitors;

pub use actions::{CustomerChange, NewCustomer, create, find, update, view_page};
pub use channel::{ChannelCustomer, of_channel};
pub use erase::{count_silent, delete, known_as, lock_living, silent, stand_in, wipe};
pub use model::{Customer, CustomerRow, Identity, IdentityKind, IdentityRow, ViewedPage};
pub use routes::router;
pub(crate) use store::{by_identity, find as find_row, identities, who_is_let_in};
pub use visitors::is_visitor_name;
