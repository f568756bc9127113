//! `Idempotency-Key`: a write repeated under its key is answered with the first answer and done once.
//!
//! For staff and integrations, on JSON bodies. Ways in (passwords, tokens, invitations) take no key: their
//! answers hold secrets, which are never stored. Answers are kept for a day.
//!
//! Invariants (D2): of all processes one has the turn of a key, taken in the database before anything is done; what is
//! written first carries the mark of the turn ([`Turn`]), so that after a crash a repeat is carried out where nothing
//! was written, and refused with `idempotency_outcome_unknown` where something was and its answer is lost.

mod store;

use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::router::{API, MAX_BODY_BYTES};
use crate::app::App;
use crate::auth::Actor;
use crate::auth::permissions::{self, Access};
use crate::db::Turn;
use crate::error::{Error, PROBLEM_JSON, Result};

use store::Known;
pub use store::{forget_about, forget_old};

const KEY: &str = "idempotency-key";
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const MAX_KEY_CHARS: usize = 255;

/// A turn that was neither marked nor answered for so long may be taken over; whoever had it commits nothing then.
const TURN_SECONDS: i64 = 10;
/// A repeat that comes while the first is at work waits so long for its answer.
const WAIT_AT_MOST: Duration = Duration::from_secs(5);
const LOOK_EVERY: Duration = Duration::from_millis(50);

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
    let key = key.ok_or_else(|| Error::invalid(KEY, "malformed"))?;
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MAX_BODY_BYTES).await.map_err(|_| Error::TooLarge("body_too_large"))?;
    let digest = digest(parts.method.as_str(), parts.uri.path(), &body);
    let turn = Turn::new(actor.shop_id, actor.staff_id, key);
    if let Some(first) = take_or_wait(app, &turn, &digest).await? {
        return Ok(replayed(first));
    }
    let answer = turn.clone().scope(next.run(Request::from_parts(parts, Body::from(body)))).await;
    if answer.status().is_server_error() || answer.status() == StatusCode::TOO_MANY_REQUESTS {
        if let Err(error) = give_back(app, &turn).await {
            tracing::warn!(%error, "the turn of a key was not given back; it runs out");
        }
        return Ok(answer);
    }
    keep(app, &turn, answer).await
}

/// Takes the turn, or waits for the answer of whoever has it.
async fn take_or_wait(app: &App, turn: &Turn, digest: &[u8]) -> Result<Option<Known>> {
    let waiting_since = Instant::now();
    loop {
        let known = store::find(&mut app.db.reader().await?.conn(), turn).await?;
        let now = app.clock.now();
        match known {
            Some(known) if known.digest != digest => return Err(Error::Conflict("idempotency_key_reused")),
            Some(known) if known.is_answered() => return Ok(Some(known)),
            Some(known) if known.is_abandoned(now) && known.has_written => {
                return Err(Error::Conflict("idempotency_outcome_unknown"));
            }
            Some(known) if !known.is_abandoned(now) => {
                if waiting_since.elapsed() > WAIT_AT_MOST {
                    return Err(Error::Conflict("idempotency_key_in_use"));
                }
                tokio::time::sleep(LOOK_EVERY).await;
            }
            _ => {
                let mut tx = app.db.begin().await?;
                let until = now.plus_seconds(TURN_SECONDS);
                if store::take(&mut tx.conn(), turn, digest, now, until).await? {
                    tx.commit().await?;
                    return Ok(None);
                }
            }
        }
    }
}

async fn give_back(app: &App, turn: &Turn) -> Result<()> {
    let mut tx = app.db.begin().await?;
    store::give_back(&mut tx.conn(), turn, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Stores an answer and hands it on.
async fn keep(app: &App, turn: &Turn, answer: Response) -> Result<Response> {
    let (parts, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(|error| anyhow::anyhow!(error))?;
    if let Err(error) = store_answer(app, turn, parts.status, &String::from_utf8_lossy(&body)).await {
        // What was asked for is done, and whoever asked may know; only a repeat will not.
        tracing::warn!(%error, "the answer to a key was not kept");
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

async fn store_answer(app: &App, turn: &Turn, status: StatusCode, text: &str) -> Result<()> {
    let mut tx = app.db.begin().await?;
    store::answer(&mut tx.conn(), turn, status.as_u16(), text).await?;
    Ok(tx.commit().await?)
}

fn replayed(first: Known) -> Response {
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
