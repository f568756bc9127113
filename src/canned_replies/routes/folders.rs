//! HTTP of folders.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::canned_replies::actions::{folders, order};
use crate::canned_replies::model::CannedReplyFolder;
use crate::error::{Problem, Result};
use crate::http::{Json, Path};
use crate::ids::CannedReplyFolderId;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create_canned_reply_folder))
        .routes(routes!(arrange_canned_reply_folders))
        .routes(routes!(rename_canned_reply_folder, delete_canned_reply_folder))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateCannedReplyFolder {
    /// Of the whole shop; otherwise one's own.
    shared: bool,
    /// A folder beside the others holds folders; those hold none.
    parent_id: Option<CannedReplyFolderId>,
    name: String,
}

/// Makes a folder, the last among its siblings.
#[utoipa::path(post, path = "/canned_reply_folders", operation_id = "create_canned_reply_folder",
    tag = "canned_replies", request_body = CreateCannedReplyFolder,
    responses((status = 201, body = CannedReplyFolder), (status = "default", body = Problem)))]
async fn create_canned_reply_folder(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<CreateCannedReplyFolder>,
) -> Result<(StatusCode, Json<CannedReplyFolder>)> {
    let made = folders::create(&app, &actor, body.shared, body.parent_id, &body.name).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ArrangeCannedReplyFolders {
    shared: bool,
    /// The folder they are to stand in; beside all without one.
    parent_id: Option<CannedReplyFolderId>,
    /// In their new order.
    ids: Vec<CannedReplyFolderId>,
}

/// Puts folders after each other into another one, or beside all.
#[utoipa::path(put, path = "/canned_reply_folders/order", operation_id = "arrange_canned_reply_folders",
    tag = "canned_replies", request_body = ArrangeCannedReplyFolders,
    responses((status = 204), (status = "default", body = Problem)))]
async fn arrange_canned_reply_folders(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<ArrangeCannedReplyFolders>,
) -> Result<StatusCode> {
    order::folders(&app, &actor, body.shared, body.parent_id, &body.ids).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RenameCannedReplyFolder {
    name: String,
}

/// Gives a folder another name.
#[utoipa::path(patch, path = "/canned_reply_folders/{id}", operation_id = "rename_canned_reply_folder",
    tag = "canned_replies", params(("id" = CannedReplyFolderId, Path)), request_body = RenameCannedReplyFolder,
    responses((status = 200, body = CannedReplyFolder), (status = "default", body = Problem)))]
async fn rename_canned_reply_folder(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CannedReplyFolderId>,
    Json(body): Json<RenameCannedReplyFolder>,
) -> Result<Json<CannedReplyFolder>> {
    folders::rename(&app, &actor, id, &body.name).await.map(Json)
}

/// Removes a folder that is empty; 409 `folder_in_use` otherwise.
#[utoipa::path(delete, path = "/canned_reply_folders/{id}", operation_id = "delete_canned_reply_folder",
    tag = "canned_replies", params(("id" = CannedReplyFolderId, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
async fn delete_canned_reply_folder(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CannedReplyFolderId>,
) -> Result<StatusCode> {
    folders::delete(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
