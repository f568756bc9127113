//! HTTP of presence.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions;
use super::model::Settings;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Problem, Result};
use crate::http::{Json, if_match};
use crate::live::Presence;
use crate::versioned::Versioned;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(set_presence))
        .routes(routes!(be_active))
        .routes(routes!(show_presence_settings, replace_presence_settings))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetPresence {
    presence: Presence,
    /// Why one is away, at most 40 characters.
    #[serde(default)]
    reason: Option<String>,
}

/// Tells colleagues whether one takes conversations now.
#[utoipa::path(put, path = "/me/presence", operation_id = "set_presence", tag = "me", request_body = SetPresence,
    responses((status = 204), (status = "default", body = Problem)))]
async fn set_presence(State(app): State<App>, actor: Actor, Json(body): Json<SetPresence>) -> Result<StatusCode> {
    actions::choose(&app, actor.shop_id, actor.staff_id, body.presence, body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says that one touches a desk; the desk does so once a minute at most.
#[utoipa::path(post, path = "/me/activity", operation_id = "be_active", tag = "me",
    responses((status = 204), (status = "default", body = Problem)))]
async fn be_active(State(app): State<App>, actor: Actor) -> Result<StatusCode> {
    actions::be_active(&app, &actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the shop decides about presence. The `ETag` goes back as `If-Match` with a change.
#[utoipa::path(get, path = "/presence_settings", operation_id = "show_presence_settings", tag = "reception",
    responses((status = 200, body = Settings), (status = "default", body = Problem)))]
async fn show_presence_settings(State(app): State<App>, actor: Actor) -> Result<Versioned<Settings>> {
    actions::show(&app, &actor).await
}

/// Decides why colleagues may be away, and when they are by themselves.
///
/// With `If-Match` only if nobody changed it since: 409 `settings_changed` otherwise.
#[utoipa::path(put, path = "/presence_settings", operation_id = "replace_presence_settings", tag = "reception",
    params(("If-Match" = Option<String>, Header, description = "The `ETag` that was read")),
    request_body = Settings, responses((status = 200, body = Settings), (status = "default", body = Problem)))]
async fn replace_presence_settings(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    Json(body): Json<Settings>,
) -> Result<Versioned<Settings>> {
    actions::save(&app, &actor, body, if_match(&headers)?).await
}
