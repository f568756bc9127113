//! HTTP of knowledge.

mod ask;
mod categories;
mod entries;
mod jobs;
mod transfer;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::knowledge::{duplicates, learning};

/// An entry may have thousands of phrasings.
const MAX_ENTRY_BYTES: usize = 4 * 1024 * 1024;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(categories::router())
        .merge(entries::router().layer(DefaultBodyLimit::max(MAX_ENTRY_BYTES)))
        .merge(ask::router())
        .merge(jobs::router())
        .merge(learning::router())
        .merge(duplicates::router())
        .merge(transfer::router())
}
