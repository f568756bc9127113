//! HTTP of the language model: its settings, what may be asked of it, and what it writes.

mod settings;
mod write;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn router() -> OpenApiRouter<App> {
    settings::router().merge(write::router())
}
