//! Table of contents: every slice's routes, and the layers around them.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Redirect;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use utoipa_axum::router::OpenApiRouter;

use super::{
    address, bundle, complete, docs, guard, headers, health, idempotency, metrics, openapi, panel, problem, request_id,
    try_page,
};
use crate::app::App;
use crate::{
    audit, auth, automatic_messages, bot, canned_replies, channels, conversations, customers, demo, files, follow_ups,
    help_requests, hours, import, inboxes, jobs, knowledge, live, llm, macros, notifications, presence, privacy, push,
    reception, rules, saved_views, search, shifts, shops, sizes, tags, targets, webhooks,
};

/// Every API path begins with it.
pub const API: &str = "/api/v1";
/// The largest JSON body; uploads have their own limit.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

/// The slices' routes with their descriptions.
pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(auth::router())
        .merge(shops::router())
        .merge(inboxes::router())
        .merge(inboxes::widget_router())
        .merge(bot::widget_router())
        .merge(customers::router())
        .merge(conversations::router())
        .merge(help_requests::router())
        .merge(follow_ups::router())
        .merge(macros::router())
        .merge(shifts::router())
        .merge(saved_views::router())
        .merge(tags::router())
        .merge(search::router())
        .merge(files::router())
        .merge(live::described())
        .merge(import::router())
        .merge(channels::router())
        .merge(channels::email::router())
        .merge(bot::router())
        .merge(webhooks::router())
        .merge(jobs::router())
        .merge(audit::router())
        .merge(privacy::router())
        .merge(knowledge::router())
        .merge(reception::router())
        .merge(automatic_messages::router())
        .merge(rules::router())
        .merge(presence::router())
        .merge(hours::router())
        .merge(targets::router())
        .merge(notifications::router())
        .merge(push::router())
        .merge(sizes::router())
        .merge(canned_replies::router())
        .merge(llm::router())
        .merge(demo::router())
}

/// Everything the server answers.
pub fn router(app: App) -> Router {
    let (slices, _) = api().split_for_parts();
    let api = slices
        .merge(live::router())
        .route("/openapi.json", get(openapi::document))
        .route_layer(from_fn_with_state(app.clone(), idempotency::replay))
        .route_layer(from_fn_with_state(app.clone(), guard::guard))
        .fallback(problem::not_found)
        .layer(from_fn(problem::shape))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(from_fn(complete::unsafe_requests));

    Router::new()
        .nest(API, api)
        .route("/api/{*rest}", axum::routing::any(problem::not_found))
        .route("/openapi.json", get(openapi::document))
        .route("/docs", get(docs::page))
        .route("/docs/style.css", get(docs::style))
        .route("/api/v1/docs", get(|| async { Redirect::permanent("/docs") }))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(metrics::page))
        .route("/widget.js", get(panel::loader))
        .route("/widget/loader.js", get(panel::loader))
        .route("/widget/panel", get(panel::page))
        .route("/widget/assets/{*path}", get(panel::asset))
        .route("/assist", get(bundle::assist))
        .route("/demo/pictures/{file}", get(demo::product_picture))
        .route("/try/style.css", get(try_page::style))
        .route("/try/{public_key}", get(try_page::page))
        .fallback(bundle::desk)
        .with_state(app.clone())
        .layer(from_fn_with_state(app.clone(), address::resolve))
        .layer(from_fn_with_state(app.clone(), metrics::count))
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(from_fn_with_state(app, headers::secure))
        .layer(from_fn(request_id::stamp))
        .layer(compression())
}

fn compression() -> CompressionLayer<impl Predicate> {
    // Streams must not wait in a compressor, and pictures are compressed already.
    let worthwhile = SizeAbove::new(1024)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE)
        .and(NotForContentType::const_new("application/octet-stream"))
        .and(NotForContentType::const_new("video/"))
        .and(NotForContentType::const_new("audio/"));
    CompressionLayer::new().compress_when(worthwhile)
}
