use serde::Serialize;
use utoipa::ToSchema;

use super::come_back::client_of;
use crate::app::App;
use crate::auth::actor::Actor;
use crate::auth::oidc::discovery::{Discovery, discover, keys};
use crate::auth::oidc::model::ProviderRow;
use crate::auth::oidc::store;
use crate::auth::oidc::token_endpoint::{Grant, exchange};
use crate::auth::oidc::trouble::Trouble;
use crate::auth::permissions::Permission;
use crate::auth::secret;
use crate::error::{Error, Result};

/// What is looked at, one after the other; after a failure the rest is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckStep {
    /// The provider tells about itself, and under the name that was typed.
    Discovery,
    /// It publishes keys that sign.
    Keys,
    /// It knows the client and its secret.
    Client,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Check {
    pub step: CheckStep,
    /// Why it fails, by a stable code; null: it is fine.
    pub problem: Option<String>,
    /// What was found instead.
    pub detail: Option<String>,
}

/// Asks the provider as it is set now, without anybody signing in.
pub async fn check(app: &App, actor: &Actor, redirect_url: &str) -> Result<Vec<Check>> {
    actor.require(Permission::ManageSignIn)?;
    let provider = store::provider(&mut app.db.reader().await?.conn(), actor.shop_id).await?.ok_or(Error::NotFound)?;
    let mut checks = Vec::new();
    let Some(discovery) = note(&mut checks, CheckStep::Discovery, discover(&app.egress, &provider.issuer).await) else {
        return Ok(checks);
    };
    if note(&mut checks, CheckStep::Keys, keys(&app.egress, &discovery).await).is_some() {
        note(&mut checks, CheckStep::Client, ask_as_client(app, &provider, &discovery, redirect_url).await?);
    }
    Ok(checks)
}

fn note<T>(checks: &mut Vec<Check>, step: CheckStep, found: Result<T, Trouble>) -> Option<T> {
    let trouble = found.as_ref().err();
    let problem = trouble.map(|trouble| trouble.code().to_owned());
    checks.push(Check { step, problem, detail: trouble.and_then(Trouble::detail) });
    found.ok()
}

/// Shows a code that nobody was given: who refuses the code has accepted the client.
async fn ask_as_client(
    app: &App,
    provider: &ProviderRow,
    discovery: &Discovery,
    redirect_url: &str,
) -> Result<Result<(), Trouble>> {
    let client = client_of(app, provider)?;
    let (code, verifier) = (secret::random_token(), secret::random_token());
    let grant = Grant { code: &code, verifier: &verifier, redirect_url };
    Ok(match exchange(&app.egress, discovery, &client, grant).await {
        Err(Trouble::CodeRefused(error)) if error == "invalid_grant" => Ok(()),
        Err(trouble) => Err(trouble),
        Ok(_) => Err(Trouble::NotOpenId),
    })
}
