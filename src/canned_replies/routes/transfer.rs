//! Replies in and out as tables, and those that every shop begins with.

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::canned_replies::starter;
use crate::canned_replies::transfer::{self, CannedReplyImportReport};
use crate::error::{Problem, Result};
use crate::files::names;
use crate::http::{Json, Query, file_of};

const MAX_FILE_BYTES: usize = 8 * 1024 * 1024;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(import_canned_replies))
        .layer(DefaultBodyLimit::max(MAX_FILE_BYTES))
        .routes(routes!(add_starter_replies))
        .routes(routes!(export_canned_replies))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ImportCannedReplies {
    /// As the shop's; otherwise as one's own.
    #[serde(default)]
    shared: bool,
    /// Check and count only.
    #[serde(default)]
    dry_run: bool,
}

/// Brings replies in from a table.
///
/// The body is the file itself or a form with a `file`: CSV in UTF-8, UTF-16 or GBK with the columns `folder`, `title`,
/// `shortcut` and `text`. Replies are known by folder and title: the same file brings nothing new. A file with one bad
/// row changes nothing.
#[utoipa::path(post, path = "/canned_replies/import", operation_id = "import_canned_replies", tag = "canned_replies",
    params(ImportCannedReplies), request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 200, body = CannedReplyImportReport),
        (status = 422, description = "`import_refused`: nothing was brought in", body = Problem),
        (status = "default", body = Problem)))]
async fn import_canned_replies(
    State(app): State<App>,
    actor: Actor,
    Query(params): Query<ImportCannedReplies>,
    request: Request,
) -> Result<Json<CannedReplyImportReport>> {
    let file = file_of(request).await?;
    transfer::import(&app, &actor, params.shared, params.dry_run, file).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AddStarterReplies {
    /// `zh-CN`, `zh-Hant` or `en`; the shop's own language, if absent.
    locale: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct StarterReplies {
    created: usize,
}

/// Brings in the replies that every shop begins with; what is there under the same folder and title stays.
#[utoipa::path(post, path = "/canned_replies/starter_set", operation_id = "add_starter_replies",
    tag = "canned_replies", request_body = AddStarterReplies,
    responses((status = 200, body = StarterReplies), (status = "default", body = Problem)))]
async fn add_starter_replies(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<AddStarterReplies>,
) -> Result<Json<StarterReplies>> {
    let created = starter::add(&app, &actor, body.locale.as_deref()).await?;
    Ok(Json(StarterReplies { created }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ExportCannedReplies {
    /// Those of the shop; otherwise one's own.
    #[serde(default)]
    shared: bool,
}

/// Replies as a table. It comes in again as it went out.
#[utoipa::path(get, path = "/canned_replies/export", operation_id = "export_canned_replies", tag = "canned_replies",
    params(ExportCannedReplies),
    responses((status = 200, description = "The table", content_type = "text/csv", body = String),
        (status = "default", body = Problem)))]
async fn export_canned_replies(
    State(app): State<App>,
    actor: Actor,
    Query(params): Query<ExportCannedReplies>,
) -> Result<Response> {
    let table = transfer::export(&app, &actor, params.shared).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::CONTENT_DISPOSITION, names::disposition(false, "canned-replies.csv")),
    ];
    Ok((headers, table).into_response())
}
