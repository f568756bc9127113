use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, Envelope};
use super::model::{InboundMessage, ReceivedMessage};
use crate::app::App;
use crate::error::{Problem, Result};
use crate::http::{Json, Path, parse_json};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(receive_message))
}

/// Hands in what a buyer wrote in another system, signed with the inbox's secret: `X-Zhanggui-Signature` is
/// `sha256=` and the HMAC-SHA256 in hex over `X-Zhanggui-Timestamp` (seconds, at most five minutes off), a dot and the
/// raw body. A repeat of an id answers 200 with the first message.
#[utoipa::path(post, path = "/channels/generic/{public_key}/messages", operation_id = "receive_message",
    tag = "channels", request_body = InboundMessage, params(("public_key" = String, Path),
    ("x-zhanggui-timestamp" = i64, Header), ("x-zhanggui-signature" = String, Header)),
    responses((status = 201, body = ReceivedMessage), (status = 200, body = ReceivedMessage),
    (status = "default", body = Problem)))]
async fn receive_message(
    State(app): State<App>,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<ReceivedMessage>)> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let envelope =
        Envelope { timestamp: header("x-zhanggui-timestamp"), signature: header("x-zhanggui-signature"), body: &body };
    let inbox = actions::authenticate(&app, &key, &envelope).await?;
    let inbound: InboundMessage = parse_json(&body)?;
    let (received, new) = actions::receive(&app, &inbox, inbound).await?;
    Ok((if new { StatusCode::CREATED } else { StatusCode::OK }, Json(received)))
}
