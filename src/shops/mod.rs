//! The shop itself: the isolation boundary. Its id stands in every query of every other table.

mod actions;
mod model;
mod routes;
mod store;

pub use actions::all;
pub use actions::check_timezone;
pub use model::Shop;
pub use routes::router;
pub(crate) use store::{find, insert};
