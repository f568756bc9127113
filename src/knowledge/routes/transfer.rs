//! Knowledge in and out as files.

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::error::{Problem, Result};
use crate::files::names;
use crate::http::{Json, Query, file_of};
use crate::knowledge::export::{self, TableFormat};
use crate::knowledge::import::{self, How, KnowledgeImportReport};
use crate::knowledge::model::EntryState;
use crate::knowledge::starter;

/// A quarter of a million phrasings fit in.
const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(import_knowledge))
        .layer(DefaultBodyLimit::max(MAX_FILE_BYTES))
        .routes(routes!(add_starter_pack))
        .routes(routes!(export_knowledge))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ImportParams {
    /// Of new entries whose state the file does not say.
    #[serde(default = "approved")]
    #[param(inline)]
    state: EntryState,
    /// Check and count only.
    #[serde(default)]
    dry_run: bool,
}

fn approved() -> EntryState {
    EntryState::Approved
}

/// Brings knowledge in from a file.
///
/// The body is the file itself or a form with a `file`: a table (CSV in UTF-8, UTF-16 or GBK, or XLSX) with a column
/// `question`, labelled questions as JSON (one a line, or a list), a Rasa training file, or a handbook. Entries are
/// known by the file's `id`, else by their title: the same file brings nothing new. A file with one bad row changes
/// nothing.
#[utoipa::path(post, path = "/knowledge/import", operation_id = "import_knowledge", tag = "knowledge",
    params(ImportParams), request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 200, body = KnowledgeImportReport),
        (status = 422, description = "`import_refused`: nothing was brought in", body = Problem),
        (status = "default", body = Problem)))]
async fn import_knowledge(
    State(app): State<App>,
    actor: Actor,
    Query(params): Query<ImportParams>,
    request: Request,
) -> Result<Json<KnowledgeImportReport>> {
    actor.require(Permission::ManageKnowledge)?;
    let how = How { state: params.state, is_starter: false, dry_run: params.dry_run };
    import::import(&app, &actor, how, file_of(request).await?).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AddStarterPack {
    /// `zh-CN`, `zh-Hant` or `en`; the shop's own language, if absent.
    locale: Option<String>,
    /// Drafts, if absent: what is promised should be read first.
    state: Option<EntryState>,
    /// Count only.
    #[serde(default)]
    dry_run: bool,
}

/// Brings in what nearly every buyer asks, to begin with. What the shop has of it already is left as it is.
#[utoipa::path(post, path = "/knowledge/starter_pack", operation_id = "add_starter_pack", tag = "knowledge",
    request_body = AddStarterPack,
    responses((status = 200, body = KnowledgeImportReport), (status = "default", body = Problem)))]
async fn add_starter_pack(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<AddStarterPack>,
) -> Result<Json<KnowledgeImportReport>> {
    let drafts = starter::as_drafts();
    let how = How { state: body.state.unwrap_or(drafts.state), dry_run: body.dry_run, ..drafts };
    starter::add(&app, &actor, body.locale.as_deref(), how).await.map(Json)
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ExportParams {
    #[serde(default)]
    #[param(inline)]
    format: TableFormat,
}

/// All knowledge as a table, archived entries too. It comes in again as it went out.
#[utoipa::path(get, path = "/knowledge/export", operation_id = "export_knowledge", tag = "knowledge",
    params(ExportParams),
    responses((status = 200, description = "The table",
        content(("text/csv"), ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = "default", body = Problem)))]
async fn export_knowledge(
    State(app): State<App>,
    actor: Actor,
    Query(params): Query<ExportParams>,
) -> Result<Response> {
    let bytes = export::export(&app, &actor, params.format).await?;
    let name = format!("knowledge.{}", params.format.extension());
    let headers = [
        (header::CONTENT_TYPE, params.format.mime().to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::CONTENT_DISPOSITION, names::disposition(false, &name)),
    ];
    Ok((headers, bytes).into_response())
}
