//! HTTP of follow-ups.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::actions::{self, Wanted};
use super::model::{FollowUp, FollowUpChange};
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::error::{Problem, Result};
use crate::http::{Json, Path};
use crate::ids::{ConversationId, FollowUpId, StaffId};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_follow_ups))
        .routes(routes!(list_follow_ups_of_conversation, create_follow_up))
        .routes(routes!(update_follow_up))
}

#[derive(Debug, Serialize, ToSchema)]
struct FollowUpList {
    /// The earliest first.
    items: Vec<FollowUp>,
}

/// What the caller is reminded of and has not done, at most 200.
#[utoipa::path(get, path = "/follow_ups", operation_id = "list_follow_ups", tag = "follow_ups",
    responses((status = 200, body = FollowUpList), (status = "default", body = Problem)))]
async fn list_follow_ups(State(app): State<App>, actor: Actor) -> Result<Json<FollowUpList>> {
    Ok(Json(FollowUpList { items: actions::mine(&app, &actor).await? }))
}

/// What anybody is reminded of in a conversation and has not done, at most 20.
#[utoipa::path(get, path = "/conversations/{id}/follow_ups", operation_id = "list_follow_ups_of_conversation",
    tag = "follow_ups", params(("id" = ConversationId, Path)),
    responses((status = 200, body = FollowUpList), (status = "default", body = Problem)))]
async fn list_follow_ups_of_conversation(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
) -> Result<Json<FollowUpList>> {
    Ok(Json(FollowUpList { items: actions::of_conversation(&app, &actor, id).await? }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateFollowUp {
    /// Made by the sender; a repeat under the same id reminds nobody twice.
    client_id: Uuid,
    /// Whom it reminds; null: the caller.
    staff_id: Option<StaffId>,
    /// One line of 1–200 characters.
    text: String,
    /// Within a year.
    due_at: Time,
}

/// Reminds the caller or a colleague of a conversation at a time. The conversation stays where it is, and solving it does not
/// end the reminder.
#[utoipa::path(post, path = "/conversations/{id}/follow_ups", operation_id = "create_follow_up", tag = "follow_ups",
    params(("id" = ConversationId, Path)), request_body = CreateFollowUp,
    responses((status = 201, body = FollowUp), (status = "default", body = Problem)))]
async fn create_follow_up(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
    Json(body): Json<CreateFollowUp>,
) -> Result<(StatusCode, Json<FollowUp>)> {
    let CreateFollowUp { client_id, staff_id, text, due_at } = body;
    let wanted = Wanted { client_id, staff_id, text, due_at };
    Ok((StatusCode::CREATED, Json(actions::create(&app, &actor, id, wanted).await?)))
}

/// What is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FollowUpPatch {
    text: Option<String>,
    /// Puts it off: it reminds again at this time.
    due_at: Option<Time>,
    done: Option<bool>,
}

/// Puts it off, words it anew, or notes that it is done or is not.
///
/// Only whoever it is for, whoever made it, or a lead may: 403 `follow_up_of_colleague` otherwise.
#[utoipa::path(patch, path = "/follow_ups/{id}", operation_id = "update_follow_up", tag = "follow_ups",
    params(("id" = FollowUpId, Path)), request_body = FollowUpPatch,
    responses((status = 200, body = FollowUp), (status = "default", body = Problem)))]
async fn update_follow_up(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<FollowUpId>,
    Json(body): Json<FollowUpPatch>,
) -> Result<Json<FollowUp>> {
    let FollowUpPatch { text, due_at, done } = body;
    Ok(Json(actions::update(&app, &actor, id, FollowUpChange { text, due_at, done }).await?))
}
