//! HTTP of web push.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, NewSubscription};
use super::model::{PushSubscription, PushTest};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Problem, Result};
use crate::http::{Json, Path, plain_object};
use crate::ids::{PushSubscriptionId, SessionId};
use crate::notifications::Attention;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_push_subscriptions, save_push_subscription))
        .routes(routes!(end_push_subscription))
        .routes(routes!(test_push_subscription))
}

#[derive(Debug, Serialize, ToSchema)]
struct PushSubscriptionList {
    /// The newest first.
    items: Vec<PushSubscription>,
    /// The `applicationServerKey` that a browser is to subscribe with.
    public_key: String,
    /// The session that asks: a subscription ends with its own.
    session_id: SessionId,
    /// False where nothing is ever sent, as in the demo.
    can_send: bool,
}

/// The browsers in which the caller is told although no desk is open. Where they are told is not shown.
#[utoipa::path(get, path = "/push_subscriptions", operation_id = "list_push_subscriptions", tag = "notifications",
    responses((status = 200, body = PushSubscriptionList), (status = "default", body = Problem)))]
async fn list_push_subscriptions(State(app): State<App>, actor: Actor) -> Result<Json<PushSubscriptionList>> {
    let actions::Browsers { items, public_key, session_id, can_send } = actions::list(&app, &actor).await?;
    Ok(Json(PushSubscriptionList { items, public_key, session_id, can_send }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SavePushSubscription {
    /// As the browser gave it out: a public address, https.
    endpoint: String,
    #[serde(deserialize_with = "plain_object")]
    keys: PushKeys,
    /// `zh-CN`, `zh-Hant` or `en`.
    locale: String,
    /// What this browser is not told.
    #[serde(default)]
    silent: Vec<Attention>,
    /// Whether it names customers; otherwise it says only what happened.
    names: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PushKeys {
    /// An uncompressed point of P-256, base64url.
    p256dh: String,
    /// Sixteen bytes, base64url.
    auth: String,
}

/// Lets the caller be told in this browser (RFC 8030) until the session ends, or changes what it is told. At most ten
/// browsers a person; a browser tells whoever asked last.
#[utoipa::path(put, path = "/push_subscriptions", operation_id = "save_push_subscription", tag = "notifications",
    request_body = SavePushSubscription,
    responses((status = 200, body = PushSubscription), (status = "default", body = Problem)))]
async fn save_push_subscription(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<SavePushSubscription>,
) -> Result<Json<PushSubscription>> {
    let SavePushSubscription { endpoint, keys, locale, silent, names } = body;
    let PushKeys { p256dh, auth } = keys;
    let new = NewSubscription { endpoint, p256dh, auth, locale, silent, names };
    actions::subscribe(&app, &actor, new).await.map(Json)
}

/// Lets the caller be told in one of their browsers no more.
#[utoipa::path(delete, path = "/push_subscriptions/{id}", operation_id = "end_push_subscription", tag = "notifications",
    params(("id" = PushSubscriptionId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn end_push_subscription(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<PushSubscriptionId>,
) -> Result<StatusCode> {
    actions::end(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a note to one of the caller's browsers at once and answers with what came of it.
#[utoipa::path(post, path = "/push_subscriptions/{id}/test", operation_id = "test_push_subscription",
    tag = "notifications", params(("id" = PushSubscriptionId, Path)),
    responses((status = 200, body = PushTest), (status = "default", body = Problem)))]
async fn test_push_subscription(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<PushSubscriptionId>,
) -> Result<Json<PushTest>> {
    actions::test(&app, &actor, id).await.map(Json)
}
