use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::actions;
use super::model::{AuditEntry, Wanted};
use super::who::ActorKind;
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::error::{Problem, Result};
use crate::http::{Json, Query};

const PAGE: usize = 50;
const MAX_PAGE: usize = 200;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_audit))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListAudit {
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

impl ListAudit {
    fn wanted(&self) -> Wanted {
        Wanted {
            words: actions::searched(self.q.as_deref().unwrap_or_default()),
            actor_id: self.actor_id,
            actor_kind: self.actor_kind,
            action: self.action.clone(),
            subject_kind: self.subject_kind.clone(),
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
}

/// What was done in the shop, the newest first.
#[utoipa::path(get, path = "/audit", operation_id = "list_audit", tag = "audit", params(ListAudit),
    responses((status = 200, body = AuditList), (status = "default", body = Problem)))]
async fn list_audit(State(app): State<App>, actor: Actor, Query(query): Query<ListAudit>) -> Result<Json<AuditList>> {
    let limit = query.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE);
    let (items, next) = actions::list(&app, &actor, &query.wanted(), query.after, limit).await?;
    Ok(Json(AuditList { items, next }))
}
