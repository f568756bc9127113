//! HTTP of the bot: its settings and suggestions for staff, thumbs for buyers.

mod settings;
mod suggestions;
mod widget;

use utoipa_axum::router::OpenApiRouter;

use super::report;
use crate::app::App;

pub use widget::router as widget_router;

pub fn router() -> OpenApiRouter<App> {
    settings::router().merge(suggestions::router()).merge(report::router())
}
