//! Where a browser is told, as it gave it out itself: whatever it says is checked before it is believed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::PublicKey;
use serde::{Deserialize, Serialize};
use url::Url;

use super::encrypt::{Reader, SECRET_BYTES};
use crate::egress::{Egress, Failure};
use crate::error::{Error, Result};
use crate::sealed::Secret;

const MOST_CHARS: usize = 2000;
/// As long as names can be.
const SERVICE_CHARS: usize = 260;
const KEY_BYTES: usize = 65;

/// The address at its push service and what encrypts for it. Whoever knows it can write to the browser.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    endpoint: String,
    /// An uncompressed point of P-256, base64url.
    p256dh: String,
    /// Sixteen bytes, base64url.
    auth: String,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address(***)")
    }
}

impl Address {
    /// One that can be written to, as far as anybody can say who has not tried.
    pub async fn checked(egress: &Egress, endpoint: String, p256dh: &str, auth: &str) -> Result<Self> {
        if endpoint.chars().count() > MOST_CHARS {
            return Err(Error::invalid("endpoint", "too_long"));
        }
        // Some write the padding, which says nothing.
        let bare = |text: &str| text.trim_end_matches('=').to_owned();
        let address = Self { endpoint, p256dh: bare(p256dh), auth: bare(auth) };
        address.url().map_err(|failure| Error::invalid("endpoint", failure.code()))?;
        address.key().ok_or_else(|| Error::invalid("keys.p256dh", "invalid"))?;
        address.secret().ok_or_else(|| Error::invalid("keys.auth", "invalid"))?;
        egress.vet(&address.endpoint).await.map_err(|failure| Error::invalid("endpoint", failure.code()))?;
        Ok(address)
    }

    pub fn read(stored: &Secret) -> anyhow::Result<Self> {
        Ok(serde_json::from_str(stored.expose())?)
    }

    pub fn written(&self) -> anyhow::Result<Secret> {
        Ok(Secret::new(serde_json::to_string(self)?))
    }

    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    fn url(&self) -> Result<Url, Failure> {
        Egress::check(&self.endpoint)?;
        Url::parse(&self.endpoint).map_err(|_| Failure::InvalidUrl)
    }

    /// The push service, as its tokens name it: scheme, name and port.
    pub fn origin(&self) -> Result<String, Failure> {
        Ok(self.url()?.origin().ascii_serialization())
    }

    /// The push service, as people may see it: its name, and its port if that is not the usual one.
    pub fn service(&self) -> String {
        let host =
            |url: Url| url[url::Position::BeforeHost..url::Position::AfterPort].chars().take(SERVICE_CHARS).collect();
        self.url().ok().map(host).unwrap_or_default()
    }

    pub fn reader(&self) -> Option<Reader> {
        Some(Reader { key: self.key()?, secret: self.secret()? })
    }

    fn key(&self) -> Option<PublicKey> {
        let bytes = URL_SAFE_NO_PAD.decode(&self.p256dh).ok().filter(|bytes| bytes.len() == KEY_BYTES)?;
        PublicKey::from_sec1_bytes(&bytes).ok()
    }

    fn secret(&self) -> Option<[u8; SECRET_BYTES]> {
        URL_SAFE_NO_PAD.decode(&self.auth).ok()?.try_into().ok()
    }
}
