//! HTTP of tags.

mod reasons;
mod tags;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(tags::router()).merge(reasons::router())
}
