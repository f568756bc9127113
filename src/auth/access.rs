//! Turns what a request carries into who asks, remembered for a few seconds.

use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;

use super::actor::{Actor, Means, Visitor};
use super::crowd::Crowd;
use super::limits::Limits;
use super::password::Passwords;
use super::secret::{self, TokenHash};
use super::store::{sessions, tokens};
use super::throttle::Throttle;
use crate::app::App;
use crate::audit::Origin;
use crate::config::Config;
use crate::customers;
use crate::error::{Error, Result};
use crate::inboxes::InboxRow;

/// How long another server process may go on believing what this one has revoked.
pub const CACHE_SECONDS: u64 = 3;
/// Entries a cache holds at most.
const CACHE_ENTRIES: u64 = 100_000;
/// A session is noted as used this often, not with every request.
const TOUCH_SECONDS: i64 = 60;

/// What every unsafe request of a session must carry; empty for API tokens, which no browser sends by itself.
#[derive(Debug, Clone)]
pub struct CsrfToken(pub Arc<str>);

/// What a request shows to be let in as staff.
#[derive(Clone)]
pub enum Credential {
    Session(String),
    ApiToken(String),
}

/// Somebody let in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub actor: Actor,
    pub csrf_token: CsrfToken,
}

/// Doorkeeper: caches, throttles and limits. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Auth {
    staff: Cache<TokenHash, SignedIn>,
    visitors: Cache<TokenHash, Visitor>,
    pub(crate) inboxes: Cache<String, Arc<InboxRow>>,
    pub(super) passwords: Passwords,
    pub(super) by_account: Throttle,
    pub(super) by_address: Throttle,
    /// By person: codes are short, and whoever tries them knows the password.
    pub(super) by_second_factor: Throttle,
    /// By address: each way to the provider and back makes this server ask the provider.
    pub(super) by_provider_visit: Throttle,
    /// By address and by account: whoever forgot a password asks once or twice, and nobody's mailbox is filled.
    pub(super) resets_by_address: Throttle,
    pub(super) resets_by_account: Throttle,
    pub limits: Limits,
    /// How many connections are open.
    pub crowd: Crowd,
}

impl Auth {
    pub fn new(config: &Config) -> Self {
        Self {
            staff: short_lived(),
            visitors: short_lived(),
            inboxes: short_lived(),
            passwords: Passwords::default(),
            by_account: Throttle::new(10),
            by_address: Throttle::new(50),
            by_second_factor: Throttle::new(5),
            by_provider_visit: Throttle::new(100),
            resets_by_address: Throttle::new(20),
            resets_by_account: Throttle::new(3),
            limits: Limits::new(config.rate_limits, config.max_upload_bytes),
            crowd: Crowd::new(config.rate_limits),
        }
    }

    /// Who shows this credential. [`Error::Unauthorized`] if it opens nothing, for whatever reason.
    pub async fn signed_in(&self, app: &App, credential: &Credential) -> Result<SignedIn> {
        let (Credential::Session(token) | Credential::ApiToken(token)) = credential;
        let hash = secret::hash(token);
        if let Some(known) = self.staff.get(&hash) {
            return Ok(known);
        }
        let found = match credential {
            Credential::Session(_) => load_session(app, &hash).await?,
            Credential::ApiToken(_) => load_token(app, &hash).await?,
        };
        self.staff.insert(hash, found.clone());
        Ok(found)
    }

    /// The buyer a visitor token belongs to, with the inbox it was given out for.
    pub async fn visitor_from_token(&self, app: &App, token: &str) -> Result<Visitor> {
        let hash = secret::hash(token);
        if let Some(known) = self.visitors.get(&hash) {
            return Ok(known);
        }
        let (key, _) = token.split_once('.').ok_or(Error::Unauthorized)?;
        let inbox = crate::inboxes::by_public_key(app, key).await.map_err(not_found_is_unauthorized)?;
        let customer = customers::visitors::by_token(app, inbox.shop_id, &hash).await?.ok_or(Error::Unauthorized)?;
        if customer.erased_at.is_some() {
            return Err(Error::Unauthorized);
        }
        let visitor = Visitor { shop_id: inbox.shop_id, inbox_id: inbox.id, customer_id: customer.id };
        self.visitors.insert(hash, visitor);
        Ok(visitor)
    }

    /// Takes one from a visitor's allowance of messages.
    pub fn limit_visitor(&self, visitor: &Visitor) -> Result<()> {
        self.limits.visitor_message(visitor.customer_id)
    }

    /// Forgets remembered sessions and tokens at once.
    pub(super) fn forget(&self, hashes: &[Vec<u8>]) {
        for hash in hashes {
            if let Ok(hash) = TokenHash::try_from(hash.as_slice()) {
                self.staff.invalidate(&hash);
            }
        }
    }

    /// Forgets everybody: after a change that touches a whole person, such as a new role.
    pub(super) fn forget_staff(&self) {
        self.staff.invalidate_all();
    }

    /// Forgets all that is remembered: another process changed something.
    pub(crate) fn forget_everybody(&self) {
        self.forget_staff();
        self.forget_visitors();
    }

    /// Forgets whom visitor tokens belong to, after a change of a customer.
    pub(crate) fn forget_visitors(&self) {
        self.visitors.invalidate_all();
    }
}

fn short_lived<K, V>() -> Cache<K, V>
where
    K: std::hash::Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    Cache::builder().max_capacity(CACHE_ENTRIES).time_to_live(Duration::from_secs(CACHE_SECONDS)).build()
}

fn not_found_is_unauthorized(error: Error) -> Error {
    if matches!(error, Error::NotFound) { Error::Unauthorized } else { error }
}

async fn load_session(app: &App, hash: &TokenHash) -> Result<SignedIn> {
    let now = app.clock.now();
    let found = sessions::open_by_token(&mut app.db.reader().await?.conn(), hash, now).await?;
    let session = found.ok_or(Error::Unauthorized)?;
    if now.0 - session.last_seen_at.0 > TOUCH_SECONDS * 1000 {
        let expires_at = sessions::expiry(session.created_at, now);
        let mut tx = app.db.begin().await?;
        sessions::touch(&mut tx.conn(), session.id, session.staff_id, now, expires_at).await?;
        tx.commit().await?;
    }
    let actor = Actor {
        shop_id: session.shop_id,
        staff_id: session.staff_id,
        role: session.role,
        session: Some(session.id),
        can_write: true,
        means: Means::Session,
        origin: Origin::default(),
    };
    Ok(SignedIn { actor, csrf_token: CsrfToken(session.csrf_token.into()) })
}

async fn load_token(app: &App, hash: &TokenHash) -> Result<SignedIn> {
    let now = app.clock.now();
    let found = tokens::open_by_hash(&mut app.db.reader().await?.conn(), hash, now).await?;
    let token = found.ok_or(Error::Unauthorized)?;
    if token.last_used_at.is_none_or(|at| now.0 - at.0 > TOUCH_SECONDS * 1000) {
        let mut tx = app.db.begin().await?;
        tokens::touch(&mut tx.conn(), hash, now).await?;
        tx.commit().await?;
    }
    let actor = Actor {
        shop_id: token.shop_id,
        staff_id: token.staff_id,
        role: token.role,
        session: None,
        can_write: token.can_write,
        means: Means::Token(token.id),
        origin: Origin::default(),
    };
    Ok(SignedIn { actor, csrf_token: CsrfToken(Arc::from("")) })
}
