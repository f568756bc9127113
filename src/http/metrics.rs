//! `/metrics`: for Prometheus on this machine, or for whoever shows the token of the settings.

use std::net::SocketAddr;
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::auth::secret;
use crate::error::{Error, Result};
use crate::metrics;

/// What a proxy adds: a request with one of these does not come from this machine, whatever its peer.
const FORWARDED: [&str; 4] = ["x-forwarded-for", "forwarded", "x-real-ip", "via"];
/// Paths no route takes share one label, or anybody could make labels without end.
const NO_ROUTE: &str = "none";

pub async fn page(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response> {
    if !may_read(&app.config.metrics_token, peer, &headers) {
        return Err(Error::NotFound);
    }
    let page = metrics::render(&app).await.map_err(|error| Error::Internal(error.into()))?;
    let headers = [(header::CONTENT_TYPE, metrics::CONTENT_TYPE), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, page).into_response())
}

/// With a token in the settings it must be shown; without one, only this machine may look.
fn may_read(token: &str, peer: SocketAddr, headers: &HeaderMap) -> bool {
    if token.is_empty() {
        let is_forwarded = FORWARDED.iter().any(|name| headers.contains_key(*name));
        return peer.ip().to_canonical().is_loopback() && !is_forwarded;
    }
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    shown.is_some_and(|shown| secret::same(shown, token))
}

/// Counts every answer by its route and status.
pub async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str);
    app.metrics.answered(known(&method), route, response.status().as_u16(), begun.elapsed());
    response
}

/// A client may make up methods; labels may not be made up.
fn known(method: &axum::http::Method) -> &'static str {
    use axum::http::Method;
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(token: &str, peer: &str, headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers
            .iter()
            .map(|&(name, value)| (header::HeaderName::from_static(name), header::HeaderValue::from_static(value)));
        may_read(token, peer.parse().expect("an address"), &headers.collect())
    }

    #[test]
    fn without_a_token_only_this_machine_reads() {
        assert!(may("", "127.0.0.1:5", &[]) && may("", "[::1]:5", &[]) && may("", "[::ffff:127.0.0.1]:5", &[]));
        assert!(!may("", "192.0.2.1:5", &[]));
        assert!(!may("", "127.0.0.1:5", &[("x-forwarded-for", "192.0.2.1")]), "a proxy on this machine");
    }

    #[test]
    fn with_a_token_whoever_shows_it_reads() {
        assert!(may("s3cret", "192.0.2.1:5", &[("authorization", "Bearer s3cret")]));
        assert!(!may("s3cret", "127.0.0.1:5", &[]));
        assert!(!may("s3cret", "192.0.2.1:5", &[("authorization", "Bearer s3cre")]));
    }
}
