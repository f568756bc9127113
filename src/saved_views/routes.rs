//! HTTP of saved views.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::actions::{self, Wanted};
use super::model::SavedView;
use crate::app::App;
use crate::auth::Actor;
use crate::conversations::ConversationFilter;
use crate::error::{Problem, Result};
use crate::http::{Json, Path, if_match, plain_object};
use crate::ids::SavedViewId;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_saved_views, create_saved_view))
        .routes(routes!(replace_saved_view, delete_saved_view))
        .routes(routes!(restore_saved_view))
}

#[derive(Debug, Serialize, ToSchema)]
struct SavedViewList {
    items: Vec<SavedView>,
}

/// The views of the shop, then the caller's own, each with how many conversations it holds now.
///
/// A page of one is `GET /conversations` with its filter.
#[utoipa::path(get, path = "/saved_views", operation_id = "list_saved_views", tag = "saved_views",
    responses((status = 200, body = SavedViewList), (status = "default", body = Problem)))]
async fn list_saved_views(State(app): State<App>, actor: Actor) -> Result<Json<SavedViewList>> {
    Ok(Json(SavedViewList { items: actions::list(&app, &actor).await? }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateSavedView {
    /// Made by the sender; a repeat under the same id makes no second view.
    client_id: Uuid,
    /// 1–40 characters.
    name: String,
    /// For the whole shop, which takes the right to manage reception; otherwise one's own.
    shared: bool,
    #[serde(deserialize_with = "plain_object")]
    filter: ConversationFilter,
}

/// Makes a list of conversations for oneself, or for the whole shop.
#[utoipa::path(post, path = "/saved_views", operation_id = "create_saved_view", tag = "saved_views",
    request_body = CreateSavedView,
    responses((status = 201, body = SavedView), (status = "default", body = Problem)))]
async fn create_saved_view(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<CreateSavedView>,
) -> Result<(StatusCode, Json<SavedView>)> {
    let CreateSavedView { client_id, name, shared, filter } = body;
    let view = actions::create(&app, &actor, client_id, Wanted { name, shared, filter }).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReplaceSavedView {
    /// 1–40 characters.
    name: String,
    shared: bool,
    #[serde(deserialize_with = "plain_object")]
    filter: ConversationFilter,
}

/// Lets a view be another.
///
/// With `If-Match` only if nobody changed it since: 409 `saved_view_changed` otherwise.
#[utoipa::path(put, path = "/saved_views/{id}", operation_id = "replace_saved_view", tag = "saved_views",
    params(("id" = SavedViewId, Path), ("If-Match" = Option<String>, Header, description = "The `version` that was read, in quotes")),
    request_body = ReplaceSavedView, responses((status = 200, body = SavedView), (status = "default", body = Problem)))]
async fn replace_saved_view(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<SavedViewId>,
    headers: HeaderMap,
    Json(body): Json<ReplaceSavedView>,
) -> Result<Json<SavedView>> {
    let ReplaceSavedView { name, shared, filter } = body;
    let wanted = Wanted { name, shared, filter };
    actions::replace(&app, &actor, id, if_match(&headers)?, wanted).await.map(Json)
}

/// Deletes a view; for a day it can be restored.
#[utoipa::path(delete, path = "/saved_views/{id}", operation_id = "delete_saved_view", tag = "saved_views",
    params(("id" = SavedViewId, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
async fn delete_saved_view(State(app): State<App>, actor: Actor, Path(id): Path<SavedViewId>) -> Result<StatusCode> {
    actions::delete(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings a view back that was deleted within a day.
#[utoipa::path(post, path = "/saved_views/{id}/restore", operation_id = "restore_saved_view", tag = "saved_views",
    params(("id" = SavedViewId, Path)),
    responses((status = 200, body = SavedView), (status = "default", body = Problem)))]
async fn restore_saved_view(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<SavedViewId>,
) -> Result<Json<SavedView>> {
    actions::restore(&app, &actor, id).await.map(Json)
}
