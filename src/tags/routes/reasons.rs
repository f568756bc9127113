use axum::extract::State;
use axum::http::HeaderMap;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::error::{Problem, Result};
use crate::http::{Json, if_match};
use crate::tags::actions::reasons;
use crate::tags::model::ClosingReasons;
use crate::versioned::Versioned;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show_closing_reasons, replace_closing_reasons))
}

/// Whether agents say why they close a conversation. The `ETag` goes back as `If-Match` with a change.
#[utoipa::path(get, path = "/closing_reasons", operation_id = "show_closing_reasons", tag = "tags",
    responses((status = 200, body = ClosingReasons), (status = "default", body = Problem)))]
async fn show_closing_reasons(State(app): State<App>, actor: Actor) -> Result<Versioned<ClosingReasons>> {
    reasons::show(&app, &actor).await
}

/// Decides whether agents say why they close a conversation; fields that are left out are as they are at first.
///
/// With `If-Match` only if nobody changed it since: 409 `settings_changed` otherwise.
#[utoipa::path(put, path = "/closing_reasons", operation_id = "replace_closing_reasons", tag = "tags",
    params(("If-Match" = Option<String>, Header, description = "The `ETag` that was read")),
    request_body = ClosingReasons,
    responses((status = 200, body = ClosingReasons), (status = "default", body = Problem)))]
async fn replace_closing_reasons(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    Json(body): Json<ClosingReasons>,
) -> Result<Versioned<ClosingReasons>> {
    reasons::save(&app, &actor, body, if_match(&headers)?).await
}
