//! Answers to what no handler takes.

use std::any::Any;

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::{Error, PROBLEM_JSON, Problem, problem_response};

pub async fn not_found() -> Error {
    Error::NotFound
}

/// The path exists, the method does not.
pub fn method_not_allowed(allowed: &[&str]) -> Response {
    let mut response = Error::MethodNotAllowed.into_response();
    if let Ok(value) = allowed.join(", ").parse() {
        response.headers_mut().insert(axum::http::header::ALLOW, value);
    }
    response
}

/// Gives plain refusals of the library, such as a socket's without an upgrade, the shape of every other error.
pub async fn shape(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let is_shaped = response.extensions().get::<Problem>().is_some()
        || response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == PROBLEM_JSON);
    if is_shaped || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let problem = plain(status);
    let mut shaped = problem_response(status, &problem);
    shaped.extensions_mut().insert(problem);
    shaped
}

/// A problem that knows no more than its status.
fn plain(status: StatusCode) -> Problem {
    let title = status.canonical_reason().unwrap_or("error");
    let code = title.to_lowercase().replace([' ', '-'], "_");
    Problem {
        kind: "about:blank",
        title,
        status: status.as_u16(),
        code,
        field: None,
        errors: Vec::new(),
        error_count: None,
        current: None,
        request_id: None,
    }
}

/// A handler panicked: the fault is ours, and the next request goes on.
pub fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    Error::Internal(anyhow::anyhow!("panic: {what}")).into_response()
}
