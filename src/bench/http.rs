//! A lean HTTP/1.1 client: one kept-alive connection, one request at a time.

use std::net::SocketAddr;

use anyhow::{Context, anyhow};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{HOST, SET_COOKIE};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use super::endpoints::Call;

#[derive(Debug)]
pub(super) struct Http {
    address: SocketAddr,
    sender: SendRequest<Full<Bytes>>,
}

#[derive(Debug)]
pub(super) struct Answer {
    pub status: u16,
    pub body: Bytes,
    /// The first cookie it set, as a request sends it back.
    pub cookie: Option<String>,
}

impl Http {
    pub(super) async fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        Ok(Self { address, sender: open(address).await? })
    }

    pub(super) async fn call(&mut self, call: &Call, values: &[(&str, &str)]) -> anyhow::Result<Answer> {
        if self.sender.is_closed() {
            self.sender = open(self.address).await?;
        }
        let mut request = hyper::Request::builder().method(call.method.as_str()).uri(call.path.render(values));
        request = request.header(HOST, self.address.to_string());
        for (name, value) in &call.headers {
            request = request.header(name, value.render(values));
        }
        let body = call.body.as_ref().map(|body| Bytes::from(body.render(values))).unwrap_or_default();
        self.sender.ready().await?;
        let response = self.sender.send_request(request.body(Full::new(body))?).await?;
        let status = response.status().as_u16();
        let cookie = response
            .headers()
            .get(SET_COOKIE)
            .and_then(|cookie| cookie.to_str().ok()?.split(';').next())
            .map(str::to_owned);
        let body = response.into_body().collect().await?.to_bytes();
        Ok(Answer { status, body, cookie })
    }
}

async fn open(address: SocketAddr) -> anyhow::Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await.with_context(|| format!("connect to {address}"))?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

impl Answer {
    pub(super) fn json(&self) -> anyhow::Result<Value> {
        serde_json::from_slice(&self.body).map_err(|error| anyhow!("{error}: {}", self.text()))
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).chars().take(300).collect()
    }

    /// The string or number at a JSON pointer.
    pub(super) fn pointer(&self, pointer: &str) -> anyhow::Result<Option<String>> {
        Ok(self.json()?.pointer(pointer).and_then(text_of))
    }
}

/// A string as it is, a number in digits.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
