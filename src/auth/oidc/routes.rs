//! The shop's provider over HTTP: its settings, and the way there and back.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::begin::{self, Sent};
use super::actions::check::{self, Check};
use super::actions::come_back::Brought;
use super::actions::sign_in_page::{self, ProviderButton};
use super::actions::{accounts, settings, sign_in};
use super::model::{OidcProvider, ProviderSettings};
use crate::app::App;
use crate::auth::actions::sessions::Client;
use crate::auth::actor::Actor;
use crate::auth::model::{Me, Role};
use crate::auth::routes::session::{NextStep, entered};
use crate::auth::second_factor::{self, SecondFactorRule};
use crate::error::{Error, Problem, Result};
use crate::http::{Json, cookies, own_origin};
use crate::ids::ShopId;
use crate::sealed::Secret;

/// The page that the provider sends browsers back to.
const RETURN_PAGE: &str = "/sign-in/return";

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_providers))
        .routes(routes!(go_to_provider))
        .routes(routes!(return_from_provider))
        .routes(routes!(begin_link, unlink))
        .routes(routes!(finish_link))
        .routes(routes!(show_settings, update_settings))
        .routes(routes!(save_provider, delete_provider))
        .routes(routes!(check_provider))
}

fn redirect_url(app: &App, headers: &HeaderMap) -> String {
    format!("{}{RETURN_PAGE}", own_origin(&app.config, headers))
}

#[derive(Debug, Serialize, ToSchema)]
struct ProviderList {
    items: Vec<ProviderButton>,
}

/// Where one can sign in besides here.
#[utoipa::path(get, path = "/session/providers", operation_id = "list_providers", tag = "session",
    responses((status = 200, body = ProviderList), (status = "default", body = Problem)))]
async fn list_providers(State(app): State<App>) -> Result<Json<ProviderList>> {
    Ok(Json(ProviderList { items: sign_in_page::buttons(&app).await? }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GoToProvider {
    /// Whose provider; absent where an invitation says it.
    shop_id: Option<ShopId>,
    /// The token of an invitation that is to be accepted there.
    invitation: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct ProviderAddress {
    /// Where to send the browser.
    url: String,
}

/// The way to the provider, with the cookie that is to come back.
type OnTheWay = (AppendHeaders<[(HeaderName, String); 1]>, Json<ProviderAddress>);

fn on_the_way(sent: Sent) -> OnTheWay {
    let cookie = [(header::SET_COOKIE, cookies::provider(&sent.browser))];
    (AppendHeaders(cookie), Json(ProviderAddress { url: sent.url }))
}

/// Begins to sign in at the shop's provider.
#[utoipa::path(post, path = "/session/provider", operation_id = "go_to_provider", tag = "session",
    request_body = GoToProvider,
    responses((status = 200, body = ProviderAddress), (status = "default", body = Problem)))]
async fn go_to_provider(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    Json(body): Json<GoToProvider>,
) -> Result<OnTheWay> {
    begin::limit(&app, &client)?;
    let back = redirect_url(&app, &headers);
    let sent = match (body.invitation, body.shop_id) {
        (Some(token), _) => begin::accept(&app, &token, &back).await?,
        (None, Some(shop_id)) => begin::sign_in(&app, shop_id, &back).await?,
        (None, None) => return Err(Error::invalid("shop_id", "required")),
    };
    Ok(on_the_way(sent))
}

/// What the provider put into the address it sent the browser to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReturnFromProvider {
    state: String,
    /// Absent when the provider refused, or the person did.
    code: Option<String>,
    iss: Option<String>,
}

impl ReturnFromProvider {
    fn brought(self, app: &App, headers: &HeaderMap) -> Brought {
        Brought {
            state: self.state,
            code: self.code,
            issuer: self.iss,
            browser: cookies::read(headers, cookies::PROVIDER),
            redirect_url: redirect_url(app, headers),
        }
    }
}

/// Signs in whom the provider sent back; 202 where a second factor is wanted.
///
/// 401 with `sign_in_expired`, `provider_declined`, `provider_refused`, `no_email`, `email_not_verified`,
/// `foreign_domain`, `not_invited` or `account_inactive`; 503 `provider_unavailable`.
#[utoipa::path(post, path = "/session/provider/return", operation_id = "return_from_provider", tag = "session",
    request_body = ReturnFromProvider,
    responses((status = 200, body = Me), (status = 202, body = NextStep), (status = "default", body = Problem)))]
async fn return_from_provider(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    Json(body): Json<ReturnFromProvider>,
) -> Result<Response> {
    begin::limit(&app, &client)?;
    let shown = sign_in::sign_in(&app, body.brought(&app, &headers), &client).await?;
    let cookie = [(header::SET_COOKIE, cookies::provider_ended())];
    Ok((AppendHeaders(cookie), entered(&app, shown).await?).into_response())
}

/// Begins to link one's account at the provider.
#[utoipa::path(post, path = "/me/provider_account", operation_id = "begin_provider_link", tag = "me",
    responses((status = 200, body = ProviderAddress), (status = "default", body = Problem)))]
