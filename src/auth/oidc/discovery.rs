//! What a provider tells about itself. Asked anew for every sign-in: a key that it exchanged or withdrew counts, or
//! stops counting, at once.

use std::time::Duration;

use bytes::Bytes;
use hyper::{Method, StatusCode, header};
use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::id_token;
use super::trouble::Trouble;
use crate::egress::{Answer, Egress, Limits, Outgoing};

const WELL_KNOWN: &str = "/.well-known/openid-configuration";
pub(super) const LIMITS: Limits = Limits { within: Duration::from_secs(10), response_bytes: 256 * 1024, redirects: 2 };

/// The parts of the discovery document that a sign-in needs.
#[derive(Debug, Clone, Deserialize)]
pub struct Discovery {
    issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

impl Discovery {
    /// How a client with a secret shows it: in the header unless the provider takes it in the body only.
    pub fn takes_secret_in_body(&self) -> bool {
        let methods = self.token_endpoint_auth_methods_supported.as_deref().unwrap_or_default();
        let has = |name: &str| methods.iter().any(|method| method == name);
        has("client_secret_post") && !has("client_secret_basic")
    }
}

/// Reads the document of an issuer, which must be about that issuer and name addresses that can be used.
pub async fn discover(egress: &Egress, issuer: &str) -> Result<Discovery, Trouble> {
    let found: Discovery = get(egress, &format!("{}{WELL_KNOWN}", issuer.trim_end_matches('/'))).await?;
    if found.issuer != issuer {
        return Err(Trouble::OtherIssuer(found.issuer));
    }
    for endpoint in [&found.authorization_endpoint, &found.token_endpoint, &found.jwks_uri] {
        check_endpoint(endpoint, issuer)?;
    }
    Ok(found)
}

/// An encrypted issuer does not send people, or secrets, over an open line.
fn check_endpoint(endpoint: &str, issuer: &str) -> Result<(), Trouble> {
    let bad = || Trouble::BadEndpoint(endpoint.chars().take(200).collect());
    Egress::check(endpoint).map_err(|_| bad())?;
    let url = Url::parse(endpoint).map_err(|_| bad())?;
    if url.scheme() == "http" && !issuer.starts_with("http://") { Err(bad()) } else { Ok(()) }
}

/// The keys that sign for the provider now.
pub async fn keys(egress: &Egress, discovery: &Discovery) -> Result<Vec<Jwk>, Trouble> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<Value>,
    }
    let set: Set = get(egress, &discovery.jwks_uri).await?;
    // A kind of key that the library does not know is no reason to do without the others.
    let keys = set.keys.into_iter().filter_map(|key| serde_json::from_value::<Jwk>(key).ok());
    let keys: Vec<Jwk> = keys.filter(id_token::can_sign).collect();
    if keys.is_empty() { Err(Trouble::NoKeys) } else { Ok(keys) }
}

async fn get<T: DeserializeOwned>(egress: &Egress, url: &str) -> Result<T, Trouble> {
    let headers = vec![(header::ACCEPT, header::HeaderValue::from_static("application/json"))];
    let request = Outgoing { method: Method::GET, url: url.to_owned(), headers, body: Bytes::new(), limits: LIMITS };
    let answer = egress.send(request).await.map_err(Trouble::NoAnswer)?;
    if answer.status != StatusCode::OK {
        return Err(Trouble::Status(answer.status.as_u16()));
    }
    read(&answer)
}

pub(super) fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, Trouble> {
    serde_json::from_slice(&answer.body).map_err(|_| Trouble::NotOpenId)
}
