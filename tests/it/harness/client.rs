//! HTTP as browsers and programs speak it: one connection a request, headers that stay.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{HeaderMap, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use uuid::Uuid;

const BASE: &str = "/api/v1";
const BOUNDARY: &str = "----the-edge-of-a-part";

/// Somebody who asks, with the headers that go with every request.
#[derive(Debug, Clone)]
pub struct Client {
    pub address: SocketAddr,
    headers: Vec<(&'static str, String)>,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, headers: Vec::new() }
    }

    /// The same client with one more header.
    pub fn with(&self, name: &'static str, value: impl Into<String>) -> Self {
        let mut more = self.clone();
        more.headers.retain(|(known, _)| *known != name);
        more.headers.push((name, value.into()));
        more
    }

    /// The same client, asking another server.
    pub fn at(&self, address: SocketAddr) -> Self {
        Self { address, ..self.clone() }
    }

    pub fn without(&self, name: &str) -> Self {
        let mut fewer = self.clone();
        fewer.headers.retain(|(known, _)| *known != name);
        fewer
    }

    pub fn headers(&self) -> &[(&'static str, String)] {
        &self.headers
    }

    /// A path below `/api/v1`.
    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call("POST", path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.call("PUT", path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call("PATCH", path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.call("DELETE", path, None).await
    }

    pub async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let path = format!("{BASE}{path}");
        match body {
            Some(body) => self.raw(method, &path, Some("application/json"), body.to_string().into()).await,
            None => self.raw(method, &path, None, Bytes::new()).await,
        }
    }

    /// Sends one file as a form, as a browser does.
    pub async fn upload(&self, path: &str, name: &str, bytes: &[u8]) -> Answer {
        self.form(path, "", name, bytes).await
    }

    /// Sends one file under a client id.
    pub async fn upload_as(&self, client_id: Uuid, path: &str, name: &str, bytes: &[u8]) -> Answer {
        let field =
            format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"client_id\"\r\n\r\n{client_id}\r\n");
        self.form(path, &field, name, bytes).await
    }

    async fn form(&self, path: &str, fields: &str, name: &str, bytes: &[u8]) -> Answer {
        let head = format!(
            "{fields}--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        );
        let tail = format!("\r\n--{BOUNDARY}--\r\n");
        let form = [head.as_bytes(), bytes, tail.as_bytes()].concat();
        let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
        self.raw("POST", &format!("{BASE}{path}"), Some(&content_type), form.into()).await
    }

    /// Any request, to the letter.
    pub async fn raw(&self, method: &str, path: &str, content_type: Option<&str>, body: Bytes) -> Answer {
        self.try_raw(method, path, content_type, body).await.expect("an answer")
    }

    /// As [`Self::raw`], of a server that may be gone before it answers.
    pub async fn try_raw(&self, method: &str, path: &str, content_type: Option<&str>, body: Bytes) -> Option<Answer> {
        let (parts, body) = self.try_begin(method, path, content_type, body).await?.into_parts();
        let asked = format!("{method} {path}");
        let body = body.collect().await.ok()?.to_bytes();
        Some(Answer { asked, status: parts.status.as_u16(), headers: parts.headers, body })
    }

    /// An answer whose body is still on its way, and may never end.
    pub async fn begin(
        &self,
        method: &str,
        path: &str,
        content_type: Option<&str>,
        body: Bytes,
    ) -> hyper::Response<hyper::body::Incoming> {
        self.try_begin(method, path, content_type, body).await.expect("an answer")
    }

    async fn try_begin(
        &self,
        method: &str,
        path: &str,
        content_type: Option<&str>,
        body: Bytes,
    ) -> Option<hyper::Response<hyper::body::Incoming>> {
        let stream = TcpStream::connect(self.address).await.ok()?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.ok()?;
        tokio::spawn(connection);
        let mut request = Request::builder().method(method).uri(path).header("host", self.address.to_string());
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        let request = request.body(Full::new(body)).expect("a request that can be sent");
        sender.send_request(request).await.ok()
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    asked: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// The JSON of an answer that must have this status.
    #[track_caller]
    pub fn is(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{} answered {}", self.asked, self.text());
        if self.body.is_empty() { Value::Null } else { self.json() }
    }

    /// The problem of a refusal that must have this status and code.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> Value {
        let problem = self.is(status);
        assert_eq!(problem["code"], code, "{} answered {problem}", self.asked);
        assert_eq!(problem["status"], status);
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.asked);
        problem
    }

    /// The problem of a request whose field is at fault.
    #[track_caller]
    pub fn invalid(&self, field: &str, code: &str) {
        let problem = self.refused(422, "invalid");
        assert_eq!(problem["errors"], serde_json::json!([{ "field": field, "code": code }]), "{}", self.asked);
    }

    /// The cookie of this name that the answer sets, as it goes back: `name=value`.
    #[track_caller]
    pub fn cookie(&self, name: &str) -> String {
        let lines = self.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.map(|line| line.split(';').next().unwrap_or_default());
        let found = pairs.find(|pair| pair.split('=').next() == Some(name));
        found.unwrap_or_else(|| panic!("{} sets no {name}", self.asked)).to_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{}: {error}: {}", self.asked, self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value, empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
