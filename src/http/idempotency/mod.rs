//! `Idempotency-Key`: a write repeated under its key is answered with the first answer and done once.
//!
//! For staff and integrations, on JSON bodies. Ways in (passwords, tokens, invitations) take no key: their
//! answers hold secrets, which are never stored. Answers are kept for a day.

mod store;

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::router::{API, MAX_BODY_BYTES};
use crate::app::App;
use crate::auth::Actor;
use crate::auth::permissions::{self, Access};
use crate::error::{Error, PROBLEM_JSON, Result};

pub use store::{forget_about, forget_old};

const KEY: &str = "idempotency-key";
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const MAX_KEY_CHARS: usize = 255;

/// Keys whose first request is still at work.
static AT_WORK: LazyLock<Mutex<HashSet<(Uuid, String)>>> = LazyLock::new(Mutex::default);

pub async fn replay(State(app): State<App>, path: MatchedPath, request: Request, next: Next) -> Response {
    let path = path.as_str().strip_prefix(API).unwrap_or_default();
    let takes_key =
        matches!(permissions::access(request.method().as_str(), path), Some(Access::AnyStaff | Access::Staff(_)))
            && !request.method().is_safe();
    let Some(key) = request.headers().get(KEY).filter(|_| takes_key && is_json(&request)).cloned() else {
        return next.run(request).await;
    };
    let Some(actor) = request.extensions().get::<Actor>().copied() else { return next.run(request).await };
    once(&app, &actor, &key, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

fn is_json(request: &Request) -> bool {
    let content = request.headers().get(header::CONTENT_TYPE);
    content.is_none_or(|content| content.as_bytes().starts_with(b"application/json"))
}

async fn once(app: &App, actor: &Actor, key: &HeaderValue, request: Request, next: Next) -> Result<Response> {
    let key = key.to_str().ok().filter(|key| !key.is_empty() && key.len() <= MAX_KEY_CHARS);
    let key = key.ok_or_else(|| Error::invalid(KEY, "malformed"))?.to_owned();
    let _turn = Turn::take(actor.staff_id.0, &key)?;
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MAX_BODY_BYTES).await.map_err(|_| Error::TooLarge("body_too_large"))?;
    let digest = digest(parts.method.as_str(), parts.uri.path(), &body);
    if let Some(first) = store::find(&mut app.db.reader().await?.conn(), actor, &key).await? {
        return if first.digest == digest {
            Ok(replayed(first))
        } else {
            Err(Error::Conflict("idempotency_key_reused"))
        };
    }
    let answer = next.run(Request::from_parts(parts, Body::from(body))).await;
    if answer.status().is_server_error() || answer.status() == StatusCode::TOO_MANY_REQUESTS {
        return Ok(answer);
    }
    keep(app, actor, &key, &digest, answer).await
}

/// Stores an answer and hands it on.
async fn keep(app: &App, actor: &Actor, key: &str, digest: &[u8], answer: Response) -> Result<Response> {
    let (parts, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(|error| anyhow::anyhow!(error))?;
    let text = String::from_utf8_lossy(&body);
    let mut tx = app.db.begin().await?;
    store::insert(&mut tx.conn(), actor, key, digest, parts.status.as_u16(), &text, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn replayed(first: store::Answer) -> Response {
    let status = u16::try_from(first.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.unwrap_or(StatusCode::OK);
    let content = if status.is_success() { "application/json" } else { PROBLEM_JSON };
    let mut response = (status, [(header::CONTENT_TYPE, content)], first.body).into_response();
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

fn digest(method: &str, path: &str, body: &Bytes) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in [method.as_bytes(), path.as_bytes(), body] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

/// The right to be the one request at work under a key; given back when dropped.
struct Turn(Uuid, String);

impl Turn {
    fn take(actor: Uuid, key: &str) -> Result<Self> {
        let mut at_work = AT_WORK.lock().unwrap_or_else(PoisonError::into_inner);
        if at_work.insert((actor, key.to_owned())) {
            Ok(Self(actor, key.to_owned()))
        } else {
            Err(Error::Conflict("idempotency_key_in_use"))
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut at_work = AT_WORK.lock().unwrap_or_else(PoisonError::into_inner);
        at_work.remove(&(self.0, std::mem::take(&mut self.1)));
    }
}
