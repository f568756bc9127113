//! Every request has a number: in its answer, in a problem's body and in the log.

use std::time::Instant;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;
use uuid::Uuid;

use crate::error::{Problem, problem_response};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Our own addresses are no longer; an id has 36.
const MAX_PART_BYTES: usize = 64;
const MOST_PARTS: usize = 12;

/// The number of the request under way.
#[derive(Debug, Clone, Copy)]
pub struct RequestId(pub Uuid);

pub async fn stamp(mut request: Request, next: Next) -> Response {
    let id = Uuid::now_v7();
    request.extensions_mut().insert(RequestId(id));
    let id = id.to_string();
    let span = tracing::info_span!("request", id, method = %request.method(), path = %loggable(request.uri().path()));
    let begun = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = with_id(response, problem, &id);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::debug!(parent: &span, status = response.status().as_u16(), millis, "answered");
    response
}

/// A path without what nobody should read in a log: the token of an invitation or of a new password, which opens an account, and whatever is no
/// plain word of our own addresses.
fn loggable(path: &str) -> String {
    const SECRET_FOLLOWS: [&str; 3] = ["by-token", "invite", "reset"];
    let mut shown = String::new();
    let mut follows_secret = false;
    for part in path.split('/').skip(1).take(MOST_PARTS) {
        let is_plain = part.len() <= MAX_PART_BYTES
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
        shown.push('/');
        shown.push_str(if is_plain && !follows_secret { part } else { "…" });
        follows_secret = SECRET_FOLLOWS.contains(&part);
    }
    shown
}

/// The same answer with the id in its body.
fn with_id(response: Response, mut problem: Problem, id: &str) -> Response {
    problem.request_id = Some(id.to_owned());
    let (parts, _) = response.into_parts();
    let mut stamped = problem_response(parts.status, &problem);
    for (name, value) in &parts.headers {
        if name != axum::http::header::CONTENT_LENGTH {
            stamped.headers_mut().insert(name, value.clone());
        }
    }
    stamped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invitations_stay_out_of_the_log() {
        assert_eq!(loggable("/api/v1/invitations/by-token/abc"), "/api/v1/invitations/by-token/…");
        assert_eq!(loggable("/invite/abc"), "/invite/…");
        assert_eq!(loggable("/reset/abc"), "/reset/…");
        assert_eq!(loggable("/api/v1/password_resets/by-token/abc"), "/api/v1/password_resets/by-token/…");
        assert_eq!(loggable("/api/v1/me"), "/api/v1/me");
        assert_eq!(loggable("/"), "/");
    }

    #[test]
    fn what_strangers_put_into_a_path_stays_out_of_the_log() {
        assert_eq!(loggable("/api/v1/customers/mei@shop.cn"), "/api/v1/customers/…");
        assert_eq!(loggable("/%E6%9E%97%E5%B0%8F%E5%A7%90/x\u{1b}[2J"), "/…/…");
        assert_eq!(loggable(&format!("/{}", "a".repeat(1000))), "/…");
        assert!(loggable(&"/a".repeat(1000)).len() < 100);
    }
}
