//! HTTP of canned replies.

mod folders;
mod replies;
mod transfer;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(replies::router()).merge(folders::router()).merge(transfer::router())
}
