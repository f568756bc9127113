//! HTTP of business hours.

use axum::extract::State;
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, Wanted};
use super::model::{Preview, Settings};
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::error::{Problem, Result};
use crate::http::{Json, Query, if_match, plain_object};
use crate::ids::InboxId;
use crate::versioned::Versioned;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_business_hours, replace_business_hours))
        .routes(routes!(preview_business_hours))
        .routes(routes!(list_openings))
}

/// When the shop is open. The `ETag` goes back as `If-Match` with a change.
#[utoipa::path(get, path = "/business_hours", operation_id = "show_business_hours", tag = "business_hours",
    responses((status = 200, body = Settings), (status = "default", body = Problem)))]
async fn show_business_hours(State(app): State<App>, actor: Actor) -> Result<Versioned<Settings>> {
    actions::show(&app, &actor).await
}

/// Decides when the shop is open: weekly hours, special days before them, weekly hours of single inboxes.
///
/// With `If-Match` only if nobody changed it since: 409 `settings_changed` otherwise.
#[utoipa::path(put, path = "/business_hours", operation_id = "replace_business_hours", tag = "business_hours",
    params(("If-Match" = Option<String>, Header, description = "The `ETag` that was read")),
    request_body = Settings, responses((status = 200, body = Settings), (status = "default", body = Problem)))]
async fn replace_business_hours(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    Json(body): Json<Settings>,
) -> Result<Versioned<Settings>> {
    actions::save(&app, &actor, body, if_match(&headers)?).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PreviewBusinessHours {
    #[serde(deserialize_with = "plain_object")]
    settings: Settings,
    /// Null: what holds for inboxes without hours of their own.
    inbox_id: Option<InboxId>,
    /// Null: now.
    at: Option<Time>,
}

/// What buyers would read at a moment, before anything is decided.
#[utoipa::path(post, path = "/business_hours/preview", operation_id = "preview_business_hours",
    tag = "business_hours", request_body = PreviewBusinessHours,
    responses((status = 200, body = Preview), (status = "default", body = Problem)))]
async fn preview_business_hours(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<PreviewBusinessHours>,
) -> Result<Json<Preview>> {
    let PreviewBusinessHours { settings, inbox_id, at } = body;
    Ok(Json(actions::preview(&app, &actor, Wanted { settings, inbox_id, at }).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OpeningParams {
    /// Absent: what holds for inboxes without hours of their own.
    inbox_id: Option<InboxId>,
}

#[derive(Debug, Serialize, ToSchema)]
struct OpeningList {
    /// The next one first; none where it never closes.
    items: Vec<Time>,
}

/// When an inbox opens in the coming eight days, having been closed.
#[utoipa::path(get, path = "/business_hours/openings", operation_id = "list_openings", tag = "business_hours",
    params(OpeningParams), responses((status = 200, body = OpeningList), (status = "default", body = Problem)))]
async fn list_openings(
    State(app): State<App>,
    actor: Actor,
    Query(params): Query<OpeningParams>,
) -> Result<Json<OpeningList>> {
    Ok(Json(OpeningList { items: actions::openings(&app, &actor, params.inbox_id).await? }))
}
