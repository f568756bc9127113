use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::page_size;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Problem, Result};
use crate::http::{Json, Query};
use crate::ids::RunId;
use crate::privacy::actions;
use crate::privacy::model::{RetentionPreview, RetentionRule, RetentionRun};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_retention, set_retention))
        .routes(routes!(preview_retention))
        .routes(routes!(list_retention_runs))
}

/// The rules of a shop. What no rule is about is kept.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Retention {
    rules: Vec<RetentionRule>,
}

/// The rules that are on.
#[utoipa::path(get, path = "/retention", operation_id = "show_retention", tag = "privacy",
    responses((status = 200, body = Retention), (status = "default", body = Problem)))]
async fn show_retention(State(app): State<App>, actor: Actor) -> Result<Json<Retention>> {
    Ok(Json(Retention { rules: actions::rules(&app, &actor).await? }))
}

/// Puts these rules in the place of those before. They run at three in the morning by the shop's clocks.
#[utoipa::path(put, path = "/retention", operation_id = "set_retention", tag = "privacy", request_body = Retention,
    responses((status = 200, body = Retention), (status = "default", body = Problem)))]
async fn set_retention(State(app): State<App>, actor: Actor, Json(body): Json<Retention>) -> Result<Json<Retention>> {
    Ok(Json(Retention { rules: actions::set_rules(&app, &actor, body.rules).await? }))
}

#[derive(Debug, Serialize, ToSchema)]
struct Previews {
    /// One for each rule.
    items: Vec<RetentionPreview>,
}

/// What such rules would remove if they ran now, with examples. Nothing is removed and nothing is switched on.
#[utoipa::path(post, path = "/retention/preview", operation_id = "preview_retention", tag = "privacy",
    request_body = Retention,
    responses((status = 200, body = Previews), (status = "default", body = Problem)))]
async fn preview_retention(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<Retention>,
) -> Result<Json<Previews>> {
    Ok(Json(Previews { items: actions::preview(&app, &actor, body.rules).await? }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListRuns {
    /// The `next` of the page before.
    after: Option<RunId>,
    /// At most 200.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
struct RunList {
    items: Vec<RetentionRun>,
    next: Option<RunId>,
}

/// What went in each night, the newest first; kept for 400 days.
#[utoipa::path(get, path = "/retention/runs", operation_id = "list_retention_runs", tag = "privacy",
    params(ListRuns), responses((status = 200, body = RunList), (status = "default", body = Problem)))]
async fn list_retention_runs(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<ListRuns>,
) -> Result<Json<RunList>> {
    let (items, next) = actions::runs(&app, &actor, query.after, page_size(query.limit)).await?;
    Ok(Json(RunList { items, next }))
}
