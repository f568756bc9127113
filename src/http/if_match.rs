//! The state that a change was made for: a tag goes out with what is read and comes back with the change.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::Json;
use crate::error::{Error, Result};
use crate::versioned::Versioned;

/// The version that the caller read, by its `If-Match`; none where any will do.
pub fn if_match(headers: &HeaderMap) -> Result<Option<i64>> {
    let Some(tag) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = tag.to_str().unwrap_or_default().trim();
    // A compressing proxy may have made it a weak one.
    let number = text.trim_start_matches("W/").trim_matches('"').parse();
    if text == "*" { Ok(None) } else { number.map(Some).map_err(|_| Error::invalid("if-match", "malformed")) }
}

/// The settings, with their version as `ETag`.
impl<S: Serialize> IntoResponse for Versioned<S> {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.version)) {
            headers.insert(header::ETAG, tag);
        }
        (headers, Json(self.settings)).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tag: &'static str) -> Result<Option<i64>> {
        if_match(&HeaderMap::from_iter([(header::IF_MATCH, header::HeaderValue::from_static(tag))]))
    }

    #[test]
    fn tags_are_numbers_in_quotes() {
        assert!(matches!(read("\"7\""), Ok(Some(7))));
        assert!(matches!(read("W/\"7\""), Ok(Some(7))));
        assert!(matches!(read("*"), Ok(None)));
        assert!(matches!(if_match(&HeaderMap::new()), Ok(None)));
        assert!(read("\"seven\"").is_err());
    }
}
