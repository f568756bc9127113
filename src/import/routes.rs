//! HTTP: the same import for managers, without the command line.

use axum::extract::{DefaultBodyLimit, Request, State};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{Import, import};
use super::record::Format;
use super::report::Report;
use super::source::Source;
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::error::{Error, Problem, Result};
use crate::http::{Json, Query, file_of};

/// Larger files come in by the command line.
const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(import_conversations)).layer(DefaultBodyLimit::max(MAX_FILE_BYTES))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
struct HowParams {
    #[serde(default)]
    #[param(inline)]
    format: Format,
    /// The inbox, by name or id, of rows that name none; left out, the shop's first.
    inbox: Option<String>,
    /// Check and count only.
    #[serde(default)]
    dry_run: bool,
}

/// Brings past conversations in.
///
/// The body is the file itself (`application/x-ndjson`, one conversation a line) or a form with a `file`.
/// A file with one bad row changes nothing. The same file sent again brings nothing new.
#[utoipa::path(post, path = "/imports/conversations", operation_id = "import_conversations", tag = "imports",
    params(HowParams), request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 200, body = Report), (status = 422, description = "`import_refused`: nothing was brought in", body = Problem),
        (status = "default", body = Problem)))]
async fn import_conversations(
    State(app): State<App>,
    actor: Actor,
    Query(params): Query<HowParams>,
    request: Request,
) -> Result<Json<Report>> {
    actor.require(Permission::ManageShop)?;
    let bytes = file_of(request).await?;
    let how = Import { format: params.format, inbox: params.inbox, dry_run: params.dry_run };
    let report = import(&app, &actor, &how, &Source::Bytes(bytes), |_, _| {}).await?;
    if report.is_clean() {
        return Ok(Json(report));
    }
    Err(Error::Rows { code: "import_refused", errors: report.errors, count: report.error_count })
}
