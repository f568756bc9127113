//! HTTP of replies.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::canned_replies::actions::replies::{self as actions, Read};
use crate::canned_replies::actions::{self as all, order, render};
use crate::canned_replies::model::{CannedReply, CannedReplyContent, CannedReplyList, CannedReplyPreview};
use crate::canned_replies::template::{RenderedReply, VARIABLES, Variable};
use crate::error::{Problem, Result};
use crate::http::{Json, Path, if_match};
use crate::ids::{CannedReplyFolderId, CannedReplyId, ConversationId};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_canned_replies, create_canned_reply))
        .routes(routes!(list_canned_reply_variables))
        .routes(routes!(preview_canned_reply))
        .routes(routes!(arrange_canned_replies))
        .routes(routes!(show_canned_reply, replace_canned_reply, delete_canned_reply))
        .routes(routes!(restore_canned_reply))
        .routes(routes!(render_canned_reply))
        .routes(routes!(use_canned_reply))
}

/// All replies and folders of the shop and one's own, in their order.
#[utoipa::path(get, path = "/canned_replies", operation_id = "list_canned_replies", tag = "canned_replies",
    responses((status = 200, body = CannedReplyList), (status = "default", body = Problem)))]
async fn list_canned_replies(State(app): State<App>, actor: Actor) -> Result<Json<CannedReplyList>> {
    actions::list(&app, &actor).await.map(Json)
}

/// A reply with the tag that a client names to change it as it was read.
impl IntoResponse for Read {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.revision)) {
            headers.insert(header::ETAG, tag);
        }
        (headers, Json(self.reply)).into_response()
    }
}

/// Writes a reply, the last of its folder.
///
/// A template with something wrong in it is refused: 422 `invalid_template`, with line, column and what stands there
/// under `errors`.
#[utoipa::path(post, path = "/canned_replies", operation_id = "create_canned_reply", tag = "canned_replies",
    request_body = CannedReplyContent,
    responses((status = 201, body = CannedReply), (status = "default", body = Problem)))]
async fn create_canned_reply(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<CannedReplyContent>,
) -> Result<(StatusCode, Read)> {
    Ok((StatusCode::CREATED, actions::create(&app, &actor, body).await?))
}

#[derive(Debug, Serialize, ToSchema)]
struct TemplateVariableList {
    items: Vec<Variable>,
}

/// The names that templates may use.
#[utoipa::path(get, path = "/canned_replies/variables", operation_id = "list_canned_reply_variables",
    tag = "canned_replies",
    responses((status = 200, body = TemplateVariableList), (status = "default", body = Problem)))]
async fn list_canned_reply_variables(_: Actor) -> Json<TemplateVariableList> {
    Json(TemplateVariableList { items: VARIABLES.to_vec() })
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PreviewCannedReply {
    text: String,
    /// An example is filled in without one.
    conversation_id: Option<ConversationId>,
}

/// A text as it would be sent, or what is wrong with it; nothing is stored.
#[utoipa::path(post, path = "/canned_replies/preview", operation_id = "preview_canned_reply", tag = "canned_replies",
    request_body = PreviewCannedReply,
    responses((status = 200, body = CannedReplyPreview), (status = "default", body = Problem)))]
async fn preview_canned_reply(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<PreviewCannedReply>,
) -> Result<Json<CannedReplyPreview>> {
    render::preview(&app, &actor, &body.text, body.conversation_id).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ArrangeCannedReplies {
    shared: bool,
    /// The folder they are to stand in; beside the folders without one.
    folder_id: Option<CannedReplyFolderId>,
    /// In their new order.
    ids: Vec<CannedReplyId>,
}

/// Puts replies after each other into a folder, or beside the folders.
#[utoipa::path(put, path = "/canned_replies/order", operation_id = "arrange_canned_replies", tag = "canned_replies",
    request_body = ArrangeCannedReplies, responses((status = 204), (status = "default", body = Problem)))]
async fn arrange_canned_replies(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<ArrangeCannedReplies>,
) -> Result<StatusCode> {
    order::replies(&app, &actor, body.shared, body.folder_id, &body.ids).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One reply. Its `ETag` goes back as `If-Match` with a change.
#[utoipa::path(get, path = "/canned_replies/{id}", operation_id = "show_canned_reply", tag = "canned_replies",
    params(("id" = CannedReplyId, Path)),
    responses((status = 200, body = CannedReply), (status = "default", body = Problem)))]
async fn show_canned_reply(State(app): State<App>, actor: Actor, Path(id): Path<CannedReplyId>) -> Result<Read> {
    actions::show(&app, &actor, id).await
}

/// Lets a reply say something else from now on.
///
/// With `If-Match` only if nobody changed it since: 409 `canned_reply_changed` otherwise, with the reply under `current`.
#[utoipa::path(put, path = "/canned_replies/{id}", operation_id = "replace_canned_reply", tag = "canned_replies",
    params(("id" = CannedReplyId, Path), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read")),
    request_body = CannedReplyContent,
    responses((status = 200, body = CannedReply), (status = "default", body = Problem)))]
async fn replace_canned_reply(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CannedReplyId>,
    headers: HeaderMap,
    Json(body): Json<CannedReplyContent>,
) -> Result<Read> {
    actions::replace(&app, &actor, id, if_match(&headers)?, body).await
}

/// Deletes a reply; for a day it can come back.
#[utoipa::path(delete, path = "/canned_replies/{id}", operation_id = "delete_canned_reply", tag = "canned_replies",
    params(("id" = CannedReplyId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn delete_canned_reply(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CannedReplyId>,
) -> Result<StatusCode> {
    actions::delete(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings a reply back that was deleted within the last day.
#[utoipa::path(post, path = "/canned_replies/{id}/restore", operation_id = "restore_canned_reply",
    tag = "canned_replies", params(("id" = CannedReplyId, Path)),
    responses((status = 200, body = CannedReply), (status = "default", body = Problem)))]
async fn restore_canned_reply(State(app): State<App>, actor: Actor, Path(id): Path<CannedReplyId>) -> Result<Read> {
    actions::restore(&app, &actor, id).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RenderCannedReply {
    conversation_id: ConversationId,
}

/// The reply as it would be sent in a conversation, with the names whose values are missing.
///
/// Nothing is stored or sent; a token that may only read will do.
#[utoipa::path(post, path = "/canned_replies/{id}/render", operation_id = "render_canned_reply",
    tag = "canned_replies", params(("id" = CannedReplyId, Path)), request_body = RenderCannedReply,
    responses((status = 200, body = RenderedReply), (status = "default", body = Problem)))]
async fn render_canned_reply(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CannedReplyId>,
    Json(body): Json<RenderCannedReply>,
) -> Result<Json<RenderedReply>> {
    render::render(&app, &actor, id, body.conversation_id).await.map(Json)
}

/// Notes that a reply was sent, for the counts of use.
#[utoipa::path(post, path = "/canned_replies/{id}/use", operation_id = "use_canned_reply", tag = "canned_replies",
    params(("id" = CannedReplyId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn use_canned_reply(State(app): State<App>, actor: Actor, Path(id): Path<CannedReplyId>) -> Result<StatusCode> {
    all::used(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
