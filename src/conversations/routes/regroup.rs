//! HTTP of merging and splitting conversations.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::conversations::model::Conversation;
use crate::conversations::regroup::{self, Regrouped};
use crate::error::{Problem, Result};
use crate::http::{Json, Path};
use crate::ids::{ConversationId, MessageId, RegroupingId};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(merge_conversation))
        .routes(routes!(split_conversation))
        .routes(routes!(undo_regrouping))
}

/// Two conversations that became one, or that were one.
#[derive(Debug, Serialize, ToSchema)]
struct Regrouping {
    /// The one to go on with: the one that both became, or the new one.
    conversation: Conversation,
    other: Conversation,
    /// By which it can be undone; null after undoing.
    undo_id: Option<RegroupingId>,
    /// It can be undone until then, if nothing else happens in either of them.
    undo_until: Option<Time>,
}

async fn shown(app: &App, actor: &Actor, done: Regrouped) -> Result<Json<Regrouping>> {
    let book = app.targets.of(&mut app.db.reader().await?.conn(), actor.shop_id).await?;
    Ok(Json(Regrouping {
        conversation: done.conversation.for_viewer(&book),
        other: done.other.for_viewer(&book),
        undo_id: done.undo.map(|(id, _)| id),
        undo_until: done.undo.map(|(_, until)| until),
    }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Merging {
    /// Another conversation of the same customer.
    with: ConversationId,
    /// Which of both goes on where they are in different inboxes: replies go to its inbox. Without it, the one in which the
    /// customer wrote last. In the same inbox it is always the older one.
    into: Option<ConversationId>,
}

/// Makes one of two conversations of a customer. One goes on with all messages in their order; the other stays as an empty
/// frame whose `merged_into` leads there. In each inbox the customer sees what was said there.
#[utoipa::path(post, path = "/conversations/{id}/merge", operation_id = "merge_conversation", tag = "conversations",
    params(("id" = ConversationId, Path)), request_body = Merging,
    responses((status = 200, body = Regrouping), (status = "default", body = Problem)))]
async fn merge_conversation(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
    Json(body): Json<Merging>,
) -> Result<Json<Regrouping>> {
    let done = regroup::merge(&app, &actor, id, body.with, body.into).await?;
    shown(&app, &actor, done).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Splitting {
    /// The first message of the new conversation.
    from_message_id: MessageId,
}

/// Makes a conversation of its own of what was said from a message on; lines of what happened stay where they are.
#[utoipa::path(post, path = "/conversations/{id}/split", operation_id = "split_conversation", tag = "conversations",
    params(("id" = ConversationId, Path)), request_body = Splitting,
    responses((status = 200, body = Regrouping), (status = "default", body = Problem)))]
async fn split_conversation(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
    Json(body): Json<Splitting>,
) -> Result<Json<Regrouping>> {
    let done = regroup::split(&app, &actor, id, body.from_message_id).await?;
    shown(&app, &actor, done).await
}

/// Makes both what they were: within ten minutes (409 `undo_too_late`), and while nothing else has happened in either of
/// them (409 `undo_overtaken`).
#[utoipa::path(post, path = "/conversations/{id}/regroupings/{regrouping_id}/undo", operation_id = "undo_regrouping",
    tag = "conversations", params(("id" = ConversationId, Path), ("regrouping_id" = RegroupingId, Path)),
    responses((status = 200, body = Regrouping), (status = "default", body = Problem)))]
async fn undo_regrouping(
    State(app): State<App>,
    actor: Actor,
    Path((id, regrouping)): Path<(ConversationId, RegroupingId)>,
) -> Result<Json<Regrouping>> {
    let done = regroup::undo(&app, &actor, id, regrouping).await?;
    shown(&app, &actor, done).await
}
