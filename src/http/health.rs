//! For whoever decides where requests go.

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::error::Result;

/// The process answers.
pub async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The database takes reads and writes, and the server is not stopping.
pub async fn ready(State(app): State<App>) -> Result<StatusCode> {
    app.health.check(&app).await?;
    Ok(StatusCode::NO_CONTENT)
}
