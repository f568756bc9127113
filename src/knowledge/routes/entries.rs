use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Problem, Result};
use crate::http::{Json, Path, Query, if_match};
use crate::ids::{CategoryId, ConversationId, EntryId, ProposalId};
use crate::knowledge::actions::entries::{self as actions, Read};
use crate::knowledge::actions::{proposals, states, versions};
use crate::knowledge::model::{
    EntryContent, EntryKind, EntryState, EntrySummary, Flag, KnowledgeEntry, Order, Version,
};
use crate::knowledge::store::list::Wanted;

const PAGE: usize = 50;
const MAX_PAGE: usize = 200;
const MAX_WORDS_CHARS: usize = 200;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_knowledge_entries, create_knowledge_entry))
        .routes(routes!(turn_knowledge_entries))
        .routes(routes!(show_knowledge_entry, replace_knowledge_entry, delete_knowledge_entry))
        .routes(routes!(approve_knowledge_entry))
        .routes(routes!(archive_knowledge_entry))
        .routes(routes!(restore_knowledge_entry))
        .routes(routes!(list_knowledge_versions))
        .routes(routes!(restore_knowledge_version))
        .routes(routes!(propose_phrasing))
        .routes(routes!(withdraw_phrasing))
        .routes(routes!(approve_phrasing))
        .routes(routes!(reject_phrasing))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListEntries {
    /// In this category or in one that is in it.
    category: Option<CategoryId>,
    #[param(inline)]
    state: Option<EntryState>,
    #[param(inline)]
    kind: Option<EntryKind>,
    /// With this to look at.
    #[param(inline)]
    flag: Option<Flag>,
    /// Words in the title, the phrasings, the answers, or their product codes and keywords; all of them must be found, in
    /// any spelling.
    q: Option<String>,
    /// What comes first; what was changed last when left out.
    #[param(inline)]
    order: Option<Order>,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most 200.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
struct EntryList {
    items: Vec<EntrySummary>,
    next: Option<String>,
}

/// Entries, a page at a time.
#[utoipa::path(get, path = "/knowledge/entries", operation_id = "list_knowledge_entries", tag = "knowledge",
    params(ListEntries), responses((status = 200, body = EntryList), (status = "default", body = Problem)))]
async fn list_knowledge_entries(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<ListEntries>,
) -> Result<Json<EntryList>> {
    let words = query.q.unwrap_or_default();
    if words.chars().count() > MAX_WORDS_CHARS {
        return Err(Error::invalid("q", "too_long"));
    }
    let limit = query.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE);
    let wanted = Wanted {
        state: query.state,
        kind: query.kind,
        flag: query.flag,
        order: query.order.unwrap_or_default(),
        after: query.after.as_deref().map(read_place).transpose()?,
        limit: i64::try_from(limit).unwrap_or(i64::MAX),
        ..Wanted::default()
    };
    let (items, next) = actions::list(&app, &actor, query.category, &words, wanted).await?;
    Ok(Json(EntryList { items, next: next.map(|(value, id)| format!("{value}.{id}")) }))
}

fn read_place(text: &str) -> Result<(i64, EntryId)> {
    let place = text.split_once('.').and_then(|(value, id)| Some((value.parse().ok()?, id.parse().ok()?)));
    place.ok_or_else(|| Error::invalid("after", "invalid_place"))
}

/// An entry with the tag that a client names to change it as it was read.
impl IntoResponse for Read {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.revision)) {
            headers.insert(header::ETAG, tag);
        }
        (headers, Json(self.entry)).into_response()
    }
}

/// Writes a draft; buyers and agents get its answers once it is approved.
#[utoipa::path(post, path = "/knowledge/entries", operation_id = "create_knowledge_entry", tag = "knowledge",
    request_body = EntryContent,
    responses((status = 201, body = KnowledgeEntry), (status = "default", body = Problem)))]
async fn create_knowledge_entry(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<EntryContent>,
) -> Result<(StatusCode, Read)> {
    Ok((StatusCode::CREATED, actions::create(&app, &actor, body).await?))
}

/// One entry, whole. Its `ETag` goes back as `If-Match` with a change.
#[utoipa::path(get, path = "/knowledge/entries/{id}", operation_id = "show_knowledge_entry", tag = "knowledge",
    params(("id" = EntryId, Path)),
    responses((status = 200, body = KnowledgeEntry), (status = "default", body = Problem)))]
