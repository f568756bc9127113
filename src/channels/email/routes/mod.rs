//! HTTP of mailboxes and of the mail that came.

mod conversations;
mod mailboxes;
mod mails;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(mailboxes::router()).merge(mails::router()).merge(conversations::router())
}
