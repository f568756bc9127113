//! What shops embed: the loader, and the panel that only their listed sites may frame.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{Path, bundle, headers};
use crate::app::App;
use crate::error::{Error, Result};
use crate::inboxes;

const CORP: &str = "cross-origin-resource-policy";
/// Loaded by every page of the shop: a new version arrives within minutes without asking every time.
const LOADER_CACHE: HeaderValue = HeaderValue::from_static("public, max-age=300");

pub async fn loader(headers: HeaderMap) -> Response {
    let mut response = bundle::file("widget/widget.js", &headers).unwrap_or_else(bundle::not_built);
    if response.status().is_success() {
        response.headers_mut().insert(header::CACHE_CONTROL, LOADER_CACHE);
    }
    embeddable(response)
}

#[derive(Debug, Deserialize)]
pub struct PanelQuery {
    #[serde(default)]
    key: String,
}

/// The panel of an inbox, for frames on its sites; while no site is listed, for any.
pub async fn page(State(app): State<App>, Query(query): Query<PanelQuery>, request: HeaderMap) -> Result<Response> {
    let inbox = inboxes::by_public_key(&app, &query.key).await?;
    let mut response = bundle::file("widget/panel.html", &request).unwrap_or_else(bundle::not_built);
    let policy = headers::content_security_policy(&frame_ancestors(&inbox.site_list()));
    let value = HeaderValue::from_str(&policy).map_err(anyhow::Error::from)?;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, value);
    Ok(embeddable(response))
}

pub async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Result<Response> {
    bundle::file(&format!("widget/assets/{path}"), &headers).ok_or(Error::NotFound)
}

fn frame_ancestors(sites: &[String]) -> String {
    if sites.is_empty() { "*".to_owned() } else { format!("'self' {}", sites.join(" ")) }
}

fn embeddable(mut response: Response) -> Response {
    response.headers_mut().insert(CORP, HeaderValue::from_static("cross-origin"));
    response.into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_sites_may_frame_the_panel() {
        let sites = ["https://shop.example.com".to_owned(), "https://*.shop.cn".to_owned()];
        assert_eq!(frame_ancestors(&sites), "'self' https://shop.example.com https://*.shop.cn");
        assert_eq!(frame_ancestors(&[]), "*");
    }
}
