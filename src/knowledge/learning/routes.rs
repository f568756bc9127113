//! HTTP of the learning loop.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, Acceptance, ExampleRef, Wanted};
use super::model::{CandidateState, KnowledgeCandidate};
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::error::{Error, Problem, Result};
use crate::http::{Json, Path, Query, some_objects};
use crate::ids::{CandidateId, CategoryId, EntryId};
use crate::knowledge::actions::entries::Read;
use crate::knowledge::model::KnowledgeEntry;

const PAGE: usize = 20;
const MAX_PAGE: usize = 50;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_knowledge_candidates))
        .routes(routes!(show_knowledge_candidate))
        .routes(routes!(accept_knowledge_candidate))
        .routes(routes!(dismiss_knowledge_candidate))
        .routes(routes!(restore_knowledge_candidate))
        .routes(routes!(merge_knowledge_candidate))
        .routes(routes!(undo_knowledge_candidate_merge))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListCandidates {
    /// Open ones if absent.
    #[param(inline)]
    state: Option<CandidateState>,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most 50; 20 if absent.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CandidateList {
    items: Vec<KnowledgeCandidate>,
    next: Option<String>,
    /// So many are open, whatever was asked for.
    open: i64,
}

/// Questions that the knowledge did not meet, gathered into candidates for entries: the most frequent first, then the newest.
#[utoipa::path(get, path = "/knowledge/candidates", operation_id = "list_knowledge_candidates", tag = "knowledge",
    params(ListCandidates), responses((status = 200, body = CandidateList), (status = "default", body = Problem)))]
async fn list_knowledge_candidates(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<ListCandidates>,
) -> Result<Json<CandidateList>> {
    let wanted = Wanted {
        state: query.state.unwrap_or(CandidateState::Open),
        after: query.after.as_deref().map(read_place).transpose()?,
        limit: query.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE),
    };
    let page = actions::list(&app, &actor, wanted).await?;
    let next = page.next.map(|(questions, at, id)| format!("{questions}.{}.{id}", at.0));
    Ok(Json(CandidateList { items: page.items, next, open: page.open }))
}

fn read_place(text: &str) -> Result<(i64, Time, CandidateId)> {
    let mut parts = text.splitn(3, '.');
    let mut place = || {
        let (questions, at, id) = (parts.next()?, parts.next()?, parts.next()?);
        Some((questions.parse().ok()?, Time(at.parse().ok()?), id.parse().ok()?))
    };
    place().ok_or_else(|| Error::invalid("after", "invalid_place"))
}

/// One candidate.
#[utoipa::path(get, path = "/knowledge/candidates/{id}", operation_id = "show_knowledge_candidate", tag = "knowledge",
    params(("id" = CandidateId, Path)),
    responses((status = 200, body = KnowledgeCandidate), (status = "default", body = Problem)))]
async fn show_knowledge_candidate(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CandidateId>,
) -> Result<Json<KnowledgeCandidate>> {
    actions::show(&app, &actor, id).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AcceptCandidate {
    /// The questions become phrasings of this entry; absent: a draft is written.
    entry_id: Option<EntryId>,
    /// Of the draft; the shortest question if absent.
    title: Option<String>,
    /// Of the draft; "more questions" if absent.
    category_id: Option<CategoryId>,
    /// Of the draft.
    answer: Option<String>,
    /// The questions that become phrasings, at most 20; the newest five if absent.
    #[serde(default, deserialize_with = "some_objects")]
    examples: Option<Vec<ExampleRef>>,
}

/// Makes a candidate knowledge: a draft of its own, or phrasings of an entry, which wait for approval unless whoever
/// accepts may approve. Phone numbers and the like are struck out of what buyers wrote. 409 `candidate_decided`
/// if somebody was quicker.
#[utoipa::path(post, path = "/knowledge/candidates/{id}/accept", operation_id = "accept_knowledge_candidate",
    tag = "knowledge", params(("id" = CandidateId, Path)), request_body = AcceptCandidate,
    responses((status = 200, body = KnowledgeEntry), (status = "default", body = Problem)))]
async fn accept_knowledge_candidate(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CandidateId>,
    Json(body): Json<AcceptCandidate>,
) -> Result<Read> {
    let AcceptCandidate { entry_id, title, category_id, answer, examples } = body;
    actions::accept(&app, &actor, id, Acceptance { entry_id, title, category_id, answer, examples }).await
}

/// Says that a candidate is not worth an entry. What is asked in the same way from now on is not shown either.
#[utoipa::path(post, path = "/knowledge/candidates/{id}/dismiss", operation_id = "dismiss_knowledge_candidate",
    tag = "knowledge", params(("id" = CandidateId, Path)),
    responses((status = 200, body = KnowledgeCandidate), (status = "default", body = Problem)))]
async fn dismiss_knowledge_candidate(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CandidateId>,
) -> Result<Json<KnowledgeCandidate>> {
    actions::dismiss(&app, &actor, id).await.map(Json)
}

/// Takes a dismissal back.
#[utoipa::path(post, path = "/knowledge/candidates/{id}/restore", operation_id = "restore_knowledge_candidate",
    tag = "knowledge", params(("id" = CandidateId, Path)),
    responses((status = 200, body = KnowledgeCandidate), (status = "default", body = Problem)))]
async fn restore_knowledge_candidate(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CandidateId>,
) -> Result<Json<KnowledgeCandidate>> {
    actions::restore(&app, &actor, id).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MergeCandidate {
    /// Another open candidate, which keeps its id.
    into: CandidateId,
}

/// Puts the questions of a candidate to those of another that asks for the same.
#[utoipa::path(post, path = "/knowledge/candidates/{id}/merge", operation_id = "merge_knowledge_candidate",
    tag = "knowledge", params(("id" = CandidateId, Path)), request_body = MergeCandidate,
    responses((status = 200, body = KnowledgeCandidate), (status = "default", body = Problem)))]
async fn merge_knowledge_candidate(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CandidateId>,
    Json(body): Json<MergeCandidate>,
) -> Result<Json<KnowledgeCandidate>> {
    actions::merge(&app, &actor, id, body.into).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UndoCandidateMerge {
    /// The candidate that became part of this one.
    merged: CandidateId,
}

/// Takes a merge back: the questions that another candidate brought are that candidate again; what was asked since stays. 409
/// `candidate_decided` where somebody has decided about the one, `candidate_not_merged` where nothing of the other is in it.
#[utoipa::path(post, path = "/knowledge/candidates/{id}/undo_merge", operation_id = "undo_knowledge_candidate_merge",
    tag = "knowledge", params(("id" = CandidateId, Path)), request_body = UndoCandidateMerge,
    responses((status = 200, body = KnowledgeCandidate), (status = "default", body = Problem)))]
async fn undo_knowledge_candidate_merge(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CandidateId>,
    Json(body): Json<UndoCandidateMerge>,
) -> Result<Json<KnowledgeCandidate>> {
    actions::undo_merge(&app, &actor, id, body.merged).await.map(Json)
}
