//! The bare path: the same web server and the same database without rights, events, client ids or an
//! index of words. What the machine gives at best; our own figures are shown as a share of it.
//!
//! Its commits are as durable as ours: WAL, synchronous=FULL, many messages sharing one commit.

mod routes;
mod store;

use std::net::SocketAddr;
use std::path::Path;

use store::Store;

use super::text::Texts;

/// How much the bare server holds before it is ready.
#[derive(Debug, Clone, Copy)]
pub(super) struct Holdings {
    pub conversations: u64,
    pub messages: u64,
}

/// Serves until the process is ended.
pub(super) async fn serve(listen: SocketAddr, data: &Path, holdings: Holdings, texts: Texts) -> anyhow::Result<()> {
    let store = Store::open(&data.join("bare.sqlite")).await?;
    store.seed(holdings, texts).await?;
    routes::serve(listen, store).await
}
