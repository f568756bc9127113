use crate::app::App;
use crate::auth::actions::invitations;
use crate::auth::actions::sessions::Client;
use crate::auth::actor::Actor;
use crate::auth::oidc::attempt::{self, Attempt};
use crate::auth::oidc::discovery::discover;
use crate::auth::oidc::model::ProviderRow;
use crate::auth::oidc::store::{self, AttemptRow};
use crate::auth::secret;
use crate::error::{Error, Result};
use crate::ids::{InvitationId, ShopId, StaffId};
use crate::network::counted_by;

/// Where to send a browser, and what it must bring back besides.
pub struct Sent {
    pub url: String,
    pub browser: String,
}

/// Who is sent to the provider, and why.
#[derive(Debug, Clone, Copy, Default)]
struct Sender {
    /// Links an account to theirs.
    staff_id: Option<StaffId>,
    /// Accepts an invitation.
    invitation_id: Option<InvitationId>,
}

/// Sends somebody to sign in at a shop's provider.
pub async fn sign_in(app: &App, shop_id: ShopId, redirect_url: &str) -> Result<Sent> {
    send(app, enabled(app, shop_id).await?, Sender::default(), redirect_url).await
}

/// Sends somebody who was invited.
pub async fn accept(app: &App, invitation_token: &str, redirect_url: &str) -> Result<Sent> {
    let invitation = invitations::show(app, invitation_token).await?;
    let provider = enabled(app, invitation.shop_id).await?;
    send(app, provider, Sender { invitation_id: Some(invitation.id), ..Sender::default() }, redirect_url).await
}

/// Sends somebody who is signed in and wants to be known at the provider too.
pub async fn link(app: &App, actor: &Actor, redirect_url: &str) -> Result<Sent> {
    let provider = enabled(app, actor.shop_id).await?;
    send(app, provider, Sender { staff_id: Some(actor.staff_id), ..Sender::default() }, redirect_url).await
}

async fn enabled(app: &App, shop_id: ShopId) -> Result<ProviderRow> {
    let found = store::provider(&mut app.db.reader().await?.conn(), shop_id).await?;
    found.filter(|provider| provider.enabled).ok_or(Error::NotFound)
}

async fn send(app: &App, provider: ProviderRow, sender: Sender, redirect_url: &str) -> Result<Sent> {
    let discovery = discover(&app.egress, &provider.issuer).await?;
    let attempt = Attempt::new();
    let url =
        attempt.url(&discovery, &provider.client_id, redirect_url).ok_or(Error::Unavailable("provider_unavailable"))?;
    let row = AttemptRow {
        browser_hash: secret::hash(&attempt.browser).to_vec(),
        shop_id: provider.shop_id,
        staff_id: sender.staff_id,
        invitation_id: sender.invitation_id,
        expires_at: app.clock.now().plus_seconds(attempt::SECONDS),
    };
    let mut tx = app.db.begin().await?;
    store::insert_attempt(&mut tx.conn(), &secret::hash(&attempt.state), &row).await?;
    tx.commit().await?;
    Ok(Sent { url, browser: attempt.browser })
}

/// Each way to the provider and back makes this server ask the provider.
pub fn limit(app: &App, client: &Client) -> Result<()> {
    if !app.config.rate_limits {
        return Ok(());
    }
    app.auth.by_provider_visit.attempt(&counted_by(client.address).to_string(), app.clock.now())
}
