use axum::body::Body;
use axum::extract::{OriginalUri, State};
use axum::http::header;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::export::export;
use super::model::{AuditEntry, Wanted};
use super::who::ActorKind;
use super::{Action, actions};
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::error::{Problem, Result};
use crate::http::{Json, Query};

const PAGE: usize = 50;
const MAX_PAGE: usize = 200;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_audit)).routes(routes!(export_audit))
}

/// The filters of the list and of the export; an export takes no page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct AuditQuery {
    /// Words or parts of them, all of which must occur: names, addresses, ids, values before and after.
    q: Option<String>,
    /// A member of staff.
    actor_id: Option<Uuid>,
    actor_kind: Option<ActorKind>,
    /// Such as `staff.updated`, or `staff` for all of its kind.
    action: Option<String>,
    /// Such as `webhook`.
    subject_kind: Option<String>,
    subject_id: Option<Uuid>,
    /// The first moment that belongs, RFC 3339.
    from: Option<Time>,
    /// The first moment that does not.
    until: Option<Time>,
    /// The `next` of the page before.
    after: Option<i64>,
    /// At most 200.
    limit: Option<usize>,
}

impl AuditQuery {
    fn wanted(self) -> Wanted {
        Wanted {
            words: actions::searched(self.q.as_deref().unwrap_or_default()),
            actor_id: self.actor_id,
            actor_kind: self.actor_kind,
            action: self.action,
            subject_kind: self.subject_kind,
            subject_id: self.subject_id,
            from: self.from,
            until: self.until,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct AuditList {
    items: Vec<AuditEntry>,
    next: Option<i64>,
    /// Every action that is recorded.
    actions: &'static [Action],
}

/// What was done in the shop, the newest first.
#[utoipa::path(get, path = "/audit", operation_id = "list_audit", tag = "audit", params(AuditQuery),
    responses((status = 200, body = AuditList), (status = "default", body = Problem)))]
async fn list_audit(State(app): State<App>, actor: Actor, Query(query): Query<AuditQuery>) -> Result<Json<AuditList>> {
    let (after, limit) = (query.after, query.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE));
    let (items, next) = actions::list(&app, &actor, &query.wanted(), after, limit).await?;
    Ok(Json(AuditList { items, next, actions: Action::ALL }))
}

/// What `list_audit` finds, all of it, as a table for spreadsheets. The export is itself recorded.
#[utoipa::path(get, path = "/audit/export", operation_id = "export_audit", tag = "audit", params(AuditQuery),
    responses((status = 200, content_type = "text/csv", body = String), (status = "default", body = Problem)))]
async fn export_audit(
    State(app): State<App>,
    actor: Actor,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<AuditQuery>,
) -> Result<impl IntoResponse> {
    let asked = percent_encoding::percent_decode_str(uri.query().unwrap_or_default()).decode_utf8_lossy();
    let name = format!("audit-{}.csv", app.clock.now().to_string().get(..10).unwrap_or_default());
    let lines = export(&app, &actor, query.wanted(), &asked).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(lines)))
}
