use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::auth::actions::sessions::{Client, Started};
use crate::auth::actions::setup::NewShop;
use crate::auth::actions::staff::NewStaff;
use crate::auth::actions::{me, sessions, setup, sign_in};
use crate::auth::model::{Me, Role};
use crate::error::{Error, Problem, Result};
use crate::http::{Json, cookies};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(setup_state, run_setup)).routes(routes!(begin_session, sign_out))
}

/// [`Me`] with the cookie of a new session.
type SignedIn = (AppendHeaders<[(HeaderName, String); 1]>, Json<Me>);

/// The answer to everything that signs somebody in.
pub(super) async fn signed_in(app: &App, started: Started) -> Result<SignedIn> {
    let cookie = cookies::session(&started.token);
    let me = me::show(app, started.shop_id, started.staff_id, started.csrf_token).await?;
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(me)))
}

#[derive(Debug, Serialize, ToSchema)]
struct SetupState {
    /// True until the first owner exists.
    needed: bool,
    version: &'static str,
}

/// Whether this server waits for its first owner.
#[utoipa::path(get, path = "/setup", operation_id = "setup_state", tag = "session",
    responses((status = 200, body = SetupState), (status = "default", body = Problem)))]
async fn setup_state(State(app): State<App>) -> Result<Json<SetupState>> {
    Ok(Json(SetupState { needed: setup::needed(&app).await?, version: env!("CARGO_PKG_VERSION") }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Setup {
    shop_name: String,
    owner_name: String,
    email: String,
    /// At least 8 characters.
    password: String,
    /// `zh-CN`, `zh-Hant` or `en`.
    locale: String,
    /// An IANA name; `Asia/Shanghai` if absent.
    timezone: Option<String>,
}

/// Opens the first shop and signs its owner in. Refused with 409 once an owner exists.
#[utoipa::path(post, path = "/setup", operation_id = "setup", tag = "session", request_body = Setup,
    responses((status = 201, body = Me), (status = "default", body = Problem)))]
async fn run_setup(State(app): State<App>, client: Client, Json(body): Json<Setup>) -> Result<impl IntoResponse> {
    let shop = NewShop {
        name: body.shop_name,
        locale: body.locale.clone(),
        timezone: body.timezone.unwrap_or_else(|| "Asia/Shanghai".to_owned()),
    };
    let owner = NewStaff {
        name: body.owner_name,
        email: body.email,
        password: body.password,
        role: Role::Owner,
        title: None,
        locale: Some(body.locale),
    };
    let started = setup::first_run(&app, shop, owner, &client).await?;
    Ok((StatusCode::CREATED, signed_in(&app, started).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    email: String,
    password: String,
}

/// Signs in with a mail address and a password.
///
/// 401 `wrong_credentials` does not tell whether the account exists; after many attempts 429 with `Retry-After`.
#[utoipa::path(post, path = "/session", operation_id = "sign_in", tag = "session", request_body = SignIn,
    responses((status = 200, body = Me), (status = "default", body = Problem)))]
async fn begin_session(State(app): State<App>, client: Client, Json(body): Json<SignIn>) -> Result<impl IntoResponse> {
    let started = sign_in::sign_in(&app, &body.email, body.password, &client).await?;
    signed_in(&app, started).await
}

/// Signs out: ends this session and closes its sockets.
#[utoipa::path(delete, path = "/session", operation_id = "sign_out", tag = "session",
    responses((status = 204), (status = "default", body = Problem)))]
async fn sign_out(State(app): State<App>, actor: Actor) -> Result<impl IntoResponse> {
    let session = actor.session.ok_or(Error::Unauthorized)?;
    sessions::end(&app, &actor, session).await?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookies::session_ended())])))
}
