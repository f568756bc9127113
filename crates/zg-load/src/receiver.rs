//! Another system of the shop: a webhook tells it of every message. It refuses now and then, and keeps what it took.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;

/// So often it refuses, and never twice in a row: a webhook that fails for a day is switched off, and a turned clock
/// makes days short.
const REFUSES_ONE_IN: u64 = 20;

/// A message that it was told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The same for a repeat.
    pub delivery: String,
    pub conversation: String,
    pub message: String,
    pub seq: i64,
    /// None of a file.
    pub text: Option<String>,
}

#[derive(Debug, Default)]
struct Inside {
    requests: u64,
    patient: bool,
    taken: Vec<Told>,
}

/// Clones are the same system.
#[derive(Debug, Clone)]
pub struct Receiver {
    address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
}

impl Receiver {
    pub async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let receiver = Self { address: listener.local_addr()?, inside: Arc::default() };
        let inside = Arc::clone(&receiver.inside);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let inside = Arc::clone(&inside);
                let answer = service_fn(move |request| answer(Arc::clone(&inside), request));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
            }
        });
        Ok(receiver)
    }

    pub fn url(&self) -> String {
        format!("http://{}/told", self.address)
    }

    /// Refuses nothing more.
    pub fn be_patient(&self) {
        lock(&self.inside).patient = true;
    }

    /// What it took so far, in the order it came.
    pub fn taken(&self) -> Vec<Told> {
        lock(&self.inside).taken.clone()
    }
}

fn lock(inside: &Mutex<Inside>) -> MutexGuard<'_, Inside> {
    inside.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(inside: Arc<Mutex<Inside>>, request: Request<Incoming>) -> Result<Response<Empty<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let delivery = head.headers.get("x-zhanggui-delivery").and_then(|id| id.to_str().ok()).unwrap_or_default();
    // Whoever was killed while it spoke comes again.
    let told = body.collect().await.ok().and_then(|body| read(delivery, &body.to_bytes()));
    let mut response = Response::new(Empty::new());
    *response.status_mut() = take(&mut lock(&inside), told);
    Ok(response)
}

fn take(inside: &mut Inside, told: Option<Told>) -> StatusCode {
    let Some(told) = told else { return StatusCode::BAD_REQUEST };
    inside.requests += 1;
    if !inside.patient && inside.requests.is_multiple_of(REFUSES_ONE_IN) {
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    inside.taken.push(told);
    StatusCode::OK
}

fn read(delivery: &str, body: &[u8]) -> Option<Told> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    Some(Told {
        delivery: delivery.to_owned(),
        conversation: text("/data/conversation_id")?,
        message: text("/data/message_id")?,
        seq: body.pointer("/data/message/seq")?.as_i64()?,
        text: text("/data/message/text"),
    })
}
