//! HTTP of privacy: one customer's data, and what goes by itself.

mod customers;
mod exports;
mod retention;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(customers::router()).merge(exports::router()).merge(retention::router())
}

const PAGE: usize = 50;
const MAX_PAGE: usize = 200;

fn page_size(limit: Option<usize>) -> usize {
    limit.unwrap_or(PAGE).clamp(1, MAX_PAGE)
}
