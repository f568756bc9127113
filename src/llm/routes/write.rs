use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::stream;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::error::{Problem, Result};
use crate::http::{Json, Path};
use crate::ids::{ConversationId, Seq};
use crate::llm::actions;
use crate::llm::model::{Ability, Frame, Task, Tone, Wish};

/// A reader who has gone away is noticed when something is written.
const SIGN_OF_LIFE: Duration = Duration::from_secs(2);

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_llm_abilities)).routes(routes!(write_with_llm))
}

#[derive(Serialize, ToSchema)]
struct LlmAbilityList {
    /// Empty while the language model is off.
    items: Vec<Ability>,
}

/// What colleagues may ask of the language model now.
#[utoipa::path(get, path = "/llm/abilities", operation_id = "list_llm_abilities", tag = "llm",
    responses((status = 200, body = LlmAbilityList), (status = "default", body = Problem)))]
async fn list_llm_abilities(State(app): State<App>, actor: Actor) -> Result<Json<LlmAbilityList>> {
    Ok(Json(LlmAbilityList { items: actions::abilities(&app, &actor).await? }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WriteWithLlm {
    task: Task,
    /// What is typed: to be rewritten or translated; with a draft, what it is to say.
    text: Option<String>,
    /// Of `rewrite`.
    tone: Option<Tone>,
    /// Of `translate_message`.
    message_seq: Option<Seq>,
    /// Of `summary` and `translate_message`: the colleague's language.
    locale: Option<String>,
}

/// Lets the language model write for a colleague, who alone decides what becomes of it.
///
/// A stream of server-sent events; closing it stops the model. 409 with `llm_off`, `llm_budget_used`, `nothing_said` or `no_tags`.
#[utoipa::path(post, path = "/conversations/{id}/llm", operation_id = "write_with_llm", tag = "llm",
    params(("id" = ConversationId, Path)), request_body = WriteWithLlm,
    responses((status = 200, description = "Each `data:` line is an `LlmFrame`", body = Frame,
        content_type = "text/event-stream"), (status = "default", body = Problem)))]
async fn write_with_llm(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
    Json(body): Json<WriteWithLlm>,
) -> Result<impl IntoResponse> {
    let wish =
        Wish { task: body.task, text: body.text, tone: body.tone, message_seq: body.message_seq, locale: body.locale };
    let frames = actions::write(&app, &actor, id, wish).await?;
    let events = stream::unfold(frames, |mut frames| async move {
        let data = serde_json::to_string(&frames.recv().await?).unwrap_or_default();
        Some((Ok::<_, Infallible>(Event::default().data(data)), frames))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)))
}
