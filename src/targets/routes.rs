//! HTTP of targets.

use axum::extract::State;
use axum::http::HeaderMap;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, Asking};
use super::model::{Preview, Settings};
use crate::app::App;
use crate::auth::Actor;
use crate::conversations::Stage;
use crate::error::{Problem, Result};
use crate::http::{Json, if_match, plain_object};
use crate::ids::InboxId;
use crate::versioned::Versioned;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show_targets, replace_targets)).routes(routes!(preview_targets))
}

/// How soon buyers are to be answered. The `ETag` goes back as `If-Match` with a change.
#[utoipa::path(get, path = "/targets", operation_id = "show_targets", tag = "targets",
    responses((status = 200, body = Settings), (status = "default", body = Problem)))]
async fn show_targets(State(app): State<App>, actor: Actor) -> Result<Versioned<Settings>> {
    actions::show(&app, &actor).await
}

/// Decides how soon buyers are to be answered; fields that are left out are as they are at first.
///
/// With `If-Match` only if nobody changed it since: 409 `settings_changed` otherwise.
#[utoipa::path(put, path = "/targets", operation_id = "replace_targets", tag = "targets",
    params(("If-Match" = Option<String>, Header, description = "The `ETag` that was read")),
    request_body = Settings, responses((status = 200, body = Settings), (status = "default", body = Problem)))]
async fn replace_targets(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    Json(body): Json<Settings>,
) -> Result<Versioned<Settings>> {
    actions::save(&app, &actor, body, if_match(&headers)?).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TargetTrial {
    /// As they would be saved.
    #[serde(deserialize_with = "plain_object")]
    settings: Settings,
    /// Null: the shop's first inbox.
    inbox_id: Option<InboxId>,
    stage: Option<Stage>,
    tier: Option<String>,
}

/// What targets come to, the shop's hours included, for a buyer who writes shortly before the next closing; nothing is stored.
#[utoipa::path(post, path = "/targets/preview", operation_id = "preview_targets", tag = "targets",
    request_body = TargetTrial, responses((status = 200, body = Preview), (status = "default", body = Problem)))]
async fn preview_targets(State(app): State<App>, actor: Actor, Json(body): Json<TargetTrial>) -> Result<Json<Preview>> {
    let TargetTrial { settings, inbox_id, stage, tier } = body;
    let asking = Asking { inbox_id, stage: stage.unwrap_or(Stage::PreSale), tier };
    Ok(Json(actions::preview(&app, &actor, settings, asking).await?))
}
