use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::auth::actions::password_resets::{self as resets, Made};
use crate::auth::actions::sessions::Client;
use crate::clock::Time;
use crate::error::{Problem, Result};
use crate::http::{Json, Path};
use crate::ids::StaffId;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(ask_password_reset))
        .routes(routes!(make_password_reset))
        .routes(routes!(show_password_reset, reset_password))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AskPasswordReset {
    email: String,
}

/// Sends a link for a new password to whoever has this address.
///
/// The answer does not tell whether anybody has; after several for one address 429 with `Retry-After`. 409
/// `mail_not_set_up` where this server sends no mail, as `GET /setup` tells: a manager makes the link then.
#[utoipa::path(post, path = "/password_resets", operation_id = "ask_password_reset", tag = "session",
    request_body = AskPasswordReset, responses((status = 202), (status = "default", body = Problem)))]
async fn ask_password_reset(
    State(app): State<App>,
    client: Client,
    Json(body): Json<AskPasswordReset>,
) -> Result<StatusCode> {
    resets::ask(&app, &body.email, &client).await?;
    Ok(StatusCode::ACCEPTED)
}

#[derive(Debug, Serialize, ToSchema)]
struct MadePasswordReset {
    /// To be handed to the colleague; shown this once, works once.
    url: String,
    /// In a day.
    expires_at: Time,
    /// Whether it goes to the colleague by mail, too.
    mailed: bool,
}

/// Makes a link by which a colleague sets a new password; an owner's is made by owners.
#[utoipa::path(post, path = "/staff/{id}/password_reset", operation_id = "make_password_reset", tag = "staff",
    params(("id" = StaffId, Path)),
    responses((status = 201, body = MadePasswordReset), (status = "default", body = Problem)))]
async fn make_password_reset(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<StaffId>,
) -> Result<(StatusCode, Json<MadePasswordReset>)> {
    let Made { url, expires_at, mailed } = resets::make(&app, &actor, id).await?;
    Ok((StatusCode::CREATED, Json(MadePasswordReset { url, expires_at, mailed })))
}

#[derive(Debug, Serialize, ToSchema)]
struct PasswordResetCard {
    shop_name: String,
    /// With stars in it: whoever has the link knows whose it is.
    email: String,
}

/// Whose password a link sets.
#[utoipa::path(get, path = "/password_resets/by-token/{token}", operation_id = "show_password_reset", tag = "session",
    params(("token" = String, Path)),
    responses((status = 200, body = PasswordResetCard), (status = "default", body = Problem)))]
async fn show_password_reset(State(app): State<App>, Path(token): Path<String>) -> Result<Json<PasswordResetCard>> {
    let open = resets::show(&app, &token).await?;
    Ok(Json(PasswordResetCard { shop_name: open.shop_name, email: zg_text::mask(&open.email).into_owned() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResetPassword {
    /// At least 8 characters.
    password: String,
}

/// Sets a new password by a link, once; all sessions of the account end, and whoever did it signs in next.
#[utoipa::path(post, path = "/password_resets/by-token/{token}", operation_id = "reset_password", tag = "session",
    params(("token" = String, Path)), request_body = ResetPassword,
    responses((status = 204), (status = "default", body = Problem)))]
async fn reset_password(
    State(app): State<App>,
    client: Client,
    Path(token): Path<String>,
    Json(body): Json<ResetPassword>,
) -> Result<StatusCode> {
    resets::set(&app, &token, body.password, &client).await?;
    Ok(StatusCode::NO_CONTENT)
}
