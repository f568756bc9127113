//! Sockets and streams: OpenAPI has no words for their frames, so the frames stand among the schemas.
#![expect(dead_code, reason = "describes routes that live elsewhere; nothing calls these")]

use utoipa::OpenApi;

use crate::error::Problem;
use crate::live::frames::{ClientFrame, ServerFrame};

#[derive(OpenApi)]
#[openapi(paths(live, events, widget_live, widget_events), components(schemas(ClientFrame, ServerFrame)))]
pub struct Live;

/// The workbench's socket. Frames are JSON text: the client sends `ClientFrame`, the first being `hello`; the server
/// sends `ServerFrame`.
#[utoipa::path(get, path = "/api/v1/live", operation_id = "live", tag = "live",
    responses((status = 101, description = "A WebSocket"), (status = "default", body = Problem)))]
fn live() {}

/// The workbench's events as a stream, where no socket gets through.
#[utoipa::path(get, path = "/api/v1/events", operation_id = "events", tag = "live",
    params(("since" = Option<i64>, Query, description = "The last event number known; absent: from now.")),
    responses((status = 200, description = "Each `data:` line is a `ServerFrame`", body = ServerFrame, content_type = "text/event-stream"),
        (status = "default", body = Problem)))]
fn events() {}

/// The widget's socket; its `hello` carries the visitor token.
#[utoipa::path(get, path = "/api/v1/widget/live", operation_id = "widget_live", tag = "live",
    params(("key" = Option<String>, Query, description = "The inbox's public key.")),
    responses((status = 101, description = "A WebSocket"), (status = "default", body = Problem)))]
fn widget_live() {}

/// The widget's events as a stream.
#[utoipa::path(get, path = "/api/v1/widget/events", operation_id = "widget_events", tag = "live",
    params(("since" = Option<i64>, Query, description = "The last event number known; absent: from now."),
        ("token" = String, Query, description = "The visitor token: an `EventSource` sends no headers.")),
    responses((status = 200, description = "Each `data:` line is a `ServerFrame`", body = ServerFrame, content_type = "text/event-stream"),
        (status = "default", body = Problem)))]
fn widget_events() {}
