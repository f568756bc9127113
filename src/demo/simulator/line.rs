//! A widget's line to the server: one request to open it, then the socket.

use std::time::Duration;

use anyhow::{Context, bail};
use bytes::Bytes;
use futures::{SinkExt, StreamExt};
use http_body_util::{BodyExt, Full};
use hyper::header::{CONTENT_TYPE, HOST};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::Interval;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::Settings;

/// The server takes who is silent for a minute for gone.
const PING_EVERY: Duration = Duration::from_secs(20);

pub struct Line {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pings: Interval,
}

/// What a buyer hears.
#[derive(Debug)]
pub enum Heard {
    /// An answer of the shop, by its number.
    Answer(i64),
    /// The message sent last is stored.
    Stored,
    Refused,
    Other,
}

#[derive(Deserialize)]
struct Opened {
    token: String,
}

impl Line {
    /// Opens the widget on a page of the shop, as `identity` if the shop vouches for one.
    pub async fn open(
        settings: &Settings,
        identity: Option<String>,
        locale: &str,
        page: (String, String),
    ) -> anyhow::Result<Self> {
        let body = json!({
            "key": settings.inbox_key, "identity": identity, "locale": locale,
            "page": { "url": page.0, "title": page.1 },
        });
        let opened: Opened = serde_json::from_slice(&post(settings, &body).await?)?;
        let url = format!("ws://{}/api/v1/widget/live?key={}", settings.server, settings.inbox_key);
        let (socket, _) = connect_async(url).await.context("connect the widget's socket")?;
        let mut line = Self { socket, pings: tokio::time::interval(PING_EVERY) };
        line.say(&json!({ "type": "hello", "since": null, "token": opened.token, "client": "widget" })).await?;
        Ok(line)
    }

    pub async fn say(&mut self, frame: &Value) -> anyhow::Result<()> {
        Ok(self.socket.send(Frame::text(frame.to_string())).await?)
    }

    pub async fn hear(&mut self) -> anyhow::Result<Heard> {
        loop {
            let frame = tokio::select! {
                frame = self.socket.next() => frame.context("the server hung up")??,
                _ = self.pings.tick() => {
                    self.say(&json!({ "type": "ping" })).await?;
                    continue;
                }
            };
            match frame {
                Frame::Text(text) => return Ok(understood(&serde_json::from_str(&text)?)),
                Frame::Close(_) => bail!("the server closed"),
                _ => {}
            }
        }
    }

    pub async fn close(mut self) {
        // The server notices by itself, too.
        drop(self.socket.close(None).await);
    }
}

fn understood(frame: &Value) -> Heard {
    match frame["type"].as_str() {
        Some("ack") => Heard::Stored,
        Some("nack") => Heard::Refused,
        Some("event") if frame["name"] == "message.created" && is_answer(&frame["data"]["message"]) => {
            Heard::Answer(frame["data"]["message"]["seq"].as_i64().unwrap_or_default())
        }
        _ => Heard::Other,
    }
}

async fn post(settings: &Settings, body: &Value) -> anyhow::Result<Bytes> {
    let stream = TcpStream::connect(settings.server).await.context("connect to the server")?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = hyper::Request::post("/api/v1/widget/session")
        .header(HOST, settings.server.to_string())
        .header(CONTENT_TYPE, "application/json")
        .body(Full::new(Bytes::from(body.to_string())))?;
    let response = sender.send_request(request).await?;
    let status = response.status();
    let bytes = response.into_body().collect().await?.to_bytes();
    if !status.is_success() {
        bail!("the widget could not be opened: {status} {}", String::from_utf8_lossy(&bytes));
    }
    Ok(bytes)
}

/// Whether somebody said what the buyer waits for: a colleague, or the bot with an answer or a question of its own.
fn is_answer(message: &Value) -> bool {
    let bot = &message["bot"];
    // Which of a few entries was meant is pressed; what is asked besides is answered in words.
    let leads_to_an_entry = |button: &Value| !button["entry_id"].is_null();
    let asks = bot["act"] == "ask" && !bot["buttons"].as_array().is_some_and(|all| all.iter().any(leads_to_an_entry));
    message["author"] == "agent" || (message["author"] == "bot" && (bot["act"] == "answer" || asks))
}
