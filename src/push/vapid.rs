//! How this installation names itself to push services (RFC 8292): a token that it signs for each of them.

use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::SecretKey;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use serde_json::json;

use super::encrypt::any_key;
use crate::clock::Time;
use crate::sealed::Secret;

/// Push services refuse tokens that run for more than a day; ours may be an hour behind.
const RUNS_SECONDS: i64 = 12 * 3600;

/// The pair of keys of this installation.
pub struct OwnKey {
    secret: SecretKey,
    public: String,
}

impl std::fmt::Debug for OwnKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OwnKey({})", self.public)
    }
}

impl OwnKey {
    pub fn make() -> Self {
        Self::of(any_key())
    }

    fn of(secret: SecretKey) -> Self {
        let public = URL_SAFE_NO_PAD.encode(secret.public_key().to_encoded_point(false));
        Self { secret, public }
    }

    /// As it was stored.
    pub fn read(stored: &Secret) -> anyhow::Result<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(stored.expose()).context("read the push key")?;
        Ok(Self::of(SecretKey::from_slice(&bytes).ok().context("read the push key")?))
    }

    /// To be sealed and stored.
    pub fn written(&self) -> Secret {
        Secret::new(URL_SAFE_NO_PAD.encode(self.secret.to_bytes()))
    }

    /// What browsers are told, so that nobody else writes to them: an uncompressed point, base64url.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The `Authorization` of a request to a push service; `contact` is where its operators turn to.
    pub fn authorization(&self, service: &str, contact: &str, now: Time) -> String {
        let head = json!({ "typ": "JWT", "alg": "ES256" });
        let expires = now.0.div_euclid(1000) + RUNS_SECONDS;
        let claims = json!({ "aud": service, "exp": expires, "sub": contact });
        let [head, claims] = [head, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let said = format!("{head}.{claims}");
        let signature: Signature = SigningKey::from(&self.secret).sign(said.as_bytes());
        format!("vapid t={said}.{}, k={}", URL_SAFE_NO_PAD.encode(signature.to_bytes()), self.public)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_key_is_the_same_key() {
        let made = OwnKey::make();
        let read = OwnKey::read(&made.written()).expect("a key");
        assert_eq!(made.public(), read.public());
        assert_eq!(URL_SAFE_NO_PAD.decode(made.public()).expect("base64url").len(), 65);
        assert!(OwnKey::read(&Secret::new("")).is_err() && OwnKey::read(&Secret::new("AAAA")).is_err());
    }

    #[test]
    fn a_key_does_not_print() {
        let key = OwnKey::make();
        assert!(!format!("{key:?}").contains(key.written().expose()));
    }
}
