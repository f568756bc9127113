//! HTTP of macros.

mod all;
mod runs;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn router() -> OpenApiRouter<App> {
    all::router().merge(runs::router())
}
