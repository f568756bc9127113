//! HTTP of transcripts.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::conversations::transcript::{self, Transcript};
use crate::error::{Problem, Result};
use crate::http::{Path, Query};
use crate::ids::ConversationId;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show_transcript)).routes(routes!(download_transcript))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TranscriptParams {
    /// With what colleagues noted, which the customer never saw.
    #[serde(default)]
    notes: bool,
}

/// One conversation as a document, whose export is recorded. Lines of what happened are left out; 413 beyond 5000 messages.
#[utoipa::path(get, path = "/conversations/{id}/transcript", operation_id = "show_transcript", tag = "conversations",
    params(("id" = ConversationId, Path), TranscriptParams),
    responses((status = 200, body = Transcript), (status = "default", body = Problem)))]
async fn show_transcript(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
    Query(params): Query<TranscriptParams>,
) -> Result<impl IntoResponse> {
    let transcript = transcript::of(&app, &actor, id, params.notes).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(transcript)))
}

/// The same as plain text, in the shop's language and its time zone.
#[utoipa::path(get, path = "/conversations/{id}/transcript/text", operation_id = "download_transcript",
    tag = "conversations", params(("id" = ConversationId, Path), TranscriptParams),
    responses((status = 200, content_type = "text/plain", body = String), (status = "default", body = Problem)))]
async fn download_transcript(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
    Query(params): Query<TranscriptParams>,
) -> Result<impl IntoResponse> {
    let transcript = transcript::of(&app, &actor, id, params.notes).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"conversation-{}.txt\"", transcript.number)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, transcript::written(&transcript)))
}
