use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::bot::actions::{self, Feedback};
use crate::bot::model::{SuggestionOutcome, Suggestions};
use crate::error::{Problem, Result};
use crate::http::{Json, Path};
use crate::ids::{ConversationId, EntryId, PastReplyId, Seq};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_suggestions))
        .routes(routes!(note_suggestion))
        .routes(routes!(note_past_reply))
}

/// Up to three answers for what the buyer said since the last answer; none when no buyer waits. From the knowledge, from
/// size charts and, where the inbox wants it, from what colleagues replied before.
#[utoipa::path(get, path = "/conversations/{id}/suggestions", operation_id = "list_suggestions", tag = "bot",
    params(("id" = ConversationId, Path)),
    responses((status = 200, body = Suggestions), (status = "default", body = Problem)))]
async fn list_suggestions(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
) -> Result<Json<Suggestions>> {
    actions::suggest(&app, &actor, id).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SuggestionFeedback {
    /// The message that it was suggested for.
    message_seq: Seq,
    outcome: SuggestionOutcome,
}

/// Notes what became of a suggestion; the first word counts.
#[utoipa::path(post, path = "/conversations/{id}/suggestions/{entry_id}/feedback", operation_id = "note_suggestion",
    tag = "bot", params(("id" = ConversationId, Path), ("entry_id" = EntryId, Path)),
    request_body = SuggestionFeedback, responses((status = 204), (status = "default", body = Problem)))]
async fn note_suggestion(
    State(app): State<App>,
    actor: Actor,
    Path((id, entry_id)): Path<(ConversationId, EntryId)>,
    Json(body): Json<SuggestionFeedback>,
) -> Result<StatusCode> {
    let feedback = Feedback { message_seq: body.message_seq, id: entry_id, outcome: body.outcome };
    actions::note(&app, &actor, id, feedback).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Notes what became of a reply that was given before; the first word counts. One that is passed over again and again is not
/// suggested for a while.
#[utoipa::path(post, path = "/conversations/{id}/past_replies/{reply_id}/feedback", operation_id = "note_past_reply",
    tag = "bot", params(("id" = ConversationId, Path), ("reply_id" = PastReplyId, Path)),
    request_body = SuggestionFeedback, responses((status = 204), (status = "default", body = Problem)))]
async fn note_past_reply(
    State(app): State<App>,
    actor: Actor,
    Path((id, reply_id)): Path<(ConversationId, PastReplyId)>,
    Json(body): Json<SuggestionFeedback>,
) -> Result<StatusCode> {
    let feedback = Feedback { message_seq: body.message_seq, id: reply_id, outcome: body.outcome };
    actions::note_past(&app, &actor, id, feedback).await?;
    Ok(StatusCode::NO_CONTENT)
}
