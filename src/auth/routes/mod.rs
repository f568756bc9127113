//! Signing in, colleagues, invitations, forgotten passwords and API tokens over HTTP.

mod invitations;
mod me;
mod password_resets;
pub(super) mod session;
mod staff;
mod tokens;

use utoipa_axum::router::OpenApiRouter;

use super::{oidc, second_factor};
use crate::app::App;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(session::router())
        .merge(me::router())
        .merge(staff::router())
        .merge(invitations::router())
        .merge(password_resets::router())
        .merge(tokens::router())
        .merge(second_factor::router())
        .merge(oidc::router())
}
