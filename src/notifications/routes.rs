//! HTTP of notifications.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions;
use super::model::Notification;
use super::store::Before;
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::error::{Error, Problem, Result};
use crate::http::{Json, Path, Query};
use crate::ids::NotificationId;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_notifications))
        .routes(routes!(read_notification))
        .routes(routes!(read_notifications))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Only what one has not read.
    #[serde(default)]
    unread: bool,
    /// The `next` of the page before.
    after: Option<String>,
    /// 1–100, default 30.
    limit: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct NotificationList {
    /// The newest first.
    items: Vec<Notification>,
    next: Option<String>,
    /// How many one has not read.
    unread: i64,
}

/// What the caller was told in the last thirty days.
#[utoipa::path(get, path = "/notifications", operation_id = "list_notifications", tag = "notifications",
    params(ListParams), responses((status = 200, body = NotificationList), (status = "default", body = Problem)))]
async fn list_notifications(
    State(app): State<App>,
    actor: Actor,
    Query(params): Query<ListParams>,
) -> Result<Json<NotificationList>> {
    let before = params.after.as_deref().map(parse).transpose()?;
    let limit = params.limit.unwrap_or(30).clamp(1, 100);
    let page = actions::list(&app, &actor, params.unread, before, limit).await?;
    let next = page.items.last().filter(|_| page.more).map(|last| format!("{}.{}", last.at.0, last.id));
    Ok(Json(NotificationList { items: page.items, next, unread: page.unread }))
}

fn parse(text: &str) -> Result<Before> {
    let bad = || Error::invalid("after", "not_a_cursor");
    let (at, id) = text.split_once('.').ok_or_else(bad)?;
    Ok(Before { at: Time(at.parse().map_err(|_| bad())?), id: id.parse().map_err(|_| bad())? })
}

#[derive(Debug, Serialize, ToSchema)]
struct Unread {
    /// How many are left.
    unread: i64,
}

/// Notes that the caller has read something they were told.
#[utoipa::path(post, path = "/notifications/{id}/read", operation_id = "read_notification", tag = "notifications",
    params(("id" = NotificationId, Path)),
    responses((status = 200, body = Unread), (status = "default", body = Problem)))]
async fn read_notification(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<NotificationId>,
) -> Result<Json<Unread>> {
    Ok(Json(Unread { unread: actions::read(&app, &actor, id).await? }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReadNotifications {
    /// The newest that was on screen: what came later is still unread.
    until: Time,
}

/// Notes that the caller has read everything up to a time.
#[utoipa::path(post, path = "/notifications/read", operation_id = "read_notifications", tag = "notifications",
    request_body = ReadNotifications,
    responses((status = 200, body = Unread), (status = "default", body = Problem)))]
async fn read_notifications(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<ReadNotifications>,
) -> Result<Json<Unread>> {
    Ok(Json(Unread { unread: actions::read_all(&app, &actor, body.until).await? }))
}
