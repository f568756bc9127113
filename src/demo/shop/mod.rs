//! The demo shop's own pages, on an address of their own as a customer's shop would be: plain HTML, one style
//! sheet, one small script, and the widget's tag as anybody would paste it.

mod pages;
pub mod picture;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use super::content::Content;
use pages::Page;

#[derive(Debug)]
struct Shop {
    content: Arc<Content>,
    /// The tag to paste.
    widget: String,
    policy: String,
}

type Shared = State<Arc<Shop>>;

pub fn router(content: Arc<Content>, origin: &str, inbox_key: &str) -> Router {
    let shop = Shop {
        content,
        widget: format!(r#"<script async src="{origin}/widget.js" data-key="{inbox_key}"></script>"#),
        policy: format!(
            "default-src 'none'; script-src 'self' {origin}; frame-src {origin}; style-src 'self'; img-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
    };
    Router::new()
        .route("/", get(home))
        .route("/p/{id}", get(product))
        .route("/bag", get(bag))
        .route("/lang/{locale}", get(choose_language))
        .route("/pictures/{file}", get(product_picture))
        .route("/shop.css", get(|| async { asset("text/css", include_str!("shop.css")) }))
        .route("/shop.js", get(|| async { asset("text/javascript", include_str!("shop.js")) }))
        .fallback(|| async { Redirect::to("/") })
        .with_state(Arc::new(shop))
}

#[derive(Debug, Deserialize)]
struct HomeQuery {
    category: Option<String>,
}

async fn home(State(shop): Shared, headers: HeaderMap, Query(query): Query<HomeQuery>) -> Response {
    let category = query.category.as_deref().filter(|category| matches!(*category, "clothing" | "home"));
    answer(&shop, &headers, |page| Some(page.home(category)))
}

async fn product(State(shop): Shared, headers: HeaderMap, Path(id): Path<String>) -> Response {
    answer(&shop, &headers, |page| page.product(&id))
}

async fn bag(State(shop): Shared, headers: HeaderMap) -> Response {
    answer(&shop, &headers, |page| Some(page.bag()))
}

fn answer(shop: &Shop, headers: &HeaderMap, write: impl FnOnce(&Page<'_>) -> Option<String>) -> Response {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let locale = words::chosen(header(header::COOKIE), header(header::ACCEPT_LANGUAGE));
    let page = Page { content: &shop.content, widget: &shop.widget, words: words::words(locale), locale };
    match write(&page) {
        Some(html) => ([(header::CONTENT_SECURITY_POLICY, shop.policy.clone())], Html(html)).into_response(),
        None => Redirect::to("/").into_response(),
    }
}

async fn choose_language(Path(locale): Path<String>, headers: HeaderMap) -> Response {
    let Some(locale) = words::LOCALES.into_iter().find(|known| *known == locale) else {
        return Redirect::to("/").into_response();
    };
    // Back to the page the language was chosen on, by its path alone: never to another site.
    let referer = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let path = referer.splitn(4, '/').nth(3).unwrap_or_default();
    let cookie = format!("lang={locale}; Path=/; Max-Age=31536000; SameSite=Lax");
    ([(header::SET_COOKIE, cookie)], Redirect::to(&format!("/{}", path.trim_start_matches('/')))).into_response()
}

async fn product_picture(Path(file): Path<String>) -> Response {
    match file.strip_suffix(".svg").and_then(picture::of_product) {
        Some(svg) => asset("image/svg+xml", svg),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn asset(kind: &'static str, body: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=300")], body).into_response()
}
