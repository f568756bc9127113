use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::auth::actions::staff::{self, StaffChange};
use crate::auth::model::{Role, Staff};
use crate::error::{Problem, Result};
use crate::http::{Json, Path};
use crate::ids::StaffId;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_staff)).routes(routes!(update_staff))
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
