//! Second factors over HTTP: of a sign-in that lacks one, and one's own.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::enrol::NewSecret;
use super::actions::{complete, manage};
use super::qr::Qr;
use crate::app::App;
use crate::auth::actions::sessions::Client;
use crate::auth::actor::{Actor, HalfSignedIn};
use crate::auth::model::Me;
use crate::auth::routes::session::{NextStep, signed_in};
use crate::clock::Time;
use crate::error::{Problem, Result};
use crate::http::Json;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_step))
        .routes(routes!(enter_code))
        .routes(routes!(begin_required_enrolment))
        .routes(routes!(confirm_required_enrolment))
        .routes(routes!(begin_enrolment))
        .routes(routes!(confirm_enrolment))
        .routes(routes!(renew_recovery_codes))
        .routes(routes!(remove_second_factor))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Code {
    /// Six digits of the app; where a sign-in is completed, a recovery code too.
    code: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Proof {
    /// The password, a code of the app or a recovery code; whoever has none of them leaves it out.
    proof: Option<String>,
}

/// What an authenticator app needs to know.
#[derive(Serialize, ToSchema)]
struct Enrolment {
    /// To be typed into the app where no picture can be taken.
    secret: String,
    /// The same with its names, for an app on this device: `otpauth://totp/…`.
    url: String,
    qr: Qr,
    /// Until when its first code must be shown.
    expires_at: Time,
}

impl From<NewSecret> for Enrolment {
    fn from(new: NewSecret) -> Self {
        Self { secret: new.secret.expose().to_owned(), url: new.address, qr: new.qr, expires_at: new.expires_at }
    }
}

#[derive(Serialize, ToSchema)]
struct RecoveryCodes {
    /// Each stands in for the app once; shown this once.
    recovery_codes: Vec<String>,
}

#[derive(Serialize, ToSchema)]
struct Enrolled {
    #[serde(flatten)]
    codes: RecoveryCodes,
    me: Me,
}

/// What a sign-in still lacks.
#[utoipa::path(get, path = "/session/step", operation_id = "sign_in_step", tag = "session",
    responses((status = 200, body = NextStep), (status = "default", body = Problem)))]
async fn show_step(half: HalfSignedIn) -> Json<NextStep> {
    Json(NextStep { step: half.step, email: half.email, expires_at: half.expires_at })
}

/// Completes a sign-in with a code of the app or a recovery code.
///
/// A code is taken once. After a few wrong ones 429 with `Retry-After`.
#[utoipa::path(post, path = "/session/code", operation_id = "enter_code", tag = "session", request_body = Code,
    responses((status = 200, body = Me), (status = "default", body = Problem)))]
async fn enter_code(
    State(app): State<App>,
    half: HalfSignedIn,
    client: Client,
    Json(body): Json<Code>,
) -> Result<impl IntoResponse> {
    let started = complete::by_code(&app, &half, &body.code, &client).await?;
    signed_in(&app, started).await
}

/// Begins to set up an app where the shop wants a second factor of somebody who has none.
#[utoipa::path(post, path = "/session/second_factor", operation_id = "begin_required_enrolment", tag = "session",
    responses((status = 201, body = Enrolment), (status = "default", body = Problem)))]
async fn begin_required_enrolment(State(app): State<App>, half: HalfSignedIn) -> Result<(StatusCode, Json<Enrolment>)> {
    let new = complete::begin_enrolment(&app, &half).await?;
    Ok((StatusCode::CREATED, Json(new.into())))
}

/// Puts the app in use by its first code, and completes the sign-in.
#[utoipa::path(post, path = "/session/second_factor/confirm", operation_id = "confirm_required_enrolment",
    tag = "session", request_body = Code,
    responses((status = 200, body = Enrolled), (status = "default", body = Problem)))]
async fn confirm_required_enrolment(
    State(app): State<App>,
    half: HalfSignedIn,
    client: Client,
    Json(body): Json<Code>,
) -> Result<impl IntoResponse> {
    let (recovery_codes, started) = complete::by_enrolment(&app, &half, &body.code, &client).await?;
    let (cookies, Json(me)) = signed_in(&app, started).await?;
    Ok((cookies, Json(Enrolled { codes: RecoveryCodes { recovery_codes }, me })))
}

/// Begins to set up one's own authenticator app, or another one in its place.
#[utoipa::path(post, path = "/me/second_factor", operation_id = "begin_enrolment", tag = "me", request_body = Proof,
    responses((status = 201, body = Enrolment), (status = "default", body = Problem)))]
async fn begin_enrolment(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<Proof>,
) -> Result<(StatusCode, Json<Enrolment>)> {
    let new = manage::begin(&app, &actor, body.proof).await?;
    Ok((StatusCode::CREATED, Json(new.into())))
}

/// Puts one's new app in use by its first code.
#[utoipa::path(post, path = "/me/second_factor/confirm", operation_id = "confirm_enrolment", tag = "me",
    request_body = Code, responses((status = 200, body = RecoveryCodes), (status = "default", body = Problem)))]
async fn confirm_enrolment(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<Code>,
) -> Result<Json<RecoveryCodes>> {
    Ok(Json(RecoveryCodes { recovery_codes: manage::confirm(&app, &actor, &body.code).await? }))
}

/// Exchanges one's recovery codes; the old ones end.
#[utoipa::path(post, path = "/me/second_factor/recovery_codes", operation_id = "renew_recovery_codes", tag = "me",
    request_body = Proof, responses((status = 200, body = RecoveryCodes), (status = "default", body = Problem)))]
async fn renew_recovery_codes(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<Proof>,
) -> Result<Json<RecoveryCodes>> {
    Ok(Json(RecoveryCodes { recovery_codes: manage::renew_recovery_codes(&app, &actor, body.proof).await? }))
}

/// Does without a second factor, unless the shop wants one: 409 `second_factor_required`.
#[utoipa::path(post, path = "/me/second_factor/remove", operation_id = "remove_second_factor", tag = "me",
    request_body = Proof, responses((status = 204), (status = "default", body = Problem)))]
async fn remove_second_factor(State(app): State<App>, actor: Actor, Json(body): Json<Proof>) -> Result<StatusCode> {
    manage::remove(&app, &actor, body.proof).await?;
    Ok(StatusCode::NO_CONTENT)
}
