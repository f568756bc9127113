use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions;
use super::model::{Block, BlockedCustomer, Wanted};
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::customers::routes::read_place;
use crate::error::{Problem, Result};
use crate::http::{Json, Path, Query};
use crate::ids::{ConversationId, CustomerId};

const PAGE: usize = 50;
const MAX_PAGE: usize = 200;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_blocked_customers)).routes(routes!(block_customer, unblock_customer))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListBlocked {
    /// The `next` of the page before.
    after: Option<String>,
    /// At most 200.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
struct BlockedCustomers {
    items: Vec<BlockedCustomer>,
    next: Option<String>,
}

/// Blocked customers, the newest block first.
#[utoipa::path(get, path = "/blocked_customers", operation_id = "list_blocked_customers", tag = "customers",
    params(ListBlocked),
    responses((status = 200, body = BlockedCustomers), (status = "default", body = Problem)))]
async fn list_blocked_customers(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<ListBlocked>,
) -> Result<Json<BlockedCustomers>> {
    let limit = query.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE);
    let after = query.after.as_deref().map(read_place).transpose()?;
    let (items, next) = actions::list(&app, &actor, after, limit).await?;
    Ok(Json(BlockedCustomers { items, next: next.map(|(at, id)| format!("{}.{id}", at.0)) }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Blocking {
    /// Between colleagues, at most 300 characters.
    reason: Option<String>,
    /// When it ends by itself, at most a year ahead; null: it does not. Who does not lead may block for 24 hours.
    until_at: Option<Time>,
}

#[derive(Debug, Serialize, ToSchema)]
struct BlockedNow {
    block: Block,
    /// The conversations that were in work and ended with it.
    ended_ids: Vec<ConversationId>,
}

/// Shuts a customer out without their noticing: what they write is taken, and kept where it disturbs nobody.
///
/// A repeat says anew why and until when. Who does not lead may block for at most 24 hours (403 `block_too_long`), and change
/// only what they decided themselves (403 `block_of_colleague`).
#[utoipa::path(put, path = "/customers/{id}/block", operation_id = "block_customer", tag = "customers",
    params(("id" = CustomerId, Path)), request_body = Blocking,
    responses((status = 200, body = BlockedNow), (status = "default", body = Problem)))]
async fn block_customer(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CustomerId>,
    Json(body): Json<Blocking>,
) -> Result<Json<BlockedNow>> {
    let wanted = Wanted { reason: body.reason, until_at: body.until_at };
    let blocked = actions::block(&app, &actor, id, wanted).await?;
    Ok(Json(BlockedNow { block: blocked.block, ended_ids: blocked.ended }))
}

/// Lets a customer write again: their next message begins a conversation like any other. What they wrote meanwhile stays where
/// it was kept.
#[utoipa::path(delete, path = "/customers/{id}/block", operation_id = "unblock_customer", tag = "customers",
    params(("id" = CustomerId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn unblock_customer(State(app): State<App>, actor: Actor, Path(id): Path<CustomerId>) -> Result<StatusCode> {
    actions::lift(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
