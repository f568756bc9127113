//! Entries that look like one another: found in memory for each state of the knowledge, decided about by people.

mod actions;
mod held;
mod model;
mod routes;
mod store;

pub use held::Lookalikes;
pub use routes::router;
