use subtle::ConstantTimeEq;

use crate::app::App;
use crate::auth::oidc::attempt::{nonce, verifier};
use crate::auth::oidc::discovery::{discover, keys};
use crate::auth::oidc::id_token::{self, Expected, Identity};
use crate::auth::oidc::model::ProviderRow;
use crate::auth::oidc::store::{self, AttemptRow};
use crate::auth::oidc::token_endpoint::{Client, Grant, exchange};
use crate::auth::oidc::trouble::Trouble;
use crate::auth::secret;
use crate::error::{Error, Result};
use crate::sealed::OIDC_CLIENT_SECRET;

/// What a browser brings back from the provider.
#[derive(Debug, Clone)]
pub struct Brought {
    pub state: String,
    /// None when the provider refused, or the person did.
    pub code: Option<String>,
    /// The issuer by its own word (RFC 9207), where it gives it.
    pub issuer: Option<String>,
    /// The cookie; none in another browser.
    pub browser: Option<String>,
    /// The address the provider sent it to.
    pub redirect_url: String,
}

/// Somebody whom the provider knows, back from the way they began here.
#[derive(Debug)]
pub struct Returned {
    pub provider: ProviderRow,
    pub identity: Identity,
    pub attempt: AttemptRow,
}

/// Whom the provider sent back. The attempt is used up whatever comes of it.
pub async fn come_back(app: &App, brought: Brought) -> Result<Returned> {
    let (attempt, browser) = take(app, &brought).await?;
    let provider = store::provider(&mut app.db.reader().await?.conn(), attempt.shop_id).await?;
    let provider = provider.filter(|provider| provider.enabled).ok_or(Error::NotFound)?;
    if brought.issuer.is_some_and(|issuer| issuer != provider.issuer) {
        return Err(Error::Denied("provider_refused"));
    }
    let code = brought.code.ok_or(Error::Denied("provider_declined"))?;
    let grant = Grant { code: &code, verifier: &verifier(&browser), redirect_url: &brought.redirect_url };
    let identity = ask(app, &provider, grant, &nonce(&browser)).await?;
    Ok(Returned { provider, identity, attempt })
}

/// The attempt of a state, with the browser's half of it.
async fn take(app: &App, brought: &Brought) -> Result<(AttemptRow, String)> {
    let expired = Error::Denied("sign_in_expired");
    let mut tx = app.db.begin().await?;
    let taken = store::take_attempt(&mut tx.conn(), &secret::hash(&brought.state)).await?;
    tx.commit().await?;
    let (Some(attempt), Some(browser)) = (taken, brought.browser.clone()) else { return Err(expired) };
    let same: bool = attempt.browser_hash.ct_eq(&secret::hash(&browser)).into();
    if same && attempt.expires_at > app.clock.now() { Ok((attempt, browser)) } else { Err(expired) }
}

async fn ask(app: &App, provider: &ProviderRow, grant: Grant<'_>, nonce: &str) -> Result<Identity> {
    let discovery = discover(&app.egress, &provider.issuer).await?;
    let client = client_of(app, provider)?;
    let token = exchange(&app.egress, &discovery, &client, grant).await?;
    let keys = keys(&app.egress, &discovery).await?;
    let expected = Expected { issuer: &provider.issuer, client_id: &provider.client_id, nonce, now: app.clock.now() };
    Ok(id_token::verify(&token, &keys, expected).map_err(Trouble::IdToken)?)
}

/// How this server names itself to the provider.
pub fn client_of(app: &App, provider: &ProviderRow) -> Result<Client> {
    let sealed = provider.client_secret.as_ref();
    let secret = sealed.map(|sealed| app.keys.open(OIDC_CLIENT_SECRET, provider.shop_id, sealed)).transpose()?;
    Ok(Client { id: provider.client_id.clone(), secret })
}
