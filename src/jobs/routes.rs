use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions;
use super::model::DeadLetter;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Problem, Result};
use crate::http::{Json, Path, Query};
use crate::ids::JobId;

const PAGE: usize = 50;
const MAX_PAGE: usize = 200;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_dead_letters))
        .routes(routes!(replay_all_dead_letters))
        .routes(routes!(replay_dead_letter))
        .routes(routes!(discard_dead_letter))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListDeadLetters {
    /// The `next` of the page before.
    after: Option<JobId>,
    /// At most 200.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
struct DeadLetterList {
    items: Vec<DeadLetter>,
    next: Option<JobId>,
}

/// Work that was given up, the newest first.
#[utoipa::path(get, path = "/dead_letters", operation_id = "list_dead_letters", tag = "outbox", params(ListDeadLetters),
    responses((status = 200, body = DeadLetterList), (status = "default", body = Problem)))]
async fn list_dead_letters(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<ListDeadLetters>,
) -> Result<Json<DeadLetterList>> {
    let limit = query.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE);
    let (items, next) = actions::list(&app, &actor, query.after, limit).await?;
    Ok(Json(DeadLetterList { items, next }))
}

/// Tries a dead letter again, with all its tries.
#[utoipa::path(post, path = "/dead_letters/{id}/replay", operation_id = "replay_dead_letter", tag = "outbox",
    params(("id" = JobId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn replay_dead_letter(State(app): State<App>, actor: Actor, Path(id): Path<JobId>) -> Result<StatusCode> {
    actions::replay(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize, ToSchema)]
struct Replayed {
    count: u64,
}

/// Tries all dead letters of the shop again.
#[utoipa::path(post, path = "/dead_letters/replay", operation_id = "replay_all_dead_letters", tag = "outbox",
    responses((status = 200, body = Replayed), (status = "default", body = Problem)))]
async fn replay_all_dead_letters(State(app): State<App>, actor: Actor) -> Result<Json<Replayed>> {
    Ok(Json(Replayed { count: actions::replay_all(&app, &actor).await? }))
}

/// Gives a dead letter up for good.
#[utoipa::path(delete, path = "/dead_letters/{id}", operation_id = "discard_dead_letter", tag = "outbox",
    params(("id" = JobId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn discard_dead_letter(State(app): State<App>, actor: Actor, Path(id): Path<JobId>) -> Result<StatusCode> {
    actions::discard(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
