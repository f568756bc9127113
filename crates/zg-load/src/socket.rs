//! The socket of a desk or a widget.

use std::time::Duration;

use anyhow::{Context, bail};
use futures::{SinkExt, StreamExt};
use hyper::header::{HeaderName, HeaderValue};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::http::Client;

const OPEN_WITHIN: Duration = Duration::from_secs(3);

#[derive(Debug)]
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
}

impl Socket {
    /// Connects and says hello; the socket and the welcome.
    pub async fn open(
        client: &Client,
        path: &str,
        token: Option<&str>,
        since: Option<i64>,
    ) -> anyhow::Result<(Self, Value)> {
        timeout(OPEN_WITHIN, Self::open_patiently(client, path, token, since)).await.context("no socket in time")?
    }

    async fn open_patiently(
        client: &Client,
        path: &str,
        token: Option<&str>,
        since: Option<i64>,
    ) -> anyhow::Result<(Self, Value)> {
        let mut request = format!("ws://{}{path}", client.address).into_client_request()?;
        let origin = ("origin", format!("http://{}", client.address));
        for (name, value) in client.headers().iter().chain([&origin]) {
            request.headers_mut().insert(name.parse::<HeaderName>()?, HeaderValue::from_str(value)?);
        }
        let tcp = TcpStream::connect(client.address).await?;
        tcp.set_nodelay(true)?;
        let (stream, _) = tokio_tungstenite::client_async(request, tcp).await?;
        let mut socket = Self { stream };
        let mut hello = json!({ "type": "hello", "since": since, "client": "zg-load" });
        if let Some(token) = token {
            hello["token"] = token.into();
        }
        socket.send(&hello).await?;
        let welcome = socket.next().await?;
        if welcome["type"] != "welcome" {
            bail!("not welcome: {welcome}");
        }
        Ok((socket, welcome))
    }

    pub async fn send(&mut self, frame: &Value) -> anyhow::Result<()> {
        Ok(self.stream.send(Message::text(frame.to_string())).await?)
    }

    /// The next frame.
    pub async fn next(&mut self) -> anyhow::Result<Value> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text)?),
                Some(Ok(Message::Close(_))) | None => bail!("the socket ended"),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
            }
        }
    }
}
