use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::session::{NextStep, entered, signed_in};
use crate::app::App;
use crate::auth::Actor;
use crate::auth::actions::invitations::{self, Created, NewInvitation};
use crate::auth::actions::sessions::Client;
use crate::auth::actions::sign_in::Entered;
use crate::auth::model::{Invitation, Me, Role};
use crate::auth::oidc::{self, ProviderButton};
use crate::auth::store::invitations::OpenInvitation;
use crate::error::{Problem, Result};
use crate::http::{Json, Path};
use crate::ids::InvitationId;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_invitations, create_invitation))
        .routes(routes!(revoke_invitation))
        .routes(routes!(show_invitation, accept_invitation))
}

#[derive(Debug, Serialize, ToSchema)]
struct InvitationList {
    items: Vec<Invitation>,
}

/// Invitations neither accepted nor run out.
#[utoipa::path(get, path = "/invitations", operation_id = "list_invitations", tag = "staff",
    responses((status = 200, body = InvitationList), (status = "default", body = Problem)))]
async fn list_invitations(State(app): State<App>, actor: Actor) -> Result<Json<InvitationList>> {
    Ok(Json(InvitationList { items: invitations::list(&app, &actor).await? }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateInvitation {
    email: String,
    name: String,
    role: Role,
    /// Whether the link goes to the colleague by mail, too, where this server sends any.
    #[serde(default = "yes")]
    send_mail: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Serialize, ToSchema)]
struct CreatedInvitation {
    #[serde(flatten)]
    invitation: Invitation,
    /// To be handed to the colleague; shown this once, works once, for seven days.
    url: String,
    /// Whether it goes by mail, too.
    mailed: bool,
}

/// Invites a colleague.
#[utoipa::path(post, path = "/invitations", operation_id = "create_invitation", tag = "staff",
    request_body = CreateInvitation,
    responses((status = 201, body = CreatedInvitation), (status = "default", body = Problem)))]
async fn create_invitation(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<CreateInvitation>,
) -> Result<(StatusCode, Json<CreatedInvitation>)> {
    let CreateInvitation { email, name, role, send_mail } = &body;
    let new = NewInvitation { email, name, role: *role, send_mail: *send_mail };
    let Created { invitation, url, mailed } = invitations::create(&app, &actor, new).await?;
    Ok((StatusCode::CREATED, Json(CreatedInvitation { invitation, url, mailed })))
}

/// Takes an open invitation back.
#[utoipa::path(delete, path = "/invitations/{id}", operation_id = "revoke_invitation", tag = "staff",
    params(("id" = InvitationId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn revoke_invitation(State(app): State<App>, actor: Actor, Path(id): Path<InvitationId>) -> Result<StatusCode> {
    invitations::revoke(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize, ToSchema)]
struct InvitationCard {
    shop_name: String,
    email: String,
    name: String,
    role: Role,
    /// The shop's provider, with which the invitation can be accepted too.
    provider: Option<ProviderButton>,
    /// Whether it can be accepted with a password.
    passwords: bool,
}

/// What an invitation says to the one invited.
#[utoipa::path(get, path = "/invitations/by-token/{token}", operation_id = "show_invitation", tag = "session",
    params(("token" = String, Path)),
    responses((status = 200, body = InvitationCard), (status = "default", body = Problem)))]
async fn show_invitation(State(app): State<App>, Path(token): Path<String>) -> Result<Json<InvitationCard>> {
    let open = invitations::show(&app, &token).await?;
    let provider = oidc::button_of(&app, open.shop_id).await?;
    let passwords = open.role == Role::Owner || provider.as_ref().is_none_or(|provider| provider.passwords);
    let OpenInvitation { shop_name, email, name, role, .. } = open;
    Ok(Json(InvitationCard { shop_name, email, name, role, provider, passwords }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AcceptInvitation {
    name: String,
    /// At least 8 characters.
    password: String,
}

/// Makes the account of the one invited and signs in; 202 where the shop wants a second factor first.
#[utoipa::path(post, path = "/invitations/by-token/{token}", operation_id = "accept_invitation", tag = "session",
    params(("token" = String, Path)), request_body = AcceptInvitation,
    responses((status = 201, body = Me), (status = 202, body = NextStep), (status = "default", body = Problem)))]
async fn accept_invitation(
    State(app): State<App>,
    client: Client,
    Path(token): Path<String>,
    Json(body): Json<AcceptInvitation>,
) -> Result<Response> {
    match invitations::accept(&app, &token, body.name, body.password, &client).await? {
        Entered::In(started) => Ok((StatusCode::CREATED, signed_in(&app, *started).await?).into_response()),
        half => entered(&app, half).await,
    }
}
