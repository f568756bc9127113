//! HTTP with a connection for every request: a broken one spoils no other.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::header::{CONTENT_TYPE, HOST, HeaderMap, ORIGIN};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;
use uuid::Uuid;

/// Whoever gets no answer for so long asks again.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// Stands between the parts of a form.
const EDGE: &str = "----the-edge-of-a-part";

enum Body {
    None,
    Json(String),
    Form(String),
}

/// Somebody who asks, with the headers that go with every request.
#[derive(Debug, Clone)]
pub struct Client {
    pub address: SocketAddr,
    headers: Vec<(&'static str, String)>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, headers: Vec::new() }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same person by another way to the server.
    pub fn at(&self, address: SocketAddr) -> Self {
        Self { address, headers: self.headers.clone() }
    }

    pub fn headers(&self) -> &[(&'static str, String)] {
        &self.headers
    }

    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.ask("GET", path, Body::None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        self.ask("POST", path, Body::Json(body.to_string())).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        self.ask("PUT", path, Body::Json(body.to_string())).await
    }

    /// Sends one file under a client id, as a form of a browser.
    pub async fn upload(&self, path: &str, client_id: Uuid, name: &str, bytes: &str) -> anyhow::Result<Answer> {
        let form = format!(
            "--{EDGE}\r\ncontent-disposition: form-data; name=\"client_id\"\r\n\r\n{client_id}\r\n\
             --{EDGE}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{bytes}\r\n\
             --{EDGE}--\r\n"
        );
        self.ask("POST", path, Body::Form(form)).await
    }

    async fn ask(&self, method: &str, path: &str, body: Body) -> anyhow::Result<Answer> {
        timeout(ANSWER_WITHIN, self.ask_patiently(method, path, body)).await.context("no answer in time")?
    }

    async fn ask_patiently(&self, method: &str, path: &str, body: Body) -> anyhow::Result<Answer> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        let connection = tokio::spawn(connection);
        let mut request = hyper::Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.address.to_string())
            .header(ORIGIN, format!("http://{}", self.address));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let (kind, body) = match body {
            Body::None => (None, String::new()),
            Body::Json(json) => (Some("application/json".to_owned()), json),
            Body::Form(form) => (Some(format!("multipart/form-data; boundary={EDGE}")), form),
        };
        if let Some(kind) = kind {
            request = request.header(CONTENT_TYPE, kind);
        }
        let response = sender.send_request(request.body(Full::new(Bytes::from(body)))?).await?;
        let (parts, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        connection.abort();
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
    }
}

impl Answer {
    pub fn json(&self) -> anyhow::Result<Value> {
        serde_json::from_slice(&self.body).map_err(|error| anyhow!("{error}: {}", self.text()))
    }

    /// The JSON of an answer that must say yes.
    pub fn good(&self) -> anyhow::Result<Value> {
        if (200..300).contains(&self.status) {
            self.json()
        } else {
            bail!("{} {}", self.status, self.text());
        }
    }

    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether this says, so that a program understands it, that the server cannot now and that nothing was stored.
    pub fn is_clear_refusal(&self) -> bool {
        let kind = self.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        self.status == 503
            && kind == Some("application/problem+json")
            && self.json().is_ok_and(|problem| problem["code"].is_string())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).chars().take(300).collect()
    }
}

/// A string of an answer, which must be there.
pub fn text(value: &Value, pointer: &str) -> anyhow::Result<String> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    Ok(found.with_context(|| format!("{pointer} is missing in {value}"))?.to_owned())
}