async fn begin_link(State(app): State<App>, actor: Actor, headers: HeaderMap) -> Result<OnTheWay> {
    Ok(on_the_way(begin::link(&app, &actor, &redirect_url(&app, &headers)).await?))
}

/// Links the account that the provider has just shown to be one's own.
#[utoipa::path(post, path = "/me/provider_account/return", operation_id = "finish_provider_link", tag = "me",
    request_body = ReturnFromProvider, responses((status = 204), (status = "default", body = Problem)))]
async fn finish_link(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    Json(body): Json<ReturnFromProvider>,
) -> Result<impl IntoResponse> {
    accounts::link_own(&app, &actor, body.brought(&app, &headers)).await?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookies::provider_ended())])))
}

/// Gives the link up; 409 `only_way_in` for those who have no password.
#[utoipa::path(delete, path = "/me/provider_account", operation_id = "unlink_provider_account", tag = "me",
    responses((status = 204), (status = "default", body = Problem)))]
async fn unlink(State(app): State<App>, actor: Actor) -> Result<StatusCode> {
    accounts::unlink_own(&app, &actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who signs in, and how.
#[derive(Serialize, ToSchema)]
struct SignInSettings {
    second_factor: SecondFactorRule,
    provider: Option<OidcProvider>,
    /// The address that the provider must know to send browsers back to.
    redirect_url: String,
}

async fn settings_of(app: &App, actor: &Actor, headers: &HeaderMap) -> Result<Json<SignInSettings>> {
    Ok(Json(SignInSettings {
        second_factor: second_factor::rule_of(app, actor).await?,
        provider: settings::show(app, actor).await?,
        redirect_url: redirect_url(app, headers),
    }))
}

/// Who signs in to the shop, and how.
#[utoipa::path(get, path = "/shop/sign_in", operation_id = "sign_in_settings", tag = "shop",
    responses((status = 200, body = SignInSettings), (status = "default", body = Problem)))]
async fn show_settings(State(app): State<App>, actor: Actor, headers: HeaderMap) -> Result<Json<SignInSettings>> {
    settings_of(&app, &actor, &headers).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateSignInSettings {
    /// Counts from everybody's next sign-in.
    second_factor: Option<SecondFactorRule>,
}

/// Sets who must show a second factor.
#[utoipa::path(patch, path = "/shop/sign_in", operation_id = "update_sign_in_settings", tag = "shop",
    request_body = UpdateSignInSettings,
    responses((status = 200, body = SignInSettings), (status = "default", body = Problem)))]
async fn update_settings(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    Json(body): Json<UpdateSignInSettings>,
) -> Result<Json<SignInSettings>> {
    if let Some(rule) = body.second_factor {
        second_factor::set_rule(&app, &actor, rule).await?;
    }
    settings_of(&app, &actor, &headers).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SaveProvider {
    /// The words on the button.
    label: String,
    /// As the provider writes it, such as `https://id.example.com/realms/shop`.
    issuer: String,
    client_id: String,
    /// Absent: stays, unless the issuer is another one. Empty: there is none.
    client_secret: Option<String>,
    #[serde(default)]
    domains: Vec<String>,
    /// Not `owner`. Null: only who was invited comes in.
    newcomer_role: Option<Role>,
    trusts_second_factor: bool,
    passwords: bool,
    enabled: bool,
}

/// Sets the shop's provider.
#[utoipa::path(put, path = "/shop/sign_in/provider", operation_id = "save_provider", tag = "shop",
    request_body = SaveProvider, responses((status = 200, body = OidcProvider), (status = "default", body = Problem)))]
async fn save_provider(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<SaveProvider>,
) -> Result<Json<OidcProvider>> {
    let new = ProviderSettings {
        label: body.label,
        issuer: body.issuer,
        client_id: body.client_id,
        domains: body.domains,
        newcomer_role: body.newcomer_role,
        trusts_second_factor: body.trusts_second_factor,
        passwords: body.passwords,
        enabled: body.enabled,
    };
    settings::save(&app, &actor, new, body.client_secret.map(Secret::new)).await.map(Json)
}

/// Does without a provider.
#[utoipa::path(delete, path = "/shop/sign_in/provider", operation_id = "delete_provider", tag = "shop",
    responses((status = 204), (status = "default", body = Problem)))]
async fn delete_provider(State(app): State<App>, actor: Actor) -> Result<StatusCode> {
    settings::remove(&app, &actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, ToSchema)]
struct CheckList {
    items: Vec<Check>,
}

/// Asks the provider as it is set now, and says what is wrong.
#[utoipa::path(post, path = "/shop/sign_in/provider/check", operation_id = "check_provider", tag = "shop",
    responses((status = 200, body = CheckList), (status = "default", body = Problem)))]
async fn check_provider(State(app): State<App>, actor: Actor, headers: HeaderMap) -> Result<Json<CheckList>> {
    Ok(Json(CheckList { items: check::check(&app, &actor, &redirect_url(&app, &headers)).await? }))
}
