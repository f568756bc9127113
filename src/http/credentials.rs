//! What a request shows to be let in, and whether it comes from our own pages.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::cookies;
use crate::app::App;
use crate::auth::{Actor, Auth, Credential, CsrfToken, HalfSignedIn, Visitor};
use crate::config::Config;
use crate::error::{Error, Result};

/// The staff credential of a request; an API token goes before a cookie.
pub fn of_staff(headers: &HeaderMap) -> Option<Credential> {
    match bearer(headers, "Bearer") {
        Some(token) => Some(Credential::ApiToken(token)),
        None => cookies::read(headers, cookies::SESSION).map(Credential::Session),
    }
}

/// The visitor token of a request.
pub fn of_visitor(headers: &HeaderMap) -> Option<String> {
    bearer(headers, "Visitor").or_else(|| cookies::read(headers, cookies::VISITOR))
}

fn bearer(headers: &HeaderMap, scheme: &str) -> Option<String> {
    let (given, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    (given.eq_ignore_ascii_case(scheme) && !token.trim().is_empty()).then(|| token.trim().to_owned())
}

/// The origin a browser would name for pages of this server, as the request reached it.
pub fn own_origin(config: &Config, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    match host {
        Some(host) if config.public_url.is_empty() => {
            format!("{}://{host}", if config.has_tls() { "https" } else { "http" })
        }
        _ => config.origin(),
    }
}

/// Whether an `Origin` is ours: the configured one, or the host the request was sent to.
fn is_own(config: &Config, headers: &HeaderMap, origin: &str) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    origin.eq_ignore_ascii_case(&config.origin())
        || host.zip(authority).is_some_and(|(host, authority)| host.eq_ignore_ascii_case(authority))
}

impl Auth {
    /// Refuses what pages of others make a browser send. Clients that are no browsers send no `Origin`.
    pub fn check_origin(&self, app: &App, headers: &HeaderMap) -> Result<()> {
        match headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or_default()) {
            Some(origin) if !is_own(&app.config, headers, origin) => Err(Error::Forbidden("bad_origin")),
            _ => Ok(()),
        }
    }
}

/// The guard let this request in and left behind who it is.
fn left_by_guard<T: Clone + Send + Sync + 'static>(parts: &Parts) -> Result<T> {
    parts.extensions.get::<T>().cloned().ok_or(Error::Unauthorized)
}

impl<S: Sync> FromRequestParts<S> for Actor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        left_by_guard(parts)
    }
}

impl<S: Sync> FromRequestParts<S> for HalfSignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        left_by_guard(parts)
    }
}

impl<S: Sync> FromRequestParts<S> for CsrfToken {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        left_by_guard(parts)
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        left_by_guard(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().expect("name"), value.parse().expect("value"))).collect()
    }

    #[test]
    fn a_bearer_goes_before_a_cookie() {
        let headers = with(&[("authorization", "Bearer zg_1"), ("cookie", "__Host-zg_session=s")]);
        assert!(matches!(of_staff(&headers), Some(Credential::ApiToken(token)) if token == "zg_1"));
        let headers = with(&[("authorization", "Visitor v"), ("cookie", "__Host-zg_session=s")]);
        assert!(matches!(of_staff(&headers), Some(Credential::Session(token)) if token == "s"));
        assert_eq!(of_visitor(&headers).as_deref(), Some("v"));
        assert!(of_staff(&with(&[("authorization", "Bearer ")])).is_none());
    }

    #[test]
    fn only_our_own_origin_is_ours() {
        let config = Config { public_url: "https://desk.example.com/".into(), ..Config::default() };
        let headers = with(&[("host", "10.0.0.5:8800")]);
        assert!(is_own(&config, &headers, "https://desk.example.com"));
        assert!(is_own(&config, &headers, "http://10.0.0.5:8800"));
        for other in ["https://evil.example", "null", "", "https://desk.example.com.evil.example", "http://10.0.0.5"] {
            assert!(!is_own(&config, &headers, other), "{other}");
        }
    }
}
