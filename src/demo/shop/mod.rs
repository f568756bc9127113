//! The demo shop's own pages, on an address of their own as a customer's shop would be: plain HTML, one style
//! sheet, one small script, and the widget's tag as anybody would paste it.

mod pages;
pub mod picture;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use super::content::Content;
use crate::http::secure_beside;
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
        .layer(from_fn(secure_beside))
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

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    /// The head of an answer, in small letters as browsers read it.
    async fn head(of: std::net::SocketAddr, path: &str) -> String {
        let mut stream = TcpStream::connect(of).await.expect("a connection");
        let asked = format!("GET {path} HTTP/1.1\r\nhost: shop.example\r\nconnection: close\r\n\r\n");
        stream.write_all(asked.as_bytes()).await.expect("asked");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("an answer");
        String::from_utf8_lossy(&answer).split("\r\n\r\n").next().unwrap_or_default().to_lowercase()
    }

    #[tokio::test]
    async fn its_pages_are_as_well_kept_as_the_servers() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let content = Arc::new(Content::load().expect("the content"));
        let pages = router(content, "http://desk.example.com", "key");
        tokio::spawn(async move { axum::serve(listener, pages).await });
        for path in ["/", "/?category=home", "/bag", "/p/nothing", "/lang/en", "/pictures/no.svg", "/shop.css", "/x"] {
            let head = head(address, path).await;
            for wanted in [
                "content-security-policy: default-src 'none'; script-src 'self'",
                "frame-ancestors 'none'",
                "x-content-type-options: nosniff",
                "referrer-policy: strict-origin-when-cross-origin",
                "permissions-policy: camera=()",
                "cross-origin-opener-policy: same-origin",
                "cross-origin-resource-policy: same-origin",
            ] {
                assert!(head.contains(wanted), "{path}: {wanted}: {head}");
            }
            assert!(!head.contains("unsafe-"), "{path}: {head}");
        }
    }
}
