use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Actor;
use crate::error::{Problem, Result};
use crate::http::{Json, Path};
use crate::ids::{ConversationId, MacroId, MacroRunId, Seq};
use crate::macros::actions::runs::{self as actions, WantedRun};
use crate::macros::model::MacroRun;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(run_macro)).routes(routes!(undo_macro_run))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RunMacro {
    /// Made by the sender; a repeat under the same id runs nothing twice and tells the same.
    client_id: Uuid,
    /// The last message that was on screen: a reply by a colleague after it stops the macro with 409 `conversation_changed`
    /// if it replies.
    seen_seq: Option<Seq>,
    /// Reply although a colleague did meanwhile.
    #[serde(default)]
    force: bool,
}

/// Takes the steps of a macro in a conversation, one after the other.
///
/// What can be known beforehand refuses the whole, and nothing is done: 422 `values_missing` with the names in its reply that have
/// no value here, 403 `owned_by_colleague`, 409 `conversation_changed`. A step that fails later ends the run, and the answer
/// tells which.
#[utoipa::path(post, path = "/conversations/{id}/macros/{macro_id}/run", operation_id = "run_macro", tag = "macros",
    params(("id" = ConversationId, Path), ("macro_id" = MacroId, Path)), request_body = RunMacro,
    responses((status = 200, body = MacroRun), (status = "default", body = Problem)))]
async fn run_macro(
    State(app): State<App>,
    actor: Actor,
    Path((id, macro_id)): Path<(ConversationId, MacroId)>,
    Json(body): Json<RunMacro>,
) -> Result<Json<MacroRun>> {
    let RunMacro { client_id, seen_seq, force } = body;
    actions::run(&app, &actor, id, macro_id, WantedRun { client_id, seen_seq, force }).await.map(Json)
}

/// Takes a run back within ten minutes, by whoever ran it: tags, owner, stage, status and follow-ups become what they were unless
/// somebody changed them since; messages are recalled while that is possible.
#[utoipa::path(post, path = "/macro_runs/{id}/undo", operation_id = "undo_macro_run", tag = "macros",
    params(("id" = MacroRunId, Path)),
    responses((status = 200, body = MacroRun), (status = "default", body = Problem)))]
async fn undo_macro_run(State(app): State<App>, actor: Actor, Path(id): Path<MacroRunId>) -> Result<Json<MacroRun>> {
    actions::undo(&app, &actor, id).await.map(Json)
}
