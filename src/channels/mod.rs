//! Channels beside the widget: from elsewhere into the one intake, and back through the outbox.

pub mod email;
mod generic;

pub use generic::router;
