//! A file as a request's body, or as the `file` of a form.

use axum::RequestExt;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};

use crate::error::{Error, Result};

/// The bytes of the file, within the limit of the route.
pub async fn file_of(request: Request) -> Result<Bytes> {
    if is_form(request.headers()) { from_form(request).await } else { from_body(request).await }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

async fn from_body(request: Request) -> Result<Bytes> {
    Bytes::from_request(request.with_limited_body(), &()).await.map_err(|rejection| refusal(rejection.status()))
}

async fn from_form(request: Request) -> Result<Bytes> {
    let mut form = Multipart::from_request(request.with_limited_body(), &())
        .await
        .map_err(|_| Error::invalid("file", "broken_form"))?;
    while let Some(field) = form.next_field().await.map_err(|error| refusal(error.status()))? {
        if field.name() == Some("file") {
            return field.bytes().await.map_err(|error| refusal(error.status()));
        }
    }
    Err(Error::invalid("file", "required"))
}

fn refusal(status: StatusCode) -> Error {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge("file_too_large"),
        _ => Error::invalid("file", "broken_form"),
    }
}
