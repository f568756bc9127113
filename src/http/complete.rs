//! What changes something is finished even if the client hangs up half-way.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument as _;

use super::problem;

pub async fn unsafe_requests(request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    match tokio::spawn(next.run(request).in_current_span()).await {
        Ok(response) => response,
        Err(failed) if failed.is_panic() => problem::panicked(failed.into_panic()),
        Err(failed) => crate::error::Error::Internal(failed.into()).into_response(),
    }
}
