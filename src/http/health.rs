//! For whoever watches the server.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::error::{Error, Result};

const READY_WITHIN: Duration = Duration::from_secs(2);

/// The process answers.
pub async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The database answers too, and the server is not stopping.
pub async fn ready(State(app): State<App>) -> Result<StatusCode> {
    if app.live.is_closing() {
        return Err(Error::Unavailable("stopping"));
    }
    match tokio::time::timeout(READY_WITHIN, app.db.ping()).await {
        Ok(Ok(())) => Ok(StatusCode::NO_CONTENT),
        Ok(Err(_)) | Err(_) => Err(Error::Unavailable("database_unavailable")),
    }
}
