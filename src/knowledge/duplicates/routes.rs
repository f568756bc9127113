//! HTTP of entries that look alike.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions;
use super::model::DuplicatePair;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Problem, Result};
use crate::http::{Json, Path};
use crate::ids::EntryId;
use crate::knowledge::actions::entries::Read;
use crate::knowledge::model::KnowledgeEntry;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_knowledge_duplicates))
        .routes(routes!(tell_knowledge_apart))
        .routes(routes!(merge_knowledge_entry))
}

#[derive(Debug, Serialize, ToSchema)]
struct DuplicateList {
    items: Vec<DuplicatePair>,
    /// The knowledge has changed since, and is being looked at: ask again in a moment.
    looking: bool,
}

/// Approved entries that are asked for in nearly the same words and that nobody told apart, the likest first, at most 200.
/// They are looked for when somebody asks and the knowledge has changed, in the background.
#[utoipa::path(get, path = "/knowledge/duplicates", operation_id = "list_knowledge_duplicates", tag = "knowledge",
    responses((status = 200, body = DuplicateList), (status = "default", body = Problem)))]
async fn list_knowledge_duplicates(State(app): State<App>, actor: Actor) -> Result<Json<DuplicateList>> {
    let (items, looking) = actions::list(&app, &actor).await?;
    Ok(Json(DuplicateList { items, looking }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TellApart {
    entry_id: EntryId,
    other_id: EntryId,
    /// False takes it back.
    distinct: bool,
}

/// Says that two entries are not the same, however alike they are.
#[utoipa::path(put, path = "/knowledge/duplicates", operation_id = "tell_knowledge_apart", tag = "knowledge",
    request_body = TellApart, responses((status = 204), (status = "default", body = Problem)))]
async fn tell_knowledge_apart(State(app): State<App>, actor: Actor, Json(body): Json<TellApart>) -> Result<StatusCode> {
    actions::tell_apart(&app, &actor, body.entry_id, body.other_id, body.distinct).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MergeEntry {
    /// The entry that stays.
    into: EntryId,
}

/// Makes the ways to ask for an entry phrasings of another one, and archives it with its answers.
#[utoipa::path(post, path = "/knowledge/entries/{id}/merge", operation_id = "merge_knowledge_entry", tag = "knowledge",
    params(("id" = EntryId, Path)), request_body = MergeEntry,
    responses((status = 200, body = KnowledgeEntry), (status = "default", body = Problem)))]
async fn merge_knowledge_entry(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<EntryId>,
    Json(body): Json<MergeEntry>,
) -> Result<Read> {
    actions::merge(&app, &actor, id, body.into).await
}
