//! Answers to what no handler takes.

use std::any::Any;

use axum::response::{IntoResponse, Response};

use crate::error::Error;

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

/// A handler panicked: the fault is ours, and the next request goes on.
pub fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    Error::Internal(anyhow::anyhow!("panic: {what}")).into_response()
}
