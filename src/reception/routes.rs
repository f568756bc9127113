//! HTTP of reception.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, Wanted};
use super::model::{AgentView, Capacity, Group, Settings, Skills};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Problem, Result};
use crate::http::{Json, Path, if_match, object, plain_object};
use crate::ids::{GroupId, StaffId};
use crate::versioned::Versioned;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_reception, replace_reception))
        .routes(routes!(list_groups, create_group))
        .routes(routes!(replace_group, delete_group))
        .routes(routes!(list_reception_agents))
        .routes(routes!(set_capacity))
}

/// How the queue is given out. The `ETag` goes back as `If-Match` with a change.
#[utoipa::path(get, path = "/reception", operation_id = "show_reception", tag = "reception",
    responses((status = 200, body = Settings), (status = "default", body = Problem)))]
async fn show_reception(State(app): State<App>, actor: Actor) -> Result<Versioned<Settings>> {
    actions::show(&app, &actor).await
}

/// Decides how the queue is given out; fields that are left out are as they are at first.
///
/// With `If-Match` only if nobody changed it since: 409 `settings_changed` otherwise.
#[utoipa::path(put, path = "/reception", operation_id = "replace_reception", tag = "reception",
    params(("If-Match" = Option<String>, Header, description = "The `ETag` that was read")),
    request_body = Settings, responses((status = 200, body = Settings), (status = "default", body = Problem)))]
async fn replace_reception(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    Json(body): Json<Settings>,
) -> Result<Versioned<Settings>> {
    actions::save(&app, &actor, body, if_match(&headers)?).await
}

#[derive(Debug, Serialize, ToSchema)]
struct StaffGroupList {
    items: Vec<Group>,
}

/// The groups of colleagues, the oldest first.
#[utoipa::path(get, path = "/staff_groups", operation_id = "list_staff_groups", tag = "reception",
    responses((status = 200, body = StaffGroupList), (status = "default", body = Problem)))]
async fn list_groups(State(app): State<App>, actor: Actor) -> Result<Json<StaffGroupList>> {
    Ok(Json(StaffGroupList { items: actions::groups(&app, &actor).await? }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StaffGroupContent {
    name: String,
    #[serde(default, deserialize_with = "plain_object")]
    skills: Skills,
    #[serde(default)]
    member_ids: Vec<StaffId>,
}

impl From<StaffGroupContent> for Wanted {
    fn from(StaffGroupContent { name, skills, member_ids }: StaffGroupContent) -> Self {
        Self { name, skills, member_ids }
    }
}

/// Makes a group.
#[utoipa::path(post, path = "/staff_groups", operation_id = "create_staff_group", tag = "reception",
    request_body = StaffGroupContent,
    responses((status = 201, body = Group), (status = "default", body = Problem)))]
async fn create_group(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<StaffGroupContent>,
) -> Result<(StatusCode, Json<Group>)> {
    Ok((StatusCode::CREATED, Json(actions::create_group(&app, &actor, body.into()).await?)))
}

/// Lets a group be another from now on.
#[utoipa::path(put, path = "/staff_groups/{id}", operation_id = "replace_staff_group", tag = "reception",
    params(("id" = GroupId, Path)), request_body = StaffGroupContent,
    responses((status = 200, body = Group), (status = "default", body = Problem)))]
async fn replace_group(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<GroupId>,
    Json(body): Json<StaffGroupContent>,
) -> Result<Json<Group>> {
    Ok(Json(actions::replace_group(&app, &actor, id, body.into()).await?))
}

/// Removes a group; who waits for it may be served by others.
#[utoipa::path(delete, path = "/staff_groups/{id}", operation_id = "delete_staff_group", tag = "reception",
    params(("id" = GroupId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn delete_group(State(app): State<App>, actor: Actor, Path(id): Path<GroupId>) -> Result<StatusCode> {
    actions::delete_group(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize, ToSchema)]
struct ReceptionAgentList {
    items: Vec<AgentView>,
}

/// Who may be given conversations, and how much each has in hand.
#[utoipa::path(get, path = "/reception/agents", operation_id = "list_reception_agents", tag = "reception",
    responses((status = 200, body = ReceptionAgentList), (status = "default", body = Problem)))]
async fn list_reception_agents(State(app): State<App>, actor: Actor) -> Result<Json<ReceptionAgentList>> {
    Ok(Json(ReceptionAgentList { items: actions::agents(&app, &actor).await? }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetCapacity {
    /// Null: as the shop says.
    #[serde(default, deserialize_with = "object")]
    capacity: Option<Capacity>,
}

/// Says how many conversations a colleague takes at once.
#[utoipa::path(put, path = "/reception/agents/{staff_id}", operation_id = "set_capacity", tag = "reception",
    params(("staff_id" = StaffId, Path)), request_body = SetCapacity,
    responses((status = 204), (status = "default", body = Problem)))]
async fn set_capacity(
    State(app): State<App>,
    actor: Actor,
    Path(staff): Path<StaffId>,
    Json(body): Json<SetCapacity>,
) -> Result<StatusCode> {
    actions::set_capacity(&app, &actor, staff, body.capacity).await?;
    Ok(StatusCode::NO_CONTENT)
}
