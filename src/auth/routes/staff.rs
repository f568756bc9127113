use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::auth::actions::sessions;
use crate::auth::actions::staff::{self, StaffChange};
use crate::auth::actions::ways_in::{self, ColleagueWaysIn};
use crate::auth::model::{Role, Staff};
use crate::auth::{oidc, second_factor};
use crate::error::{Problem, Result};
use crate::http::{Json, Path};
use crate::ids::{SessionId, StaffId};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_staff))
        .routes(routes!(update_staff))
        .routes(routes!(show_staff_sign_in))
        .routes(routes!(end_staff_sessions))
        .routes(routes!(end_staff_session))
        .routes(routes!(reset_staff_second_factor))
        .routes(routes!(unlink_staff_provider_account))
}

#[derive(Debug, Serialize, ToSchema)]
struct StaffList {
    items: Vec<Staff>,
}

/// Everybody who works or worked in the shop.
#[utoipa::path(get, path = "/staff", operation_id = "list_staff", tag = "staff",
    responses((status = 200, body = StaffList), (status = "default", body = Problem)))]
async fn list_staff(State(app): State<App>, actor: Actor) -> Result<Json<StaffList>> {
    Ok(Json(StaffList { items: staff::list(&app, &actor).await? }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateStaff {
    name: Option<String>,
    /// Empty takes it away.
    title: Option<String>,
    role: Option<Role>,
    /// False ends all sessions and API tokens of this person.
    active: Option<bool>,
}

/// Changes a colleague. A shop keeps at least one active owner: 409 `last_owner`.
#[utoipa::path(patch, path = "/staff/{id}", operation_id = "update_staff", tag = "staff",
    params(("id" = StaffId, Path)), request_body = UpdateStaff,
    responses((status = 200, body = Staff), (status = "default", body = Problem)))]
async fn update_staff(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<StaffId>,
    Json(body): Json<UpdateStaff>,
) -> Result<Json<Staff>> {
    let change = StaffChange { name: body.name, title: body.title, role: body.role, active: body.active };
    staff::update(&app, &actor, id, change).await.map(Json)
}

/// How a colleague signs in, and where. Of an owner to owners only.
#[utoipa::path(get, path = "/staff/{id}/sign_in", operation_id = "staff_sign_in", tag = "staff",
    params(("id" = StaffId, Path)), responses((status = 200, body = ColleagueWaysIn), (status = "default", body = Problem)))]
async fn show_staff_sign_in(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<StaffId>,
) -> Result<Json<ColleagueWaysIn>> {
    ways_in::of_colleague(&app, &actor, id).await.map(Json)
}

/// Signs a colleague out of every browser.
#[utoipa::path(delete, path = "/staff/{id}/sessions", operation_id = "end_staff_sessions", tag = "staff",
    params(("id" = StaffId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn end_staff_sessions(State(app): State<App>, actor: Actor, Path(id): Path<StaffId>) -> Result<StatusCode> {
    sessions::end_all_of_colleague(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs a colleague out of one browser.
#[utoipa::path(delete, path = "/staff/{id}/sessions/{session_id}", operation_id = "end_staff_session", tag = "staff",
    params(("id" = StaffId, Path), ("session_id" = SessionId, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
async fn end_staff_session(
    State(app): State<App>,
    actor: Actor,
    Path((id, session_id)): Path<(StaffId, SessionId)>,
) -> Result<StatusCode> {
    sessions::end_of_colleague(&app, &actor, id, session_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a colleague's second factor away, such as when the phone is lost; their sessions end.
#[utoipa::path(delete, path = "/staff/{id}/second_factor", operation_id = "reset_staff_second_factor", tag = "staff",
    params(("id" = StaffId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn reset_staff_second_factor(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<StaffId>,
) -> Result<StatusCode> {
    second_factor::reset_of_colleague(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the link to a colleague's account at the provider away.
#[utoipa::path(delete, path = "/staff/{id}/provider_account", operation_id = "unlink_staff_provider_account",
    tag = "staff", params(("id" = StaffId, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
async fn unlink_staff_provider_account(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<StaffId>,
) -> Result<StatusCode> {
    oidc::unlink_colleague(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
