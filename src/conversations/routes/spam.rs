//! HTTP of spam.

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::shown;
use crate::app::App;
use crate::auth::Actor;
use crate::conversations::model::Conversation;
use crate::conversations::spam;
use crate::error::{Problem, Result};
use crate::http::Path;
use crate::ids::ConversationId;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(mark_spam, unmark_spam))
}

/// Marks a conversation as spam: it leaves every list but `spam` and every figure, and what its buyer writes next is kept there
/// without disturbing anybody.
#[utoipa::path(put, path = "/conversations/{id}/spam", operation_id = "mark_spam", tag = "conversations",
    params(("id" = ConversationId, Path)),
    responses((status = 200, body = Conversation), (status = "default", body = Problem)))]
async fn mark_spam(State(app): State<App>, actor: Actor, Path(id): Path<ConversationId>) -> Result<Json<Conversation>> {
    shown(&app, &spam::mark(&app, &actor, id).await?).await
}

/// Puts a conversation that was laid aside back where it stood; what its buyer wrote meanwhile waits since then.
///
/// While its buyer is blocked: 409 `customer_blocked`.
#[utoipa::path(delete, path = "/conversations/{id}/spam", operation_id = "unmark_spam", tag = "conversations",
    params(("id" = ConversationId, Path)),
    responses((status = 200, body = Conversation), (status = "default", body = Problem)))]
async fn unmark_spam(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
) -> Result<Json<Conversation>> {
    shown(&app, &spam::unmark(&app, &actor, id).await?).await
}
