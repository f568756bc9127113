//! A lean WebSocket client.

use std::net::SocketAddr;

use anyhow::{Context, bail};
use futures::{SinkExt, StreamExt};
use hyper::header::{HeaderName, HeaderValue};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use super::endpoints::SocketPoint;

/// Thousands of sockets live in this one process.
const READ_BUFFER: usize = 4 * 1024;

#[derive(Debug)]
pub(super) struct Socket {
    stream: WebSocketStream<TcpStream>,
}

impl Socket {
    /// Connects, greets and waits to be welcomed.
    pub(super) async fn open(address: SocketAddr, point: &SocketPoint) -> anyhow::Result<Self> {
        let tcp = TcpStream::connect(address).await.with_context(|| format!("connect to {address}"))?;
        Self::open_over(tcp, address, point).await
    }

    /// As [`Self::open`], over a connection at hand.
    pub(super) async fn open_over(tcp: TcpStream, address: SocketAddr, point: &SocketPoint) -> anyhow::Result<Self> {
        let mut request = format!("ws://{address}{}", point.path.render(&[])).into_client_request()?;
        for (name, value) in &point.headers {
            request.headers_mut().insert(name.parse::<HeaderName>()?, HeaderValue::from_str(&value.render(&[]))?);
        }
        tcp.set_nodelay(true)?;
        let small = WebSocketConfig::default().read_buffer_size(READ_BUFFER).write_buffer_size(0);
        let opened = tokio_tungstenite::client_async_with_config(request, tcp, Some(small)).await;
        let (stream, _) = opened.context("open a socket")?;
        let mut socket = Self { stream };
        if let Some(hello) = &point.hello {
            socket.send(hello.render(&[])).await?;
        }
        if let Some(welcome) = &point.welcome {
            while !socket.next().await?.contains(welcome.as_str()) {}
        }
        Ok(socket)
    }

    pub(super) async fn send(&mut self, text: String) -> anyhow::Result<()> {
        Ok(self.stream.send(Message::text(text)).await?)
    }

    /// The next frame of text.
    pub(super) async fn next(&mut self) -> anyhow::Result<Utf8Bytes> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => return Ok(text),
                Some(Ok(Message::Close(reason))) => bail!("the socket was closed: {reason:?}"),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
                None => bail!("the socket ended"),
            }
        }
    }
}
