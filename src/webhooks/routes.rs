use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, NewWebhook, WebhookChange};
use super::model::{Delivery, Webhook, WebhookEvent};
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::error::{Problem, Result};
use crate::http::{Json, Path, Query};
use crate::ids::{DeliveryId, InboxId, WebhookId};

const PAGE: usize = 50;
const MAX_PAGE: usize = 200;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_webhooks, create_webhook))
        .routes(routes!(show_webhook, update_webhook, delete_webhook))
        .routes(routes!(rotate_webhook_secret))
        .routes(routes!(test_webhook))
        .routes(routes!(list_deliveries))
        .routes(routes!(replay_delivery))
}

#[derive(Debug, Serialize, ToSchema)]
struct WebhookList {
    items: Vec<Webhook>,
}

/// All webhooks of the shop, oldest first.
#[utoipa::path(get, path = "/webhooks", operation_id = "list_webhooks", tag = "webhooks",
    responses((status = 200, body = WebhookList), (status = "default", body = Problem)))]
async fn list_webhooks(State(app): State<App>, actor: Actor) -> Result<Json<WebhookList>> {
    Ok(Json(WebhookList { items: actions::list(&app, &actor).await? }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateWebhook {
    name: String,
    /// `https://…`; plain `http` only to networks that the server's `egress_allow` names.
    url: String,
    events: Vec<WebhookEvent>,
    /// Tell only of what happens in this inbox; in all, if absent.
    inbox_id: Option<InboxId>,
    /// Whether bodies hold the objects, or only their ids.
    #[serde(default = "yes")]
    full_payload: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Serialize, ToSchema)]
struct CreatedWebhook {
    #[serde(flatten)]
    webhook: Webhook,
    /// Shown this once; verifies `X-Zhanggui-Signature`.
    secret: String,
}

/// Makes a webhook, told of what happens from now on. At most 20 a shop.
#[utoipa::path(post, path = "/webhooks", operation_id = "create_webhook", tag = "webhooks", request_body = CreateWebhook,
    responses((status = 201, body = CreatedWebhook), (status = "default", body = Problem)))]
async fn create_webhook(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<CreateWebhook>,
) -> Result<(StatusCode, Json<CreatedWebhook>)> {
    let new = NewWebhook {
        name: body.name,
        url: body.url,
        events: body.events,
        inbox_id: body.inbox_id,
        full_payload: body.full_payload,
    };
    let (webhook, secret) = actions::create(&app, &actor, new).await?;
    Ok((StatusCode::CREATED, Json(CreatedWebhook { webhook, secret: secret.expose().to_owned() })))
}

/// One webhook.
#[utoipa::path(get, path = "/webhooks/{id}", operation_id = "show_webhook", tag = "webhooks",
    params(("id" = WebhookId, Path)), responses((status = 200, body = Webhook), (status = "default", body = Problem)))]
async fn show_webhook(State(app): State<App>, actor: Actor, Path(id): Path<WebhookId>) -> Result<Json<Webhook>> {
    actions::show(&app, &actor, id).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateWebhook {
    name: Option<String>,
    url: Option<String>,
    events: Option<Vec<WebhookEvent>>,
    full_payload: Option<bool>,
    /// Off: what happens is not told, now or later. On again: told from then on.
    active: Option<bool>,
}

/// Changes a webhook; what is absent stays.
#[utoipa::path(patch, path = "/webhooks/{id}", operation_id = "update_webhook", tag = "webhooks",
    params(("id" = WebhookId, Path)), request_body = UpdateWebhook,
    responses((status = 200, body = Webhook), (status = "default", body = Problem)))]
async fn update_webhook(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<WebhookId>,
    Json(body): Json<UpdateWebhook>,
) -> Result<Json<Webhook>> {
    let change = WebhookChange {
        name: body.name,
        url: body.url,
        events: body.events,
        full_payload: body.full_payload,
        active: body.active,
    };
    actions::update(&app, &actor, id, change).await.map(Json)
}

/// Removes a webhook, its log, and what was still to be sent to it.
#[utoipa::path(delete, path = "/webhooks/{id}", operation_id = "delete_webhook", tag = "webhooks",
    params(("id" = WebhookId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn delete_webhook(State(app): State<App>, actor: Actor, Path(id): Path<WebhookId>) -> Result<StatusCode> {
    actions::delete(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize, ToSchema)]
struct WebhookSecret {
    /// Shown this once.
    secret: String,
    /// Until then deliveries carry the signature of the secret before, too.
    previous_secret_until: Time,
}

/// Gives a webhook a new secret; the old one goes on signing beside it for a day.
#[utoipa::path(post, path = "/webhooks/{id}/secret", operation_id = "rotate_webhook_secret", tag = "webhooks",
    params(("id" = WebhookId, Path)),
    responses((status = 200, body = WebhookSecret), (status = "default", body = Problem)))]
async fn rotate_webhook_secret(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<WebhookId>,
) -> Result<Json<WebhookSecret>> {
    let (secret, previous_secret_until) = actions::rotate(&app, &actor, id).await?;
    Ok(Json(WebhookSecret { secret: secret.expose().to_owned(), previous_secret_until }))
}

/// Sends `webhook.test` at once and answers with what came of it.
#[utoipa::path(post, path = "/webhooks/{id}/test", operation_id = "test_webhook", tag = "webhooks",
    params(("id" = WebhookId, Path)), responses((status = 200, body = Delivery), (status = "default", body = Problem)))]
async fn test_webhook(State(app): State<App>, actor: Actor, Path(id): Path<WebhookId>) -> Result<Json<Delivery>> {
    actions::test(&app, &actor, id).await.map(Json)
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListDeliveries {
    /// The `next` of the page before.
    after: Option<DeliveryId>,
    /// At most 200.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
struct DeliveryList {
    items: Vec<Delivery>,
    next: Option<DeliveryId>,
}

/// What a webhook was told and is to be told, the newest first; kept for 14 days.
#[utoipa::path(get, path = "/webhooks/{id}/deliveries", operation_id = "list_deliveries", tag = "webhooks",
    params(("id" = WebhookId, Path), ListDeliveries),
    responses((status = 200, body = DeliveryList), (status = "default", body = Problem)))]
async fn list_deliveries(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<WebhookId>,
    Query(query): Query<ListDeliveries>,
) -> Result<Json<DeliveryList>> {
    let limit = query.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE);
    let (items, next) = actions::deliveries(&app, &actor, id, query.after, limit).await?;
    Ok(Json(DeliveryList { items, next }))
}

/// Makes a delivery again: the same id, the same body, all its tries.
#[utoipa::path(post, path = "/webhooks/{id}/deliveries/{delivery_id}/replay", operation_id = "replay_delivery",
    tag = "webhooks", params(("id" = WebhookId, Path), ("delivery_id" = DeliveryId, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
async fn replay_delivery(
    State(app): State<App>,
    actor: Actor,
    Path((id, delivery_id)): Path<(WebhookId, DeliveryId)>,
) -> Result<StatusCode> {
    actions::replay(&app, &actor, id, delivery_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
