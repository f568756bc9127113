use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::auth::actions::sessions::{Client, Started};
use crate::auth::actions::setup::NewShop;
use crate::auth::actions::sign_in::Entered;
use crate::auth::actions::staff::NewStaff;
use crate::auth::actions::{me, sessions, setup, sign_in};
use crate::auth::model::{Me, Role};
use crate::auth::second_factor::Step;
use crate::clock::Time;
use crate::error::{Error, Problem, Result};
use crate::http::{Json, cookies};
use crate::mail;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(setup_state, run_setup)).routes(routes!(begin_session, sign_out))
}

/// [`Me`] with the cookies of a new session.
type SignedIn = (AppendHeaders<[(HeaderName, String); 3]>, Json<Me>);

/// The answer to everything that signs somebody in.
pub async fn signed_in(app: &App, started: Started) -> Result<SignedIn> {
    let cookies = [
        (header::SET_COOKIE, cookies::session(&started.token)),
        (header::SET_COOKIE, cookies::device(&started.device)),
        (header::SET_COOKIE, cookies::half_ended()),
    ];
    let me = me::show(app, started.shop_id, started.staff_id, started.csrf_token).await?;
    Ok((AppendHeaders(cookies), Json(me)))
}

/// What a sign-in still lacks.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextStep {
    pub step: Step,
    /// Whose sign-in it is.
    pub email: String,
    /// Until when it can be completed.
    pub expires_at: Time,
}

/// The answer to a first proof: signed in, or asked for the second one.
pub async fn entered(app: &App, entered: Entered) -> Result<Response> {
    match entered {
        Entered::In(started) => Ok(signed_in(app, *started).await?.into_response()),
        Entered::Half(half) => {
            let cookie = [(header::SET_COOKIE, cookies::half(&half.token))];
            let next = NextStep { step: half.step, email: half.email, expires_at: half.expires_at };
            Ok((StatusCode::ACCEPTED, AppendHeaders(cookie), Json(next)).into_response())
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct SetupState {
    /// True until the first owner exists.
    needed: bool,
    version: &'static str,
    /// Whether this server sends mail: then whoever forgot the password asks for a link.
    can_send_mail: bool,
}

/// Whether this server waits for its first owner, and what it can do for whoever is not signed in.
#[utoipa::path(get, path = "/setup", operation_id = "setup_state", tag = "session",
    responses((status = 200, body = SetupState), (status = "default", body = Problem)))]
async fn setup_state(State(app): State<App>) -> Result<Json<SetupState>> {
    Ok(Json(SetupState {
        needed: setup::needed(&app).await?,
        version: env!("CARGO_PKG_VERSION"),
        can_send_mail: mail::is_set_up(&app),
    }))
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
/// 202 where a second factor is wanted: the answer says what is missing. 401 `wrong_credentials` does not tell whether
/// the account exists; after many attempts 429 with `Retry-After`.
#[utoipa::path(post, path = "/session", operation_id = "sign_in", tag = "session", request_body = SignIn,
    responses((status = 200, body = Me), (status = 202, body = NextStep), (status = "default", body = Problem)))]
async fn begin_session(State(app): State<App>, client: Client, Json(body): Json<SignIn>) -> Result<Response> {
    let shown = sign_in::sign_in(&app, &body.email, body.password, &client).await?;
    entered(&app, shown).await
}

/// Signs out: ends this session and closes its sockets.
#[utoipa::path(delete, path = "/session", operation_id = "sign_out", tag = "session",
    responses((status = 204), (status = "default", body = Problem)))]
async fn sign_out(State(app): State<App>, actor: Actor) -> Result<impl IntoResponse> {
    let session = actor.session.ok_or(Error::Unauthorized)?;
    sessions::end(&app, &actor, session).await?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookies::session_ended())])))
}
