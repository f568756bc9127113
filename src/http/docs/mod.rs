//! `/docs`: the API as a page to read, made from its own description. No script, one stylesheet.

mod html;

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{Html, IntoResponse, Response};

use super::openapi::openapi;

static PAGE: LazyLock<String> = LazyLock::new(|| {
    let document = serde_json::to_value(openapi()).unwrap_or_default();
    html::page(&document)
});

pub async fn page() -> Response {
    ([(header::CACHE_CONTROL, "no-cache")], Html(PAGE.as_str())).into_response()
}

pub async fn style() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, include_str!("style.css")).into_response()
}
