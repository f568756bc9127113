use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::actions::me::{self, Profile};
use crate::auth::actions::sessions;
use crate::auth::actions::ways_in::{self, WaysIn};
use crate::auth::model::{Me, Session};
use crate::auth::{Actor, CsrfToken};
use crate::error::{Problem, Result};
use crate::http::{Json, Path};
use crate::ids::SessionId;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_me, update_me))
        .routes(routes!(change_password))
        .routes(routes!(list_sessions, end_other_sessions))
        .routes(routes!(end_session))
        .routes(routes!(recognise_session))
        .routes(routes!(show_sign_in))
}

/// Who asks, with the shop, the permissions and the token for writes.
#[utoipa::path(get, path = "/me", operation_id = "me", tag = "me",
    responses((status = 200, body = Me), (status = "default", body = Problem)))]
async fn show_me(State(app): State<App>, actor: Actor, CsrfToken(csrf): CsrfToken) -> Result<Json<Me>> {
    me::show(&app, actor.shop_id, actor.staff_id, csrf.to_string()).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateMe {
    name: Option<String>,
    /// Empty takes it away.
    title: Option<String>,
    /// `zh-CN`, `zh-Hant` or `en`.
    locale: Option<String>,
    /// 0 to 7.
    avatar_color: Option<i16>,
    /// True notes that the tour of the practice desk was finished; it stays finished.
    #[serde(default)]
    tour_finished: bool,
}

/// Changes one's own profile.
#[utoipa::path(patch, path = "/me", operation_id = "update_me", tag = "me", request_body = UpdateMe,
    responses((status = 200, body = Me), (status = "default", body = Problem)))]
async fn update_me(
    State(app): State<App>,
    actor: Actor,
    CsrfToken(csrf): CsrfToken,
    Json(body): Json<UpdateMe>,
) -> Result<Json<Me>> {
    let UpdateMe { name, title, locale, avatar_color, tour_finished } = body;
    let change = Profile { name, title, locale, avatar_color, tour_finished };
    me::update(&app, &actor, change).await?;
    me::show(&app, actor.shop_id, actor.staff_id, csrf.to_string()).await.map(Json)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangePassword {
    current: String,
    /// At least 8 characters.
    new: String,
}

/// Changes one's password; every other session ends.
#[utoipa::path(post, path = "/me/password", operation_id = "change_password", tag = "me",
    request_body = ChangePassword, responses((status = 204), (status = "default", body = Problem)))]
async fn change_password(State(app): State<App>, actor: Actor, Json(body): Json<ChangePassword>) -> Result<StatusCode> {
    me::change_password(&app, &actor, body.current, body.new).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize, ToSchema)]
struct SessionList {
    items: Vec<Session>,
}

/// The browsers one is signed in with.
#[utoipa::path(get, path = "/me/sessions", operation_id = "list_sessions", tag = "me",
    responses((status = 200, body = SessionList), (status = "default", body = Problem)))]
async fn list_sessions(State(app): State<App>, actor: Actor) -> Result<Json<SessionList>> {
    Ok(Json(SessionList { items: sessions::list(&app, &actor).await? }))
}

/// Signs another browser out.
#[utoipa::path(delete, path = "/me/sessions/{id}", operation_id = "end_session", tag = "me",
    params(("id" = SessionId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn end_session(State(app): State<App>, actor: Actor, Path(id): Path<SessionId>) -> Result<StatusCode> {
    sessions::end(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs every other browser out.
#[utoipa::path(delete, path = "/me/sessions", operation_id = "end_other_sessions", tag = "me",
    responses((status = 204), (status = "default", body = Problem)))]
async fn end_other_sessions(State(app): State<App>, actor: Actor) -> Result<StatusCode> {
    sessions::end_others(&app, &actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says that a new browser is one's own: 403 `new_device` from one that is new itself.
#[utoipa::path(post, path = "/me/sessions/{id}/recognise", operation_id = "recognise_session", tag = "me",
    params(("id" = SessionId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn recognise_session(State(app): State<App>, actor: Actor, Path(id): Path<SessionId>) -> Result<StatusCode> {
    sessions::recognise(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The ways in that one has.
#[utoipa::path(get, path = "/me/sign_in", operation_id = "my_sign_in", tag = "me",
    responses((status = 200, body = WaysIn), (status = "default", body = Problem)))]
async fn show_sign_in(State(app): State<App>, actor: Actor) -> Result<Json<WaysIn>> {
    ways_in::own(&app, &actor).await.map(Json)
}
