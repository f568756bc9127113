//! Inboxes: each is one instance of a channel. The channel is the widget on the shop's own pages, another system that hands
//! messages in, or a mailbox.

mod actions;
mod model;
mod routes;
pub mod sites;
mod store;
mod widget_routes;
mod widget_session;

pub use actions::{NewInbox, by_key, by_public_key, create, of_shop, rotate_identity_secret};
pub use model::{Channel, Greeting, Inbox, InboxRow};
pub use routes::router;
pub(crate) use store::{active_among, find};
pub use widget_routes::router as widget_router;
