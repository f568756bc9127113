use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::page_size;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Problem, Result};
use crate::http::{Json, Path, Query};
use crate::ids::{ConversationId, CustomerId, ErasureId, HoldId};
use crate::privacy::actions;
use crate::privacy::model::{CustomerPrivacy, Erasure, LegalHold};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_customer_privacy))
        .routes(routes!(erase_customer))
        .routes(routes!(list_erasures))
        .routes(routes!(show_erasure))
        .routes(routes!(place_hold))
        .routes(routes!(list_holds))
        .routes(routes!(lift_hold))
}

/// What the shop holds about a customer, in numbers: to be looked at before handing over or erasing.
#[utoipa::path(get, path = "/customers/{id}/privacy", operation_id = "show_customer_privacy", tag = "privacy",
    params(("id" = CustomerId, Path)),
    responses((status = 200, body = CustomerPrivacy), (status = "default", body = Problem)))]
async fn show_customer_privacy(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CustomerId>,
) -> Result<Json<CustomerPrivacy>> {
    actions::about(&app, &actor, id).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EraseCustomer {
    /// The customer's name as it stands, typed: nobody is erased by a slip.
    name: String,
}

/// Erases a customer everywhere; it cannot be undone. The person is gone when this answers, words and files follow.
#[utoipa::path(post, path = "/customers/{id}/erasure", operation_id = "erase_customer", tag = "privacy",
    params(("id" = CustomerId, Path)), request_body = EraseCustomer,
    responses((status = 202, body = Erasure), (status = "default", body = Problem)))]
async fn erase_customer(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CustomerId>,
    Json(body): Json<EraseCustomer>,
) -> Result<(StatusCode, Json<Erasure>)> {
    let erasure = actions::erase(&app, &actor, id, &body.name).await?;
    Ok((StatusCode::ACCEPTED, Json(erasure)))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListErasures {
    /// The `next` of the page before.
    after: Option<ErasureId>,
    /// At most 200.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ErasureList {
    items: Vec<Erasure>,
    next: Option<ErasureId>,
}

/// Who was erased, the newest first: figures, and no person.
#[utoipa::path(get, path = "/erasures", operation_id = "list_erasures", tag = "privacy", params(ListErasures),
    responses((status = 200, body = ErasureList), (status = "default", body = Problem)))]
async fn list_erasures(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<ListErasures>,
) -> Result<Json<ErasureList>> {
    let (items, next) = actions::erasures(&app, &actor, query.after, page_size(query.limit)).await?;
    Ok(Json(ErasureList { items, next }))
}

/// One erasure, and how far it is.
#[utoipa::path(get, path = "/erasures/{id}", operation_id = "show_erasure", tag = "privacy",
    params(("id" = ErasureId, Path)), responses((status = 200, body = Erasure), (status = "default", body = Problem)))]
async fn show_erasure(State(app): State<App>, actor: Actor, Path(id): Path<ErasureId>) -> Result<Json<Erasure>> {
    actions::erasure(&app, &actor, id).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlaceHold {
    /// Why it must be kept, for whoever reads it later.
    reason: String,
    /// One of the customer's; absent: everything about the customer.
    conversation_id: Option<ConversationId>,
}

/// Keeps a customer, or one conversation, from being erased, by hand or by rule, until the hold is lifted.
#[utoipa::path(post, path = "/customers/{id}/holds", operation_id = "place_hold", tag = "privacy",
    params(("id" = CustomerId, Path)), request_body = PlaceHold,
    responses((status = 201, body = LegalHold), (status = "default", body = Problem)))]
async fn place_hold(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CustomerId>,
    Json(body): Json<PlaceHold>,
) -> Result<(StatusCode, Json<LegalHold>)> {
    let hold = actions::place_hold(&app, &actor, id, body.conversation_id, &body.reason).await?;
    Ok((StatusCode::CREATED, Json(hold)))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListHolds {
    /// The `next` of the page before.
    after: Option<HoldId>,
    /// At most 200.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
struct HoldList {
    items: Vec<LegalHold>,
    next: Option<HoldId>,
}

/// What must not be erased, the newest first.
#[utoipa::path(get, path = "/holds", operation_id = "list_holds", tag = "privacy", params(ListHolds),
    responses((status = 200, body = HoldList), (status = "default", body = Problem)))]
async fn list_holds(State(app): State<App>, actor: Actor, Query(query): Query<ListHolds>) -> Result<Json<HoldList>> {
    let (items, next) = actions::holds(&app, &actor, query.after, page_size(query.limit)).await?;
    Ok(Json(HoldList { items, next }))
}

/// Lifts a hold.
#[utoipa::path(delete, path = "/holds/{id}", operation_id = "lift_hold", tag = "privacy",
    params(("id" = HoldId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn lift_hold(State(app): State<App>, actor: Actor, Path(id): Path<HoldId>) -> Result<StatusCode> {
    actions::lift_hold(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
