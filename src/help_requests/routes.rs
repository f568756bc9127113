//! HTTP of help requests.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::actions::{self, Words};
use super::model::{HelpRequest, Whom};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Problem, Result};
use crate::http::{Json, Path};
use crate::ids::{ConversationId, GroupId, HelpRequestId, StaffId};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_help_requests))
        .routes(routes!(list_help_requests_of_conversation, ask_for_help))
        .routes(routes!(answer_help_request))
        .routes(routes!(close_help_request))
}

#[derive(Debug, Serialize, ToSchema)]
struct HelpRequestList {
    items: Vec<HelpRequest>,
}

/// What is asked of the caller, alone or as a member of a group, and what the caller asked; the oldest first, at most 100.
/// Closed ones are left out.
#[utoipa::path(get, path = "/help_requests", operation_id = "list_help_requests", tag = "help_requests",
    responses((status = 200, body = HelpRequestList), (status = "default", body = Problem)))]
async fn list_help_requests(State(app): State<App>, actor: Actor) -> Result<Json<HelpRequestList>> {
    Ok(Json(HelpRequestList { items: actions::mine(&app, &actor).await? }))
}

/// What was asked in a conversation, the oldest first, at most 100.
#[utoipa::path(get, path = "/conversations/{id}/help_requests", operation_id = "list_help_requests_of_conversation",
    tag = "help_requests", params(("id" = ConversationId, Path)),
    responses((status = 200, body = HelpRequestList), (status = "default", body = Problem)))]
async fn list_help_requests_of_conversation(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
) -> Result<Json<HelpRequestList>> {
    Ok(Json(HelpRequestList { items: actions::of_conversation(&app, &actor, id).await? }))
}

/// Exactly one of colleague and group.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AskForHelp {
    /// Made by the sender; a repeat under the same id asks nothing twice.
    client_id: Uuid,
    staff_id: Option<StaffId>,
    group_id: Option<GroupId>,
    text: String,
}

/// Asks a colleague or a group inside a conversation: a note that names them, which the buyer does not see.
#[utoipa::path(post, path = "/conversations/{id}/help_requests", operation_id = "ask_for_help", tag = "help_requests",
    params(("id" = ConversationId, Path)), request_body = AskForHelp,
    responses((status = 201, body = HelpRequest), (status = "default", body = Problem)))]
async fn ask_for_help(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
    Json(body): Json<AskForHelp>,
) -> Result<(StatusCode, Json<HelpRequest>)> {
    let whom = match (body.staff_id, body.group_id) {
        (Some(staff), None) => Whom::Colleague(staff),
        (None, Some(group)) => Whom::Group(group),
        _ => return Err(Error::invalid("staff_id", "one_of_two")),
    };
    let words = Words { client_id: body.client_id, text: body.text };
    Ok((StatusCode::CREATED, Json(actions::ask(&app, &actor, id, whom, words).await?)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AnswerHelpRequest {
    /// Made by the sender; a repeat under the same id answers nothing twice.
    client_id: Uuid,
    text: String,
}

/// Answers with a note in the conversation. The first answer counts; a later one is a note beside it.
#[utoipa::path(post, path = "/help_requests/{id}/answer", operation_id = "answer_help_request", tag = "help_requests",
    params(("id" = HelpRequestId, Path)), request_body = AnswerHelpRequest,
    responses((status = 200, body = HelpRequest), (status = "default", body = Problem)))]
async fn answer_help_request(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<HelpRequestId>,
    Json(body): Json<AnswerHelpRequest>,
) -> Result<Json<HelpRequest>> {
    let words = Words { client_id: body.client_id, text: body.text };
    Ok(Json(actions::answer(&app, &actor, id, words).await?))
}

/// Puts a request away, answered or not; only whoever asked may.
#[utoipa::path(post, path = "/help_requests/{id}/close", operation_id = "close_help_request", tag = "help_requests",
    params(("id" = HelpRequestId, Path)),
    responses((status = 200, body = HelpRequest), (status = "default", body = Problem)))]
async fn close_help_request(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<HelpRequestId>,
) -> Result<Json<HelpRequest>> {
    Ok(Json(actions::close(&app, &actor, id).await?))
}
