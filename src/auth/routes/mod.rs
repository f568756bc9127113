//! Signing in, colleagues, invitations and API tokens over HTTP.

mod invitations;
mod me;
mod session;
mod staff;
mod tokens;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(session::router())
        .merge(me::router())
        .merge(staff::router())
        .merge(invitations::router())
        .merge(tokens::router())
}
