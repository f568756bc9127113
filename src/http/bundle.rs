//! The web bundle: inside the binary in release, from `web/dist` in debug.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::Error;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/web/dist"]
struct Dist;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// A file of the desk, or its page for every address that the desk routes itself.
pub async fn desk(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(response) = file(&format!("desk/{path}"), &headers) {
        return response;
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.contains('.') || path.starts_with("assets/") {
        return Error::NotFound.into_response();
    }
    file("desk/index.html", &headers).unwrap_or_else(not_built)
}

/// The assist panel's page: beside the desk's, not one of the addresses that the desk routes.
pub async fn assist(headers: HeaderMap) -> Response {
    file("desk/assist.html", &headers).unwrap_or_else(not_built)
}

/// A file of the bundle, answered with 304 if the browser has it.
pub fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return None;
    }
    let found = Dist::get(path)?;
    let etag = format!("\"{}\"", hex::encode(&found.metadata.sha256_hash()[..16]));
    let cache = if path.contains("/assets/") { FOR_EVER } else { ASK_AGAIN };
    let common = [(header::ETAG, etag.clone()), (header::CACHE_CONTROL, cache.to_owned())];
    if has_already(headers, &etag) {
        return Some((StatusCode::NOT_MODIFIED, common).into_response());
    }
    Some((common, [(header::CONTENT_TYPE, content_type(path))], body(found)).into_response())
}

fn has_already(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // A proxy that compressed the answer marks its tag as weak.
    known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag)
}

fn body(file: EmbeddedFile) -> Body {
    match file.data {
        std::borrow::Cow::Borrowed(bytes) => Body::from(bytes),
        std::borrow::Cow::Owned(bytes) => Body::from(bytes),
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// A binary built without its pages says how to get them.
pub fn not_built() -> Response {
    let text =
        "The pages are not built. Run `make web`, then start again.\n页面尚未构建。请运行 make web，然后重新启动。\n";
    (StatusCode::SERVICE_UNAVAILABLE, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_bundle_is_served() {
        let none = HeaderMap::new();
        for path in ["desk/../../Cargo.toml", "desk//etc/passwd", "../Cargo.toml", "desk/./x", ""] {
            assert!(file(path, &none).is_none(), "{path}");
        }
    }

    #[test]
    fn a_known_tag_is_recognised() {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, "W/\"a\", \"b\"".parse().expect("header"));
        assert!(has_already(&headers, "\"a\""));
        assert!(has_already(&headers, "\"b\""));
        assert!(!has_already(&headers, "\"c\""));
    }
}
