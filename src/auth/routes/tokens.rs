use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::auth::actions::tokens::{self, NewToken};
use crate::auth::model::{ApiToken, Scope};
use crate::clock::Time;
use crate::error::{Problem, Result};
use crate::http::{Json, Path};
use crate::ids::TokenId;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_tokens, create_token)).routes(routes!(revoke_token))
}

#[derive(Debug, Serialize, ToSchema)]
struct TokenList {
    items: Vec<ApiToken>,
}

/// The shop's API tokens, newest first.
#[utoipa::path(get, path = "/tokens", operation_id = "list_tokens", tag = "tokens",
    responses((status = 200, body = TokenList), (status = "default", body = Problem)))]
async fn list_tokens(State(app): State<App>, actor: Actor) -> Result<Json<TokenList>> {
    Ok(Json(TokenList { items: tokens::list(&app, &actor).await? }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateToken {
    name: String,
    /// `write` includes `read`.
    scopes: Vec<Scope>,
    /// Never, if absent.
    expires_at: Option<Time>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CreatedToken {
    #[serde(flatten)]
    token_info: ApiToken,
    /// Shown this once; goes as `Authorization: Bearer zg_…`.
    token: String,
}

/// Makes an API token that acts as the one who makes it.
#[utoipa::path(post, path = "/tokens", operation_id = "create_token", tag = "tokens", request_body = CreateToken,
    responses((status = 201, body = CreatedToken), (status = "default", body = Problem)))]
async fn create_token(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<CreateToken>,
) -> Result<(StatusCode, Json<CreatedToken>)> {
    let new = NewToken { name: body.name, scopes: body.scopes, expires_at: body.expires_at };
    let (token_info, token) = tokens::create_token(&app, &actor, new).await?;
    Ok((StatusCode::CREATED, Json(CreatedToken { token_info, token })))
}

/// Revokes an API token at once.
#[utoipa::path(delete, path = "/tokens/{id}", operation_id = "revoke_token", tag = "tokens",
    params(("id" = TokenId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn revoke_token(State(app): State<App>, actor: Actor, Path(id): Path<TokenId>) -> Result<StatusCode> {
    tokens::revoke(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
