use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::error::{Problem, Result};
use crate::http::{Json, Path, if_match};
use crate::ids::MacroId;
use crate::macros::actions::all as actions;
use crate::macros::model::{Macro, MacroContent};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_macros, create_macro))
        .routes(routes!(replace_macro, delete_macro))
        .routes(routes!(restore_macro))
}

#[derive(Debug, Serialize, ToSchema)]
struct MacroList {
    /// The most used first.
    items: Vec<Macro>,
}

/// Macros of the shop and one's own, those that are switched off too.
#[utoipa::path(get, path = "/macros", operation_id = "list_macros", tag = "macros",
    responses((status = 200, body = MacroList), (status = "default", body = Problem)))]
async fn list_macros(State(app): State<App>, actor: Actor) -> Result<Json<MacroList>> {
    Ok(Json(MacroList { items: actions::list(&app, &actor).await? }))
}

/// Writes a macro.
///
/// What its steps name must be there: 422 with the path of the field, such as `steps[2].tag_ids`, otherwise.
#[utoipa::path(post, path = "/macros", operation_id = "create_macro", tag = "macros", request_body = MacroContent,
    responses((status = 201, body = Macro), (status = "default", body = Problem)))]
async fn create_macro(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<MacroContent>,
) -> Result<(StatusCode, Json<Macro>)> {
    Ok((StatusCode::CREATED, Json(actions::create(&app, &actor, body).await?)))
}

/// Lets a macro be something else from now on.
///
/// With `If-Match` only if nobody changed it since: 409 `macro_changed` with the macro as it is now otherwise.
#[utoipa::path(put, path = "/macros/{id}", operation_id = "replace_macro", tag = "macros",
    params(("id" = MacroId, Path), ("If-Match" = Option<String>, Header, description = "The `version` that was read, in quotes")),
    request_body = MacroContent, responses((status = 200, body = Macro), (status = "default", body = Problem)))]
async fn replace_macro(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<MacroId>,
    headers: HeaderMap,
    Json(body): Json<MacroContent>,
) -> Result<Json<Macro>> {
    actions::replace(&app, &actor, id, if_match(&headers)?, body).await.map(Json)
}

/// Deletes a macro; for a day it can come back.
#[utoipa::path(delete, path = "/macros/{id}", operation_id = "delete_macro", tag = "macros",
    params(("id" = MacroId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn delete_macro(State(app): State<App>, actor: Actor, Path(id): Path<MacroId>) -> Result<StatusCode> {
    actions::delete(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings a macro back that was deleted today.
#[utoipa::path(post, path = "/macros/{id}/restore", operation_id = "restore_macro", tag = "macros",
    params(("id" = MacroId, Path)),
    responses((status = 200, body = Macro), (status = "default", body = Problem)))]
async fn restore_macro(State(app): State<App>, actor: Actor, Path(id): Path<MacroId>) -> Result<Json<Macro>> {
    actions::restore(&app, &actor, id).await.map(Json)
}