async fn show_knowledge_entry(State(app): State<App>, actor: Actor, Path(id): Path<EntryId>) -> Result<Read> {
    actions::show(&app, &actor, id).await
}

/// Lets an entry say something else, at once if it is approved; what it said is kept as a version.
///
/// With `If-Match` only if nobody changed it since: 409 `entry_changed` otherwise, with the entry under `current`.
/// Whoever may only propose changes drafts.
#[utoipa::path(put, path = "/knowledge/entries/{id}", operation_id = "replace_knowledge_entry", tag = "knowledge",
    params(("id" = EntryId, Path), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read")),
    request_body = EntryContent,
    responses((status = 200, body = KnowledgeEntry), (status = "default", body = Problem)))]
async fn replace_knowledge_entry(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<EntryId>,
    headers: HeaderMap,
    Json(body): Json<EntryContent>,
) -> Result<Read> {
    actions::replace(&app, &actor, id, if_match(&headers)?, body).await
}

/// Removes an entry with its versions, for good. Who only proposes may take back a draft of their own that nobody changed.
#[utoipa::path(delete, path = "/knowledge/entries/{id}", operation_id = "delete_knowledge_entry", tag = "knowledge",
    params(("id" = EntryId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn delete_knowledge_entry(State(app): State<App>, actor: Actor, Path(id): Path<EntryId>) -> Result<StatusCode> {
    actions::delete(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives an entry's answers to buyers and agents from now on.
#[utoipa::path(post, path = "/knowledge/entries/{id}/approve", operation_id = "approve_knowledge_entry",
    tag = "knowledge", params(("id" = EntryId, Path)),
    responses((status = 200, body = KnowledgeEntry), (status = "default", body = Problem)))]
async fn approve_knowledge_entry(State(app): State<App>, actor: Actor, Path(id): Path<EntryId>) -> Result<Read> {
    states::approve(&app, &actor, id).await
}

/// Keeps an entry where nobody who asks finds it.
#[utoipa::path(post, path = "/knowledge/entries/{id}/archive", operation_id = "archive_knowledge_entry",
    tag = "knowledge", params(("id" = EntryId, Path)),
    responses((status = 200, body = KnowledgeEntry), (status = "default", body = Problem)))]
async fn archive_knowledge_entry(State(app): State<App>, actor: Actor, Path(id): Path<EntryId>) -> Result<Read> {
    states::archive(&app, &actor, id).await
}

/// Makes an archived entry a draft again.
#[utoipa::path(post, path = "/knowledge/entries/{id}/restore", operation_id = "restore_knowledge_entry",
    tag = "knowledge", params(("id" = EntryId, Path)),
    responses((status = 200, body = KnowledgeEntry), (status = "default", body = Problem)))]
async fn restore_knowledge_entry(State(app): State<App>, actor: Actor, Path(id): Path<EntryId>) -> Result<Read> {
    states::restore(&app, &actor, id).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TurnEntries {
    /// 1–200.
    ids: Vec<EntryId>,
    /// What they become: approved, archived, or drafts again of what is archived.
    state: EntryState,
}

/// What came of one entry.
#[derive(Debug, Serialize, ToSchema)]
struct TurnedEntry {
    id: EntryId,
    /// Why it stayed as it is, as it would be told of this one alone; null: it is so now.
    code: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct TurnedEntries {
    /// One for each entry, in the order in which they were named.
    items: Vec<TurnedEntry>,
}

/// Approves or archives many entries at once, or makes drafts of archived ones; one that is refused stops no other.
#[utoipa::path(post, path = "/knowledge/entries/bulk", operation_id = "turn_knowledge_entries", tag = "knowledge",
    request_body = TurnEntries, responses((status = 200, body = TurnedEntries), (status = "default", body = Problem)))]
async fn turn_knowledge_entries(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<TurnEntries>,
) -> Result<Json<TurnedEntries>> {
    let outcomes = states::turn_all(&app, &actor, &body.ids, body.state).await?;
    let told = |(id, outcome): states::Outcome| TurnedEntry { id, code: outcome.err().map(|e| e.code().to_owned()) };
    Ok(Json(TurnedEntries { items: outcomes.into_iter().map(told).collect() }))
}

