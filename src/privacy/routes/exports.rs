use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::page_size;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Problem, Result};
use crate::files::names;
use crate::http::{Json, Path, Query};
use crate::ids::{CustomerId, ExportId};
use crate::privacy::actions;
use crate::privacy::model::CustomerExport;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(export_customer))
        .routes(routes!(list_exports))
        .routes(routes!(show_export, delete_export))
        .routes(routes!(download_export))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExportCustomer {
    /// Whether to hand over what colleagues noted among themselves: it is about the person, too.
    #[serde(default = "yes")]
    with_notes: bool,
}

fn yes() -> bool {
    true
}

/// Begins to pack all that is held about a customer. Ask for the export until it is ready; it is kept for 7 days.
#[utoipa::path(post, path = "/customers/{id}/exports", operation_id = "export_customer", tag = "privacy",
    params(("id" = CustomerId, Path)), request_body = ExportCustomer,
    responses((status = 202, body = CustomerExport), (status = "default", body = Problem)))]
async fn export_customer(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CustomerId>,
    Json(body): Json<ExportCustomer>,
) -> Result<(StatusCode, Json<CustomerExport>)> {
    let export = actions::export(&app, &actor, id, body.with_notes).await?;
    Ok((StatusCode::ACCEPTED, Json(export)))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListExports {
    /// The `next` of the page before.
    after: Option<ExportId>,
    /// At most 200.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ExportList {
    items: Vec<CustomerExport>,
    next: Option<ExportId>,
}

/// Exports that are under way or not forgotten yet, the newest first.
#[utoipa::path(get, path = "/exports", operation_id = "list_exports", tag = "privacy", params(ListExports),
    responses((status = 200, body = ExportList), (status = "default", body = Problem)))]
async fn list_exports(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<ListExports>,
) -> Result<Json<ExportList>> {
    let (items, next) = actions::exports(&app, &actor, query.after, page_size(query.limit)).await?;
    Ok(Json(ExportList { items, next }))
}

/// One export: how far it is, and where it is downloaded when it is ready.
#[utoipa::path(get, path = "/exports/{id}", operation_id = "show_export", tag = "privacy",
    params(("id" = ExportId, Path)),
    responses((status = 200, body = CustomerExport), (status = "default", body = Problem)))]
async fn show_export(State(app): State<App>, actor: Actor, Path(id): Path<ExportId>) -> Result<Json<CustomerExport>> {
    actions::show_export(&app, &actor, id).await.map(Json)
}

/// Forgets an export, or stops packing it.
#[utoipa::path(delete, path = "/exports/{id}", operation_id = "delete_export", tag = "privacy",
    params(("id" = ExportId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn delete_export(State(app): State<App>, actor: Actor, Path(id): Path<ExportId>) -> Result<StatusCode> {
    actions::cancel_export(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, IntoParams)]
struct Signed {
    /// Seconds since 1970.
    expires: i64,
    signature: String,
}

/// Downloads an export by its signed address.
#[utoipa::path(get, path = "/exports/{id}/file", operation_id = "download_export", tag = "privacy",
    params(("id" = ExportId, Path), Signed),
    responses((status = 200, description = "The archive", content_type = "application/zip"),
        (status = "default", body = Problem)))]
async fn download_export(
    State(app): State<App>,
    Path(id): Path<ExportId>,
    Query(signed): Query<Signed>,
) -> Result<Response> {
    let opened = actions::open(&app, id, signed.expires, &signed.signature).await?;
    let name = names::clean(&format!("{}-{}.zip", opened.export.customer_name, opened.export.created_at));
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Ok(value) = HeaderValue::from_str(&names::disposition(false, &name)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    if let Some(size) = opened.export.size {
        headers.insert(header::CONTENT_LENGTH, size.into());
    }
    Ok((headers, Body::from_stream(opened.bytes)).into_response())
}
