//! What can go wrong, as a status and a stable code that clients translate (RFC 9457 problem+json).
//!
//! Invariant: an [`Error::Internal`] is logged once, here at the edge, and its cause never leaves the server.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::db;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Absent, or not the asker's: the two answer alike.
    #[error("not found")]
    NotFound,
    #[error("not signed in")]
    Unauthorized,
    /// What was shown to be let in does not fit; why stays unsaid.
    #[error("denied: {0}")]
    Denied(&'static str),
    #[error("not allowed: {0}")]
    Forbidden(&'static str),
    /// Not readable as a request at all.
    #[error("malformed: {0}")]
    Malformed(&'static str),
    #[error("method not allowed")]
    MethodNotAllowed,
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// A conflict that shows what is there now.
    #[error("conflict: {0}")]
    ConflictWith(&'static str, Box<serde_json::Value>),
    #[error("invalid {field}: {code}")]
    Invalid { field: String, code: String },
    /// A file or a text in which lines are wrong: the first of them, and how many there are.
    #[error("{code}: {count} rows are wrong")]
    Rows { code: &'static str, errors: Vec<FieldError>, count: usize },
    #[error("too large: {0}")]
    TooLarge(&'static str),
    #[error("unsupported: {0}")]
    Unsupported(&'static str),
    #[error("too many requests, again in {retry_after_seconds} s")]
    TooMany { retry_after_seconds: u64 },
    /// The database or the disk does not take writes now; nothing was acknowledged.
    #[error("unavailable: {0}")]
    Unavailable(&'static str),
    #[error("internal: {0:#}")]
    Internal(#[from] anyhow::Error),
}

impl Error {
    pub fn invalid(field: impl Into<String>, code: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), code: code.into() }
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Unauthorized | Self::Denied(_) => StatusCode::UNAUTHORIZED,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict(_) | Self::ConflictWith(..) => StatusCode::CONFLICT,
            Self::Invalid { .. } | Self::Rows { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unsupported(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Whether the server failed, not the one who asked.
    pub fn is_ours(&self) -> bool {
        self.status().is_server_error()
    }

    pub fn code(&self) -> &str {
        match self {
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden(code) | Self::Conflict(code) | Self::ConflictWith(code, _) => code,
            Self::Denied(code) | Self::Malformed(code) | Self::Rows { code, .. } => code,
            Self::TooLarge(code) | Self::Unsupported(code) | Self::Unavailable(code) => code,
            Self::Invalid { .. } => "invalid",
            Self::TooMany { .. } => "too_many_requests",
            Self::Internal(_) => "internal",
        }
    }

    /// The problem as clients see it.
    pub fn problem(&self) -> Problem {
        let status = self.status();
        let (field, errors) = match self {
            Self::Invalid { field, code } => {
                let error = FieldError::new(field, code);
                (Some(field.clone()), vec![error])
            }
            Self::Rows { errors, .. } => (None, errors.clone()),
            _ => (None, Vec::new()),
        };
        Problem {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("error"),
            status: status.as_u16(),
            code: self.code().to_owned(),
            field,
            errors,
            error_count: match self {
                Self::Rows { count, .. } => Some(*count),
                _ => None,
            },
            current: match self {
                Self::ConflictWith(_, current) => Some((**current).clone()),
                _ => None,
            },
            request_id: None,
        }
    }
}

/// PostgreSQL's code for text with a NUL in it: a fault of the sender, wherever the text was headed.
const CANNOT_BE_TEXT: &str = "22021";

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::Database(refused) if refused.code().as_deref() == Some(CANNOT_BE_TEXT) => {
                Self::invalid("body", "invalid_character")
            }
            sqlx::Error::Configuration(cause) if cause.is::<db::TurnLost>() => Self::Conflict("idempotency_key_in_use"),
            trouble if db::is_unavailable(&trouble) => {
                // What is answered does not say it, so it is logged where it is still known.
                tracing::error!(error = %trouble, "the store does not take this now");
                Self::Unavailable("storage")
            }
            other => Self::Internal(other.into()),
        }
    }
}

impl std::fmt::Display for FieldError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(row) = self.row {
            write!(f, "row {row}, ")?;
        }
        write!(f, "{}: {}", self.field, self.code)
    }
}

/// The media type of an error.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// An error answer.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Problem {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub title: &'static str,
    pub status: u16,
    /// Stable, snake_case; clients translate it.
    pub code: String,
    /// The field at fault, as a path in the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// How many rows of a file are wrong, where `errors` names the first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_count: Option<usize>,
    /// What is there now, with a conflict.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub current: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldError {
    /// The line of a file or of a text, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// The character of the line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// What stands there, such as a name that means nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// As a path, such as `messages[2].text`; `column 17` where a line is no JSON.
    pub field: String,
    /// Stable, snake_case; clients translate it.
    pub code: String,
}

impl FieldError {
    pub fn new(field: impl Into<String>, code: impl Into<String>) -> Self {
        Self { row: None, column: None, found: None, field: field.into(), code: code.into() }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::Internal(cause) = &self {
            tracing::error!(error = format!("{cause:#}"), "request failed");
        }
        let problem = self.problem();
        let mut response = problem_response(self.status(), &problem);
        if let Self::TooMany { retry_after_seconds } = self {
            response.headers_mut().insert(header::RETRY_AFTER, retry_after_seconds.into());
        }
        // The request-id layer writes the id into the body: it needs the problem itself.
        response.extensions_mut().insert(problem);
        response
    }
}

/// The response for a problem.
pub fn problem_response(status: StatusCode, problem: &Problem) -> Response {
    let body = serde_json::to_vec(problem).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, PROBLEM_JSON)], body).into_response()
}
