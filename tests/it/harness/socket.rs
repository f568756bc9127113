//! A desk or a widget at its socket.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{self, Message};

use super::{Client, PATIENCE};

#[derive(Debug)]
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
    /// Every frame so far, in order.
    pub heard: Vec<Value>,
}

impl Socket {
    /// Opens a socket with a client's headers; the status of the refusal if the server will not.
    pub async fn open(client: &Client, path: &str, origin: &str) -> Result<Self, u16> {
        let url = format!("ws://{}/api/v1{path}", client.address);
        let mut request = url.into_client_request().expect("an address");
        for (name, value) in client.headers() {
            request.headers_mut().insert(*name, HeaderValue::from_str(value).expect("a header"));
        }
        request.headers_mut().insert("origin", HeaderValue::from_str(origin).expect("an origin"));
        let stream = TcpStream::connect(client.address).await.expect("the server listens");
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((stream, _)) => Ok(Self { stream, heard: Vec::new() }),
            Err(tungstenite::Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(error) => panic!("no socket: {error}"),
        }
    }

    /// Says hello; the welcome.
    pub async fn hello(&mut self, since: Option<i64>, token: Option<&str>) -> Value {
        let mut hello = json!({ "type": "hello", "since": since });
        if let Some(token) = token {
            hello["token"] = json!(token);
        }
        self.send(hello).await;
        self.expect("welcome").await
    }

    pub async fn send(&mut self, frame: Value) {
        self.send_text(&frame.to_string()).await;
    }

    pub async fn send_text(&mut self, text: &str) {
        // A server that closed already is what some stories are about.
        drop(self.stream.send(Message::text(text)).await);
    }

    /// The next frame; none when the server closed or nothing comes within the time.
    pub async fn next_within(&mut self, patience: Duration) -> Option<Value> {
        loop {
            let message = timeout(patience, self.stream.next()).await.ok()??.ok()?;
            if let Message::Text(text) = message {
                let frame: Value = serde_json::from_str(&text).expect("a frame is JSON");
                self.heard.push(frame.clone());
                return Some(frame);
            }
        }
    }

    /// The next frame of this type; others are passed over.
    pub async fn expect(&mut self, kind: &str) -> Value {
        self.expect_where(kind, |frame| frame["type"] == kind).await
    }

    /// The next event of this name.
    pub async fn expect_event(&mut self, name: &str) -> Value {
        self.expect_where(name, |frame| frame["type"] == "event" && frame["name"] == name).await
    }

    pub async fn expect_where(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let from = self.heard.len();
        while let Some(frame) = self.next_within(PATIENCE).await {
            if fits(&frame) {
                return frame;
            }
        }
        panic!("no {what} came, only {:#?}", &self.heard[from..]);
    }

    /// Sends a message under this client id; its `ack` or `nack`.
    pub async fn post(&mut self, client_id: &str, mut message: Value) -> Value {
        message["type"] = json!("send");
        message["client_id"] = json!(client_id);
        self.send(message).await;
        self.expect_where("ack", |frame| {
            (frame["type"] == "ack" || frame["type"] == "nack") && frame["client_id"] == client_id
        })
        .await
    }

    /// Reads until the server closes; why it did.
    pub async fn ends(&mut self) -> Option<String> {
        let mut why = None;
        while let Some(frame) = self.next_within(PATIENCE).await {
            if frame["type"] == "bye" {
                why = frame["code"].as_str().map(str::to_owned);
            }
        }
        why
    }

    /// The numbers of the events heard so far.
    pub fn numbers(&self) -> Vec<i64> {
        self.heard.iter().filter(|frame| frame["type"] == "event").filter_map(|frame| frame["seq"].as_i64()).collect()
    }
}
