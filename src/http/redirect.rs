//! Who comes without encryption is sent on to the address with it.

use axum::Router;
use axum::extract::{OriginalUri, State};
use axum::middleware::from_fn;
use axum::response::Redirect;

use super::headers;

/// Always to the server's own address: the Host header is the visitor's word.
pub fn to(origin: String) -> Router {
    Router::new().fallback(send_on).with_state(origin).layer(from_fn(headers::secure_beside))
}

async fn send_on(State(origin): State<String>, OriginalUri(uri): OriginalUri) -> Redirect {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    Redirect::permanent(&format!("{origin}{path}"))
}