#[derive(Debug, Serialize, ToSchema)]
struct VersionList {
    items: Vec<Version>,
}

/// What an entry says and said before, the newest first; the last hundred.
#[utoipa::path(get, path = "/knowledge/entries/{id}/versions", operation_id = "list_knowledge_versions",
    tag = "knowledge", params(("id" = EntryId, Path)),
    responses((status = 200, body = VersionList), (status = "default", body = Problem)))]
async fn list_knowledge_versions(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<EntryId>,
) -> Result<Json<VersionList>> {
    Ok(Json(VersionList { items: versions::list(&app, &actor, id).await? }))
}

/// Lets an entry say again what it said before, as a new version.
#[utoipa::path(post, path = "/knowledge/entries/{id}/versions/{version}/restore",
    operation_id = "restore_knowledge_version", tag = "knowledge",
    params(("id" = EntryId, Path), ("version" = i64, Path)),
    responses((status = 200, body = KnowledgeEntry), (status = "default", body = Problem)))]
async fn restore_knowledge_version(
    State(app): State<App>,
    actor: Actor,
    Path((id, version)): Path<(EntryId, i64)>,
) -> Result<Read> {
    versions::restore(&app, &actor, id, version).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProposePhrasing {
    /// In a buyer's words; phone numbers and the like are struck out.
    text: String,
    /// Where the buyer wrote it: a proposal goes when the conversation is erased.
    conversation_id: Option<ConversationId>,
}

/// Proposes another way to ask for an entry. It waits for approval, unless whoever proposes it may approve.
#[utoipa::path(post, path = "/knowledge/entries/{id}/phrasings", operation_id = "propose_phrasing", tag = "knowledge",
    params(("id" = EntryId, Path)), request_body = ProposePhrasing,
    responses((status = 201, body = KnowledgeEntry), (status = "default", body = Problem)))]
async fn propose_phrasing(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<EntryId>,
    Json(body): Json<ProposePhrasing>,
) -> Result<(StatusCode, Read)> {
    let entry = proposals::propose(&app, &actor, id, &body.text, body.conversation_id).await?;
    Ok((StatusCode::CREATED, entry))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WithdrawPhrasing {
    /// As it was proposed.
    text: String,
}

/// Takes back what the caller proposed just now: the proposal while it waits, or the phrasing where the caller decides and
/// was the last to change the entry. 409 `decided_meanwhile` otherwise.
#[utoipa::path(post, path = "/knowledge/entries/{id}/phrasings/withdraw", operation_id = "withdraw_phrasing",
    tag = "knowledge", params(("id" = EntryId, Path)), request_body = WithdrawPhrasing,
    responses((status = 200, body = KnowledgeEntry), (status = "default", body = Problem)))]
async fn withdraw_phrasing(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<EntryId>,
    Json(body): Json<WithdrawPhrasing>,
) -> Result<Read> {
    proposals::withdraw(&app, &actor, id, &body.text).await
}

/// Makes a proposal one of the entry's phrasings.
#[utoipa::path(post, path = "/knowledge/entries/{id}/proposals/{proposal_id}/approve",
    operation_id = "approve_phrasing", tag = "knowledge",
    params(("id" = EntryId, Path), ("proposal_id" = ProposalId, Path)),
    responses((status = 200, body = KnowledgeEntry), (status = "default", body = Problem)))]
async fn approve_phrasing(
    State(app): State<App>,
    actor: Actor,
    Path((id, proposal_id)): Path<(EntryId, ProposalId)>,
) -> Result<Read> {
    proposals::approve(&app, &actor, id, proposal_id).await
}

/// Drops a proposal.
#[utoipa::path(delete, path = "/knowledge/entries/{id}/proposals/{proposal_id}", operation_id = "reject_phrasing",
    tag = "knowledge", params(("id" = EntryId, Path), ("proposal_id" = ProposalId, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
async fn reject_phrasing(
    State(app): State<App>,
    actor: Actor,
    Path((id, proposal_id)): Path<(EntryId, ProposalId)>,
) -> Result<StatusCode> {
    proposals::reject(&app, &actor, id, proposal_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
