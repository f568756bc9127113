//! HTTP of tags on conversations, and of closing one for a reason.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::shown;
use crate::app::App;
use crate::auth::Actor;
use crate::conversations::leave::{self, Leave};
use crate::conversations::model::Conversation;
use crate::conversations::tag;
use crate::error::{Problem, Result};
use crate::http::{Json as Body, OptionalJson, Path, object};
use crate::ids::{ConversationId, Seq, TagId};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(tag_conversation)).routes(routes!(solve))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConversationTags {
    /// All of them, at most 20; what is left out is taken off. Archived tags stay where they are and are put on nothing.
    tag_ids: Vec<TagId>,
}

/// Gives a conversation exactly these tags; asking for what it has changes nothing.
#[utoipa::path(put, path = "/conversations/{id}/tags", operation_id = "tag_conversation", tag = "conversations",
    params(("id" = ConversationId, Path)), request_body = ConversationTags,
    responses((status = 200, body = Conversation), (status = "default", body = Problem)))]
async fn tag_conversation(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
    Body(body): Body<ConversationTags>,
) -> Result<Json<Conversation>> {
    shown(&app, &tag::tag(&app, &actor, id, &body.tag_ids).await?).await
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Solving {
    /// Tags to put on in the same step, such as the reason why it is closed.
    #[serde(default)]
    tag_ids: Vec<TagId>,
    /// What the buyer is told with it, as a reply of whoever solves; not where the buyer waits for an answer.
    #[serde(default, deserialize_with = "object")]
    words: Option<WordsOfLeave>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WordsOfLeave {
    text: String,
    /// The last message the writer had on screen: a reply by a colleague after it stops both with 409.
    seen_seq: Option<Seq>,
}

/// Ends the episode, for a reason where one is given.
///
/// Where the shop requires a reason and the conversation has none: 422 `closing_reason_required`. With words of leave, the
/// buyer reads them first; nothing is said or ended while the buyer waits for an answer: 409 `customer_waits`.
#[utoipa::path(post, path = "/conversations/{id}/solve", operation_id = "solve", tag = "conversations",
    params(("id" = ConversationId, Path)), request_body = Option<Solving>,
    responses((status = 200, body = Conversation), (status = "default", body = Problem)))]
async fn solve(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
    OptionalJson(body): OptionalJson<Solving>,
) -> Result<Json<Conversation>> {
    let row = match body.words {
        Some(WordsOfLeave { text, seen_seq }) => {
            leave::solve_with_words(&app, &actor, id, &body.tag_ids, Leave { text, seen_seq }).await?
        }
        None => tag::solve_because(&app, &actor, id, &body.tag_ids).await?,
    };
    shown(&app, &row).await
}
