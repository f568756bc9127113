//! Many questions at once.

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Problem, Result};
use crate::files::names;
use crate::http::{Json, Path, Query};
use crate::ids::{AskJobId, InboxId};
use crate::knowledge::actions::jobs as actions;
use crate::knowledge::export::results::{ResultFormat, head, line};
use crate::knowledge::model::{AskJob, AskResult, BuyingStage, How, OrderState, Situation};

const PAGE: usize = 50;
const MAX_PAGE: usize = 500;
/// Ten thousand questions that are not all long.
const MAX_BYTES: usize = 16 * 1024 * 1024;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_ask_jobs, ask_knowledge_in_bulk))
        .layer(DefaultBodyLimit::max(MAX_BYTES))
        .routes(routes!(show_ask_job, forget_ask_job))
        .routes(routes!(list_ask_results))
        .routes(routes!(export_ask_results))
}

#[derive(Debug, Serialize, ToSchema)]
struct AskJobList {
    items: Vec<AskJob>,
}

/// Jobs that are under way or not forgotten yet, the newest first.
#[utoipa::path(get, path = "/knowledge/ask/jobs", operation_id = "list_ask_jobs", tag = "knowledge",
    responses((status = 200, body = AskJobList), (status = "default", body = Problem)))]
async fn list_ask_jobs(State(app): State<App>, actor: Actor) -> Result<Json<AskJobList>> {
    Ok(Json(AskJobList { items: actions::list(&app, &actor).await? }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AskInBulk {
    /// At most 10 000.
    questions: Vec<String>,
    /// So many entries a question at most, from 1 to 50; 5 if absent.
    limit: Option<usize>,
    product: Option<String>,
    stage: Option<BuyingStage>,
    order_state: Option<OrderState>,
    inbox_id: Option<InboxId>,
}

/// Asks many questions at once, all in the same situation and of the same state of the knowledge.
///
/// The last ten jobs of a shop are kept, for a week. A token that may only read will do.
#[utoipa::path(post, path = "/knowledge/ask/jobs", operation_id = "ask_knowledge_in_bulk", tag = "knowledge",
    request_body = AskInBulk,
    responses((status = 202, body = AskJob), (status = "default", body = Problem)))]
async fn ask_knowledge_in_bulk(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<AskInBulk>,
) -> Result<(StatusCode, Json<AskJob>)> {
    let AskInBulk { questions, limit, product, stage, order_state, inbox_id } = body;
    let how = How { limit: limit.unwrap_or(5), situation: Situation { product, order_state, stage, inbox_id } };
    Ok((StatusCode::ACCEPTED, Json(actions::ask(&app, &actor, questions, how).await?)))
}

/// How far a job is.
#[utoipa::path(get, path = "/knowledge/ask/jobs/{id}", operation_id = "show_ask_job", tag = "knowledge",
    params(("id" = AskJobId, Path)), responses((status = 200, body = AskJob), (status = "default", body = Problem)))]
async fn show_ask_job(State(app): State<App>, actor: Actor, Path(id): Path<AskJobId>) -> Result<Json<AskJob>> {
    actions::show(&app, &actor, id).await.map(Json)
}

/// Stops a job, or forgets it with its results.
#[utoipa::path(delete, path = "/knowledge/ask/jobs/{id}", operation_id = "forget_ask_job", tag = "knowledge",
    params(("id" = AskJobId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn forget_ask_job(State(app): State<App>, actor: Actor, Path(id): Path<AskJobId>) -> Result<StatusCode> {
    actions::forget(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListResults {
    /// The `next` of the page before.
    after: Option<i64>,
    /// At most 500.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AskResultList {
    items: Vec<AskResult>,
    next: Option<i64>,
}

/// What came of the questions so far, in their order.
#[utoipa::path(get, path = "/knowledge/ask/jobs/{id}/results", operation_id = "list_ask_results", tag = "knowledge",
    params(("id" = AskJobId, Path), ListResults),
    responses((status = 200, body = AskResultList), (status = "default", body = Problem)))]
async fn list_ask_results(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<AskJobId>,
    Query(query): Query<ListResults>,
) -> Result<Json<AskResultList>> {
    let limit = query.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE);
    let (items, next) = actions::results(&app, &actor, id, query.after.unwrap_or(0), limit).await?;
    Ok(Json(AskResultList { items, next }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ExportResults {
    #[serde(default)]
    #[param(inline)]
    format: ResultFormat,
}

/// What came of the questions so far, as a file.
#[utoipa::path(get, path = "/knowledge/ask/jobs/{id}/export", operation_id = "export_ask_results", tag = "knowledge",
    params(("id" = AskJobId, Path), ExportResults),
    responses((status = 200, description = "The results", content(("application/x-ndjson"), ("text/csv"))),
        (status = "default", body = Problem)))]
async fn export_ask_results(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<AskJobId>,
    Query(query): Query<ExportResults>,
) -> Result<Response> {
    actions::show(&app, &actor, id).await?;
    let format = query.format;
    let (mime, name) = match format {
        ResultFormat::Ndjson => ("application/x-ndjson", "answers.ndjson"),
        ResultFormat::Csv => ("text/csv; charset=utf-8", "answers.csv"),
    };
    let headers = [
        (header::CONTENT_TYPE, mime.to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::CONTENT_DISPOSITION, names::disposition(false, name)),
    ];
    // Page by page: a job may have ten thousand results.
    let pages = stream::try_unfold(Some(0), move |after| {
        let app = app.clone();
        async move {
            let Some(after) = after else { return Ok::<_, Error>(None) };
            let (items, next) = actions::results(&app, &actor, id, after, MAX_PAGE).await?;
            let mut text = if after == 0 { head(format) } else { String::new() };
            for result in &items {
                text.push_str(&line(format, result)?);
            }
            Ok(Some((Bytes::from(text), next)))
        }
    });
    Ok((headers, Body::from_stream(pages)).into_response())
}
