//! Channels beside the widget: from elsewhere into the one intake, and back through the outbox.

mod generic;

pub use generic::router;
